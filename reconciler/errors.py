"""One small tree of errors: each class owns an exit code, each instance a stable code and a hint.

`cli/main.py` is the only place that turns them into text. Problems in a user's files are not exceptions
but diagnostics, collected all at once; `InvalidManifests` only carries them past a stage that cannot go on.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, ClassVar


class ReconcilerError(Exception):
    """A problem a user can act on."""

    exit_code: int = 1
    """Of its class; 130 for what came up while an interrupted run was ending."""
    default_code: ClassVar[str] = "VN000"

    def __init__(self, message: str, *, code: str | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code
        self.hint = hint


class UsageError(ReconcilerError):
    """The command line asks for something that cannot be meant."""

    exit_code = 64
    default_code = "VN064"


class InvariantError(ReconcilerError):
    """The program found itself in a state that must not exist; it stops before it acts on it."""

    default_code = "VN999"


class InvalidManifests(ReconcilerError):
    """The documents hold errors, so there is no desired state. `diagnostics` lists every one."""

    default_code = "VN001"

    def __init__(
        self, message: str, diagnostics: Sequence[Any], *, code: str | None = None, hint: str = ""
    ) -> None:
        super().__init__(message, code=code, hint=hint)
        self.diagnostics = tuple(diagnostics)


class AgainstEvidence(ReconcilerError):
    """A person's word contradicts what the account shows: `names` of numbers, applications or the address."""

    default_code = "VN818"

    def __init__(self, message: str, names: Sequence[str], *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.names = tuple(names)


class StalePlan(ReconcilerError):
    """The plan is stale, hypothetical or not the approved one. `difference` (a `model.difference.Difference`, or
    None) says in what, `codes` which of the numbers in it are service instances'."""

    exit_code = 5
    default_code = "VN805"

    def __init__(
        self, message: str, *, difference: Any = None, codes: Collection[str] = (), hint: str = ""
    ) -> None:
        super().__init__(message, hint=hint)
        self.difference = difference
        self.codes = frozenset(codes)


# --- the ledger -----------------------------------------------------------------------------------------


class LedgerError(ReconcilerError):
    """The ledger cannot be read or written."""

    default_code = "VN810"


class LedgerUnavailable(LedgerError):
    """The database that holds the ledger does not answer, or does not write: it may in a minute."""


class LedgerLocked(LedgerError):
    """Another run holds the account's lock, or keeps the database busy."""

    exit_code = 6
    default_code = "VN816"


class LedgerMoved(LedgerError):
    """Somebody appended since we read: compare-and-append lost the race. Nothing was written."""

    exit_code = 6
    default_code = "VN817"


class LedgerAltered(LedgerError):
    """A record does not match its hash or its place in the chain."""

    default_code = "VN811"


class LedgerLost(LedgerError):
    """There should be a ledger, but there is none, or it is another one or an older copy: what was bought since
    is not in it. `ledger rebuild` starts it again, adopt-only."""

    default_code = "VN812"


class LedgerGone(LedgerLost):
    """There should be a ledger, and there is none."""


class LedgerRolledBack(LedgerLost):
    """An older copy was put back: what was done since is missing from it."""


class LedgerTooNew(LedgerError):
    """The ledger was written by a newer format than this version knows."""

    default_code = "VN813"


# --- the provider ---------------------------------------------------------------------------------------


class ProviderError(ReconcilerError):
    """A call to the provider did not end in a clear success."""

    default_code = "VN700"


class Refused(ProviderError):
    """The provider positively answered that it did not do it. `reason` is its own code, verbatim."""

    default_code = "VN701"

    def __init__(self, message: str, *, reason: str = "", hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.reason = reason


class Throttled(ProviderError):
    """Asked to slow down. `retry_after` is the provider's wait in seconds, where it names one."""

    default_code = "VN702"

    def __init__(self, message: str, *, retry_after: float | None = None, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.retry_after = retry_after


class Denied(Refused, Throttled):
    """A change that the gateway throttled and did not pass on: positively not done, and worth sending again."""

    default_code = "VN702"

    def __init__(
        self, message: str, *, reason: str = "", retry_after: float | None = None, hint: str = ""
    ) -> None:
        super().__init__(message, reason=reason, hint=hint)
        self.retry_after = retry_after


class Unreadable(ProviderError):
    """A read failed or its answer could not be decoded. `retryable` says whether to ask again."""

    default_code = "VN703"

    def __init__(self, message: str, *, retryable: bool = False, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.retryable = retryable


class OutcomeUnknown(ProviderError):
    """A mutation may or may not have happened: a timeout, a reset, a 5xx, an undecodable answer."""

    default_code = "VN704"


class Unsupported(ProviderError):
    """The provider has no API for this: it is a human task, never a call."""

    default_code = "VN705"


class Inconsistent(ProviderError):
    """A provider states what its own capabilities say it cannot read: nothing it says can be relied on."""

    default_code = "VN709"


class HostError(ReconcilerError):
    """The code host refused. `status` is its HTTP status, `wait` the seconds it asks for, where there are any."""

    default_code = "VN720"

    def __init__(
        self, message: str, *, status: int | None = None, wait: float | None = None, hint: str = ""
    ) -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.wait = wait


class HostUncertain(HostError):
    """The code host did not answer clearly: what was written may stand there all the same."""

    default_code = "VN721"


class MissingExtra(ReconcilerError):
    """An optional dependency is not installed; the hint names the install line."""

    default_code = "VN706"
