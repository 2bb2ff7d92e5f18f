"""One job, done with the Python API: the account is opened at the job's commit, asked, and what it says is kept."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import Lock

from reconciler import pipeline
from reconciler.contracts.provider import Paced
from reconciler.contracts.store import Clock
from reconciler.errors import (
    LedgerLocked,
    LedgerMoved,
    LedgerUnavailable,
    ReconcilerError,
    Throttled,
    Unreadable,
)
from reconciler.fleet.checkouts import Checkouts, NoCheckout, UnknownCommit
from reconciler.fleet.reports import Reports
from reconciler.fleet.turns import Turns
from reconciler.model.action import Action
from reconciler.model.fleet import Chore, Job, StoredReport
from reconciler.pipeline import Session, exit_code
from reconciler.report import deadlines as deadlines_report
from reconciler.report import status as status_report
from reconciler.report.apply import as_json as apply_json
from reconciler.report.drift import as_html as drift_page
from reconciler.report.drift import as_json as drift_json
from reconciler.report.plan import as_json as plan_json
from reconciler.report.sink import json_lines
from reconciler.validate import Validation
from reconciler.wire.documents import DriftDocument
from reconciler.wire.read import parse_drift
from reconciler.wire.write import error_document

ChoreResult = tuple[int, str, str]
"""An exit code, a JSON document, and a page, which may be empty."""
_NEED_WHOLE = frozenset({Chore.PLAN, Chore.RESUME})
"""No plan is made from an invalid file. One of a team that may not use the account says nothing of it."""
_PASSES = (NoCheckout, Unreadable, Throttled, LedgerLocked, LedgerMoved, LedgerUnavailable)
"""What may be otherwise in a minute."""


class ComesBack(Exception):
    """The job failed by something that passes; the engine may begin one that only looks again."""


class Worker:
    """What one worker process needs to do any job."""

    def __init__(self, checkouts: Checkouts, reports: Reports, turns: Turns, clock: Clock) -> None:
        self._checkouts = checkouts
        self._reports = reports
        self._turns = turns
        self._clock = clock
        self._parsing = Lock()
        self._checked: tuple[str, Validation] | None = None

    def do(self, job: Job) -> str:
        """Does a job and keeps its report; returns what became of it, in words.

        Raises UnknownCommit, and ComesBack once the failure is on record. Whatever else goes wrong is the report.
        """
        if job.slot is not None and self._reports.done(job.account, job.chore, job.slot):
            return "reported already"
        began = self._clock.now()
        try:
            root = self._checkouts.at(job.commit)
            commit = self._reports.commit_of(job.account)
            if commit is not None and self._checkouts.newer(commit, job.commit):
                return f"superseded: the account was seen at {commit[:12]} since"
            code, text, page = self._answer(job, root)
        except UnknownCommit:
            raise
        except Exception as error:
            self._keep_failure(job, began, error)
            if isinstance(error, _PASSES):
                raise ComesBack(str(error)) from error
            return str(_described(error)[1])
        self._keep(job, began, code, text, page=page)
        return f"exit code {code}"

    def give_up(self, job: Job, why: str) -> None:
        """Keeps on record that a job did not come to an end, and that nobody will begin it again."""
        self._keep_failure(job, self._clock.now(), ReconcilerError(why))

    def _keep_failure(self, job: Job, began: datetime, error: Exception) -> None:
        described = _described(error)
        text = json_lines.indented(error_document(*described), indent=None)
        self._keep(job, began, getattr(error, "exit_code", 1), text, error=described[1])

    def _keep(
        self, job: Job, began: datetime, code: int, text: str, *, error: str = "", page: str = ""
    ) -> None:
        at = self._clock.now()
        seconds = (at - began).total_seconds()
        self._reports.keep(
            StoredReport(job.account, job.chore, job.commit, at, seconds, code, text, error, job.slot, page)
        )

    def _answer(self, job: Job, root: Path) -> ChoreResult:
        validation = self._validation(job.commit, root)
        session = pipeline.open_session(root, job.account, strict=False, validation=validation)
        if job.chore in _NEED_WHOLE and not session.complete:
            raise pipeline.refusal(validation)
        self._pace(session)
        return _ANSWERS[job.chore](session, self._reports)

    def _validation(self, commit: str, root: Path) -> Validation:
        """The workspace at a commit, read once for all its accounts: reading it for each would cost most of a day."""
        with self._parsing:
            if self._checked is None or self._checked[0] != commit:
                self._checked = (commit, pipeline.check(root))
            return self._checked[1]

    def _pace(self, session: Session) -> None:
        provider = session.provider
        if isinstance(provider, Paced):
            schedule = session.desired.schedule
            limit = None if schedule is None else schedule.requests_per_second
            provider.take_turns(self._turns.of(provider.rate_key, limit or provider.rate_limit))


def _drift(session: Session, reports: Reports) -> ChoreResult:
    report = pipeline.drift(session, previous=_before(session, reports))
    return (
        exit_code.of_drift(report, complete=session.complete),
        drift_json.text(report),
        drift_page.text(report),
    )


def _before(session: Session, reports: Reports) -> DriftDocument | None:
    """The account's report before this one; one that cannot be read begins the chain anew."""
    earlier = reports.latest(session.account.name, Chore.DRIFT)
    with suppress(ReconcilerError):
        return None if earlier is None else parse_drift(earlier.text)
    return None


def _plan(session: Session, _: Reports) -> ChoreResult:
    plan = pipeline.plan(session)
    return exit_code.of_plan(plan), plan_json.text(plan), ""


def _status(session: Session, _: Reports) -> ChoreResult:
    status = pipeline.status(session)
    text = status_report.json(status.numbers, as_of=status.as_of, account=status.account, gaps=status.gaps)
    return (0 if session.complete else 1), text, ""


def _deadlines(session: Session, _: Reports) -> ChoreResult:
    status = pipeline.status(session)
    text = deadlines_report.json(
        status.deadlines, as_of=status.as_of, account=status.account, gaps=status.gaps
    )
    return exit_code.of_deadlines(status.deadlines, status.as_of, complete=session.complete), text, ""


def _resume(session: Session, _: Reports) -> ChoreResult:
    """`apply --resume`: what follows from merged documents. It goes on by the ledger, and never buys.

    While any file of the workspace is invalid no number is ended: who still points at it may stand there.
    """
    owner = f"fleet@{socket.gethostname()}:{os.getpid()}"
    only = pipeline.follows if session.validation.valid else _can_be_undone
    plan, result = pipeline.apply(session, owner, pipeline.ApplyOptions(only=only))
    return exit_code.of_apply(result), apply_json.text(plan, result), ""


def _can_be_undone(action: Action) -> bool:
    return pipeline.follows(action) and action.verb.reversible


_ANSWERS: dict[Chore, Callable[[Session, Reports], ChoreResult]] = {
    Chore.DRIFT: _drift,
    Chore.PLAN: _plan,
    Chore.STATUS: _status,
    Chore.DEADLINES: _deadlines,
    Chore.RESUME: _resume,
}


def _described(error: Exception) -> tuple[str, str, str]:
    """Its code, message and hint."""
    if isinstance(error, ReconcilerError):
        return error.code, error.message, error.hint
    return "VN999", f"internal error: {type(error).__name__}", "this is a bug, please report it"
