"""A fleet: what workers do for hundreds of accounts, when, and what they reported."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from fnmatch import fnmatchcase
from string import ascii_lowercase, digits

from reconciler.noun import noun


class Chore(StrEnum):
    """What a worker does for one account."""

    DRIFT = "drift"
    PLAN = "plan"
    STATUS = "status"
    DEADLINES = "deadlines"
    RESUME = "resume"

    @property
    def looks(self) -> bool:
        """Whether it only reads; only such a chore is begun again by the engine."""
        return self is not Chore.RESUME


@noun
class Schedule:
    """When each chore is due, as `spec.fleet` says it."""

    crons: Mapping[Chore, str]
    """Five cron fields, in Asia/Shanghai."""
    jitter: timedelta = timedelta()
    """Accounts are spread over this time after they are due."""
    requests_per_second: int | None = None
    """Of all workers of one key together; None is the provider's own limit."""


@noun
class Job:
    """One chore for one account, at one commit."""

    chore: Chore
    account: str
    commit: str
    slot: datetime | None = None
    """The cron instant it belongs to; None for one that somebody asked for."""


@noun
class Group:
    """The accounts whose jobs a worker does."""

    globs: tuple[str, ...] = ("*",)
    """Patterns as a shell has them; one that fits is enough."""

    def __contains__(self, account: str) -> bool:
        return any(fnmatchcase(account, glob) for glob in self.globs)

    @property
    def expression(self) -> str:
        """The same as a regular expression, as Python and PostgreSQL read it alike."""
        globs = ("".join(map(_fitting, _SIGNS.findall(glob))) for glob in self.globs)
        return f"^({'|'.join(globs)})$"


_LETTERS = f"{ascii_lowercase}{digits}-"
"""What the name of an account is made of; the hyphen last, where a class of letters takes it for itself."""
_SIGNS = re.compile(r"\[!?\]?[^\]]*\]|.", re.DOTALL)


def _fitting(sign: str) -> str:
    """What fits one sign of a pattern: the shell's own rules are asked, letter by letter."""
    if sign == "*":
        return ".*"
    letters = "".join(letter for letter in _LETTERS if fnmatchcase(letter, sign))
    return f"[{letters or '~'}]"  # no name has one


@noun
class StoredReport:
    """What one job reported."""

    account: str
    chore: Chore
    commit: str
    at: datetime
    """When it ended, by the worker's clock."""
    seconds: float
    exit_code: int
    text: str
    """The JSON document of the command of the chore's name; `{"error": …}` where it failed.

    Empty where it was not read."""
    error: str = ""
    """Why it failed; empty for one that did not."""
    slot: datetime | None = None
    page: str = ""
    """The same as an HTML page, where the fleet's page links to one."""


@noun
class Queue:
    """What the engine has to do, at one instant."""

    waiting: int
    running: int
    failed: int
    """Jobs of the last day that ended in an error of their own."""
    stalled: int
    """Jobs whose worker gives no sign of life."""
    workers: int
    """Workers that give one."""
    orphans: tuple[str, ...] = ()
    """Accounts with a job that waits and that no living worker takes, in name order."""
