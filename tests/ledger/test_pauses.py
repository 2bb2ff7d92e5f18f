"""Two writers, of whom one does all of its work while the other pauses, before each of its statements in turn."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
from ledger_places import NOW, Place, intent
from sqlalchemy import Engine, event

from reconciler.errors import LedgerError
from reconciler.ledger import links
from reconciler.memory.memory import Head

Act = Callable[[], object]
REFUSED = ("LedgerLocked", "LedgerMoved")


@pytest.fixture(autouse=True)
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits for the one that pauses would wait for ever: half a second is as good as five."""
    monkeypatch.setattr("reconciler.ledger.database.PATIENCE", 0.5)


@contextmanager
def before_statement(nth: int, interlude: Act) -> Iterator[list[int]]:
    """While it lasts, the n-th statement to any database waits for the interlude; yields when that was, if ever."""
    paused: list[int] = []
    count = itertools.count(1)

    def pause(*_: object) -> None:
        if not paused and next(count) == nth:
            paused.append(nth)
            interlude()

    event.listen(Engine, "before_cursor_execute", pause)
    try:
        yield paused
    finally:
        event.remove(Engine, "before_cursor_execute", pause)


def fate(act: Act) -> str:
    """`won`, or the name of the error."""
    try:
        act()
    except LedgerError as error:
        return type(error).__name__
    return "won"


def contests(contest: Callable[[str, int], tuple[str, str] | None]) -> int:
    """Holds it, in an account of its own, at each statement there is; how many there were.

    A contest gives the fate of the one who paused and of the other, or None if there was no such statement.
    """
    for nth in itertools.count(1):
        fates = contest(f"account-{nth}", nth)
        if fates is None:
            return nth - 1
        assert fates in {("won", lost) for lost in REFUSED} | {(lost, "won") for lost in REFUSED}, nth
    raise AssertionError


def test_of_two_appends_after_the_same_head_one_wins(place: Place) -> None:
    def contest(account: str, nth: int) -> tuple[str, str] | None:
        ledger, other, fates = place.open(), place.open(), []
        with ledger.lock(account, "tester", NOW) as lease:

            def interlude() -> None:
                fates.append(
                    fate(lambda: other.append(account, [intent(2)], after=Head(), fence=lease.fence))
                )

            with before_statement(nth, interlude) as paused:
                mine = fate(lambda: ledger.append(account, [intent(1)], after=Head(), fence=lease.fence))
            if not paused:
                return None
            assert place.open().read(account)[1] == [intent(1 if mine == "won" else 2)]
        return mine, fates[0]

    assert contests(contest) > 3


def test_of_an_append_and_a_robbery_of_its_lock_one_wins(place: Place) -> None:
    def contest(account: str, nth: int) -> tuple[str, str] | None:
        ledger, robber, fates = place.open(), place.open(), []
        with ExitStack() as locks:
            lease = locks.enter_context(ledger.lock(account, "slow", NOW))

            def rob() -> None:
                robber.unlock(account)
                locks.enter_context(robber.lock(account, "robber", NOW))

            with before_statement(nth, lambda: fates.append(fate(rob))) as paused:
                mine = fate(lambda: ledger.append(account, [intent(1)], after=Head(), fence=lease.fence))
            if not paused:
                return None
            assert len(place.open().read(account)[1]) == (1 if mine == "won" else 0)
        return mine, fates[0]

    assert contests(contest) > 3


@pytest.mark.parametrize("known", [True, False], ids=["an account with a chain", "a new account"])
def test_of_two_who_seize_the_lock_one_holds_it(place: Place, known: bool) -> None:
    place.open().create()

    def seize(account: str, owner: str) -> None:
        with place.open().database.writing() as connection:
            links.seize(connection, account, owner, NOW)

    def contest(account: str, nth: int) -> tuple[str, str] | None:
        fates: list[str] = []
        if known:
            with place.open().lock(account, "earlier", NOW):
                pass
        with before_statement(nth, lambda: fates.append(fate(lambda: seize(account, "quick")))) as paused:
            mine = fate(lambda: seize(account, "slow"))
        if not paused:
            return None
        winner = "slow" if mine == "won" else "quick"
        assert (place.open().holder(account) or "").startswith(f"{winner} on ")
        return mine, fates[0]

    assert contests(contest) > 3
