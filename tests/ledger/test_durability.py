"""What was acknowledged is there, whatever happened to the process or its disk."""

from __future__ import annotations

import errno
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from ledger_places import NOW, Place, intent, story, write
from sqlalchemy import event, text

from reconciler import files
from reconciler.errors import InvariantError, LedgerError, LedgerLocked, LedgerUnavailable, MissingExtra
from reconciler.ledger import database, engine, links, open_ledger
from reconciler.memory.memory import Head


def test_a_killed_writer_loses_nothing_it_was_told_is_written(place: Place) -> None:
    for kill in range(6):
        with place.process("flood") as process:
            assert process.stdout is not None
            for _ in range(1 + 3 * kill):
                said = int(process.stdout.readline())
            process.send_signal(signal.SIGKILL)
            told = [int(line) for line in process.stdout if line.endswith("\n")]
        head, records = place.open().read("prod")
        assert head.seq == len(records) >= max([said, *told])
        assert head.seq <= max([said, *told]) + 1


def test_sqlite_promises_that_a_commit_survives_a_power_cut(file: Place) -> None:
    write(file.open(), intent(1))

    with file.open().database.writing() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "delete"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 3, "EXTRA: FULL and the folder"
        assert connection.connection.in_transaction


def test_sqlite_that_will_not_promise_it_is_not_used() -> None:
    with pytest.raises(InvariantError, match="journal"):
        engine._connect_sqlite(sqlite3.connect(":memory:"), None)


def test_postgresql_is_told_to_commit_durably_even_where_its_default_is_not_to(
    server: str, tmp_path: Path
) -> None:
    ledger = open_ledger(f"{server}&options=-csynchronous_commit%3Doff", tmp_path)

    with ledger.database.writing() as connection:
        assert connection.scalar(text("SHOW synchronous_commit")) == "on"
        assert connection.scalar(text("SHOW lock_timeout")) == "5s"


def test_the_file_and_its_mark_are_the_owners_only(file: Place) -> None:
    before = os.umask(0)
    try:
        write(file.open(), intent(1))
    finally:
        os.umask(before)

    assert {path.name: oct(path.stat().st_mode & 0o777) for path in file.file.parent.iterdir()} == {
        "ledger.db": "0o600",
        "ledger.db.head": "0o600",
    }


def test_a_full_disk_refuses_the_append_and_keeps_what_there_was(file: Place) -> None:
    ledger = file.open()
    head = write(ledger, *story(4))
    with ledger.lock("prod", "tester", NOW) as lease:
        _stop_growing(ledger)
        with pytest.raises(LedgerUnavailable) as caught:
            ledger.append("prod", story(400)[4:], after=head, fence=lease.fence)

    assert caught.value.message == (
        "the ledger .reconciler/ledger.db cannot be used: database or disk is full"
    )
    assert "free some space" in caught.value.hint
    assert file.open().read("prod") == (head, story(4))


def test_a_file_that_may_not_grow_is_a_ledger_error_in_a_real_process(file: Place) -> None:
    head = write(file.open(), *story(4))
    said = _in_child(
        file,
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({file.file.stat().st_size}, {resource.RLIM_INFINITY}))",
        "with ledger.lock('prod', 'me', NOW) as lease:",
        "    ledger.append('prod', story(400)[4:], after=ledger.read('prod')[0], fence=lease.fence)",
    )

    assert said.startswith("LedgerUnavailable: the ledger .reconciler/ledger.db cannot be used: ")
    assert file.open().read("prod") == (head, story(4))


def test_a_ledger_that_may_only_be_read_can_be_read_and_not_locked() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Place(Path(folder), "sqlite:///.reconciler/ledger.db")
        head = write(file.open(), *story(4))
        for path, mode in (
            (file.file, 0o444),
            (file.mark, 0o444),
            (file.file.parent, 0o555),
            (file.root, 0o555),
        ):
            path.chmod(mode)
        said = _in_child(
            file,
            "ledger.read('prod')",
            "os.geteuid() or os.seteuid(65534)",
            "print(ledger.read('prod')[0].seq)",
            "with ledger.lock('prod', 'me', NOW) as lease:",
            "    pass",
        )
        for path in (file.root, file.file.parent):
            path.chmod(0o755)
        assert file.open().read("prod") == (head, story(4))

    assert said.splitlines()[0] == "4"
    assert said.splitlines()[1].startswith(
        "LedgerUnavailable: the ledger .reconciler/ledger.db cannot be used: "
    )
    assert "readonly" in said


def test_a_folder_that_cannot_be_made_is_a_ledger_error(file: Place) -> None:
    (file.root / ".reconciler").write_text("a file where the folder should be")

    with pytest.raises(LedgerError, match="cannot be used"), file.open().lock("prod", "me", NOW):
        pass


def test_a_file_that_cannot_be_looked_for_is_not_taken_to_be_missing(tmp_path: Path) -> None:
    ledger = open_ledger(f"sqlite:///{'x' * 300}/ledger.db", tmp_path)

    with pytest.raises(LedgerError, match="File name too long"):
        ledger.read("prod")


def test_a_server_that_is_not_there_is_a_ledger_error_without_the_password(tmp_path: Path) -> None:
    ledger = open_ledger("postgresql+psycopg://me:s3cret@127.0.0.1:1/numbers", tmp_path)

    with pytest.raises(LedgerUnavailable) as caught:
        ledger.read("prod")

    assert "postgresql://127.0.0.1:1/numbers cannot be used" in caught.value.message
    assert "s3cret" not in f"{caught.value.message} {caught.value.hint} {ledger.location!r}"


def test_without_the_driver_the_install_line_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    ledger = open_ledger("postgresql://me@127.0.0.1/numbers", tmp_path)

    with pytest.raises(MissingExtra) as caught:
        ledger.read("prod")

    assert caught.value.hint == "pip install 'voice-reconciler[postgres]'"


def test_a_lock_that_cannot_be_given_back_does_not_hide_what_went_wrong(file: Place) -> None:
    ledger = file.open()

    with pytest.raises(ZeroDivisionError), ledger.lock("prod", "me", NOW):
        file.file.write_bytes(b"not a database any more, and longer than its header" * 9)
        _ = 1 / 0


def test_a_ledger_that_another_keeps_busy_is_not_waited_for_without_end(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = write(place.open(), intent(1))
    monkeypatch.setattr(database, "PATIENCE", 1)
    ledger, other = place.open(), place.open()

    with other.database.writing() as connection:
        links.seize(connection, "prod", "another", NOW)
        with pytest.raises(LedgerLocked, match="is busy: another process has been writing"):
            write(ledger, intent(2))

    assert place.open().read("prod")[0] == head


def full_disk(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_mark_that_cannot_be_written_only_stays_behind(
    file: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = write(file.open(), intent(1))
    said = file.mark.read_bytes()
    monkeypatch.setattr(files, "write", full_disk)

    with file.open().lock("prod", "me", NOW) as lease:
        file.open().append("prod", [intent(2)], after=head, fence=lease.fence)

    assert file.mark.read_bytes() == said
    assert file.open().read("prod")[0].seq == 2


def test_a_mark_that_cannot_be_read_is_a_ledger_error(file: Place) -> None:
    write(file.open(), intent(1))
    file.mark.unlink()
    file.mark.mkdir()

    with pytest.raises(LedgerError, match=r"ledger\.db\.head cannot be read"):
        file.open().read("prod")


def test_appending_nothing_to_a_new_ledger_leaves_it_empty(place: Place) -> None:
    with place.open().lock("prod", "me", NOW) as lease:
        assert place.open().append("prod", [], after=Head(), fence=lease.fence) == Head()
    assert place.open().read("prod") == (Head(), [])


def _stop_growing(ledger: object) -> None:
    def limit(connection: sqlite3.Connection, _record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(ledger.database._engine, "connect", limit)  # type: ignore[attr-defined]


def _in_child(place: Place, *lines: str) -> str:
    """Runs statements in another process; the error they end with is printed."""
    body = "\n".join(f"    {line}" for line in lines)
    program = f"""
import os, resource, sys
from pathlib import Path
from ledger_places import NOW, story
from reconciler.ledger import open_ledger
ledger = open_ledger({place.url!r}, Path({str(place.root)!r}))
import sqlalchemy.dialects.sqlite.pysqlite
try:
{body}
except Exception as error:
    print(f"{{type(error).__name__}}: {{error}}")
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*sys.path, str(Path(__file__).parent)])}
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment
    ).stdout
