"""Clients of other ages and languages talk to the emulator unmodified: old signatures, old SDKs, Node."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from emulating import FREE, INSTANCE, emulated
from install import NODE, PYTHON, folder_of

HERE = Path(__file__).parent


def answers(name: str, words: list[str], **environment: str) -> dict[str, dict[str, object]]:
    """What one client prints after it has bound a number and listed the bindings. Skips where it is not installed."""
    if not folder_of(name).is_dir():
        pytest.skip(f"{name} is not installed: make clients")
    proxies = {f"{scheme}_PROXY": "" for scheme in ("HTTP", "HTTPS", "http", "https")}
    done = subprocess.run(
        words, env=os.environ | proxies | environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def check(said: dict[str, dict[str, object]]) -> None:
    assert said["bound"]["Code"] == "200"
    assert "Data" not in said["bound"]
    data = said["listed"]["Data"]
    rows = (json.loads(data) if isinstance(data, str) else data)["data"]
    assert [row["relatedNum"] for row in rows] == [FREE]


@pytest.mark.parametrize("name", PYTHON)
def test_a_client_of_another_age_binds_and_reads(name: str, tmp_path: Path) -> None:
    script, _ = PYTHON[name]
    with emulated(tmp_path) as account:
        words = [sys.executable, str(HERE / script), account.endpoint, FREE, INSTANCE]
        check(answers(name, words, PYTHONPATH=str(folder_of(name))))
        assert [entry.effect for entry in account.world.requests()] == [True]


@pytest.mark.parametrize("name", NODE)
def test_a_client_of_another_language_binds_and_reads(name: str, tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not on this machine")
    script, _ = NODE[name]
    with emulated(tmp_path) as account:
        words = [node, str(HERE / script), account.endpoint, FREE, INSTANCE]
        check(answers(name, words, NODE_PATH=str(folder_of(name) / "node_modules")))
        assert [entry.effect for entry in account.world.requests()] == [True]
