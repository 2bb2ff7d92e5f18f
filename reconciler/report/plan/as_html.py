"""A plan as one HTML file: everything the comment says, and everything it had to leave out."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from reconciler.model.action import Action, Mode, Status, Verb
from reconciler.model.finding import Finding, Verdict
from reconciler.model.plan import Plan
from reconciler.model.resource import Source
from reconciler.report.plan.answers import answers
from reconciler.report.plan.cancellations import MOST_NAMED, more_cancellations
from reconciler.report.plan.headline import headline
from reconciler.report.plan.markdown_rows import icon
from reconciler.report.plan.masked import mask_of
from reconciler.report.plan.outline import Outline, is_hotline_purchase, outline, replaced, usage
from reconciler.report.plan.steps import PlanRow, steps
from reconciler.report.sink import html_page, phrases
from reconciler.report.sink.language import spoken, tr
from reconciler.report.sink.page import Column, Page, Table, TableRow, TextKind, Tone

_COLUMNS = (
    Column("What"),
    Column("Where", TextKind.VALUE),
    Column("Change", TextKind.VALUE),
    Column("Notes", TextKind.PROSE),
    Column("CNY now", right=True),
    Column("CNY/month", right=True),
)
_FINDINGS = (
    Column("Verdict"),
    Column("Where", TextKind.VALUE),
    Column("Rule"),
    Column("Message", TextKind.PROSE),
)


def text(plan: Plan, *, show_numbers: bool = False, files: str = "") -> str:
    """The document. `files` is the address of the workspace at the commit, for links to lines."""
    return html_page.text(page(plan, files), mask=mask_of(plan, show_numbers=show_numbers))


def page(plan: Plan, files: str = "") -> Page:
    """The plan's tables in the order a reviewer reads them."""
    parts = outline(plan)
    scope = (
        plan.scope.account
        if plan.scope.team is None
        else tr("{account}, team {team}", account=plan.scope.account, team=plan.scope.team)
    )
    return Page(
        kind=tr("Voice plan"),
        subject=scope,
        headline=headline(plan, parts),
        notices=tuple(_notices(plan, parts)),
        answers=tuple(answers(plan, parts, str, phrases.moment)),
        tables=tuple(_tables(plan, parts, files)),
        footer=(
            tr("Plan digest {digest}. Apply stops if the digest changes.", digest=plan.digest),
            tr("As of {when} (Asia/Shanghai).", when=phrases.moment(plan.as_of)),
        ),
    )


def _notices(plan: Plan, parts: Outline) -> Iterator[tuple[Tone, str, tuple[str, ...]]]:
    if plan.hypothetical:
        yield Tone.WARN, tr("Hypothetical: judged as of another instant. Apply refuses this plan."), ()
    if plan.gaps:
        yield Tone.WARN, tr("Incomplete: not everything was read."), plan.gaps
    ends = (*parts.destroys, *parts.will_destroy)
    if ends:
        left = len(ends) - MOST_NAMED
        rest = (more_cancellations(left),) if left > 0 else ()
        yield Tone.GRAVE, tr("What can never be undone"), (*map(_cancellation, ends[:MOST_NAMED]), *rest)


def _cancellation(action: Action) -> str:
    what = f"{action.address} {action.number or ''}".rstrip()
    if action.status is Status.READY:
        return tr("Cancels {what} for ever", what=what)
    when = (
        "" if action.earliest is None else tr(" from {earliest} on", earliest=phrases.moment(action.earliest))
    )
    return tr("A later run cancels {what} for ever{when}, without another review", what=what, when=when)


def _tables(plan: Plan, parts: Outline, files: str) -> Iterator[Table]:
    taken = replaced(plan)
    sections = (
        (tr("Cancelled for ever"), (*parts.destroys, *parts.will_destroy), Tone.GRAVE, False),
        (tr("Money"), parts.costs, Tone.WARN, False),
        (tr("For people"), parts.people, Tone.PEOPLE, False),
        (tr("Changes"), parts.changes, Tone.PLAIN, False),
        (tr("Blocked or held"), parts.stuck, Tone.GRAVE, False),
        (tr("Later"), parts.later, Tone.PLAIN, True),
        (tr("Only in the ledger"), parts.records, Tone.FAINT, True),
    )
    for title, actions, tone, folded in sections:
        rows = [_row(step, tone, plan, files) for step in steps(actions, taken)]
        yield Table(title, _COLUMNS, rows, tone, folded)
    yield Table(tr("Findings"), _FINDINGS, [_finding(f, files) for f in parts.findings])
    yield Table(
        tr("Managed by nobody"), _FINDINGS, [_finding(f, files) for f in parts.unmanaged], folded=True
    )


def _row(step: PlanRow, tone: Tone, plan: Plan, files: str) -> TableRow:
    action = step.action
    name = tr("cancel for ever") if action.verb is Verb.CANCEL else tr(step.name)
    by_hand = tr(" by hand") if action.mode is Mode.MANUAL else ""
    fields = tuple(map(phrases.change, step.changes)) if action.verb.outward else ()
    return TableRow(
        (
            f"{icon(action)} {name}{by_hand}",
            (action.address, action.number or action.application or ""),
            fields,
            tuple(_notes(action, plan)),
            phrases.charged(action.cost),
            phrases.added(action.cost),
        ),
        Tone.PEOPLE if action.mode is Mode.MANUAL and tone is Tone.PLAIN else tone,
        _href(action.source, files),
        action.team,
    )


def _notes(action: Action, plan: Plan) -> Iterator[str]:
    day = "" if action.earliest is None else f"{action.earliest:%Y-%m-%d}"
    if action.earliest is not None and day not in spoken(
        action.reason
    ):  # a reason that names the day says it all
        yield tr("from {earliest}", earliest=phrases.moment(action.earliest))
    if action.deadline is not None:
        yield tr(
            "by {deadline} ({away})",
            deadline=phrases.moment(action.deadline),
            away=phrases.due(plan.as_of, action.deadline),
        )
    if action.cost.committed:
        yield tr("commits to {committed} CNY at least", committed=phrases.money(action.cost.committed))
    if is_hotline_purchase(action):
        yield usage()
    if action.reason and action.status is not Status.READY:
        yield f"{tr(action.status.value)}: {spoken(action.reason)}"


def _finding(finding: Finding, files: str) -> TableRow:
    tone = Tone.GRAVE if finding.verdict >= Verdict.VIOLATION else Tone.PLAIN
    until = tr("until {until}", until=phrases.moment(finding.until)) if finding.until is not None else ""
    lines = (finding.message, until, tr("hint: {hint}", hint=finding.hint) if finding.hint else "")
    return TableRow(
        (tr(finding.verdict.word), finding.address, finding.rule, lines), tone, _href(finding.source, files)
    )


def _href(source: Source | None, files: str) -> str:
    return "" if source is None or not files else f"{files}/{quote(source.file)}#L{source.line}"
