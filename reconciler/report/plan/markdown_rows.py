"""The lines a plan's comment is made of: an action in a table, a cancellation, a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import assert_never
from urllib.parse import quote

from reconciler.model.action import Action, Effect, Mode, Status, Verb
from reconciler.model.change import Change, Scalar
from reconciler.model.finding import Finding
from reconciler.model.phrase import phrases as phrases_of
from reconciler.model.resource import Source
from reconciler.noun import noun
from reconciler.report.plan.outline import is_hotline_purchase, usage
from reconciler.report.plan.steps import PlanRow, steps
from reconciler.report.sink import phrases
from reconciler.report.sink.budget import BudgetLine
from reconciler.report.sink.encode import markdown_code
from reconciler.report.sink.language import tr

_HEADS = phrases_of("What", "Where", "Change", "CNY/month")
_ROOM = "&nbsp;" * 31
"""Makes the second column as wide as an address of 21 characters, so that one beside it breaks none."""
ICONS = {
    Status.BLOCKED: "🚫",
    Status.HELD: "🔒",
    Status.DEFERRED: "⏳",
    Status.WAITING: "⏳",
}
_SHORT, _LONG = 80, 300
"""Characters of a value and of a sentence; longer ones are cut."""


@noun
class Sink:
    """How the comment wants it: masked unless asked otherwise, with links where the files can be seen."""

    now: datetime
    mask: Callable[[str], str]
    replaced: Mapping[str, Scalar]
    """What rebinds take away, from `outline.replaced`."""
    files: str = ""
    """The address of the workspace at the commit, where a code host shows it; empty for no links."""

    def code(self, text: str, limit: int = _SHORT) -> str:
        """Somebody else's text: masked, cut to so many characters, as code."""
        if not text:
            return ""
        return markdown_code(phrases.cut(self.mask(text), limit))

    def change(self, changed: Change) -> str:
        """One field before and after, cut so that the difference is seen."""
        return markdown_code(phrases.short_change(changed, _SHORT, self.mask))

    def link(self, text: str, source: Source | None, limit: int = _SHORT) -> str:
        """Somebody else's text, leading to the line that says it."""
        code = self.code(text, limit)
        if source is None or not self.files or not code:
            return code
        return f"[{code}]({self.files}/{quote(source.file)}#L{source.line})"


def table_head() -> str:
    """The first two lines of a table of actions."""
    what, where, change, money = map(tr, _HEADS)
    return f"\n| {what} | {where}{_ROOM} | {change} | {money} |\n|:-|:-|:-|-:|\n"


def cancellation_notice(action: Action, sink: Sink) -> str:
    """A cancellation in a sentence, for the caution above the table."""
    what = f"{sink.link(action.address, action.source)} {sink.code(action.number or '')}".rstrip()
    text = "> - " + tr("**Cancels {what} for ever.**", what=what)
    if action.status is not Status.READY:
        when = "" if action.earliest is None else tr(" from {earliest} on", earliest=day(action.earliest))
        text = "> - " + tr(
            "**A later run cancels {what} for ever**{when}, without another review.", what=what, when=when
        )
    if action.cost.now:
        text += tr(
            " The month it ends in is still charged: {now} CNY.",
            now=phrases.charged(action.cost),
        )
    if action.consent:
        text += tr(" Consent: {consent}.", consent=sink.code(action.consent))
    return text


def action_rows(actions: Iterable[Action], sink: Sink) -> list[BudgetLine]:
    """Table rows; those that cancel a number or ask something of a person are essential."""
    return [
        BudgetLine(
            _row(step, sink),
            tr(step.name),
            step.action.cost.monthly,
            _brief(step, sink) if _essential(step.action) else "",
            sink.code(step.action.team, 40),
        )
        for step in steps(actions, sink.replaced)
    ]


def _essential(action: Action) -> bool:
    return action.verb.effect is Effect.ENDS or action.mode is Mode.MANUAL


def _row(step: PlanRow, sink: Sink) -> str:
    action = step.action
    number = sink.code(action.number or action.application or "")
    if not number and action.verb is Verb.ORDER:
        number = f"*{tr('to be allotted')}*"
    where = "<br>".join(filter(None, (sink.link(action.address, action.source), number)))
    cells = (
        _what(step),
        where,
        "<br>".join(_change(step, sink)),
        phrases.added(action.cost),
    )
    return f"| {' | '.join(cells)} |"


def _brief(step: PlanRow, sink: Sink) -> str:
    due = "" if step.action.deadline is None else tr("by {deadline}", deadline=day(step.action.deadline))
    return f"| {_what(step)} | {sink.code(step.action.address, 60)} | {due} | |"


def more_row(text: str) -> str:
    """The table row that stands for those left out."""
    return f"| {text} | | | |"


def icon(action: Action) -> str:
    """One sign for what an action does, or for what keeps it from being done."""
    if action.status is not Status.READY:
        return ICONS[action.status]
    by_hand = action.mode is Mode.MANUAL
    match action.verb.effect:
        case Effect.ENDS:
            return "⛔"
        case Effect.RECORDS:
            return "📒"
        case Effect.BUYS:
            return "✋" if by_hand else "➕"
        case Effect.CHANGES:
            return "✋" if by_hand else "🔁"
        case never:
            assert_never(never)


def _what(step: PlanRow) -> str:
    verb = f"**{tr('cancel for ever')}**" if step.action.verb is Verb.CANCEL else tr(step.name)
    by_hand = f" **{tr('by hand')}**" if step.action.mode is Mode.MANUAL else ""
    return f"{icon(step.action)} {verb}{by_hand}"


def _change(step: PlanRow, sink: Sink) -> list[str]:
    action = step.action
    lines = []
    if action.verb.outward:
        lines += _fields(step.changes, sink)
    lines += _when(action, sink.now)
    if action.cost.now and action.verb is not Verb.CANCEL:
        lines.append(tr("{now} CNY now", now=phrases.charged(action.cost)))
    if action.cost.committed:
        lines.append(tr("commits to {committed} CNY", committed=phrases.money(action.cost.committed)))
    if is_hotline_purchase(action):
        lines.append(usage())
    dated = action.status is Status.DEFERRED and action.earliest is not None  # by the day it begins
    if action.reason and action.status is not Status.READY and not dated:
        lines.append(f"{tr(action.status.value)}: {sink.code(action.reason, _LONG)}")
    return lines


def _fields(changes: Iterable[Change], sink: Sink) -> list[str]:
    """What changes, then what is set for the first time; each on a line, so that the columns beside it keep theirs."""
    changes = tuple(changes)
    new = [sink.change(change) for change in changes if change.before is None]
    return [*(sink.change(change) for change in changes if change.before is not None), *new]


def _when(action: Action, now: datetime) -> list[str]:
    lines = []
    if action.earliest is not None:
        lines.append(tr("from {earliest}", earliest=day(action.earliest)))
    if action.deadline is not None:
        lines.append(
            tr(
                "**by {deadline}** ({away})",
                deadline=day(action.deadline),
                away=phrases.due(now, action.deadline),
            )
        )
    return lines


def day(instant: datetime) -> str:
    """An instant that no narrow column breaks in two."""
    return phrases.moment(instant).replace(" ", "&nbsp;").replace("-", "‑")


def finding_row(finding: Finding, sink: Sink) -> BudgetLine:
    """A list item: verdict and rule, address, what is the matter, what to do."""
    text = f"- **{tr(finding.verdict.word)}** {sink.code(finding.rule)} {sink.link(finding.address, finding.source)}: "
    text += sink.code(finding.message, _LONG)
    if finding.until is not None:
        text += tr(" until {until}", until=day(finding.until))
    if finding.hint:
        text += "<br>" + tr("hint: {hint}", hint=sink.code(finding.hint, _LONG))
    return BudgetLine(text, finding.rule, team=sink.code(finding.address.partition("/")[0], 40))


def more_line(text: str) -> str:
    """The list item that stands for those left out."""
    return f"- {text}"
