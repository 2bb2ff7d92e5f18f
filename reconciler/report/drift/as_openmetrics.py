"""An account's figures for a monitoring system: an OpenMetrics text, for a node exporter's textfile collector.

No label holds a phone number or another person's words: accounts and teams are names from Git, the rest is ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from reconciler.model.drift import DriftReport
from reconciler.report.drift.words import TITLES
from reconciler.report.sink.encode import metric_label
from reconciler.report.sink.language import english

Sample = tuple[dict[str, str], object]
_TYPE = "# TYPE "
_END = "# EOF"


@english()
def text(report: DriftReport) -> str:
    """The whole exposition. Times are seconds since 1970, money is CNY."""
    account = {"account": report.account}
    lines = [
        *_family(
            "voice_report_timestamp_seconds",
            "When the account was read.",
            [(account, _seconds(report.as_of))],
        ),
        *_family("voice_report_complete", "Whether everything was read.", [(account, int(report.complete))]),
        *_family("voice_drift_entries", "What is not as Git and the ledger say.", _drift(report)),
        *_family("voice_numbers", "Numbers, managed or not.", _managed(report)),
        *_family(
            "voice_unmanaged_monthly_cny",
            "What the numbers nobody manages cost a month.",
            [(account, f"{report.unmanaged_monthly.amount:.2f}")],
        ),
        *_overview(report),
    ]
    return "\n".join([*lines, _END]) + "\n"


def joined(expositions: Sequence[str]) -> str:
    """One exposition of several accounts': each family once, with the samples of all."""
    families: dict[str, list[str]] = {}
    for exposition in expositions:
        for family in exposition.removesuffix(f"{_END}\n").split(_TYPE)[1:]:
            head, help_line, *samples = family.splitlines()
            families.setdefault(f"{_TYPE}{head}\n{help_line}", []).extend(samples)
    lines = [line for head, samples in families.items() for line in (head, *samples)]
    return "\n".join([*lines, _END]) + "\n"


def _drift(report: DriftReport) -> list[Sample]:
    samples: list[Sample] = []
    for category in TITLES:
        for grave in (True, False):
            entries = [
                e for e in report.entries if e.category == category and e.grave == grave and not e.quiet
            ]
            labels = {"account": report.account, "category": category, "grave": str(grave).lower()}
            samples.append((labels, len(entries)))
    return samples


def _managed(report: DriftReport) -> list[Sample]:
    by = (("true", report.managed), ("false", report.unmanaged))
    return [({"account": report.account, "managed": managed}, count) for managed, count in by]


def _overview(report: DriftReport) -> Iterator[str]:
    overview = report.overview
    if overview is None:
        return
    statuses: list[Sample] = [
        ({"account": report.account, "status": status}, count) for status, count in overview.statuses.items()
    ]
    yield from _family("voice_numbers_by_status", "Numbers by where they are in their life.", statuses)
    month = overview.costs[0].month if overview.costs else ""
    costs: list[Sample] = [
        ({"account": report.account, "team": cost.team}, f"{cost.expected:.2f}")
        for cost in overview.costs
        if cost.month == month
    ]
    yield from _family("voice_team_monthly_cny", "What each team's numbers cost this month.", costs)
    kinds: dict[str, datetime] = {}
    for deadline in overview.deadlines:
        kinds.setdefault(deadline.kind, deadline.instant)
    due: list[Sample] = [
        ({"account": report.account, "kind": kind}, _seconds(instant))
        for kind, instant in sorted(kinds.items())
    ]
    yield from _family("voice_next_deadline_timestamp_seconds", "The soonest deadline of each kind.", due)


def _family(name: str, help_text: str, samples: list[Sample]) -> Iterator[str]:
    if samples:
        yield f"{_TYPE}{name} gauge"
        yield f"# HELP {name} {help_text}"
        yield from (f"{name}{{{_labels(labels)}}} {value}" for labels, value in samples)


def _labels(labels: dict[str, str]) -> str:
    return ",".join(f'{name}="{metric_label(value)}"' for name, value in labels.items())


def _seconds(instant: datetime) -> int:
    return int(instant.timestamp())
