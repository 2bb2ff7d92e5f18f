"""What goes wrong around a fleet, planted on purpose: a little of it in `make test`, much of it in the proof."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Sequence

import postgres
import psycopg
from accounts import Company

LOST = ("timeout-before", "timeout-after")
"""An order that never reaches the provider, and one whose answer never comes back."""
_ENTRY = "    n-new: {instance: outbound}\n"
_ORDERS = """
    SELECT count(*) FROM records WHERE body::jsonb ->> 'kind' = 'intent' AND body::jsonb ->> 'action' = 'order'
"""
_WRITING = """
    SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO fleet_reports%'
"""


def unknown_orders(company: Company, names: Sequence[str]) -> int:
    """Leaves an order of unknown outcome in each of these ledgers; how many of them reached the provider."""
    for at, name in enumerate(names):
        file = company.root / f"teams/{name.replace('acct', 'team')}/team.yaml"
        file.write_text(file.read_text(encoding="utf-8") + _ENTRY, encoding="utf-8")
        company.run("simulator", "fault", LOST[at % 2], "--verb", "order", "--account", name)
    company.commit("a number each")
    for name in names:
        company.run("apply", "--yes", "--account", name, code=4)
    return len(names) // 2


def orders(company: Company) -> int:
    """Orders that the ledgers know of."""
    return int(company.rows(_ORDERS)[0][0])


def numbers(company: Company) -> int:
    """Numbers that the provider has of all accounts."""
    shown = (company.run("simulator", "show", "--account", name, "-o", "json") for name in company.names)
    return sum(len(json.loads(text)["numbers"]) for text in shown)


def old_reports(company: Company, days: int) -> None:
    """A report of each account from each of so many days, the last of them 100 days ago."""
    company.rows(
        "INSERT INTO fleet_reports (account, chore, commit, at, seconds, exit_code, body, error) "
        "SELECT account, 'plan', '', now() - interval '100 days' - day * interval '1 day', 1, 0, '', '' "
        "FROM unnest(%(names)s::text[]) account, generate_series(%(days)s, 0, -1) day RETURNING 1",
        names=list(company.names),
        days=days,
    )


class Holding:
    """While it lasts, reports that are written wait, each in the middle of its transaction."""

    def __init__(self, url: str) -> None:
        self._connection = postgres.connect(url)
        self._connection.execute("LOCK TABLE fleet_reports IN SHARE MODE")
        self._looking = postgres.connect(url, autocommit=True)
        self.pid = self._connection.info.backend_pid

    def writer(self, tries: int) -> int | None:
        """The server's process that writes a report; None where none did for so many twentieths of a second."""
        for _ in range(tries):
            if row := self._looking.execute(_WRITING).fetchone():
                return int(row[0])
            self._looking.execute("SELECT pg_sleep(0.05)")
        return None

    def end(self) -> None:
        self._connection.close()
        self._looking.close()


def cut_off(company: Company) -> None:
    """Ends the connection of a worker in the middle of writing a report."""
    holding = Holding(company.url)
    company.rows("SELECT pg_terminate_backend(%(pid)s)", pid=holding.writer(1200))
    holding.end()


def crash(company: Company, tries: int = 40) -> bool:
    """SIGKILL of the process that writes a report: PostgreSQL ends every connection and recovers from its log.

    Whether there was one that wrote; otherwise another is killed.
    """
    holding = Holding(company.url)
    writer = holding.writer(tries)
    os.kill(writer or holding.pid, signal.SIGKILL)
    holding.end()
    while True:
        try:
            company.rows("SELECT 1")
        except psycopg.OperationalError:
            continue
        return writer is not None
