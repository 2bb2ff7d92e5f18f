"""A plan for a pull request: one comment, found again by its hidden marker, that no content can break.

Every text that is not ours is masked and stands as code. When the comment grows too long, rows are counted
together instead of shown; one that cancels a number or asks something of a person always stays.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from reconciler.model.finding import Verdict
from reconciler.model.plan import Plan
from reconciler.report.plan.headline import committed, headline
from reconciler.report.plan.markdown_rows import Sink, action_rows, farewell, finding_row, more_line, more_row
from reconciler.report.plan.outline import Outline, outline, replaced
from reconciler.report.sink import phrases
from reconciler.report.sink.budget import LIMIT, Group, Row, fit
from reconciler.report.sink.encode import markdown_code

_TABLE = "\n| | What | Address | Number | Change | CNY/month | When | Where |\n|-|-|-|-|-|-:|-|-|\n"


def text(plan: Plan, *, show_numbers: bool = False, limit: int = LIMIT) -> str:
    """The comment, at most `limit` bytes long unless what must not be hidden takes more."""
    sink = Sink(plan.as_of, not show_numbers, replaced(plan))
    parts = outline(plan)
    return fit(
        [
            Group((), 0, before=_opening(plan, parts, sink)),
            _caution(parts, sink),
            *_table(parts, sink),
            *_grave(parts, sink),
            *_standing(parts, sink),
            *_told(parts, sink),
            Group((), 0, before=_closing(plan)),
        ],
        limit,
    )


def marker(plan: Plan) -> str:
    """The hidden first line by which a later run finds this comment; one per account and team."""
    said = {"v": 1, "account": plan.scope.account, "team": plan.scope.team, "digest": plan.digest}
    inert = json.dumps(said, separators=(",", ":")).replace("--", "-\\u002d").replace(">", "\\u003e")
    return f"<!-- reconciler:plan {inert} -->"


def _opening(plan: Plan, parts: Outline, sink: Sink) -> str:
    scope = plan.scope.account if plan.scope.team is None else f"{plan.scope.account}, team {plan.scope.team}"
    alarm = "⛔ " if parts.destroys else ""
    lines = [marker(plan), f"### 📞 Voice plan · {sink.code(scope)} · {alarm}{headline(plan, parts)}"]
    if plan.hypothetical:
        lines += [
            "",
            "> [!WARNING]",
            "> Hypothetical: judged as of another instant. Apply refuses this plan.",
        ]
    if not plan.actions and not plan.stuck:
        lines += ["", "Git, the ledger and the account agree."]
    return "\n".join(lines) + "\n"


def _caution(parts: Outline, sink: Sink) -> Group:
    """Every cancellation that this plan or a later run carries out, once more above everything else."""
    rows = [Row(farewell(action, sink), "cancel") for action in (*parts.destroys, *parts.will_destroy)]
    return Group(
        rows, 1, "\n> [!CAUTION]\n" if rows else "", more=lambda said: f"> - {said}; all stand in the table."
    )


def _table(parts: Outline, sink: Sink) -> Iterator[Group]:
    """What an apply would do, and the cancellations that follow: one table, in the order a reviewer reads."""
    listed = (
        (parts.destroys, 0),
        (parts.will_destroy, 0),
        (parts.costs, 2),
        (parts.people, 0),
        (parts.changes, 3),
        (parts.records, 7),
    )
    present = [(actions, rank) for actions, rank in listed if actions]
    for index, (actions, rank) in enumerate(present):
        yield Group(action_rows(actions, sink), rank, "" if index else _TABLE, more=more_row)


def _standing(parts: Outline, sink: Sink) -> Iterator[Group]:
    """What an apply would not do now, and why."""
    for actions, title, rank in ((parts.stuck, "Blocked or held", 4), (parts.later, "Later", 5)):
        if actions:
            before = f"\n<details><summary>{title} ({len(actions):,})</summary>\n{_TABLE}"
            yield Group(action_rows(actions, sink), rank, before, "\n</details>\n", more_row)


def _grave(parts: Outline, sink: Sink) -> Iterator[Group]:
    """What blocks or violates stands open."""
    grave = [finding for finding in parts.findings if finding.verdict >= Verdict.VIOLATION]
    if grave:
        yield Group([finding_row(f, sink) for f in grave], 1, "\n**Must be mended**\n\n", more=more_line)


def _told(parts: Outline, sink: Sink) -> Iterator[Group]:
    """The other findings, folded."""
    mild = [finding for finding in parts.findings if finding.verdict < Verdict.VIOLATION]
    for findings, title, rank in ((mild, "Findings", 6), (parts.unmanaged, "Managed by nobody", 8)):
        if findings:
            before = f"\n<details><summary>{title} ({len(findings):,})</summary>\n\n"
            yield Group([finding_row(f, sink) for f in findings], rank, before, "\n</details>\n", more_line)


def _closing(plan: Plan) -> str:
    before, after = plan.monthly_before, plan.monthly_after
    bill = f"Monthly bill {phrases.money(before)} CNY"
    if after != before:
        bill += f" → **{phrases.money(after)} CNY** ({phrases.signed(after - before)})"
    if committed(plan):
        bill += f" · {phrases.money(committed(plan))} CNY committed"
    return (
        f"\n{bill} · plan digest {markdown_code(plan.digest)}\n\n"
        f"<sub>As of {phrases.moment(plan.as_of)} (Asia/Shanghai). Apply stops if the digest changes.</sub>\n"
    )
