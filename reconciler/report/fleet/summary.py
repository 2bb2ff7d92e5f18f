"""One account as the fleet's page shows it: made from the last reports of its jobs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from reconciler.model.calendar import SHANGHAI
from reconciler.model.drift import Category, MonthlyCost, Mover
from reconciler.model.fleet import Chore, StoredReport
from reconciler.model.listing import Deadline, DeadlineKind
from reconciler.model.money import ZERO
from reconciler.noun import noun
from reconciler.report.sink import phrases
from reconciler.wire import strict

SILENT = timedelta(hours=26)
"""Older than a day and a little: the account's report of today is missing."""
SOON = timedelta(days=7)
_GRAVE = {
    Category.MISSING: "missing",
    Category.LIFECYCLE: "lost or restricted",
    Category.VIOLATION: "in violation",
}
_FOREIGN = frozenset({Mover.LIVE, Mover.BOTH})


@noun
class News:
    """An entry that the report before did not have."""

    address: str
    category: str
    team: str
    message: str

    @property
    def grave(self) -> bool:
        """Whether a number is lost or a rule is broken."""
        return self.category in _GRAVE


@noun
class AccountSummary:
    """One row of the page."""

    account: str
    needs: tuple[str, ...]
    """What a person has to look at, the gravest first; empty for nothing."""
    rank: int
    """0 for an account that cannot be looked at, 1 grave, 2 due or silent, 3 drifted, 4 well."""
    last_report: datetime | None
    """When it was last reported on."""
    known: bool = False
    """Whether its last drift report tells how it is; otherwise its figures are unknown, not zero."""
    managed: int = 0
    unmanaged: int = 0
    unmanaged_monthly: Decimal = ZERO
    news: tuple[News, ...] = ()
    """What the report before did not have."""
    costs: tuple[MonthlyCost, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()
    """Address and number of everything the last `status` listed."""

    @property
    def asks(self) -> bool:
        """Whether a person has to look: drift alone waits for the team."""
        return self.rank < 3

    @property
    def monthly(self) -> Decimal:
        """CNY that the account is expected to cost this month."""
        first = self.costs[0].month if self.costs else ""
        return sum((cost.expected for cost in self.costs if cost.month == first), ZERO)


def summaries(names: Iterable[str], reports: Iterable[StoredReport], now: datetime) -> list[AccountSummary]:
    """Every account of the workspace and of the reports, those that need a person first."""
    by_account: dict[str, dict[Chore, StoredReport]] = {name: {} for name in names}
    for report in reports:
        by_account.setdefault(report.account, {})[report.chore] = report
    rows = [_legible(name, account_reports, now) for name, account_reports in by_account.items()]
    return sorted(rows, key=lambda row: (row.rank, row.account))


def _legible(name: str, reports: Mapping[Chore, StoredReport], now: datetime) -> AccountSummary:
    """One account whose kept documents nobody can read any more hides no other."""
    try:
        return _summary(name, reports, now)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        last = max((report.at for report in reports.values()), default=None)
        return AccountSummary(name, ("its last report cannot be read",), rank=0, last_report=last)


def _summary(name: str, reports: Mapping[Chore, StoredReport], now: datetime) -> AccountSummary:
    drift = _document(reports.get(Chore.DRIFT))
    overview = drift.get("overview") or {}
    deadlines = tuple(_deadline(entry) for entry in overview.get("deadlines", ()))
    last = max((report.at for report in reports.values()), default=None)
    failures = [f"{report.chore} failed: {report.error}" for report in reports.values() if report.error]
    grave = _grave(drift, deadlines, now)
    due = [] if last is None else [*_silence(reports, now), *_stuck(reports), *_due(deadlines, now)]
    drifted = _drifted(drift)
    rank = next((at for at, needs in enumerate((failures, grave, due, drifted)) if needs), 4)
    total = drift.get("summary", {})
    return AccountSummary(
        account=name,
        needs=(*failures, *grave, *due, *drifted) if reports else ("never reported on",),
        rank=rank if reports else 2,
        last_report=last,
        known="summary" in drift,
        managed=_whole(total.get("managed", 0)),
        unmanaged=_whole(total.get("unmanaged", 0)),
        unmanaged_monthly=_amount(total.get("unmanaged_monthly", "0")),
        news=tuple(_news(drift)),
        costs=tuple(_cost(entry) for entry in overview.get("costs", ())),
        deadlines=deadlines,
        numbers=_numbers(_document(reports.get(Chore.STATUS))),
    )


def _document(report: StoredReport | None) -> Mapping[str, Any]:
    if report is None or report.error or not report.text:
        return {}
    document = strict.parse(report.text)
    return document if isinstance(document, dict) else {}


def _grave(drift: Mapping[str, Any], deadlines: Sequence[Deadline], now: datetime) -> list[str]:
    entries = drift.get("entries", ())
    counts = {word: sum(entry["category"] == name for entry in entries) for name, word in _GRAVE.items()}
    needs = [f"{count:,} {word}" for word, count in counts.items() if count]
    late = sum(deadline.instant <= now for deadline in deadlines)
    return [*needs, f"{late:,} overdue"] if late else needs


def _drifted(drift: Mapping[str, Any]) -> list[str]:
    entries = drift.get("entries", ())
    by_hand = sum(entry["category"] == Category.CHANGED and entry["moved"] in _FOREIGN for entry in entries)
    nobody = sum(entry["category"] == Category.UNMANAGED for entry in entries)
    needs = [f"{by_hand:,} changed by another hand"] if by_hand else []
    return [*needs, f"{nobody:,} managed by nobody"] if nobody else needs


def _silence(reports: Mapping[Chore, StoredReport], now: datetime) -> list[str]:
    drift = reports.get(Chore.DRIFT)
    if drift is None or now - drift.at <= SILENT:
        return []
    return [f"no drift report since {phrases.moment(drift.at)}"]


def _stuck(reports: Mapping[Chore, StoredReport]) -> list[str]:
    words = {3: "something is blocked, held or overdue", 4: "an action failed or has an unknown outcome"}
    looked = [report for chore in (Chore.PLAN, Chore.RESUME) if (report := reports.get(chore))]
    return [f"{report.chore}: {words[report.exit_code]}" for report in looked if report.exit_code in words]


def _due(deadlines: Sequence[Deadline], now: datetime) -> list[str]:
    soon = [deadline for deadline in deadlines if now < deadline.instant <= now + SOON]
    return [f"{len(soon):,} due within {SOON.days} days"] if soon else []


def _news(drift: Mapping[str, Any]) -> Iterator[News]:
    """In the words of the report's entries, which tell more than that they are new."""
    entries = {(entry["address"], entry["category"]): entry for entry in drift.get("entries", ())}
    for new in (drift.get("since") or {}).get("new", ()):
        entry = entries.get((new["address"], new["category"]), {})
        words = (new["address"], new["category"], entry.get("team", ""), entry.get("message", ""))
        yield News(*map(_text, words))


def _deadline(entry: Mapping[str, Any]) -> Deadline:
    fields: dict[str, Any] = {name: _text(value) for name, value in entry.items()}
    instant = datetime.fromisoformat(fields["instant"]).astimezone(SHANGHAI)
    return Deadline(**{**fields, "kind": DeadlineKind(fields["kind"]), "instant": instant})


def _cost(entry: Mapping[str, Any]) -> MonthlyCost:
    month, team = _text(entry["month"]), _text(entry["team"])
    return MonthlyCost(month, team, _amount(entry["committed"]), _amount(entry["expected"]))


def _numbers(status: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((_text(row["address"]), _text(row["number"] or "")) for row in status.get("numbers", ()))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("no whole number")
    return value


def _amount(value: object) -> Decimal:
    amount = Decimal(_text(value))
    if not amount.is_finite():
        raise ValueError("no amount")
    return amount
