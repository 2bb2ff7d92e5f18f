"""A company of many small simulated accounts in one Git repository, its ledger and its engine on a real PostgreSQL."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any
from unittest import mock

import postgres

from reconciler.cli.main import run
from reconciler.fleet.reports import Reports
from reconciler.ledger.database import Database
from reconciler.ledger.location import locate
from reconciler.model.fleet import Chore, StoredReport

SLOW = Path(__file__).parent / "slow_worker.py"
ENTERPRISE = "杭州示例科技有限公司"

WORLD = """\
now: "2026-11-23T10:00:00+08:00"
account: {{balance: "5000.00", arrears: "0.00", publicMode: false, acknowledged: ["2026-06-01"]}}
enterprises: [{{name: {enterprise}, approved: true, hotline: true}}]
scripts: [{{code: SCRIPT-1, approved: true}}]
instances: [{{code: "{instance}", name: outbound, enterprise: {enterprise}, status: usable, routing: region-first}}]
numbers:
{numbers}
"""
NUMBER = (
    '  - {{number: "{number}", type: regular, line: landline, callType: outbound, region: 浙江/杭州, '
    'enterprise: {enterprise}, status: active, appliedOn: "2026-07-20", activatedOn: "2026-08-01"}}'
)
TEAM = """\
apiVersion: voice.reconciler/v1
kind: Team
metadata: {{name: {team}}}
spec:
  account: {account}
  enterprise: {enterprise}
  script: SCRIPT-1
  defaults: {{numbers: {{line: landline, callType: outbound, region: 浙江/杭州}}}}
  instances:
    outbound: {{code: "{instance}"}}
  numbers:
{numbers}
"""
WORKSPACE = """\
apiVersion: voice.reconciler/v1
kind: Workspace
metadata: {{name: fleet}}
spec:
  manifests: [teams]
  ledger: env:RECONCILER_LEDGER
  accounts:
{accounts}
  teams:
{teams}
  fleet: {fleet}
"""
ACCOUNT = """\
    {name}:
      provider: simulator
      settings: {{database: .reconciler/{name}.db, world: worlds/{name}.yaml}}"""
TEAM_RULES = "    team-{at:03}: {{paths: [teams/team-{at:03}], accounts: [{name}]}}"
DAILY = '{drift: "0 7 * * *", status: "10 7 * * *", resume: "20 7 * * *", jitter: 30m}'


@dataclass
class Company:
    """The repository, and how its commands are run."""

    root: Path
    url: str
    names: Sequence[str]
    workers: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def environment(self) -> Mapping[str, str]:
        return {**os.environ, "RECONCILER_LEDGER": self.url}

    @property
    def reports(self) -> Reports:
        return Reports(Database(locate(self.url, self.root)))

    def run(self, *words: str, code: int = 0) -> str:
        """One command, in this process; its standard output. Raises AssertionError for another exit code."""
        return self._run(words, code)[0]

    def refused(self, *words: str, code: int = 1) -> str:
        """What a command that fails says on standard error."""
        return self._run(words, code)[1]

    def _run(self, words: Sequence[str], code: int) -> tuple[str, str]:
        with (
            mock.patch.dict(os.environ, self.environment),
            redirect_stdout(StringIO()) as out,
            redirect_stderr(StringIO()) as err,
            chdir(self.root),
        ):
            ended = run(words)
        assert ended == code, f"{words}: {ended}: {out.getvalue()}{err.getvalue()}"
        return out.getvalue(), err.getvalue()

    def begin(self, *words: str, answer_after: float = 0.0, clock: float = 0.0) -> subprocess.Popen[str]:
        """A command that goes on; its provider answers after so many seconds, and its clock is so many ahead."""
        slow = [str(SLOW), str(answer_after), str(clock)] if answer_after or clock else []
        process = subprocess.Popen(
            [sys.executable, *(slow or ["-m", "reconciler"]), "-C", str(self.root), *words],
            env=self.environment,
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        self.workers.append(process)
        return process

    def worker(self, jobs: int = 2, silence: str = "1.5", **more: float) -> subprocess.Popen[str]:
        """A worker process; dead to the others after a moment."""
        return self.begin("fleet", "worker", "--jobs", str(jobs), "--silence", silence, **more)

    def drain(self, jobs: int = 4) -> None:
        """Does what is due, in one worker."""
        self.run("fleet", "worker", "--drain", "--jobs", str(jobs))

    def commit(self, words: str = "a change") -> str:
        """Commits everything; the commit's name."""
        self.git("add", "-A")
        self.git("commit", "--quiet", "--allow-empty", "-m", words)
        return self.git("rev-parse", "HEAD")

    def git(self, *words: str) -> str:
        who = ["-c", "user.name=ci", "-c", "user.email=ci@example.com"]
        done = subprocess.run(
            ["git", "-C", self.root, *who, *words], capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def latest(self, chore: Chore) -> dict[str, StoredReport]:
        """The last report of each account."""
        return {
            report.account: report
            for report in self.reports.all_latest(self.names, [chore])
            if report.chore is chore
        }

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """What the database holds."""
        with postgres.connect(self.url) as connection:
            return connection.execute(query.encode(), values).fetchall()

    def until(self, query: str, minutes: int = 1) -> None:
        """Waits, in the database, until a query answers true. Raises AssertionError after so many minutes."""
        with postgres.connect(self.url, autocommit=True) as connection:
            for _ in range(1200 * minutes):
                if connection.execute(query.encode()).fetchall() == [(True,)]:
                    return
                connection.execute(b"SELECT pg_sleep(0.05)")
        raise AssertionError(f"never: {query}")

    def end(self) -> None:
        for process in self.workers:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.communicate()
        self.workers.clear()


def company(root: Path, url: str, count: int, *, numbers: int = 3, fleet: str = DAILY) -> Company:
    """Accounts whose numbers are declared and one of which is still to be bound; `fleet init` is done."""
    names = [f"acct-{at:03}" for at in range(count)]
    for folder in ("worlds", "teams"):
        (root / folder).mkdir(parents=True)
    for at, name in enumerate(names):
        _account(root, at, name, numbers)
    accounts = "\n".join(ACCOUNT.format(name=name) for name in names)
    teams = "\n".join(TEAM_RULES.format(at=at, name=name) for at, name in enumerate(names))
    workspace = WORKSPACE.format(accounts=accounts, teams=teams, fleet=fleet)
    (root / "reconciler.yaml").write_text(workspace, encoding="utf-8")
    (root / ".gitignore").write_text(".reconciler/\nledger-head.json\n", encoding="utf-8")
    made = Company(root, url, names)
    made.git("init", "--quiet")
    made.commit("the company")
    made.run("fleet", "init")
    return made


def _account(root: Path, at: int, name: str, count: int) -> None:
    instance = f"0571000{at:05}"
    phones = [f"0571{at:04}{one:04}" for one in range(count)]
    live = "\n".join(NUMBER.format(number=phone, enterprise=ENTERPRISE) for phone in phones)
    world = WORLD.format(enterprise=ENTERPRISE, instance=instance, numbers=live)
    (root / "worlds" / f"{name}.yaml").write_text(world, encoding="utf-8")
    declared = [f'    n-{one:03}: {{number: "{phone}"}}' for one, phone in enumerate(phones)]
    declared[0] = f'    n-000: {{number: "{phones[0]}", instance: outbound}}'
    team = TEAM.format(
        team=f"team-{at:03}",
        account=name,
        enterprise=ENTERPRISE,
        instance=instance,
        numbers="\n".join(declared),
    )
    folder = root / "teams" / f"team-{at:03}"
    folder.mkdir()
    (folder / "team.yaml").write_text(team, encoding="utf-8")
