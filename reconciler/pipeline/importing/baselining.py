"""`import --baseline`: what a company is not ready to own, added to the reviewed list."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reconciler import edit
from reconciler.contracts.bill import number_fee
from reconciler.edit.fields import add_to_spec
from reconciler.errors import UsageError
from reconciler.load import WORKSPACE
from reconciler.model.observation import ObservedNumber, ObservedState
from reconciler.model.phrase import phrase
from reconciler.pipeline.importing.inputs import ImportInputs, survey

DEFAULT = "baseline.txt"
_HEAD = "# Numbers that nobody is ready to own, one a line. Whoever removes one has it imported.\n"


def baseline(
    root: Path, account: str | None, names: Sequence[str], saved: ObservedState | None = None
) -> tuple[dict[str, str], dict[str, str | None], int]:
    """New and old texts of the list and, where it does not name one yet, of reconciler.yaml; how many are added."""
    ground = survey(root, account, saved)
    free = {number.identity: number for number in ground.facts.unmanaged}
    wanted = [name.removeprefix("-/") for name in names]
    missing = [name for name in wanted if name not in free]
    if missing:
        raise UsageError(
            phrase("{missing} is managed already, or not in the account", missing=missing[0]),
            hint=phrase("see `reconciler status`"),
        )
    listed = ground.session.desired.baseline
    new = [number for name, number in free.items() if name not in listed and (not wanted or name in wanted)]
    if not new:
        return {}, {}, 0
    file = _named(ground)
    texts: dict[str, str] = {}
    before: dict[str, str | None] = {}
    place = file or DEFAULT
    before[place] = edit.text_of(root / place) if (root / place).exists() else None
    texts[place] = _grown(before[place], [_line(number, ground) for number in new])
    if file is None:
        workspace = edit.text_of(root / WORKSPACE)
        before[WORKSPACE], texts[WORKSPACE] = workspace, add_to_spec(workspace, "baseline", DEFAULT)
    return texts, before, len(new)


def _named(ground: ImportInputs) -> str | None:
    spec = ground.documents.workspace.data["spec"] if ground.documents.workspace is not None else {}
    name = spec.get("baseline")
    return name if isinstance(name, str) else None


def _grown(text: str | None, lines: Sequence[str]) -> str:
    start = _HEAD if text is None else text
    there = set(start.splitlines())
    newline = "\r\n" if "\r\n" in start else "\n"
    gap = "" if not start or start.endswith("\n") else newline
    return start + gap + "".join(line + newline for line in lines if line not in there)


def _line(number: ObservedNumber, ground: ImportInputs) -> str:
    fee = number_fee(number, ground.session.account.tariff, ground.facts.now)
    return f"{number.identity}  # {number.type}, {number.status}, {fee} CNY a month"
