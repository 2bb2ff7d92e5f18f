"""A plan as GitHub workflow commands: the ten things that matter most, at their lines, and where the rest is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from reconciler.model.action import Action, Mode
from reconciler.model.finding import Finding, Verdict
from reconciler.model.plan import Plan
from reconciler.model.resource import Source
from reconciler.report.plan.headline import headline
from reconciler.report.plan.masked import mask_of
from reconciler.report.plan.outline import Outline, outline
from reconciler.report.sink import phrases
from reconciler.report.sink.encode import runner_message, runner_property
from reconciler.report.sink.language import english

SHOWN = 10
"""GitHub shows ten annotations of each level a step; the rest is dropped without a word."""
_LEVELS = {
    Verdict.BLOCK: "error",
    Verdict.VIOLATION: "error",
    Verdict.HOLD: "warning",
    Verdict.WARN: "warning",
}


class _Note(NamedTuple):
    level: str
    title: str
    message: str
    source: Source | None


@english()
def text(plan: Plan, *, show_numbers: bool = False, folder: str = "") -> str:
    """One command a line. `folder` is the workspace's path within the repository."""
    mask = mask_of(plan, show_numbers=show_numbers)
    parts = outline(plan)
    notes = list(_notes(parts))
    lines = [_command(note, mask, folder) for note in notes[:SHOWN]]
    summary = headline(plan, parts)
    if len(notes) > SHOWN:
        summary += f"; {len(notes) - SHOWN:,} more stand in the comment, the summary and the HTML report"
    lines.append(_command(_Note("notice", f"Voice plan: {plan.scope.account}", summary, None), mask, folder))
    return "\n".join(lines) + "\n"


def joined(reports: Sequence[str]) -> str:
    """The ten that matter most of all accounts, then one pointer with a line for each account's headline."""
    parts = [report.splitlines() for report in reports]
    notes = sorted((line for lines in parts for line in lines[:-1]), key=_rank)
    headlines = [lines[-1].partition("::notice title=")[2] for lines in parts]
    summary = "%0A".join(line.replace("%3A", ":").replace("::", ": ", 1) for line in headlines)
    if more := len(notes[SHOWN:]):
        summary += f"%0A{more:,} more stand in the comments, the summaries and the HTML reports"
    return "\n".join([*notes[:SHOWN], f"::notice title=Voice plans::{summary}"]) + "\n"


def _rank(line: str) -> tuple[int, bool]:
    """By level, and within a level what is done before what is only found."""
    return ("::error", "::warning", "::notice").index(line.partition(" ")[0]), "title=VN" in line


def _notes(parts: Outline) -> Iterator[_Note]:
    """What stops, destroys, costs, asks and warns, in this order."""
    grave = [finding for finding in parts.findings if finding.verdict >= Verdict.VIOLATION]
    mild = [finding for finding in parts.findings if Verdict.INFO < finding.verdict < Verdict.VIOLATION]
    yield from (_of_finding(finding) for finding in grave)
    for action in (*parts.destroys, *parts.will_destroy):
        yield _of_action(action, "warning", "cancelled for ever")
    yield from (_of_action(action, "notice", "bought") for action in parts.costs)
    yield from (_of_action(action, "notice", "for people") for action in parts.people)
    yield from (_of_finding(finding) for finding in mild)


def _of_finding(finding: Finding) -> _Note:
    hint = f" Hint: {finding.hint}" if finding.hint else ""
    return _Note(
        _LEVELS[finding.verdict],
        f"{finding.rule} {finding.verdict.word}",
        f"{finding.address}: {finding.message}{hint}",
        finding.source,
    )


def _of_action(action: Action, level: str, title: str) -> _Note:
    words = [f"{action.address} {action.number or ''}".rstrip(), action.verb.value]
    words += ["by hand"] if action.mode is Mode.MANUAL else []
    words += [f"from {phrases.moment(action.earliest)}"] if action.earliest else []
    words += [f"by {phrases.moment(action.deadline)}"] if action.deadline else []
    words += [f"{phrases.added(action.cost)} CNY/month"] if action.cost.monthly else []
    return _Note(level, title, ", ".join(words), action.source)


def _command(note: _Note, mask: Callable[[str], str], folder: str) -> str:
    properties = {"title": note.title}
    if note.source is not None:
        file = f"{folder}/{note.source.file}" if folder else note.source.file
        properties = {"file": file, "line": str(note.source.line), **properties}
    written = ",".join(f"{name}={runner_property(mask(value))}" for name, value in properties.items())
    return f"::{note.level} {written}::{runner_message(mask(note.message))}"
