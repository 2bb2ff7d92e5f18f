"""Sentences of ours that were read back from the ledger, in the reader's language: it keeps them in English.

A sentence is known again by the words of its template; what stands between them is data, or a sentence of ours too.
"""

from __future__ import annotations

import re
from functools import lru_cache
from string import Formatter

from reconciler.locale import ENGLISH, catalogue
from reconciler.report.sink.language import current, tr

_ENOUGH = 4
"""Characters of its own that a template needs: "{one}, {other}" would know everything again."""


def recalled(text: str) -> str:
    """The sentence in the reader's language; as it is where that is English, or no template of ours fits."""
    language = current()
    return text if language == ENGLISH or not text else _recalled(text, language)


@lru_cache(4096)
def _recalled(text: str, language: str) -> str:
    if (translation := tr(text)) != text:
        return translation
    for words, template in _templates(language):
        if all(word in text for word in words):
            match = _pattern(template).fullmatch(text)
            if match is not None:
                return tr(
                    template,
                    **{name: _recalled(value, language) for name, value in match.groupdict().items()},
                )
    return text


@lru_cache(4)
def _templates(language: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Each template with its words, those first that say most."""
    texts = (text for text in catalogue(language).texts() if "{" in text and "\n" not in text)
    parted = ((tuple(word for word, *_ in Formatter().parse(text) if word), text) for text in texts)
    sound = [(words, text) for words, text in parted if sum(map(len, words)) >= _ENOUGH]
    return tuple(sorted(sound, key=lambda entry: -sum(map(len, entry[0]))))


@lru_cache(256)
def _pattern(template: str) -> re.Pattern[str]:
    parts, bound = [], set[str]()
    for word, name, *_ in Formatter().parse(template):
        parts.append(re.escape(word))
        if name:
            parts.append(f"(?P={name})" if name in bound else f"(?P<{name}>.+?)")
            bound.add(name)
    return re.compile("".join(parts))
