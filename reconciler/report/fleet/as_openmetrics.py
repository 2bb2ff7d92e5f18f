"""The fleet's queue and the age of each account's reports as OpenMetrics."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from reconciler.model.fleet import Queue, StoredReport
from reconciler.report.sink.encode import metric_label


def text(queue: Queue, reports: Iterable[StoredReport], now: datetime) -> str:
    """The exposition, ended by `# EOF`."""
    states = (("waiting", queue.waiting), ("running", queue.running), ("stalled", queue.stalled))
    lines = [
        "# TYPE reconciler_fleet_jobs gauge",
        *(f'reconciler_fleet_jobs{{state="{name}"}} {count}' for name, count in states),
        "# TYPE reconciler_fleet_jobs_failed_day gauge",
        f"reconciler_fleet_jobs_failed_day {queue.failed}",
        "# TYPE reconciler_fleet_orphans gauge",
        f"reconciler_fleet_orphans {len(queue.orphans)}",
        "# TYPE reconciler_fleet_workers gauge",
        f"reconciler_fleet_workers {queue.workers}",
        "# TYPE reconciler_fleet_report_age_seconds gauge",
    ]
    exits = ["# TYPE reconciler_fleet_report_exit_code gauge"]
    for report in reports:
        labels = f'{{account="{metric_label(report.account)}",chore="{report.chore}"}}'
        age = max(0, int((now - report.at).total_seconds()))  # a worker's clock may be ahead
        lines.append(f"reconciler_fleet_report_age_seconds{labels} {age}")
        exits.append(f"reconciler_fleet_report_exit_code{labels} {report.exit_code}")
    return "\n".join([*lines, *exits, "# EOF"]) + "\n"
