"""Texts of an account in Unicode's composed form, which manifests have to have: NFC and NFD of one text are equal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from operator import attrgetter
from typing import Any

from reconciler.model.observation import ObservedState
from reconciler.noun import replace

_TEXTS = attrgetter(
    "number",
    "call_type_text",
    "region",
    "carrier",
    "enterprise",
    "script",
    "running_status",
    "reason",
    "documents",
)


def composed(observed: ObservedState) -> ObservedState:
    """The same account, every text in NFC."""
    if unicodedata.is_normalized("NFC", "\n".join(_texts(observed))):
        return observed
    state: ObservedState = _composed(observed)
    return state


def _texts(observed: ObservedState) -> Iterator[str]:
    """Every text that may not be in that form."""
    for number in observed.numbers.values():
        yield from filter(None, _TEXTS(number))
        playback = number.ivr.playback if number.ivr is not None else None
        if playback is not None:
            yield playback.audio
            yield playback.description
    for names in (observed.enterprises, observed.scripts, observed.audio):
        yield from names or ()
    for instance in (observed.instances or {}).values():
        yield from filter(None, (instance.name, instance.enterprise))


def _composed(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {_composed(key): _composed(inner) for key, inner in value.items()}
    if isinstance(value, tuple | frozenset):
        return type(value)(map(_composed, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{field.name: _composed(getattr(value, field.name)) for field in fields(value)}
        )
    return value
