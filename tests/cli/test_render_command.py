"""`reconciler render` says of every value which line it comes from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from staged import stage
from workspaces import EXAMPLE, lay

from reconciler.cli.main import run

FILE = "teams/care/team.yaml"


@pytest.fixture
def rendered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The example as JSON."""
    assert run(["-C", str(lay(tmp_path, EXAMPLE)), "render", "-o", "json", "--as-of", "2026-12-01"]) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def values(document: dict[str, Any], address: str) -> dict[str, tuple[Any, str, int | None]]:
    """Path to value, layer and line of one entry."""
    entry = next(entry for entry in document["entries"] if entry["address"] == address)
    return {
        item["path"]: (item["value"], item["from"], item["source"] and item["source"]["line"])
        for item in entry["values"]
    }


def test_every_layer_is_named(rendered: dict[str, Any]) -> None:
    """Team, defaults, template, entry, what a key leads to, and what is built in."""
    assert values(rendered, "care/overflow-001") == {
        "number": ("057188880101", "entry", 27),
        "line": ("landline", "defaults", 9),
        "callType": ("both", "defaults", 9),
        "region": ("浙江/杭州", "template", 26),
        "enterprise": ("杭州示例科技有限公司", "team", 7),
        "script": ("SCRIPT-3321", "team", 8),
        "instance": ("057100001234", "template", 11),
        "routing": ("region-first", "template", 11),
        "ivr.playback.audio": ("welcome-2026.wav", "template", 14),
        "ivr.playback.description": ("Welcome to Example", "template", 14),
    }
    brand = values(rendered, "care/brand")
    assert brand["callType"] == ("inbound", "built in", None)
    assert brand["package"] == (120, "entry", 19)
    assert brand["ivr.transfer.to"] == (["057188880009"], "entry", 17)
    assert brand["documents.reference"] == ("DOC-88", "entry", 19)
    assert values(rendered, "care/spare")["select.prefix"] == ("4009", "entry", 20)
    assert values(rendered, "care/otp") == {"use": ("verification-code", "entry", 29)}


def test_every_entry_is_there_in_address_order(rendered: dict[str, Any]) -> None:
    """With the line of its key."""
    addresses = [entry["address"] for entry in rendered["entries"]]
    assert addresses == sorted(addresses)
    assert len(addresses) == 7
    assert rendered["entries"][0]["source"] == {"file": FILE, "line": 19}


@pytest.mark.parametrize(
    ("day", "window"),
    [("2026-11-30", "early"), ("2026-12-01", "open"), ("2027-03-31", "open"), ("2027-04-01", "over")],
)
def test_a_tombstones_window_is_judged_on_the_day(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], day: str, window: str
) -> None:
    """Both ends are included."""
    root = str(lay(tmp_path, EXAMPLE))
    assert run(["-C", root, "render", "-o", "json", "--as-of", day]) == 0
    assert [item["window"] for item in json.loads(capsys.readouterr().out)["tombstones"]] == [window]
    assert run(["-C", root, "render", "--as-of", day]) == 0
    assert f"057188880007  2026-12-01 to 2027-03-31  {window}" in capsys.readouterr().out


def test_a_line_that_follows_from_the_number(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is derived; an instance without routing has the built-in one. (Exit 1: hz-002 has neither.)"""
    team = EXAMPLE[FILE].replace("line: landline, ", "").replace(", routing: region-first}", "}")
    assert run(["-C", str(lay(tmp_path, {**EXAMPLE, FILE: team})), "render", "-o", "json"]) == 1
    found = values(json.loads(capsys.readouterr().out), "care/hz-001")
    assert found["line"] == ("landline", "derived", 22)
    assert found["routing"] == ("region-first", "built in", None)


def test_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Aligned, Chinese counted as two columns; scoped by team and account."""
    root = str(lay(tmp_path, EXAMPLE))
    assert run(["-C", root, "render", "--team", "care", "--account", "prod"]) == 0
    out = capsys.readouterr().out
    assert (
        "care/otp (publicMode, account prod)  teams/care/team.yaml:29\n  use  verification-code  entry  "
        in out
    )
    assert "  region                    浙江/杭州             template  teams/care/team.yaml:26\n" in out
    assert run(["-C", root, "render", "--team", "none"]) == 0
    assert capsys.readouterr().out == "Nothing is declared.\n"


def test_what_is_invalid_is_left_out_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 1."""
    root = lay(tmp_path, {**EXAMPLE, "teams/care/x.yaml": "a: 1\n"})
    assert run(["-C", str(root), "render", "-o", "json"]) == 1
    out, err = capsys.readouterr()
    assert len(json.loads(out)["entries"]) == 7
    assert err.startswith("VN109")
    (root / "reconciler.yaml").unlink()
    assert run(["-C", str(root), "render"]) == 1


def test_what_another_document_of_the_team_defines_is_shown_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = stage(tmp_path / "shop")
    team = root / "teams/care/team.yaml"
    text = team.read_text(encoding="utf-8")
    start, end = text.index("  instances:"), text.index("  hotlines:")
    head = "apiVersion: voice.reconciler/v1\nkind: Team\nmetadata: {name: care}\nspec:\n  account: prod\n"
    (root / "teams/care/shared.yaml").write_text(head + text[start:end], encoding="utf-8")
    team.write_text(text[:start] + text[end:], encoding="utf-8")
    assert run(["-C", str(root), "render", "-o", "json"]) == 0
    entries = {entry["address"]: entry for entry in json.loads(capsys.readouterr().out)["entries"]}
    places = {
        value["path"]: (value["value"], value["from"], f"{value['source']['file']}:{value['source']['line']}")
        for value in entries["care/hz-001"]["values"]
        if value["path"] in {"instance", "routing", "ivr.playback.audio"}
    }
    assert places == {
        "instance": ("057100001234", "entry", "teams/care/shared.yaml:7"),
        "routing": ("region-first", "entry", "teams/care/shared.yaml:7"),
        "ivr.playback.audio": ("welcome-2026.wav", "entry", "teams/care/shared.yaml:10"),
    }
