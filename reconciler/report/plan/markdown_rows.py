"""The lines a plan's comment is made of: an action in a table, a cancellation, a finding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from reconciler.model.action import LEDGER_ONLY, Action, Mode, Status, Verb
from reconciler.model.change import Scalar
from reconciler.model.finding import Finding
from reconciler.model.phone import mask_all
from reconciler.model.resource import Source
from reconciler.report.plan.outline import changes, is_hotline_purchase, usage
from reconciler.report.sink import phrases
from reconciler.report.sink.budget import Row
from reconciler.report.sink.encode import markdown_code

_ICONS = {
    Status.BLOCKED: "🚫",
    Status.HELD: "🔒",
    Status.DEFERRED: "⏳",
    Status.WAITING: "⏳",
}
_SHORT, _LONG = 80, 300
"""Characters of a value and of a sentence; longer ones are cut."""


@dataclass(frozen=True, slots=True)
class Sink:
    """How the comment wants it: masked unless asked otherwise."""

    now: datetime
    masked: bool
    replaced: Mapping[str, Scalar]
    """What rebinds take away, from `outline.replaced`."""

    def code(self, text: str, limit: int = _SHORT) -> str:
        """Somebody else's text: masked, cut to so many characters, as code."""
        if not text:
            return ""
        said = mask_all(text) if self.masked else text
        cut = said if len(said) <= limit else said[: limit - 1] + "…"
        return markdown_code(cut)


def farewell(action: Action, sink: Sink) -> str:
    """A cancellation in a sentence, for the caution above the table."""
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


def action_rows(actions: Iterable[Action], sink: Sink) -> list[Row]:
    """Table rows; those that cancel a number or ask something of a person are essential."""
    return [
        Row(_row(a, sink), a.verb.value, a.cost.monthly, _brief(a, sink) if _essential(a) else "")
        for a in actions
    ]


def _essential(action: Action) -> bool:
    return action.verb is Verb.CANCEL or action.mode is Mode.MANUAL


def _row(action: Action, sink: Sink) -> str:
    number = sink.code(action.number or action.application or "")
    if not number and action.verb is Verb.ORDER:
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


def _brief(action: Action, sink: Sink) -> str:
    due = f"by {phrases.moment(action.deadline)}" if action.deadline is not None else ""
    cells = (_icon(action), _what(action), sink.code(action.address, 60), sink.code(action.number or "", 20))
    return f"| {' | '.join(cells)} | | | {due} | |"


def more_row(said: str) -> str:
    """The table row that stands for those left out."""
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
    return "➕" if action.verb in {Verb.ORDER, Verb.ACTIVATE_PUBLIC_MODE} else "🔁"


def _what(action: Action) -> str:
    verb = "**cancel for ever**" if action.verb is Verb.CANCEL else action.verb.value
    return f"{verb} **by hand**" if action.mode is Mode.MANUAL else verb


def _change(action: Action, sink: Sink) -> str:
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


def finding_row(finding: Finding, sink: Sink) -> Row:
    """A list item: verdict and rule, address, what is the matter, what to do, where."""
    said = f"- **{finding.verdict.word}** {sink.code(finding.rule)} {sink.code(finding.address)}: "
    said += sink.code(finding.message, _LONG)
    if finding.until is not None:
        said += f" until {phrases.moment(finding.until)}"
    if finding.hint:
        said += f"<br>hint: {sink.code(finding.hint, _LONG)}"
    if finding.source is not None:
        said += f"<br>{sink.code(_where(finding.source))}"
    return Row(said, finding.rule)


def more_line(said: str) -> str:
    """The list item that stands for those left out."""
    return f"- {said}"
