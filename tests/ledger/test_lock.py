"""One holder at a time, numbered for ever; a dead local process holds nothing."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from ledger_places import NOW, Place, intent, outcome, write
from sqlalchemy import update

from reconciler.errors import LedgerLocked, LedgerMoved
from reconciler.ledger.holder import Holder, current
from reconciler.ledger.tables import CHAINS
from reconciler.memory.memory import Head


def test_a_second_holder_is_refused_at_once_and_told_who_holds_it(place: Place) -> None:
    ledger, other = place.open(), place.open()

    with (
        ledger.lock("prod", "ci run 42", NOW),
        pytest.raises(LedgerLocked) as caught,
        other.lock("prod", "me", NOW),
    ):
        pass

    me = current()
    assert caught.value.exit_code == 6
    assert caught.value.message == (
        f"account prod is locked by ci run 42 on {me.host}, process {me.pid}, since 2026-11-23T10:00:00+08:00"
    )
    assert "ledger unlock" in caught.value.hint


def test_each_holder_has_the_next_number_whatever_became_of_the_one_before(place: Place) -> None:
    ledger = place.open()
    fences = []
    for _ in range(3):
        with ledger.lock("prod", "tester", NOW) as lease:
            fences.append(lease.fence)
    with pytest.raises(ZeroDivisionError), ledger.lock("prod", "tester", NOW):
        _ = 1 / 0
    with ledger.lock("prod", "tester", NOW) as lease:
        fences.append(lease.fence)

    assert fences == [1, 2, 3, 5]


def test_accounts_are_locked_apart(place: Place) -> None:
    ledger = place.open()

    with ledger.lock("one", "tester", NOW) as one, ledger.lock("two", "tester", NOW) as two:
        assert (one.fence, two.fence) == (1, 1)
        assert ledger.holder("one") is not None
    assert ledger.holder("one") is None


def test_a_live_process_is_not_robbed_and_a_killed_one_is(place: Place) -> None:
    with place.process("hold") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "1\n"
        with pytest.raises(LedgerLocked), place.open().lock("prod", "tester", NOW):
            pass

        process.kill()
        # Not yet waited for: a zombie holds nothing any more.
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        with place.open().lock("prod", "tester", NOW) as lease:
            assert lease.fence == 2


def test_a_robbed_holder_can_append_nothing(place: Place) -> None:
    ledger = place.open()
    with ledger.lock("prod", "slow", NOW) as slow:
        _say(place, token=f"{current().token.rpartition('/')[0]}/1")
        with place.open().lock("prod", "quick", NOW) as quick:
            assert quick.fence == slow.fence + 1
            with pytest.raises(LedgerMoved):
                ledger.append("prod", [intent(1)], after=Head(), fence=slow.fence)
            place.open().append("prod", [intent(2)], after=Head(), fence=quick.fence)
    assert place.open().read("prod")[1] == [intent(2)]
    assert place.open().holder("prod") is None


def test_the_release_of_a_robbed_holder_leaves_the_robber_its_lock(place: Place) -> None:
    ledger = place.open()
    with ledger.lock("prod", "slow", NOW):
        ledger.unlock("prod")
        robber = place.open().lock("prod", "quick", NOW)
        robber.__enter__()
    assert (place.open().holder("prod") or "").startswith("quick on ")
    robber.__exit__(None, None, None)
    assert place.open().holder("prod") is None


@pytest.mark.parametrize("said", [{"host": "elsewhere"}, {"token": "other-boot/pid:[1]/77"}])
def test_of_a_process_elsewhere_nothing_is_known_so_its_lock_stands(
    place: Place, said: dict[str, str]
) -> None:
    with place.process("hold") as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.kill()
    _say(place, **said)

    with pytest.raises(LedgerLocked), place.open().lock("prod", "tester", NOW):
        pass
    assert (place.open().unlock("prod") or "").startswith("another on ")
    with place.open().lock("prod", "tester", NOW) as lease:
        assert lease.fence == 2


def test_of_two_processes_that_read_the_same_head_one_wins(place: Place) -> None:
    write(place.open(), intent(0), outcome(0))
    for round_ in range(3):
        pair = [place.process("race") for _ in range(2)]
        for process in pair:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        words = sorted(_finish(pair))
        assert words[1] == "won"
        assert words[0] in {"LedgerLocked", "LedgerMoved"}
        assert len(place.open().read("prod")[1]) == 3 + round_


def test_a_number_that_another_process_got_since_does_not_make_the_dead_alive() -> None:
    me = current()
    boot, _, start = me.token.rpartition("/")

    assert not me.dead
    assert Holder(me.host, me.pid, f"{boot}/{int(start) + 1}").dead
    assert Holder(me.host, 2**22 + 1, me.token).dead
    assert not Holder("elsewhere", 2**22 + 1, me.token).dead


def test_the_lock_of_a_killed_process_is_free_though_its_number_is_another_s_by_now(place: Place) -> None:
    with place.process("hold") as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.kill()
    _say(place, pid=os.getpid())

    with place.open().lock("prod", "tester", NOW) as lease:
        assert lease.fence == 2


def test_without_proc_only_a_missing_process_is_known_to_be_dead(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("reconciler.ledger.holder._PROC", tmp_path)
    me = current()

    assert me.token == ""
    assert not me.dead
    assert not Holder(me.host, 1, "").dead
    assert Holder(me.host, 2**22 + 1, "").dead


def test_a_process_of_another_user_is_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(pid: int, signal: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", refuse)
    assert not current().dead


def _say(place: Place, **values: object) -> None:
    with place.engine().begin() as connection:
        connection.execute(update(CHAINS).values(**values))


def _finish(pair: list[subprocess.Popen[str]]) -> list[str]:
    for process in pair:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    return [process.communicate()[0].strip() for process in pair]
