"""The world file: strict text, clear errors, and an account that can be shown in its shape."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import ValidationError
from simulated import (
    ACTIVE,
    COMPANY,
    HOTLINE,
    INSTANCE,
    advance,
    hotline_form,
    regular_form,
    seed,
    world,
    world_file,
)

from reconciler.errors import InvalidManifests, ReconcilerError
from reconciler.manifests.schema import published
from reconciler.providers.simulator import worldfile
from reconciler.providers.simulator.seed import Seed
from reconciler.providers.simulator.show import document
from reconciler.providers.simulator.world import open_world
from reconciler.providers.simulator.world.wallclock import duration, spelled

EXAMPLE = (Path(__file__).parent / "documented_world.yaml").read_text(encoding="utf-8")


NOW = "now: 2026-11-23T10:00:00+08:00\n"


def load(folder: Path, text: str) -> Seed:
    file = folder / "world.yaml"
    file.write_text(text, encoding="utf-8")
    return worldfile.load(file)[0]


def test_the_documented_world_is_read(tmp_path: Path) -> None:
    read = load(tmp_path, EXAMPLE)
    assert [number.number for number in read.numbers] == ["057188880001", "4008100009"]
    assert read.now.isoformat() == "2026-11-23T10:00:00+08:00"
    assert read.enterprises[0].hotline is True


def test_scalars_keep_the_text_that_was_typed(tmp_path: Path) -> None:
    text = (
        "now: 2026-11-23T10:00:00+08:00\n"
        "stock: [{line: landline, region: NO, number: 0571000012}]\n"
        "pool: [{number: 4008100001, carrier: 010}]\n"
        "numbers: [{number: 05710000123, type: regular, status: active, appliedOn: 2026-07-20, reason: null}]\n"
    )
    read = load(tmp_path, text)
    assert (read.stock[0].number, read.stock[0].region) == ("0571000012", "NO")
    assert (read.pool[0].number, read.pool[0].carrier) == ("4008100001", "010")
    assert read.numbers[0].reason is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("now: [", "world.yaml:2:1:"),
        ("now: a\nnow: b\n", "world.yaml:2:1: this key is already in line 1"),
        ("now: &x a\n", "world.yaml:1:6: anchors are not read"),
        ("a: b\n---\nc: d\n", "world.yaml:2:1: a second document"),
        ("[a]: b\n", "world.yaml:1:1: a key is a single word"),
        ("now: " + "[" * 30 + "]" * 30, "deeper than 20 levels"),
        ("\x00", "world.yaml"),
        ("", "this file is empty"),
        ("- a\n", "this document is no mapping"),
        ("now: 2026-11-23T10:00:00\n", 'world.yaml:1:6: an instant needs an offset, e.g. "2026-11-23T10'),
        ("now: yesterday\n", 'world.yaml:1:6: this is no instant, e.g. "2026-11-23T10:00:00+08:00"'),
        ("now: 1700000000\n", "world.yaml:1:6: this is no instant"),
        (NOW + "numbrs: []\n", "world.yaml:2:1: unknown key 'numbrs'"),
        (NOW + "account: {publicMode: yes}\n", "world.yaml:2:23: 'publicMode' is text"),
        (NOW + "account: {balance: 1e3}\n", "world.yaml:2:20: a balance is CNY with at most two decimals"),
        (NOW + "review: {documents: soon}\n", "world.yaml:2:21: 'documents' is not spelled as it must be"),
        (
            NOW + "pool: [{number: 40, carrier: a}]\n",
            "world.yaml:2:17: 'number' is not spelled as it must be",
        ),
        (
            NOW + "numbers: [{type: fax, status: on}]\n",
            "world.yaml:2:18: 'type' is none of the words known here; and 1 more",
        ),
    ],
)
def test_a_faulty_world_is_an_error_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ReconcilerError) as error:
        load(tmp_path, text)
    assert message in error.value.message
    assert "world.yaml" in error.value.message


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (NOW + "account: {publicMode: yes}\n", "write true"),
        (NOW + "review: {documents: soon}\n", "write it like this: 2d"),
        (NOW + "review: 2d\n", "write a mapping: review: {documents: …, regular: …}"),
        (NOW + "numbers: {a: b}\n", "write a list: numbers: [{type: …, status: …}]"),
        (NOW + "pool: [{number: 40, carrier: a}]\n", 'write it like this: "057188880001"'),
        (NOW + "numbers: [{type: regular}]\n", "add status"),
        (NOW + "account: {playback: {audio: []}}\n", "write text: audio: TEXT"),
    ],
)
def test_an_error_says_what_to_write(tmp_path: Path, text: str, hint: str) -> None:
    with pytest.raises(InvalidManifests) as error:
        load(tmp_path, text)
    assert hint in {found.hint for found in error.value.diagnostics}


def test_many_problems_are_told_at_once(tmp_path: Path) -> None:
    entries = ", ".join("{name: }" for _ in range(8))
    with pytest.raises(InvalidManifests, match="and 7 more") as error:
        load(tmp_path, f"{NOW}enterprises: [{entries}]\n")
    assert [found.column for found in error.value.diagnostics] == [16 + 10 * at for at in range(8)]


def test_bytes_that_are_no_text_and_files_that_are_too_large_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "world.yaml"
    file.write_bytes(b"now: \xff")
    with pytest.raises(ReconcilerError, match="not UTF-8"):
        worldfile.load(file)
    with file.open("wb") as handle:
        handle.truncate(worldfile.LARGEST + 1)
    with pytest.raises(ReconcilerError, match="larger than 64 MiB"):
        worldfile.load(file)


def test_a_digest_names_the_content_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "world.yaml"
    assert worldfile.digest(file) == ""
    file.write_text(EXAMPLE, encoding="utf-8")
    first = worldfile.digest(file)
    assert first == worldfile.load(file)[1]
    file.write_text(EXAMPLE + "#", encoding="utf-8")
    assert worldfile.digest(file) != first


@pytest.mark.parametrize(
    "numbers",
    [
        [ACTIVE, ACTIVE],
        [ACTIVE | {"instance": "057100007777"}],
        [HOTLINE | {"callType": "both"}],
        [HOTLINE | {"line": "landline"}],
        [HOTLINE | {"instance": INSTANCE}],
        [HOTLINE | {"number": None}],
        [ACTIVE | {"number": None}],
        [ACTIVE | {"package": "120"}],
        [ACTIVE | {"carrier": "中国联通"}],
        [ACTIVE | {"status": "documents_due"}],
        [ACTIVE | {"ivr": {"transfer": {"routing": "random", "to": ["057188880009"], "qualification": "1"}}}],
        [ACTIVE | {"status": "sleeping"}],
        [ACTIVE | {"number": "0571-8888-0001"}],
    ],
)
def test_a_world_that_cannot_be_is_refused(numbers: list[dict[str, Any]]) -> None:
    with pytest.raises(ValidationError):
        seed(numbers=numbers)


def test_the_least_a_world_needs_is_the_time() -> None:
    account = open_world(":memory:", Seed.model_validate({"now": "2026-11-23T02:00:00Z"}))
    assert document(account) == {
        "now": "2026-11-23T10:00:00+08:00",
        "account": {"balance": "0.00", "arrears": "0.00", "publicMode": False, "acknowledged": []},
        "enterprises": [],
        "scripts": [],
        "audio": [],
        "pool": [],
        "stock": [],
        "instances": [],
        "numbers": [],
        "review": {"documents": "2d", "regular": "5d"},
    }


def test_what_is_shown_can_seed_another_account_that_shows_the_same() -> None:
    full = ACTIVE | {
        "number": "057188880003",
        "instance": INSTANCE,
        "routing": "random",
        "reason": "其他",
        "status": "restricted",
        "ivr": {"playback": {"audio": "a.wav", "description": "A"}},
    }
    transfer = {
        "transfer": {"routing": "random", "to": ["057188880009", "057188880010"], "qualification": "1"}
    }
    account = world(
        numbers=[ACTIVE, full, HOTLINE | {"ivr": transfer}],
        account={
            "balance": "900.00",
            "acknowledged": ["2026-06-01"],
            "playback": {"audio": "all.wav", "description": "All"},
        },
        review={"documents": "36h", "regular": "90m"},
    )
    account.apply_hotline(hotline_form())
    account.apply_regular(regular_form())
    account.cancel("057188880001")
    shown = document(account)
    again = open_world(":memory:", Seed.model_validate(shown))
    assert document(again) == shown
    assert again.apply_regular(regular_form(line="mobile")).application == "APP-000003"


def test_the_note_on_default_rules_goes_with_its_cause_in_a_copied_world() -> None:
    copy = open_world(":memory:", Seed.model_validate(document(world())))
    assert "reason" in document(copy)["numbers"][0]
    copy.configure_playback("057188880001", "welcome.wav", "Welcome")
    assert "reason" not in document(copy)["numbers"][0]


def test_show_tells_the_pool_that_is_left_and_every_number_ever_held() -> None:
    account = world()
    account.apply_hotline(hotline_form())
    account.apply_regular(regular_form())
    advance(account, "20d")
    account.cancel("057188880001")
    advance(account, "1d")
    shown = document(account)
    assert shown["pool"] == [{"number": "4009100002", "carrier": "中国电信"}]
    assert shown["stock"] == [{"line": "mobile", "region": "浙江/杭州", "number": "13800000222"}]
    assert [(number["number"], number["status"]) for number in shown["numbers"]] == [
        ("057188880001", "cancelled"),
        ("4008100001", "released"),
        ("057188880222", "active"),
    ]
    assert shown["numbers"][1]["reason"] == "15天内未提交资料，号码超时释放"


def test_the_worlds_shown_satisfy_the_published_schema() -> None:
    schema = published(Seed, "World")
    validator = jsonschema.Draft202012Validator(schema)
    account = world(numbers=[ACTIVE | {"instance": INSTANCE}, HOTLINE])
    for shown in (world_file(), document(account)):
        assert list(validator.iter_errors(shown)) == []
    assert list(validator.iter_errors(world_file(numbrs=[]))) != []


def test_every_field_of_a_world_is_described() -> None:
    def undescribed(model: dict[str, Any]) -> list[str]:
        return [name for name, field in model.get("properties", {}).items() if "description" not in field]

    schema = published(Seed, "World")
    assert undescribed(schema) == []
    assert [(name, found) for name, part in schema["$defs"].items() if (found := undescribed(part))] == []


def test_a_new_beginning_forgets_everything(tmp_path: Path) -> None:
    file = tmp_path / "account.db"
    account = open_world(file, seed())
    onlooker = open_world(file)
    account.cancel("057188880001")
    assert not account.populate(seed())
    assert account.populate(seed(now="2027-01-01T00:00:00+08:00"), anew=True)
    assert document(onlooker)["now"] == "2027-01-01T00:00:00+08:00"
    assert onlooker.requests() == ()


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("15d", "15d"),
        ("14d", "2w"),
        ("36h", "36h"),
        ("48h", "2d"),
        ("90m", "90m"),
        ("0s", "0s"),
        ("7s", "7s"),
    ],
)
def test_durations_are_read_and_spelled(text: str, back: str) -> None:
    assert spelled(duration(text)) == back


@pytest.mark.parametrize(
    "text", ["", "d", "15", "-1d", "1.5d", "15 d", "15D", "１５d", "10000d", "15d\n", "01d"]
)
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ReconcilerError, match="is no duration"):
        duration(text)


def test_an_enterprise_is_written_once() -> None:
    with pytest.raises(ValidationError, match="stands there twice"):
        seed(enterprises=[{"name": COMPANY}, {"name": COMPANY}])


def test_an_account_may_be_below_zero(tmp_path: Path) -> None:
    read = load(tmp_path, 'now: 2026-11-23T10:00:00+08:00\naccount: {balance: "-1.00"}\n')
    assert read.account.balance == Decimal("-1.00")
