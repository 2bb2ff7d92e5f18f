"""An altered ledger stops the run and says where, why and what to do."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from ledger_places import NOW, Place, intent, outcome, story, write
from sqlalchemy import Connection, delete, insert, select, text, update

from reconciler.errors import LedgerAltered, LedgerError, LedgerLost, LedgerTooNew
from reconciler.ledger import chain
from reconciler.ledger.condition import examine
from reconciler.ledger.tables import CHAINS, META, RECORDS
from reconciler.memory.memory import Head

Tampering = Callable[[Connection], object]


def _body(connection: Connection) -> object:
    return connection.execute(
        update(RECORDS)
        .where(RECORDS.c.seq == 3)
        .values(body=text("replace(body, '057188880001', '057188880002')"))
    )


def _consistently(connection: Connection) -> object:
    body = chain.canonical(intent(7))
    row = connection.execute(select(RECORDS).where(RECORDS.c.seq == 3)).one()
    values = {"body": body, "hash": chain.digest("prod", 3, row.prev, body)}
    return connection.execute(update(RECORDS).where(RECORDS.c.seq == 3).values(**values))


def _first(connection: Connection) -> object:
    return connection.execute(delete(RECORDS).where(RECORDS.c.seq == 1))


def _middle(connection: Connection) -> object:
    return connection.execute(delete(RECORDS).where(RECORDS.c.seq == 3))


def _last(connection: Connection) -> object:
    return connection.execute(delete(RECORDS).where(RECORDS.c.seq == 6))


def _all(connection: Connection) -> object:
    return connection.execute(delete(RECORDS))


def _order(connection: Connection) -> object:
    for old, new in ((3, 33), (4, 3), (33, 4)):
        connection.execute(update(RECORDS).where(RECORDS.c.seq == old).values(seq=new))
    return None


def _renumbered(connection: Connection) -> object:
    connection.execute(delete(RECORDS).where(RECORDS.c.seq == 3))
    for seq in (4, 5, 6):
        connection.execute(update(RECORDS).where(RECORDS.c.seq == seq).values(seq=seq - 1))
    return connection.execute(update(CHAINS).values(seq=5))


def _other_account(connection: Connection) -> object:
    return connection.execute(update(RECORDS).where(RECORDS.c.seq == 3).values(account="test"))


def _more(connection: Connection) -> object:
    row = connection.execute(select(RECORDS).where(RECORDS.c.seq == 6)).one()
    body = chain.canonical(intent(9))
    hashed = chain.digest("prod", 7, row.hash, body)
    return connection.execute(
        insert(RECORDS).values(account="prod", seq=7, prev=row.hash, hash=hashed, body=body)
    )


def _hash(connection: Connection) -> object:
    return connection.execute(update(RECORDS).where(RECORDS.c.seq == 6).values(hash="f" * 64))


@pytest.mark.parametrize(
    ("tamper", "message"),
    [
        (_body, "record 3 of the ledger was altered"),
        (_consistently, "record 4 of the ledger was altered"),
        (_first, "record 1 of the ledger is missing"),
        (_middle, "record 3 of the ledger is missing"),
        (_last, "record 6 of the ledger is missing"),
        (_all, "record 1 of the ledger is missing"),
        (_order, "record 3 of the ledger was altered"),
        (_renumbered, "record 3 of the ledger was altered"),
        (_other_account, "record 3 of the ledger is missing"),
        (_more, "record 7 of the ledger was added"),
        (_hash, "record 6 of the ledger was altered"),
    ],
)
def test_a_chain_that_was_touched_is_refused(place: Place, tamper: Tampering, message: str) -> None:
    write(place.open(), *story(6))
    place.mark.unlink(missing_ok=True)
    with place.engine().begin() as connection:
        tamper(connection)

    for read in (place.open().read, place.open().recall):
        with pytest.raises(LedgerAltered) as caught:
            read("prod")
        assert caught.value.message == f"account prod: {message}"
        assert caught.value.exit_code == 1
        assert "reconciler ledger rebuild" in caught.value.hint


def test_a_sound_record_of_an_unknown_kind_is_from_a_newer_version(place: Place) -> None:
    write(place.open(), intent(1))
    body = json.dumps({"at": "x", "kind": "telepathy"}, sort_keys=True, separators=(",", ":"))
    _rewrite(place, body)

    with pytest.raises(LedgerTooNew, match="record 1 of the ledger is sound, but of a kind"):
        place.open().read("prod")


def test_a_ledger_that_does_not_say_its_format_is_altered(place: Place) -> None:
    write(place.open(), intent(1))
    with place.engine().begin() as connection:
        connection.execute(update(META).where(META.c.key == "format").values(value="many"))

    with pytest.raises(LedgerAltered, match="does not say its format"):
        place.open().read("prod")


@pytest.mark.parametrize("missing", ["records", "chains"])
def test_a_ledger_without_a_table_is_an_error(place: Place, missing: str) -> None:
    write(place.open(), intent(1))
    with place.engine().begin() as connection:
        connection.execute(text(f"DROP TABLE {missing}"))

    with pytest.raises(LedgerError):
        place.open().read("prod")


# --- the SQLite file and the mark beside it -----------------------------------------------------------------


def test_an_older_copy_that_was_put_back_is_found_out(file: Place) -> None:
    write(file.open(), *story(4))
    copy = shutil.copy(file.file, file.root / "yesterday")
    write(file.open(), intent(8))
    shutil.copy(copy, file.file)

    with pytest.raises(LedgerLost) as caught:
        file.open().read("prod")
    assert caught.value.message == (
        "account prod: the ledger ends at record 4, but had reached 5: an older copy was put back"
    )
    assert "reconciler ledger rebuild" in caught.value.hint


def test_an_older_copy_that_went_on_differently_is_found_out(file: Place) -> None:
    write(file.open(), *story(4))
    copy = shutil.copy(file.file, file.root / "yesterday")
    write(file.open(), intent(8))
    mark = file.mark.read_bytes()
    shutil.copy(copy, file.file)
    file.mark.unlink()
    write(file.open(), intent(9), outcome(9))
    file.mark.write_bytes(mark)

    with pytest.raises(LedgerAltered, match="record 5 of the ledger was replaced"):
        file.open().read("prod")


def test_a_chain_that_was_written_anew_from_a_link_on_is_found_out(file: Place) -> None:
    write(file.open(), *story(6))
    rows = chain.link("prod", Head(), [*story(4), intent(8), outcome(8)])
    with file.engine().begin() as connection:
        connection.execute(delete(RECORDS))
        connection.execute(insert(RECORDS), [{"account": "prod", **row._asdict()} for row in rows])
        connection.execute(update(CHAINS).values(hash=rows[-1].hash))

    with pytest.raises(LedgerAltered, match="record 6 of the ledger was replaced"):
        file.open().read("prod")


def test_a_mark_behind_its_ledger_is_no_matter(file: Place) -> None:
    write(file.open(), *story(4))
    mark = file.mark.read_bytes()
    head = write(file.open(), intent(8))
    file.mark.write_bytes(mark)

    assert file.open().read("prod")[0] == head


def test_another_ledger_in_its_place_is_found_out(
    file: Place, tmp_path_factory: pytest.TempPathFactory
) -> None:
    write(file.open(), *story(4))
    other = Place(tmp_path_factory.mktemp("other"), file.url)
    write(other.open(), *story(6))
    shutil.copy(other.file, file.file)

    with pytest.raises(LedgerLost, match="is another one"):
        file.open().read("prod")


def test_a_ledger_that_vanished_is_lost_and_not_begun_again(file: Place) -> None:
    write(file.open(), *story(4))
    file.file.unlink()

    with pytest.raises(LedgerLost, match="is gone"):
        file.open().read("prod")
    with pytest.raises(LedgerLost, match="is gone"), file.open().lock("prod", "me", NOW):
        pass
    assert not file.file.exists()


@pytest.mark.parametrize("left", [0, 1, 99, 100, 4096, 8192, -4096, -1])
def test_a_file_cut_anywhere_is_refused(file: Place, left: int) -> None:
    write(file.open(), *story(40))
    whole = file.file.read_bytes()
    file.file.write_bytes(whole[:left])

    with pytest.raises((LedgerAltered, LedgerLost)):
        file.open().read("prod")
    with pytest.raises((LedgerAltered, LedgerLost)):
        write(file.open(), intent(99))


def test_a_flipped_byte_is_never_believed(file: Place) -> None:
    head = write(file.open(), *story(20))
    whole = file.file.read_bytes()
    wrong = 0
    for at in range(0, len(whole), 61):
        file.file.write_bytes(whole[:at] + bytes([whole[at] ^ 0x15]) + whole[at + 1 :])
        try:
            assert file.open().read("prod") == (head, story(20))
        except LedgerError:
            wrong += 1
    assert wrong > 100


def test_a_file_that_is_no_database_is_refused(file: Place) -> None:
    file.file.parent.mkdir()
    file.file.write_text("version https://example.com/large-files\n" * 40)

    with pytest.raises(LedgerAltered, match="is damaged"):
        file.open().read("prod")


def test_a_database_of_another_program_is_left_alone(file: Place) -> None:
    file.file.parent.mkdir()
    with file.engine().begin() as connection:
        connection.execute(text("CREATE TABLE accounts (name TEXT)"))
    whole = file.file.read_bytes()

    with pytest.raises(LedgerError, match="another program"):
        file.open().read("prod")
    with pytest.raises(LedgerError, match="another program"), file.open().lock("prod", "me", NOW):
        pass
    assert file.file.read_bytes() == whole


@pytest.mark.parametrize(
    "said", ["", "{", "[]", "{}", '{"heads": {"prod": 1}}', '{"heads": {"prod": ["1", 2]}}', "\x00"]
)
def test_a_damaged_mark_is_refused(file: Place, said: str) -> None:
    write(file.open(), *story(4))
    file.mark.write_text(said)

    with pytest.raises(LedgerAltered, match=r"ledger\.db\.head is damaged"):
        file.open().read("prod")


def test_a_ledger_that_moves_house_without_its_mark_is_believed(file: Place, tmp_path: Path) -> None:
    head = write(file.open(), *story(4))
    (tmp_path / "new" / ".reconciler").mkdir(parents=True)
    shutil.copy(file.file, tmp_path / "new" / ".reconciler")

    assert Place(tmp_path / "new", file.url).open().read("prod") == (head, story(4))


def _rewrite(place: Place, body: str) -> None:
    """Replaces the only record by another text, with hashes that fit."""
    hashed = chain.digest("prod", 1, Head().hash, body)
    place.mark.unlink(missing_ok=True)
    with place.engine().begin() as connection:
        connection.execute(update(RECORDS).values(body=body, hash=hashed))
        connection.execute(update(CHAINS).values(hash=hashed))


def test_bytes_behind_the_end_of_the_file_are_found(place: Place) -> None:
    """SQLite reads its pages and nothing behind them."""
    ledger = place.open()
    write(ledger, intent(1))
    file = ledger.location.file
    if file is None:
        pytest.skip("a server's files are its own")
    assert examine(place.open(), "prod").head.seq == 1
    with file.open("ab") as handle:
        handle.write(b"x")
    with pytest.raises(LedgerAltered, match="has 1 bytes behind its end"):
        examine(place.open(), "prod")
