"""What is imported: a live number in the words of the manifests, and what cannot be said in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, TypeAlias

from pydantic import ValidationError

from reconciler.kinds import FIELDS, KINDS
from reconciler.manifests.entries import Hotline, InstanceEntry, IvrFlow, Regular
from reconciler.manifests.scalars import Part
from reconciler.model.observation import ObservedNumber
from reconciler.model.phone import is_number, line_of
from reconciler.model.resource import HOTLINE
from reconciler.noun import noun

HOTLINES, NUMBERS = "hotlines", "numbers"
INSTANCE, IVR = "instance", "ivr"
"""Both are declared once and named by key."""

TextCheck: TypeAlias = Callable[[str], str]
"""Why a text cannot stand in a manifest; empty if it can."""

_TOO_LONG = 200


@noun
class LeftOut:
    """A number that is not written, and why."""

    identity: str
    why: str


@noun
class ImportCandidate:
    """One number as an entry: its own fields, and the values it names by key."""

    live: ObservedNumber
    section: str
    """`hotlines` or `numbers`."""
    fields: Mapping[str, Any]
    """Its entry without `instance` and `ivr`, in the order in which people write it."""
    instance: Mapping[str, Any] | None
    """The entry of `instances` it is bound to."""
    ivr: Mapping[str, Any] | None
    """The entry of `ivr` it answers with."""
    blind: frozenset[str] = frozenset()
    """The fields on which the account says nothing: whatever is declared for them is no difference."""
    name: str = ""
    """What an inventory calls it."""

    @property
    def number(self) -> str:
        """The number; what has none is never a candidate."""
        return self.live.number or ""


@noun
class Words:
    """What helps to say it: what the provider does not return, and what a manifest's text may hold."""

    text_check: TextCheck
    qualification: str | None = None
    """The 400 qualification that transfers are registered under; the provider returns none."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Number to the name an inventory gives it."""


def candidate(live: ObservedNumber, words: Words) -> ImportCandidate | LeftOut:
    """The number as an entry, or why there is none that would mean just this number."""
    if live.number is None:
        return LeftOut(live.identity, "its number is not allotted yet; import it then")
    values = _nested({path: value for kind in KINDS for path, value in kind.live(live).items()})
    if words.qualification is not None and "transfer" in values.get(IVR, {}):
        values[IVR]["transfer"].setdefault("qualification", words.qualification)
    section = HOTLINES if live.type == HOTLINE else NUMBERS
    bound = {"code": values.pop(INSTANCE, None), "routing": values.pop("routing", None)}
    instance = {key: value for key, value in bound.items() if value} if bound["code"] else None
    ivr = values.pop(IVR, None)
    fields = {name: values[name] for name in (*_ORDER[section], *_MORE) if name in values}
    why = _unsayable(live, fields, instance, ivr, words.text_check)
    if why:
        return LeftOut(live.identity, why)
    blind = frozenset(path.partition(".")[0] for kind in KINDS for path in kind.blind(live))
    return ImportCandidate(live, section, fields, instance, ivr, blind, words.names.get(live.number, ""))


_ORDER = {
    HOTLINES: ("carrier", "number", "package", "enterprise", "script", "documents"),
    NUMBERS: ("number", "line", "callType", "region", "enterprise", "script"),
}
"""The fields of an entry, in the order in which people write them."""
_MORE = tuple(spec.path for spec in FIELDS if spec.more)
"""After them stands what a kind added."""


def _nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """`{"a.b": 1}` as `{"a": {"b": 1}}`; tuples as lists."""
    tree: dict[str, Any] = {}
    for path, value in flat.items():
        *above, last = path.split(".")
        place = tree
        for step in above:
            place = place.setdefault(step, {})
        place[last] = list(value) if isinstance(value, tuple) else value
    return tree


def _unsayable(
    live: ObservedNumber,
    fields: Mapping[str, Any],
    instance: Mapping[str, Any] | None,
    ivr: Mapping[str, Any] | None,
    text_check: TextCheck,
) -> str:
    """Why the values do not make a valid entry; empty if they do."""
    if not is_number(fields["number"]):
        return "its number has no spelling that a manifest accepts"
    if live.type == HOTLINE:
        missing = [name for name in ("carrier", "package") if name not in fields]
        if missing:
            return f"its {' and '.join(missing)} cannot be read, which a 400 number must name; attest it"
    elif fields.get("line") not in {None, line_of(fields["number"])}:
        return f"it is listed as {fields['line']}, and its digits say {line_of(fields['number'])}"
    elif ivr is not None and "transfer" in ivr:
        return "it has a transfer, which only 400 numbers have in a manifest"
    if ivr is not None and "transfer" in ivr and "qualification" not in ivr["transfer"]:
        return "its transfer's qualification is not returned by the provider; name it with --qualification"
    model: type[Part] = Hotline if live.type == HOTLINE else Regular
    parts: tuple[tuple[type[Part], Mapping[str, Any] | None], ...] = (
        (model, fields),
        (InstanceEntry, instance),
        (IvrFlow, ivr),
    )
    return next(
        (why for part, value in parts if value is not None and (why := _refusal(part, value, text_check))), ""
    )


def _refusal(model: type[Part], value: Mapping[str, Any], text_check: TextCheck) -> str:
    for path, text in _texts(value):
        why = _text_problem(text) or text_check(text)
        if why:
            return f"its {path} cannot be written: {why}"
    try:
        model.model_validate(value)
    except ValidationError as error:
        place = ".".join(str(step) for step in error.errors(include_url=False)[0]["loc"])
        return f"its {place} is not as a manifest must say it"
    return ""


def _texts(value: Any, path: str = "") -> list[tuple[str, str]]:
    if isinstance(value, str):
        return [(path, value)]
    if isinstance(value, list):
        return [pair for item in value for pair in _texts(item, path)]
    if isinstance(value, Mapping):
        return [pair for key, item in value.items() for pair in _texts(item, f"{path}.{key}".lstrip("."))]
    return []


def _text_problem(text: str) -> str:
    if not text:
        return "it is empty"
    if "\n" in text or "\r" in text:
        return "it has a line break"
    if text != text.strip(" "):
        return "there is a blank at its end"
    return f"it is longer than {_TOO_LONG} characters" if len(text) > _TOO_LONG else ""
