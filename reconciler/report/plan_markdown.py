"""A plan for a pull request: one comment, found again by its hidden marker, that no content can break.

Every text that is not ours is masked and stands as code. When the comment grows too long, rows are counted
together instead of shown; one that cancels a number or asks something of a person always stays.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from reconciler.model.action import LEDGER_ONLY, Action, Mode, Status, Verb
from reconciler.model.change import Scalar
from reconciler.model.finding import Finding, Verdict
from reconciler.model.phone import mask_all
from reconciler.model.plan import Plan
from reconciler.model.resource import Source
from reconciler.report import phrases
from reconciler.report.budget import LIMIT, Group, Row, fit
from reconciler.report.encode import markdown_code
from reconciler.report.outline import (
    Outline,
    changes,
    committed,
    headline,
    is_hotline_purchase,
    outline,
    replaced,
    usage,
)

_TABLE = "\n| | What | Address | Number | Change | CNY/month | When | Where |\n|-|-|-|-|-|-:|-|-|\n"
_ICONS = {
    Status.BLOCKED: "🚫",
    Status.HELD: "🔒",
    Status.DEFERRED: "⏳",
    Status.WAITING: "⏳",
}
_SHORT, _LONG = 80, 300
"""Characters of a value and of a sentence; longer ones are cut."""


@dataclass(frozen=True, slots=True)
class _Sink:
    """How the comment wants it: masked unless asked otherwise."""

    now: datetime
    masked: bool
    replaced: Mapping[str, Scalar]

    def code(self, text: str, limit: int = _SHORT) -> str:
        if not text:
            return ""
        said = mask_all(text) if self.masked else text
        cut = said if len(said) <= limit else said[: limit - 1] + "…"
        return markdown_code(cut)


def text(plan: Plan, *, show_numbers: bool = False, limit: int = LIMIT) -> str:
    """The comment, at most `limit` bytes long unless what must not be hidden takes more."""
    sink = _Sink(plan.as_of, not show_numbers, replaced(plan))
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


def _opening(plan: Plan, parts: Outline, sink: _Sink) -> str:
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


def _caution(parts: Outline, sink: _Sink) -> Group:
    """Every cancellation that this plan or a later run carries out, once more above everything else."""
    rows = [Row(_farewell(action, sink), "cancel") for action in (*parts.destroys, *parts.will_destroy)]
    return Group(
        rows, 1, "\n> [!CAUTION]\n" if rows else "", more=lambda said: f"> - {said}; all stand in the table."
    )


def _farewell(action: Action, sink: _Sink) -> str:
    what = f"{sink.code(action.address)} {sink.code(action.number or '')}"
    said = f"> - **Cancels {what} for ever.**"
    if action.status is not Status.READY:
        when = "" if action.earliest is None else f" from {phrases.moment(action.earliest)} on"
        said = f"> - **A later run cancels {what} for ever**{when}, without another review."
    if action.cost.now:
        said += f" The month it ends in is still charged: {phrases.money(action.cost.now)} CNY."
    if action.consent:
        said += f" Consent: {sink.code(action.consent)}."
    return said


def _table(parts: Outline, sink: _Sink) -> Iterator[Group]:
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
        yield Group(_rows(actions, sink), rank, "" if index else _TABLE, more=_more_row)


def _standing(parts: Outline, sink: _Sink) -> Iterator[Group]:
    """What an apply would not do now, and why."""
    for actions, title, rank in ((parts.stuck, "Blocked or held", 4), (parts.later, "Later", 5)):
        if actions:
            before = f"\n<details><summary>{title} ({len(actions):,})</summary>\n{_TABLE}"
            yield Group(_rows(actions, sink), rank, before, "\n</details>\n", _more_row)


def _rows(actions: Iterable[Action], sink: _Sink) -> list[Row]:
    return [
        Row(_row(a, sink), a.verb.value, a.cost.monthly, _brief(a, sink) if _essential(a) else "")
        for a in actions
    ]


def _essential(action: Action) -> bool:
    return action.verb is Verb.CANCEL or action.mode is Mode.MANUAL


def _row(action: Action, sink: _Sink) -> str:
    number = sink.code(action.number or action.application or "")
    if not number and action.verb is Verb.APPLY:
        number = "*to be allotted*"
    cells = (
        _icon(action),
        _what(action),
        sink.code(action.address),
        number,
        _change(action, sink),
        phrases.signed(action.cost.monthly),
        _when(action, sink.now),
        sink.code(_where(action.source)),
    )
    return f"| {' | '.join(cells)} |"


def _brief(action: Action, sink: _Sink) -> str:
    due = f"by {phrases.moment(action.deadline)}" if action.deadline is not None else ""
    cells = (_icon(action), _what(action), sink.code(action.address, 60), sink.code(action.number or "", 20))
    return f"| {' | '.join(cells)} | | | {due} | |"


def _more_row(said: str) -> str:
    return f"| | {said} | | | | | | |"


def _icon(action: Action) -> str:
    if action.status is not Status.READY:
        return _ICONS[action.status]
    if action.verb is Verb.CANCEL:
        return "⛔"
    if action.mode is Mode.MANUAL:
        return "✋"
    if action.verb in LEDGER_ONLY:
        return "📒"
    return "➕" if action.verb in {Verb.APPLY, Verb.ACTIVATE_PUBLIC_MODE} else "🔁"


def _what(action: Action) -> str:
    verb = "**cancel for ever**" if action.verb is Verb.CANCEL else action.verb.value
    return f"{verb} **by hand**" if action.mode is Mode.MANUAL else verb


def _change(action: Action, sink: _Sink) -> str:
    said = []
    if action.verb not in LEDGER_ONLY:
        said += [sink.code(phrases.change(changed)) for changed in changes(action, sink.replaced)]
    if action.cost.now and action.verb is not Verb.CANCEL:
        said.append(f"{phrases.money(action.cost.now)} CNY now")
    if action.cost.committed:
        said.append(f"commits to {phrases.money(action.cost.committed)} CNY")
    if is_hotline_purchase(action):
        said.append(usage())
    if action.reason and action.status is not Status.READY:
        said.append(f"{action.status.value}: {sink.code(action.reason, _LONG)}")
    return "<br>".join(said)


def _when(action: Action, now: datetime) -> str:
    said = []
    if action.earliest is not None:
        said.append(f"from {phrases.moment(action.earliest)}")
    if action.deadline is not None:
        said.append(f"**by {phrases.moment(action.deadline)}** ({phrases.distance(now, action.deadline)})")
    return "<br>".join(said)


def _where(source: Source | None) -> str:
    return "" if source is None else f"{source.file}:{source.line}"


def _grave(parts: Outline, sink: _Sink) -> Iterator[Group]:
    """What blocks or violates stands open."""
    grave = [finding for finding in parts.findings if finding.verdict >= Verdict.VIOLATION]
    if grave:
        yield Group([_finding(f, sink) for f in grave], 1, "\n**Must be mended**\n\n", more=_more_line)


def _told(parts: Outline, sink: _Sink) -> Iterator[Group]:
    """The other findings, folded."""
    mild = [finding for finding in parts.findings if finding.verdict < Verdict.VIOLATION]
    for findings, title, rank in ((mild, "Findings", 6), (parts.unmanaged, "Managed by nobody", 8)):
        if findings:
            before = f"\n<details><summary>{title} ({len(findings):,})</summary>\n\n"
            yield Group([_finding(f, sink) for f in findings], rank, before, "\n</details>\n", _more_line)


def _finding(finding: Finding, sink: _Sink) -> Row:
    said = f"- **{finding.verdict.word}** {sink.code(finding.rule)} {sink.code(finding.address)}: "
    said += sink.code(finding.message, _LONG)
    if finding.until is not None:
        said += f" until {phrases.moment(finding.until)}"
    if finding.hint:
        said += f"<br>hint: {sink.code(finding.hint, _LONG)}"
    if finding.source is not None:
        said += f"<br>{sink.code(_where(finding.source))}"
    return Row(said, finding.rule)


def _more_line(said: str) -> str:
    return f"- {said}"


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
