"""`reconciler ledger …` and `reconciler history` on a scaffolded workspace."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ledger_places import NOW, Place, intent, outcome, write

from reconciler.cli.main import run
from reconciler.ledger.holder import current

Say = Callable[..., str]
HASH = re.compile(r"[0-9a-f]{64}")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Place:
    """A workspace whose one account is the simulator's; nothing was applied yet."""
    monkeypatch.chdir(tmp_path)
    assert run(["init"]) == 0
    capsys.readouterr()
    return Place(tmp_path, "sqlite:///.reconciler/ledger.db")


@pytest.fixture
def say(here: Place, capsys: pytest.CaptureFixture[str]) -> Say:
    """Runs a command line, expects an exit code and returns what was said on stdout."""

    def command(*words: str, code: int = 0) -> str:
        assert run(words) == code, capsys.readouterr()
        return capsys.readouterr().out

    return command


def test_before_anything_was_applied_there_is_nothing(say: Say) -> None:
    assert (
        say("ledger", "show") == "Ledger .reconciler/ledger.db, account sandbox: 0 records\n  No records.\n"
    )
    assert "sound, 0 records" in say("ledger", "verify"), "init made it, so that the workspace can name it"
    assert say("ledger", "export") == ""
    assert say("ledger", "unlock") == "account sandbox was not locked\n"
    assert say("history", "demo/brand") == "History of demo/brand, account sandbox\n  No records.\n"
    assert say("ledger", "upgrade") == "the ledger has format 1\n"


def test_show_lists_every_record_newest_last_with_masked_numbers(say: Say) -> None:
    say("apply", "--yes")

    lines = say("ledger", "show").splitlines()

    assert lines[0] == "Ledger .reconciler/ledger.db, account sandbox: 7 records"
    assert [line.split()[0] for line in lines[1:]] == ["#", "1", "2", "3", "4", "5", "6", "7"]
    assert "run started" in lines[2]
    assert re.search(r"order intended +demo/brand +4008100001, ", lines[4])
    assert re.search(r"order done +demo/brand +4008100001, by answer$", lines[5])
    assert lines[-1].split()[-3:] == ["run", "ended", "r1"]
    assert "4008100001" in say("ledger", "show", "--show-numbers")
    assert len(say("ledger", "show", "--last", "2").splitlines()) == 4


def test_show_and_export_hold_every_link_in_full(here: Place, say: Say) -> None:
    say("apply", "--yes")

    shown = json.loads(say("ledger", "show", "-o", "json"))
    exported = [json.loads(line) for line in say("ledger", "export").splitlines()]

    assert (shown["format_version"], shown["account"], shown["ledger_id"]) == (
        "1.0",
        "sandbox",
        here.open().identity(),
    )
    assert exported == [{"account": "sandbox", **entry} for entry in shown["records"]]
    assert [entry["seq"] for entry in exported] == [1, 2, 3, 4, 5, 6, 7]
    prev = "0" * 64
    for entry in exported:
        body = json.dumps(entry["record"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        text = f"{entry['account']}\0{entry['seq']}\0{prev}\0{body}"
        assert entry["prev"] == prev
        assert entry["hash"] == hashlib.sha256(text.encode()).hexdigest()
        prev = entry["hash"]


def test_export_writes_a_file(here: Place, say: Say) -> None:
    say("apply", "--yes")

    assert say("ledger", "export", "--output-file", "ledger.jsonl") == ""
    assert len((here.root / "ledger.jsonl").read_text(encoding="utf-8").splitlines()) == 7


def test_verify_says_what_waits_for_a_person(here: Place, say: Say) -> None:
    say("apply", "--yes")
    sound = say("ledger", "verify")
    write(here.open(), intent(1), account="sandbox")
    ledger = here.open()
    ledger.read("sandbox")
    ledger.rescue("sandbox", outcome(1))
    with here.open().lock("sandbox", "ci run 42", NOW):
        held = say("ledger", "verify", code=3)
        document: dict[str, Any] = json.loads(say("ledger", "verify", "-o", "json", code=3))

    assert HASH.sub("HASH", sound) == (
        f"Ledger .reconciler/ledger.db, id {here.open().identity()}\nAccount sandbox: sound, 7 records, head HASH\n"
    )
    kept = next(here.file.parent.glob("emergency-*")).name
    me = current()
    assert held.splitlines()[2:] == [
        f"  locked by ci run 42 on {me.host}, process {me.pid}, since 2026-11-23T10:00:00+08:00",
        "  held: care/hz-001:order, outcome unknown since 2026-11-23T10:00:00+08:00",
        f"  rescued: {kept} holds an outcome that the next run reads",
    ]
    assert document == {
        "format_version": "1.0",
        "account": "sandbox",
        "ledger_id": here.open().identity(),
        "head": {"seq": 8, "hash": document["head"]["hash"]},
        "locked_by": f"ci run 42 on {me.host}, process {me.pid}, since 2026-11-23T10:00:00+08:00",
        "open": [
            {"id": "r1-1", "address": "care/hz-001", "action": "order", "at": "2026-11-23T10:00:00+08:00"}
        ],
        "rescued": [kept],
        "rebuilding": False,
    }


def test_unlock_takes_the_lock_without_asking(here: Place, say: Say) -> None:
    with here.open().lock("sandbox", "ci run 42", NOW):
        assert say("apply", "--yes", code=6) == ""
        assert say("ledger", "unlock").startswith("account sandbox was locked by ci run 42 on ")
        say("apply", "--yes")


def test_history_tells_of_one_address_or_number(here: Place, say: Say) -> None:
    say("apply", "--yes")
    write(
        here.open(),
        intent(1, id="r9-1"),
        outcome(1, intent="r9-1", result="not-done", reason="seen"),
        account="sandbox",
    )

    def told(*words: str) -> list[int]:
        return [entry["seq"] for entry in json.loads(say("history", *words, "-o", "json"))["records"]]

    assert told("demo/brand") == [3, 4, 5, 6]
    assert told("4008100001") == [3, 4, 5, 6]
    assert told("demo/office") == [2]
    assert told("care/hz-001") == told("057188880001")[-2:] == [8, 9]
    assert told("nobody/here") == []
    assert "4008100001" in say("history", "demo/brand")
    assert "4008100001" in say("history", "demo/brand", "--show-numbers")


def test_an_older_copy_buys_and_cancels_nothing_until_it_is_acknowledged(here: Place, say: Say) -> None:
    say("apply", "--yes")
    copy = shutil.copy(here.file, here.root / "yesterday")
    write(here.open(), intent(1), outcome(1, result="not-done"), account="sandbox")
    shutil.copy(copy, here.file)

    for command in (["ledger", "show"], ["ledger", "verify"]):
        said = json.loads(say(*command, "-o", "json", code=1))
        assert said["error"]["code"] == "VN812"
        assert "ledger rebuild" in said["error"]["hint"]
    [lost] = [f for f in json.loads(say("plan", "-o", "json", code=3))["findings"] if f["rule"] == "VN604"]
    assert lost["message"].endswith("an older copy was put back: nothing is bought or cancelled")
    rebuilt = say("ledger", "rebuild").splitlines()
    waiting = say("ledger", "verify", code=3)
    acknowledged = say("ledger", "rebuild", "--acknowledge", "--by", "ops", "--reason", "compared")

    assert re.fullmatch(r"kept +.*/ledger\.db\.lost-20261102T100000", rebuilt[0])
    assert rebuilt[1:] == [
        "adopted  2 numbers",
        "blocked  purchases and cancellations, until `reconciler ledger rebuild --acknowledge`",
    ]
    assert "rebuilt: nothing is bought or cancelled until" in waiting
    assert acknowledged == "account sandbox: the rebuilt ledger is acknowledged\n"
    assert "rebuilt" not in say("ledger", "verify")
    assert say("plan", "--detailed-exitcode").startswith("Plan for sandbox")
    assert "ledger rebuilt" in say("ledger", "show")


def test_an_apply_goes_on_from_an_older_copy_as_from_a_rebuilt_ledger(here: Place, say: Say) -> None:
    say("apply", "--yes")
    copy = shutil.copy(here.file, here.root / "yesterday")
    write(here.open(), intent(1), outcome(1, result="not-done"), account="sandbox")
    shutil.copy(copy, here.file)

    say("apply", "--yes", code=3)
    assert "rebuilt: nothing is bought or cancelled until" in say("ledger", "verify", code=3)
    say("ledger", "rebuild", "--acknowledge", "--by", "ops", "--reason", "compared")
    assert say("plan", "--detailed-exitcode").startswith("Plan for sandbox")


def test_a_backup_that_was_put_back_with_its_mark_is_noticed_by_the_note(here: Place, say: Say) -> None:
    """What a restore reaches is one copy; the note in the workspace is another."""
    say("apply", "--yes")
    backup = {file.name: file.read_bytes() for file in here.file.parent.glob("ledger.db*")}
    say("simulator", "advance", "3d")
    say("apply", "--yes")
    for name, content in backup.items():
        (here.file.parent / name).write_bytes(content)

    found = json.loads(say("plan", "-o", "json", code=3))["findings"]
    assert "VN604" in {finding["rule"] for finding in found}


def test_a_clock_behind_the_last_record_reopens_no_month(here: Place, say: Say) -> None:
    say("apply", "--yes")
    say("simulator", "reset")
    write(here.open(), intent(1, at="2026-12-02T10:00:00+08:00"), account="sandbox")

    [lost] = [f for f in json.loads(say("plan", "-o", "json", code=3))["findings"] if f["rule"] == "VN604"]
    assert lost["message"] == (
        "the clock says 2026-11-02T10:00:00+08:00, but the ledger's last record is of 2026-12-02T10:00:00+08:00: "
        "nothing is bought or cancelled"
    )


def test_a_ledger_that_is_gone_is_rebuilt(here: Place, say: Say) -> None:
    say("apply", "--yes")
    here.file.unlink()

    lost = json.loads(say("plan", "-o", "json", code=3))
    assert {action["action"] for action in lost["actions"] if action["status"] == "ready"} == {"adopt"}
    assert [found["rule"] for found in lost["findings"] if found["verdict"] == "block"] == ["VN604"]
    applied = json.loads(say("apply", "--yes", "-o", "json", code=3))
    assert {entry["action"] for entry in applied["results"] if entry["fate"] == "done"} == {"adopt"}
    assert say("plan", code=3).startswith("Plan for sandbox")
    say("ledger", "rebuild", "--acknowledge", "--by", "ops", "--reason", "compared with the console")
    assert say("plan").startswith("Plan for sandbox")


def test_what_cannot_be_meant_is_a_usage_error(say: Say) -> None:
    say("apply", "--yes")

    say("ledger", "rebuild", code=64)
    say("ledger", "rebuild", "--acknowledge", code=64)
    say("ledger", "rebuild", "--acknowledge", "--by", "ops", code=64)
    say("ledger", "rebuild", "--acknowledge", "--by", "ops", "--reason", "no need", code=64)
    say("ledger", "show", "--account", "unknown", code=64)
    say("ledger", "show", "--last", "0", code=64)
    say("history", "export", code=64)


def test_a_record_that_another_program_wrote_is_found_by_verify(here: Place, say: Say) -> None:
    from sqlalchemy import text, update

    from reconciler.ledger import chain
    from reconciler.ledger.tables import CHAINS, RECORDS
    from reconciler.memory.memory import Head

    write(here.open(), intent(1), account="sandbox")
    body = chain.canonical(intent(1)).replace(":", ": ", 1)
    hashed = chain.digest("sandbox", 1, Head().hash, body)
    here.mark.unlink()
    with here.engine().begin() as connection:
        connection.execute(update(RECORDS).values(body=body, hash=hashed))
        connection.execute(update(CHAINS).values(hash=text(f"'{hashed}'")))

    assert "order intended" in say("ledger", "show")
    said = json.loads(say("ledger", "verify", "-o", "json", code=1))
    assert (
        said["error"]["message"] == "account sandbox: record 1 of the ledger was written by another program"
    )


def test_looking_into_a_ledger_that_is_not_there_makes_none(here: Place, say: Say) -> None:
    """A workspace that names none yet."""
    config = here.root / "reconciler.yaml"
    config.write_text(re.sub(r"  ledgerId: .*\n", "", config.read_text("utf-8")), encoding="utf-8")
    here.file.unlink()
    assert say("ledger", "verify") == "Ledger .reconciler/ledger.db: nothing was recorded yet\n"
    assert say("ledger", "show").endswith("No records.\n")
    assert not here.file.exists()
