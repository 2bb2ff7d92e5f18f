"""Scripted faults, kept in the account's file so that they strike whichever process comes next.

A fault waits until `after` matching requests have passed, strikes `times` times and is gone. Faults strike in the
order in which they were scripted; nothing is random.
"""

from __future__ import annotations

from sqlite3 import Connection, Row

from reconciler.errors import UsageError
from reconciler.noun import noun, replace

READ = "read"

_ENDS = ("timeout", "reset", "error-500", "throttle", "undecodable")
BEFORE = tuple(f"{end}-before" for end in _ENDS)
"""The request is lost: no effect, and no answer that says so."""
AFTER = tuple(f"{end}-after" for end in _ENDS)
"""The effect is there; the answer is not."""
LATE = "late"
"""The caller has given up and hears nothing; the effect comes when the clock has moved on by `wait` seconds."""
BUSINESS_ERROR = "business-error"
PARTIAL_BIND = "partial-bind"
SOLD = "sold-between-list-and-buy"
LAGGING = "lag"
STALE = "stale"
SHORT_LIST = "short-list"
DUPLICATE_ENTRY = "duplicate-entry"
TOTAL_CHANGES = "total-changes"
UNREADABLE = "unreadable"
ON_READ = (LAGGING, STALE, SHORT_LIST, DUPLICATE_ENTRY, TOTAL_CHANGES, UNREADABLE)
FAULT_KINDS = (*BEFORE, *AFTER, LATE, BUSINESS_ERROR, PARTIAL_BIND, SOLD, *ON_READ)
ALIASES = {"throttle": "throttle-before", "undecodable": "undecodable-after"}
_ONLY = {PARTIAL_BIND: "bind", SOLD: "apply"} | dict.fromkeys(ON_READ, READ)


@noun
class Fault:
    """A fault that strikes now, or one that still waits."""

    kind: str
    verb: str | None = None
    """Only requests of this verb; `read` for reads; None for every request that changes something."""
    number: str | None = None
    times: int = 1
    after: int = 0
    """How many matching requests pass unharmed first."""
    wait: float | None = None
    """Seconds: until a late request lands, or that a throttled caller is asked to wait."""
    code: str | None = None
    """The provider's code of a business error."""
    copy: str | None = None
    """As JSON: what was to be read when the fault began (lag, stale), or the request that is under way (late)."""

    @property
    def loses_request(self) -> bool:
        """Whether nothing happens but the fault itself."""
        return self.kind in BEFORE or self.kind == BUSINESS_ERROR

    @property
    def loses_answer(self) -> bool:
        """Whether the effect happens, now or later, and the caller is not told."""
        return self.kind in AFTER or self.kind == LATE


class Struck(Exception):
    """A scripted fault in the place of an answer; the counter it strikes at words it."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.kind)
        self.fault = fault


def script(db: Connection, fault: Fault) -> None:
    """Adds a fault. Raises UsageError for an unknown kind or a verb it cannot strike at."""
    kind = ALIASES.get(fault.kind, fault.kind)
    if kind not in FAULT_KINDS:
        raise UsageError(f"no such fault: {fault.kind}", hint="one of " + ", ".join((*ALIASES, *FAULT_KINDS)))
    wanted = (
        "apply" if fault.verb == "order" else fault.verb
    )  # the counter's word for what a plan calls an order
    verb = _ONLY.get(kind, wanted)
    if wanted not in (None, verb):
        raise UsageError(f"{kind} strikes at {verb}, not at {wanted}")
    db.execute(
        "INSERT INTO faults (kind, verb, number, times, after, wait, code, copy) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (kind, verb, fault.number, fault.times, fault.after, fault.wait, fault.code, fault.copy),
    )


def scripted(db: Connection) -> tuple[Fault, ...]:
    """The faults that still wait, in order."""
    return tuple(_fault(row) for row in db.execute("SELECT * FROM faults ORDER BY seq"))


def awaits_copy(db: Connection) -> bool:
    """Whether a lag begins with the next write."""
    return (
        db.execute("SELECT 1 FROM faults WHERE kind = ? AND copy IS NULL", (LAGGING,)).fetchone() is not None
    )


def keep_copy(db: Connection, copy: str) -> None:
    """What readers go on seeing while a list lags."""
    db.execute("UPDATE faults SET copy = ? WHERE kind = ? AND copy IS NULL", (copy, LAGGING))


def hold_up(db: Connection, fault: Fault, copy: str) -> None:
    """A request is under way: it stays until it lands."""
    script(db, replace(fault, times=1, after=0, copy=copy))


def held_up(db: Connection) -> list[tuple[int, str]]:
    """The requests under way, and where each of them lies."""
    rows = db.execute("SELECT seq, copy FROM faults WHERE kind = ? AND copy IS NOT NULL", (LATE,))
    return [(row["seq"], row["copy"]) for row in rows]


def drop(db: Connection, seq: int) -> None:
    """One that has landed."""
    db.execute("DELETE FROM faults WHERE seq = ?", (seq,))


def clear(db: Connection) -> None:
    """Forgets every fault to come; what is under way cannot be called back."""
    db.execute("DELETE FROM faults WHERE kind <> ? OR copy IS NULL", (LATE,))


def take(db: Connection, verb: str, number: str | None = None) -> Fault | None:
    """The fault that strikes at this request, used up by it; None if none does."""
    rows = db.execute("SELECT * FROM faults ORDER BY seq").fetchall()
    for row in rows:
        if not _matches(row, verb, number):
            continue
        if row["after"] > 0:
            db.execute("UPDATE faults SET after = after - 1 WHERE seq = ?", (row["seq"],))
            continue
        _use_up(db, row)
        return _fault(row)
    return None


def _matches(row: Row, verb: str, number: str | None) -> bool:
    if row["kind"] == LAGGING and row["copy"] is None:
        return False  # nothing was written since it was scripted
    if row["kind"] == LATE and row["copy"] is not None:
        return False  # it has struck, and its request is under way
    if row["verb"] is None:
        return verb != READ and row["number"] in (None, number)
    return row["verb"] == verb and row["number"] in (None, number)


def _use_up(db: Connection, row: Row) -> None:
    if row["times"] <= 1:
        db.execute("DELETE FROM faults WHERE seq = ?", (row["seq"],))
    else:
        db.execute("UPDATE faults SET times = times - 1 WHERE seq = ?", (row["seq"],))


def _fault(row: Row) -> Fault:
    values = dict(row)
    del values["seq"]
    return Fault(**values)
