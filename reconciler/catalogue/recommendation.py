"""The provider's decision table: which type of number suits a purpose.

Source: the seed's table "Number types and selection" and its "Decision recommendations".
"""

from __future__ import annotations

from collections.abc import Sequence

from reconciler.catalogue.sale import NOTES
from reconciler.model.phrase import phrase
from reconciler.model.resource import HOTLINE, PUBLIC, REGULAR, NumberType
from reconciler.noun import noun


@noun
class TypeAdvice:
    """One row of the provider's table of number types."""

    type: NumberType
    name: str
    section: str
    """Where a team file declares it."""
    direction: str
    application: str
    billing: str
    why: str
    note: str = ""
    """Whether it can be had at all, where the provider's pages doubt it."""


TYPES = {
    HOTLINE: TypeAdvice(
        HOTLINE,
        phrase("a 400 number"),
        "hotlines",
        phrase("inbound only"),
        phrase(
            "apply in the console; enterprise qualification review and script approval are required; "
            "documents are due within 15 days"
        ),
        phrase(
            "package of 120 to 5,000 CNY and 0.11 CNY/minute; at least 120 CNY a month, the first month in full"
        ),
        phrase("one nationwide number for receiving customer calls"),
        NOTES[HOTLINE],
    ),
    REGULAR: TypeAdvice(
        REGULAR,
        phrase("a regular number"),
        "numbers",
        phrase("inbound and outbound"),
        phrase("apply in the console; enterprise qualification review and script approval are required"),
        phrase("35 CNY a month; cancelled no sooner than three months after activation"),
        phrase("calls go both ways"),
        NOTES[REGULAR],
    ),
    PUBLIC: TypeAdvice(
        PUBLIC,
        phrase("public mode"),
        "publicMode",
        phrase("outbound only"),
        phrase("none; ready as soon as the service is activated"),
        phrase("pay as you go, no monthly fee"),
        phrase("no number has to be bought or managed"),
    ),
}

PURPOSES: dict[str, tuple[NumberType, str]] = {
    "hotline": (HOTLINE, "calls in"),
    "inbound-hotline": (HOTLINE, "calls in"),
    "notification": (PUBLIC, "calls out"),
    "voice-notification": (PUBLIC, "calls out"),
    "verification-code": (PUBLIC, "calls out"),
    "two-way": (REGULAR, "calls in and out"),
    "outbound-calls": (REGULAR, "calls out"),
    "outbound-notification": (REGULAR, "calls out"),
}
"""Purpose to the type it asks for and the direction of its calls: every use case of the seed's table."""
_OTHER_WORDS = {
    "enterprise-service-hotline": "hotline",
    "service-hotline": "hotline",
    "enterprise-hotline": "hotline",
    "receiving-customer-call": "hotline",
    "nationwide-brand-number": "hotline",
    "inbound-call-only": "hotline",
    "inbound-calls-only": "hotline",
    "inbound-only": "hotline",
    "two-way-calling": "two-way",
    "two-way-call": "two-way",
    "two-way-voice-communication": "two-way",
    "outbound": "outbound-calls",
    "outbound-call": "outbound-calls",
    "inbound": "hotline",
    "inbound-call": "hotline",
    "one-way-voice-content": "voice-notification",
    "otp": "verification-code",
    "captcha": "verification-code",
}
_JOINING = frozenset({"and", "or", "&", "+"})
_LONGEST = 4
"""Words of the longest purpose."""


def phrases_of(words: Sequence[str]) -> tuple[str, ...]:
    """Purposes as they are typed, the words of one purpose taken together: `two-way calling and verification codes`.

    A word that belongs to no purpose stands alone.
    """
    rest = [
        part for word in words for part in ([word] if purpose_of(word) else word.replace(",", " ").split())
    ]
    phrases: list[str] = []
    while rest:
        length = next((n for n in range(_LONGEST, 0, -1) if purpose_of(" ".join(rest[:n])) is not None), 1)
        purpose, rest = " ".join(rest[:length]), rest[length:]
        if purpose.lower() not in _JOINING:
            phrases.append(purpose)
    return tuple(phrases)


def purpose_of(word: str) -> str | None:
    """The purpose that a word means, in the seed's own words too, however it is spelled; None if it is none."""
    folded = word.strip().lower().replace("_", "-").replace(" ", "-")
    for spelling in (folded, folded.removesuffix("s")):
        purpose = _OTHER_WORDS.get(spelling, spelling)
        if purpose in PURPOSES:
            return purpose
    return None


def recommend(purposes: Sequence[str]) -> TypeAdvice | None:
    """The one type that serves every purpose; None if one of them is unknown or there is none.

    Purposes that ask for different types need calls in both directions, which only a regular number has.
    """
    known = [purpose_of(purpose) for purpose in purposes]
    types = {PURPOSES[purpose][0] for purpose in known if purpose is not None}
    if not types or None in known:
        return None
    return TYPES[types.pop() if len(types) == 1 else REGULAR]
