"""A plan for a terminal: the summary, then what destroys, what costs, what people must do, then the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from reconciler.model.action import Action, Mode, Status, Verb
from reconciler.model.change import Scalar
from reconciler.model.finding import Finding, Verdict
from reconciler.model.phrase import phrase
from reconciler.model.phrase import phrases as phrases_of
from reconciler.model.plan import Plan
from reconciler.model.resource import Source
from reconciler.noun import noun
from reconciler.report.plan.headline import bill, committed, headline
from reconciler.report.plan.outline import (
    Outline,
    changes,
    is_hotline_purchase,
    outline,
    replaced,
    sign,
    usage,
)
from reconciler.report.sink import phrases
from reconciler.report.sink.encode import terminal
from reconciler.report.sink.language import tr
from reconciler.report.sink.mask import masking
from reconciler.report.sink.paint import BOLD, CYAN, FAINT, RED, YELLOW, paint
from reconciler.report.sink.table import align, aligned
from reconciler.wire.write import plan_document

NOTHING = phrase("No changes: Git, the ledger and the account agree.")
_HEADER = phrases_of("", "ACTION", "ADDRESS", "NUMBER", "CNY NOW", "CNY/MONTH", "WHEN", "WHERE")
_MONEY_COLUMNS = frozenset({4, 5})
_INDENT = "       "
_STYLES = {Verdict.BLOCK: RED, Verdict.VIOLATION: RED, Verdict.HOLD: YELLOW, Verdict.WARN: YELLOW}


@noun
class _Sink:
    """How this terminal wants it: encoded, perhaps masked, perhaps coloured."""

    now: datetime
    colour: bool
    say: Callable[[str], str]
    replaced: Mapping[str, Scalar]
    """What rebinds take away, from `outline.replaced`."""

    def paint(self, text: str, style: str) -> str:
        return paint(text, style, colour=self.colour)


def text(plan: Plan, *, show_numbers: bool = True, colour: bool = False) -> str:
    """The whole plan as lines of text."""
    return "".join(lines(plan, show_numbers=show_numbers, colour=colour))


def lines(plan: Plan, *, show_numbers: bool = True, colour: bool = False) -> Iterator[str]:
    """The same line by line: kept whole, the lines of a large plan take as much room as the plan itself."""
    gap = ""
    for block in _blocks(plan, show_numbers=show_numbers, colour=colour):
        for line in block:
            yield f"{gap}{line}\n"
            gap = ""
        gap = "\n"


def _blocks(plan: Plan, *, show_numbers: bool, colour: bool) -> Iterator[Iterable[str]]:
    say = terminal if show_numbers else masking(terminal, plan_document(plan), plan.codes)
    sink = _Sink(plan.as_of, colour, say, replaced(plan))
    parts = outline(plan)
    yield _opening(plan, parts, sink)
    yield from _actions(parts, sink)
    yield _findings(tr("Findings"), parts.findings, sink)
    yield _deadlines(plan, sink)
    yield _findings(tr("Managed by nobody (nothing is done to them)"), parts.unmanaged, sink)
    yield _closing(plan)


def _opening(plan: Plan, parts: Outline, sink: _Sink) -> list[str]:
    scope = (
        plan.scope.account
        if plan.scope.team is None
        else tr("{account} (only team {team})", account=plan.scope.account, team=plan.scope.team)
    )
    lines = [
        tr(
            "Plan for {scope} as of {when} (Asia/Shanghai)",
            scope=sink.say(scope),
            when=phrases.moment(plan.as_of),
        )
    ]
    if plan.hypothetical:
        lines.append(
            sink.paint(tr("HYPOTHETICAL: judged as of another instant; apply refuses this plan."), YELLOW)
        )
    line = headline(plan, parts)
    quiet = not plan.actions and not plan.stuck
    agree = not any(finding.rule == "VN406" for finding in plan.findings)
    lines.append(tr(NOTHING) if quiet and agree else sink.paint(line[0].upper() + line[1:], BOLD))
    return lines


def _actions(parts: Outline, sink: _Sink) -> Iterator[Iterable[str]]:
    """Every section's rows, aligned over all of them. Each section is to be read before the next."""
    sections = [section for section in _sections(parts) if section[2]]
    rows: list[Sequence[str]] = [tuple(map(tr, _HEADER))]
    rows += [_row(action, sink) for _, _, actions in sections for action in actions]
    if len(rows) == 1:
        return
    aligned_rows = aligned(rows, right=_MONEY_COLUMNS)
    yield ["  " + sink.paint(next(aligned_rows), FAINT)]
    for title, style, actions in sections:
        yield _section(
            sink.paint(phrases.headed(title, len(actions)), style), style, actions, aligned_rows, sink
        )


def _section(
    title: str, style: str, actions: Iterable[Action], rows: Iterator[str], sink: _Sink
) -> Iterator[str]:
    yield title
    for action in actions:
        yield "  " + sink.paint(next(rows), style)
        yield from (_INDENT + note for note in _notes(action, sink))


def _sections(parts: Outline) -> Iterator[tuple[str, str, tuple[Action, ...]]]:
    yield tr("Cancelled for ever: cannot be undone"), RED, parts.destroys
    yield tr("Cancelled for ever by a later run, without another review"), RED, parts.will_destroy
    yield tr("Money"), YELLOW, parts.costs
    yield tr("For people"), CYAN, parts.people
    yield tr("Changes"), "", parts.changes
    yield tr("Only in the ledger: what moved in Git, is adopted or has left Git"), FAINT, parts.records
    for status, style in (
        (Status.BLOCKED, RED),
        (Status.HELD, RED),
        (Status.DEFERRED, ""),
        (Status.WAITING, ""),
    ):
        standing = parts.stuck if status in {Status.BLOCKED, Status.HELD} else parts.later
        yield tr(status.value).capitalize(), style, tuple(a for a in standing if a.status is status)


def _row(action: Action, sink: _Sink) -> tuple[str, ...]:
    return (
        sign(action),
        tr(action.verb.value) + (tr(" by hand") if action.mode is Mode.MANUAL else ""),
        sink.say(action.address),
        sink.say(action.number or action.application or (_unchosen(action))),
        phrases.charged(action.cost),
        phrases.added(action.cost),
        _when(action, sink.now),
        sink.say(_where(action.source)),
    )


def _unchosen(action: Action) -> str:
    return tr("to be allotted") if action.verb is Verb.ORDER else ""


def _when(action: Action, now: datetime) -> str:
    parts = []
    if action.earliest is not None:
        parts.append(tr("from {earliest}", earliest=phrases.moment(action.earliest)))
    if action.deadline is not None:
        parts.append(
            tr(
                "by {deadline}, {away}",
                deadline=phrases.moment(action.deadline),
                away=phrases.due(now, action.deadline),
            )
        )
    return "; ".join(parts)


def _where(source: Source | None) -> str:
    return "" if source is None else f"{source.file}:{source.line}"


def _notes(action: Action, sink: _Sink) -> Iterator[str]:
    """What stands below an action's row. Each line starts with our own word: CI runners obey line starts."""
    if action.changes and (action.verb.outward or action.verb is Verb.MOVE):
        yield " · ".join(sink.say(phrases.change(changed)) for changed in changes(action, sink.replaced))
    if action.verb is Verb.CANCEL and action.cost.now:
        yield tr(
            "the month it ends in is still charged: {now} CNY",
            now=phrases.charged(action.cost),
        )
    if action.cost.committed:
        yield tr("commits to {committed} CNY at least", committed=phrases.money(action.cost.committed))
    if is_hotline_purchase(action):
        yield usage()
    if action.reason and action.status is not Status.READY:
        yield tr("reason: {reason}", reason=sink.say(action.reason))


def _findings(title: str, findings: tuple[Finding, ...], sink: _Sink) -> Iterator[str]:
    if not findings:
        return
    rows = [(tr(f.verdict.word), f.rule, sink.say(f.address), sink.say(f.message)) for f in findings]
    yield phrases.headed(title, len(findings))
    for finding, line in zip(findings, aligned(rows), strict=True):
        yield "  " + sink.paint(line, _STYLES.get(finding.verdict, ""))
        yield from (_INDENT + note for note in _remarks(finding, sink))


def _remarks(finding: Finding, sink: _Sink) -> Iterator[str]:
    if finding.hint:
        yield tr("hint: {hint}", hint=sink.say(finding.hint))
    if finding.until is not None:
        yield tr(
            "until: {until}, {away}",
            until=phrases.moment(finding.until),
            away=phrases.distance(sink.now, finding.until),
        )
    if finding.source is not None:
        yield tr("at: {place}", place=sink.say(_where(finding.source)))


def _deadlines(plan: Plan, sink: _Sink) -> list[str]:
    due = sorted((a.deadline, a.address, a.verb.value) for a in plan.actions if a.deadline is not None)
    if not due:
        return []
    rows = [
        (phrases.moment(at), phrases.due(sink.now, at), tr(verb), sink.say(where)) for at, where, verb in due
    ]
    return [tr("Deadlines ({count:,})", count=len(due)), *("  " + line for line in align(rows))]


def _closing(plan: Plan) -> Iterable[str]:
    sentence = tr("Monthly bill: {plan}", plan=bill(plan))
    if committed(plan):
        sentence += tr("; {committed} CNY committed", committed=phrases.money(committed(plan)))
    return [sentence, tr("Digest: {digest}", digest=plan.digest)]
