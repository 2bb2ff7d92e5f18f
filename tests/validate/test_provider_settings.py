"""What an account says of its provider is judged where it is written, before anything is opened."""

from __future__ import annotations

from pathlib import Path

import pytest
from workspaces import EXAMPLE, WORKSPACE, lay

from reconciler import load, providers
from reconciler.validate import validate

SETTINGS = "settings: {database: .reconciler/simulator.db, world: world.yaml, api: full}"


def told(root: Path, **more: Path) -> list[tuple[str, str]]:
    found = validate(load.read(root, **more), providers.known).diagnostics
    return [(one.code, one.excerpt[one.column - 1 : one.column - 1 + one.width]) for one in found]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("provider: simulator", "provider: simulater", [("VN214", "simulater")]),
        (SETTINGS, "settings: {database: {a: b}}", [("VN215", "{a: b}")]),
        (SETTINGS, "settings: {api: all}", [("VN215", "all")]),
        (SETTINGS, "settings: {databse: a.db}", [("VN215", "databse")]),
        (SETTINGS, "settings: {database: ../../x.db}", [("VN216", "../../x.db")]),
        (SETTINGS, "settings: {world: /etc/passwd}", [("VN216", "/etc/passwd")]),
        ("sqlite:///.reconciler/ledger.db", "sqlite:////var/l.db", [("VN216", "sqlite:////var/l.db")]),
        ("sqlite:///.reconciler/ledger.db", "sqlite:///a/../../l.db", [("VN216", "sqlite:///a/../../l.db")]),
    ],
)
def test_a_wrong_setting_is_told_at_its_place(tmp_path, old, new, expected):
    assert old in WORKSPACE
    root = lay(tmp_path, {**EXAMPLE, "reconciler.yaml": WORKSPACE.replace(old, new)})
    assert told(root) == expected


def test_the_base_of_a_request_may_name_any_file(tmp_path):
    base = lay(
        tmp_path / "base", {**EXAMPLE, "reconciler.yaml": WORKSPACE.replace("database: ", "database: ../")}
    )
    head = lay(tmp_path / "head", EXAMPLE)
    assert told(head, config_from=base) == []
    assert [code for code, _ in told(base)] == ["VN216"]


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ("{}", None),
        ("{endpoint: 127.0.0.1, protocol: http, readBudget: 20s, roster: roster.csv}", None),
        ("{readBudget: soon}", "VN215"),
        ("{protocol: ftp}", "VN215"),
        ("{roster: ../roster.csv}", "VN216"),
        ("{accessKeyId: x}", "VN215"),
    ],
)
def test_each_provider_brings_what_it_wants(tmp_path, settings, code):
    text = WORKSPACE.replace("provider: simulator", "provider: alibaba").replace(
        SETTINGS, f"settings: {settings}"
    )
    root = lay(tmp_path, {**EXAMPLE, "reconciler.yaml": text})
    assert [found for found, _ in told(root)] == ([] if code is None else [code])
