"""Phone numbers as the provider writes them: digits, the area code kept, no hyphen, no country code.

Formats follow the provider's samples: a 400 number has ten digits, a landline starts with 0, a mobile number has
eleven digits from 13 to 19. A service instance's code looks like a landline: it is told apart by role.
"""

from __future__ import annotations

import re

_HOTLINE = re.compile(r"400[0-9]{7}")
_LANDLINE = re.compile(r"0[0-9]{9,11}")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")


def is_hotline(text: str) -> bool:
    """Whether the text is a 400 number in the one accepted spelling."""
    return _HOTLINE.fullmatch(text) is not None


def is_landline(text: str) -> bool:
    """Whether the text is a landline with its area code."""
    return _LANDLINE.fullmatch(text) is not None


def is_mobile(text: str) -> bool:
    """Whether the text is a mobile number."""
    return _MOBILE.fullmatch(text) is not None


def is_number(text: str) -> bool:
    """Whether the text is any number this tool manages."""
    return is_hotline(text) or is_landline(text) or is_mobile(text)


def line_of(number: str) -> str:
    """`landline` or `mobile`, from the digits of a regular number."""
    return "mobile" if is_mobile(number) else "landline"


SPELLED = re.compile(
    r"""(?<![0-9])
    (?: (?:(?:\+|00)?86[ -]?)?
        (?: 400[ -]?[0-9]{3}[ -]?[0-9]{4} | 400[ -]?[0-9]{4}[ -]?[0-9]{3}
          | 1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}
          | 0[0-9]{2,3}[ -]?[0-9]{3,4}[ -]?[0-9]{4,5} )
      | (?:\+|00)?86[ -]?[1-9][0-9]{1,2}[ -]?[0-9]{3,4}[ -]?[0-9]{4}
    )(?![0-9])""",
    re.VERBOSE,
)
"""A phone number within a text, however it is spelled: with hyphens, spaces or a country code."""

STARS = "****"
"""What stands for the hidden digits of a number."""
ENDS = 4
"""Digits of a masked number that are shown at either end, or at its end more where two would look alike."""
MASKED = re.compile(rf"(?<![0-9])([0-9]{{{ENDS}}})\*{{4}}([0-9]{{{ENDS},}})(?![0-9])")
"""A number in a report whose middle is hidden."""


_FULL_WIDTH = str.maketrans("０１２３４５６７８９＋－（）", "0123456789+-()")
"""Digits and marks that a Chinese keyboard writes."""


def normalise(text: str) -> str:
    """The accepted spelling of what was typed, as a suggestion: separators and +86 or 0086 removed."""
    digits = re.sub(r"[\s().\-–—_]", "", text.translate(_FULL_WIDTH))
    for prefix in ("+86", "0086"):
        if digits.startswith(prefix):
            rest = digits[len(prefix) :]
            return rest if is_mobile(rest) or is_hotline(rest) or rest.startswith("0") else "0" + rest
    return digits


def masked_form(digits: str, tail: int = ENDS) -> str:
    """The digits with their middle hidden: `0571****0001`. `tail`: how many are shown at the end."""
    return digits[:ENDS] + STARS + digits[-tail:]
