"""A plan for a pull request: one comment, found again by its hidden marker, that no content can break.

Above the first table stands what a reviewer asks first: what can never be undone, what it costs, who must do what by
when, whether it may be merged. Every text that is not ours is masked and stands as code. When the comment grows too
long, rows are counted together instead of shown; those that cancel a number or ask something of a person last.
"""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.model.finding import Verdict
from reconciler.model.plan import Plan
from reconciler.report.plan.answers import answers
from reconciler.report.plan.cancellations import MOST_NAMED, more_cancellations
from reconciler.report.plan.headline import headline
from reconciler.report.plan.markdown_rows import (
    Sink,
    action_rows,
    cancellation_notice,
    day,
    finding_row,
    more_line,
    more_row,
    table_head,
)
from reconciler.report.plan.masked import mask_of
from reconciler.report.plan.outline import Outline, outline, replaced
from reconciler.report.sink import phrases
from reconciler.report.sink.budget import LIMIT, BudgetLine, LineGroup, fit
from reconciler.report.sink.encode import markdown_code
from reconciler.report.sink.language import tr
from reconciler.report.sink.marker import marker, subject
from reconciler.wire.comment import ready_line


def text(
    plan: Plan,
    *,
    show_numbers: bool = False,
    limit: int = LIMIT,
    workspace: str = "",
    files: str = "",
    details: str = "",
) -> str:
    """The comment, at most `limit` bytes long; hidden at its end, where there is room, what is ready as JSON.

    `workspace` is its folder in the repository, `files` its address at the commit, for links to lines, `details` that
    of the whole report.
    """
    sink = Sink(plan.as_of, mask_of(plan, show_numbers=show_numbers), replaced(plan), files)
    parts = outline(plan)
    visible = fit(
        [
            LineGroup((), 0, before=_opening(plan, parts, sink, workspace)),
            _caution(parts, sink),
            _answers(plan, parts, sink),
            _grave(parts, sink),
            *_table(parts, sink),
            *_standing(parts, sink),
            *_mild(parts, sink),
            LineGroup((), 0, before=_closing(plan, details)),
        ],
        limit,
    )
    hidden = ready_line(plan, sink.mask) if plan.ready else ""
    return visible + hidden if len(visible.encode()) + len(hidden) <= limit else visible


def reviewed(plan: Plan, *, show_numbers: bool = False, workspace: str = "") -> str:
    """What the comment hides, alone and whatever its length: what `apply --reviewed` explains a refusal with."""
    return f"{_marker(plan, workspace)}\n{ready_line(plan, mask_of(plan, show_numbers=show_numbers))}"


def _marker(plan: Plan, workspace: str) -> str:
    scope = plan.scope
    return marker("plan", scope.account, scope.team, plan.digest, workspace=workspace, quiet=_is_quiet(plan))


def _is_quiet(plan: Plan) -> bool:
    """Whether there is nothing to review: no action, nothing stuck, and everything was read."""
    return not (plan.actions or plan.stuck or plan.gaps or plan.hypothetical)


def _opening(plan: Plan, parts: Outline, sink: Sink, workspace: str) -> str:
    scope = subject(plan.scope.account, plan.scope.team, workspace)
    alarm = "⛔ " if parts.destroys or parts.will_destroy else ""
    lines = [
        _marker(plan, workspace),
        f"### 📞 {tr('Voice plan')} · {sink.code(scope)} · {alarm}{headline(plan, parts)}",
    ]
    if plan.hypothetical:
        lines += [
            "",
            "> [!WARNING]",
            "> " + tr("Hypothetical: judged as of another instant. Apply refuses this plan."),
        ]
    if plan.gaps:
        lines += ["", "> [!WARNING]", "> " + tr("Incomplete: not everything was read.")]
        lines += [f"> - {sink.code(gap, 300)}" for gap in plan.gaps[:5]]
    if not plan.actions and not plan.stuck:
        lines += ["", tr("Git, the ledger and the account agree.")]
    return "\n".join(lines) + "\n"


def _caution(parts: Outline, sink: Sink) -> LineGroup:
    """The first cancellations of this plan or a later run, above everything else; every one begins the table."""
    ends = (*parts.destroys, *parts.will_destroy)
    notices = [cancellation_notice(action, sink) for action in ends[:MOST_NAMED]]
    before = f"\n> [!CAUTION]\n> **{tr('What can never be undone')}**\n>\n" if ends else ""
    left = len(ends) - MOST_NAMED
    rest = f"> - {more_cancellations(left)}\n" if left > 0 else ""
    return LineGroup([BudgetLine(line, "cancel", brief=line) for line in notices], -1, before, rest)


def _answers(plan: Plan, parts: Outline, sink: Sink) -> LineGroup:
    lines = (f"- **{question}** {answer}" for question, answer in answers(plan, parts, sink.code, day))
    return LineGroup((), 0, before="\n" + "\n".join(lines) + "\n")


def _table(parts: Outline, sink: Sink) -> Iterator[LineGroup]:
    """What an apply would do, and the cancellations that follow: one table, in the order a reviewer reads."""
    listed = (
        (parts.destroys, 0),
        (parts.will_destroy, 0),
        (parts.costs, 2),
        (parts.people, 0),
        (parts.changes, 3),
    )
    present = [(actions, rank) for actions, rank in listed if actions]
    for index, (actions, rank) in enumerate(present):
        yield LineGroup(action_rows(actions, sink), rank, "" if index else table_head(), more=more_row)


def _standing(parts: Outline, sink: Sink) -> Iterator[LineGroup]:
    """What an apply would not do now, and why; then what changes the ledger alone. All folded."""
    for actions, title, rank in (
        (parts.stuck, "🚫 " + tr("Blocked or held"), 4),
        (parts.later, "⏳ " + tr("Later"), 5),
        (parts.records, "📒 " + tr("Only in the ledger"), 7),
    ):
        if actions:
            before = f"\n<details><summary>{title} ({len(actions):,})</summary>\n{table_head()}"
            yield LineGroup(action_rows(actions, sink), rank, before, "\n</details>\n", more_row)


def _grave(parts: Outline, sink: Sink) -> LineGroup:
    """What blocks or violates stands open."""
    rows = [finding_row(f, sink) for f in parts.findings if f.verdict >= Verdict.VIOLATION]
    return LineGroup(rows, 1, f"\n**{tr('Must be mended')}**\n\n" if rows else "", more=more_line)


def _mild(parts: Outline, sink: Sink) -> Iterator[LineGroup]:
    """The other findings, folded."""
    mild = [finding for finding in parts.findings if finding.verdict < Verdict.VIOLATION]
    for findings, title, rank in ((mild, tr("Findings"), 6), (parts.unmanaged, tr("Managed by nobody"), 8)):
        if findings:
            before = f"\n<details><summary>{title} ({len(findings):,})</summary>\n\n"
            yield LineGroup(
                [finding_row(f, sink) for f in findings], rank, before, "\n</details>\n", more_line
            )


def _closing(plan: Plan, details: str) -> str:
    whole = tr(" · [the whole report]({details})", details=details) if details else ""
    sentence = tr(
        "Plan digest {digest}, as of {when} (Asia/Shanghai). Apply stops if the digest changes.",
        digest=markdown_code(plan.digest),
        when=phrases.moment(plan.as_of),
    )
    return f"\n<sub>{sentence}{whole}</sub>\n"
