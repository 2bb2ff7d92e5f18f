"""A lost ledger starts again: the old one is kept, nothing is bought until a person has looked."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import pytest
from ledger_places import AT, NOW, Place, intent, outcome, story, write
from sqlalchemy import select, text, update

from reconciler import files
from reconciler.errors import (
    InvariantError,
    LedgerAltered,
    LedgerError,
    LedgerLocked,
    LedgerLost,
    LedgerTooNew,
    UsageError,
)
from reconciler.ledger.links import restart
from reconciler.ledger.rebuild import acknowledge, rebuild
from reconciler.ledger.tables import LOST, META, RECORDS
from reconciler.memory.memory import Owned
from reconciler.memory.records import Adopted, Rebuilt

FOUND = Adopted(at=AT, address="care/hz-001", number="057188880001", fields={"line": "landline"})
STAMP = "20261123T100000"


def _rebuild(place: Place, ledger_id: str | None = None, account: str = "prod") -> str:
    return rebuild(place.open(ledger_id), account, [FOUND], owner="me", now=NOW)


def _alter(place: Place) -> None:
    with place.engine().begin() as connection:
        connection.execute(update(RECORDS).where(RECORDS.c.seq == 2).values(body="{}"))


def test_an_altered_chain_is_kept_and_begun_again_adopt_only(place: Place) -> None:
    write(place.open(), *story(4))
    _alter(place)

    _rebuild(place)

    memory = place.open().recall("prod")
    assert place.open().read("prod")[1] == [Rebuilt(at=AT), FOUND]
    assert memory.rebuilding
    assert memory.owned == {"care/hz-001": Owned("care/hz-001", "057188880001", applied={"line": "landline"})}
    assert memory.open == {}


def test_the_old_chain_is_kept_where_it_is_said(file: Place) -> None:
    write(file.open(), *story(4))
    _alter(file)
    before = file.file.read_bytes()

    kept = _rebuild(file)

    assert kept == str(file.file.with_name(f"ledger.db.lost-{STAMP}"))
    lost = file.file.with_name(f"ledger.db.lost-{STAMP}")
    assert lost.read_bytes() == before
    assert lost.stat().st_mode & 0o777 == 0o600


def test_on_a_server_the_old_chain_is_kept_in_a_table(server_place: Place) -> None:
    write(server_place.open(), *story(4))
    _alter(server_place)

    assert _rebuild(server_place) == f"table lost, archived {STAMP}"

    with server_place.engine().connect() as connection:
        kept = connection.execute(
            select(LOST.c.archived, LOST.c.account, LOST.c.seq).order_by(LOST.c.seq)
        ).all()
    assert [tuple(row) for row in kept] == [(STAMP, "prod", seq) for seq in (1, 2, 3, 4)]


def test_purchases_are_possible_again_once_a_person_has_looked(place: Place) -> None:
    write(place.open(), *story(4))
    _alter(place)
    _rebuild(place)

    acknowledge(place.open(), "prod", by="ops-lead", reason="compared with the console", owner="me", now=NOW)

    assert not place.open().recall("prod").rebuilding
    assert place.open().read("prod")[1][-1] == Rebuilt(
        at=AT, acknowledged_by="ops-lead", reason="compared with the console"
    )
    with pytest.raises(UsageError, match="no rebuilt ledger waits"):
        acknowledge(place.open(), "prod", by="ops-lead", reason="again", owner="me", now=NOW)


def test_a_ledger_that_is_gone_is_rebuilt_under_the_name_it_had(file: Place) -> None:
    write(file.open(), *story(4))
    name = file.open().identity()
    file.file.unlink()

    assert _rebuild(file) == ""

    assert file.open(name).recall("prod").rebuilding
    assert file.open().identity() == name


def test_an_empty_place_is_rebuilt_under_the_name_the_workspace_knows(place: Place) -> None:
    with pytest.raises(LedgerLost):
        place.open("0123456789abcdef").read("prod")

    assert _rebuild(place, "0123456789abcdef") == ""

    assert place.open("0123456789abcdef").recall("prod").rebuilding


def test_who_knows_that_a_ledger_was_lost_without_a_trace_may_say_so(place: Place) -> None:
    assert _rebuild(place) == ""

    assert place.open().recall("prod").rebuilding


def test_an_older_copy_is_kept_and_begun_again(file: Place) -> None:
    write(file.open(), *story(4))
    copy = shutil.copy(file.file, file.root / "yesterday")
    write(file.open(), intent(8))
    shutil.copy(copy, file.file)

    assert _rebuild(file).endswith(f"ledger.db.lost-{STAMP}")
    assert file.open().recall("prod").rebuilding


@pytest.mark.parametrize("content", [b"", b"not a database, but longer than a header\n" * 9, None])
def test_a_file_that_cannot_be_read_is_moved_aside(file: Place, content: bytes | None) -> None:
    write(file.open(), *story(40))
    name = file.open().identity()
    content = file.file.read_bytes()[:8192] if content is None else content
    file.file.write_bytes(content)

    kept = _rebuild(file)

    if content:
        assert kept == str(file.file.with_name(f"ledger.db.lost-{STAMP}"))
        assert file.file.with_name(f"ledger.db.lost-{STAMP}").read_bytes() == content
    assert file.open(name).recall("prod").rebuilding


def test_another_ledgers_file_is_moved_aside_whole(
    file: Place, tmp_path_factory: pytest.TempPathFactory
) -> None:
    write(file.open(), *story(4))
    name = file.open().identity()
    other = Place(tmp_path_factory.mktemp("other"), file.url)
    write(other.open(), *story(6))
    shutil.copy(other.file, file.file)

    kept = _rebuild(file)

    assert kept == str(file.file.with_name(f"ledger.db.lost-{STAMP}"))
    assert file.open(name).recall("prod").head.seq == 2


def test_another_ledger_on_a_server_is_left_alone(server_place: Place) -> None:
    head = write(server_place.open(), *story(4))

    with pytest.raises(LedgerError, match="holds another ledger") as caught:
        _rebuild(server_place, "0123456789abcdef")

    assert "right database" in caught.value.hint
    assert server_place.open().read("prod")[0] == head


@pytest.mark.parametrize("said", ["", "{}", '{"ledger": "x", "heads": {"prod": [1, 2]}}'])
def test_a_damaged_mark_is_mended(file: Place, said: str) -> None:
    write(file.open(), *story(4))
    name = file.open().identity()
    file.mark.write_text(said)

    _rebuild(file)

    assert file.open(name).recall("prod").rebuilding
    write(file.open(), intent(1))


def test_a_whole_ledger_is_not_thrown_away(place: Place) -> None:
    head = write(place.open(), *story(4))

    with pytest.raises(UsageError, match="the ledger is whole, 4 records"):
        _rebuild(place)

    assert place.open().read("prod")[0] == head


def test_a_newer_ledger_is_not_thrown_away(place: Place) -> None:
    write(place.open(), *story(4))
    with place.engine().begin() as connection:
        connection.execute(update(META).where(META.c.key == "format").values(value="9"))

    with pytest.raises(LedgerTooNew):
        _rebuild(place)


def test_a_ledger_is_not_rebuilt_under_a_run(place: Place) -> None:
    write(place.open(), *story(4))
    _alter(place)

    with place.process("hold") as process:
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(LedgerLocked):
            _rebuild(place)
        process.kill()
    with pytest.raises(LedgerAltered):
        place.open().read("prod")


def test_fencing_numbers_go_on_where_the_ledger_could_be_read(place: Place) -> None:
    write(place.open(), *story(4))
    _alter(place)
    _rebuild(place)

    with place.open().lock("prod", "me", NOW) as lease:
        assert lease.fence == 3


def test_other_accounts_of_the_ledger_keep_theirs(place: Place) -> None:
    write(place.open(), *story(4))
    other = write(place.open(), *story(6), account="test")
    _alter_account(place, "prod")

    _rebuild(place)

    assert place.open().recall("prod").rebuilding
    assert place.open().read("test")[0] == other


def test_other_accounts_of_a_lost_file_are_lost_too_until_they_are_rebuilt(file: Place) -> None:
    write(file.open(), *story(4))
    write(file.open(), *story(6), account="test")
    file.file.unlink()

    _rebuild(file)

    assert file.open().recall("prod").rebuilding
    with pytest.raises(LedgerLost, match="account test: the ledger ends at record 0, but had reached 6"):
        file.open().read("test")
    _rebuild(file, account="test")
    assert file.open().recall("test").rebuilding


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def test_rebuilding_that_was_interrupted_before_it_was_written_changed_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(place.open(), *story(4))
    _alter(place)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("reconciler.ledger.rebuild.links.extend", _interrupt)
        _rebuild(place)

    with pytest.raises(LedgerAltered):
        place.open().read("prod")
    _rebuild(place)
    assert place.open().recall("prod").rebuilding


def test_rebuilding_that_was_interrupted_before_the_mark_moved_is_asked_for_again(
    file: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(file.open(), *story(4))
    file.file.unlink()

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("reconciler.ledger.mark.Mark.reset", _interrupt)
        _rebuild(file)

    with pytest.raises(LedgerLost):
        file.open().read("prod")
    _rebuild(file)
    assert file.open().recall("prod").rebuilding


def _alter_account(place: Place, account: str) -> None:
    with place.engine().begin() as connection:
        connection.execute(
            update(RECORDS).where(RECORDS.c.account == account, RECORDS.c.seq == 2).values(body=text("'{}'"))
        )


def test_what_was_kept_before_is_never_written_over(place: Place) -> None:
    kept = []
    for _ in range(3):
        place.open().unlock("prod")
        write(place.open(), *story(4))
        _alter(place)
        kept.append(_rebuild(place))

    assert len(set(kept)) == 3
    assert [name.partition(STAMP)[2] for name in kept] == ["", "-2", "-3"]


def test_a_file_that_cannot_be_moved_aside_is_a_ledger_error(
    file: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(file.open(), *story(4))
    file.file.write_bytes(b"not a database, but longer than a header\n" * 9)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(LedgerError, match="cannot be used: Permission denied"):
        _rebuild(file)


def test_a_mark_that_cannot_be_moved_is_said_and_tried_again(file: Place) -> None:
    def full_disk(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    write(file.open(), *story(4))
    file.file.unlink()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "write", full_disk)
        with pytest.raises(LedgerError, match=r"ledger\.db\.head cannot be written"):
            _rebuild(file)
    _rebuild(file)

    assert file.open().recall("prod").rebuilding


def test_a_ledger_on_a_server_has_no_file_to_move(server_place: Place) -> None:
    with pytest.raises(InvariantError):
        server_place.open().database.move(server_place.root / "lost")


def test_restarting_a_chain_touches_no_other(place: Place) -> None:
    write(place.open(), intent(1), account="one")
    two = write(place.open(), intent(1), outcome(1), account="two")

    with place.engine().begin() as connection:
        restart(connection, "one")

    assert place.open().read("two")[0] == two
