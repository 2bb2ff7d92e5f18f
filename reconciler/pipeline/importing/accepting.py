"""`import ADDRESS`: what another hand changed at one entry, taken into its own file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reconciler import edit
from reconciler.contracts.facts import Slot
from reconciler.edit.fields import remove_field, set_field
from reconciler.errors import ReconcilerError, UsageError
from reconciler.importing import composing, writing
from reconciler.importing.candidate import INSTANCE, IVR, LeftOut, Words, candidate
from reconciler.importing.composing import Existing
from reconciler.kinds import KINDS
from reconciler.load.characters import problem_of
from reconciler.manifests.sources import Document
from reconciler.model.address import Address, key_of
from reconciler.model.observation import ObservedNumber, ObservedState
from reconciler.model.phrase import phrase
from reconciler.model.resource import DesiredNumber
from reconciler.pipeline.importing.inputs import ImportInputs, known_of, survey
from reconciler.pipeline.importing.verdict import prospect

_NAMED = {"instance": INSTANCE, "routing": INSTANCE, "ivr": IVR}
"""What an entry names by key."""
_INHERITED = (
    "what `defaults` or a `template` gives, no entry takes back: say it entry by entry, or edit it by hand"
)


def accept(
    root: Path,
    account: str | None,
    address: Address,
    qualification: str | None,
    saved: ObservedState | None = None,
) -> tuple[dict[str, str], dict[str, str | None], tuple[str, ...]]:
    """New and old text of the entry's file, and what the next plan would still do there. Writes nothing.

    Raises UsageError for an address without a live number, ReconcilerError for what the file cannot say.
    """
    ground = survey(root, account, saved)
    slot, desired, live = _slot(ground, address)
    fields = _drifted(desired, live)
    if not fields:
        return {}, {}, ()
    file = desired.source.file
    document = next(one for one in ground.documents.manifests if one.file == file)
    wanted, sections = _values(ground, slot, live, document, qualification)
    before = edit.text_of(root / file)
    try:
        after = edit.insert(before, sections) if sections else before
        for name in sorted(fields):
            after = _edited(after, key_of(address), name, wanted)
    except ValueError as error:
        raise ReconcilerError(
            phrase("{file} cannot say it: {error}", file=file, error=error), hint=_INHERITED
        ) from error
    then = prospect(ground, {file: after}, {}, {})
    if then.errors:
        text = f"{file} would not be valid: {then.errors[0].message}"
        raise ReconcilerError(text, hint=phrase("change the entry by hand"))
    still = _drifted(then.desired.numbers[address], live)
    if still:
        text = f"{file} cannot say it: {', '.join(sorted(still))} of {key_of(address)} would be inherited"
        raise ReconcilerError(text, hint=_INHERITED)
    left = tuple(
        action.id for action in then.plan.ready if action.address == address and action.verb != "adopt"
    )
    return {file: after}, {file: before}, left


def _slot(ground: ImportInputs, address: Address) -> tuple[Slot, DesiredNumber, ObservedNumber]:
    slot = ground.facts.slots.get(address)
    if slot is None or slot.desired is None:
        raise UsageError(
            phrase("nothing is declared at {address}", address=address),
            hint=phrase("a number nobody manages is imported by its number"),
        )
    if slot.live is None:
        raise UsageError(
            phrase("the account shows nothing at {address}", address=address),
            hint=phrase("see `reconciler drift`"),
        )
    return slot, slot.desired, slot.live


def _drifted(desired: DesiredNumber, live: ObservedNumber) -> set[str]:
    """The fields of the entry whose live value is another, and known."""
    fields = set()
    for kind in KINDS:
        wanted, actual, blind = kind.wanted(desired), kind.live(live), kind.blind(live)
        paths = wanted.keys() | (actual.keys() if kind.whole else frozenset())
        fields |= {path for path in paths if path not in blind and wanted.get(path) != actual.get(path)}
    return {_NAMED.get(path.partition(".")[0], path.partition(".")[0]) for path in fields}


def _values(
    ground: ImportInputs, slot: Slot, live: ObservedNumber, document: Document, qualification: str | None
) -> tuple[Mapping[str, Any], dict[str, list[tuple[str, str]]]]:
    """The live values in the words of the file, and the instance or flow that it lacks."""
    declared = (
        slot.desired.ivr.transfer if slot.desired is not None and slot.desired.ivr is not None else None
    )
    known_id = qualification or (declared.qualification if declared is not None else None)
    one = candidate(live, Words(problem_of, known_id))
    if isinstance(one, LeftOut):
        raise ReconcilerError(
            phrase("{identity} cannot be taken into Git: {why}", identity=one.identity, why=one.why)
        )
    spec = document.data["spec"]
    known = known_of(ground, slot.team)
    own = Existing({**known.instances, **spec.get("instances", {})}, {**known.flows, **spec.get("ivr", {})})
    names = {code: instance.name or "" for code, instance in (ground.observed.instances or {}).items()}
    entries = composing.entries([one], own, names)
    row = entries.rows[0]
    fresh = {
        "instances": [(key, value) for key, value in entries.instances.items() if key not in own.instances],
        "ivr": [(key, value) for key, value in entries.flows.items() if key not in own.flows],
    }
    lines = {
        name: [(f"{key}: {writing.flow(value)}", "") for key, value in values]
        for name, values in fresh.items()
        if values
    }
    return row.values, lines


def _edited(text: str, key: str, name: str, values: Mapping[str, Any]) -> str:
    if name not in values:
        return remove_field(text, key, name)
    value = values[name]
    return set_field(text, key, name, str(value) if name == "package" else writing.flow(value))
