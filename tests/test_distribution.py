"""The install lines that hints name: our own distribution, by the tool that made the environment."""

from __future__ import annotations

import tomllib
from importlib.metadata import metadata
from pathlib import Path

import pytest

from reconciler import distribution

ROOT = Path(__file__).parents[1]
DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_the_name_comes_from_the_installed_metadata() -> None:
    assert distribution.name() == DECLARED["name"] == "voice-reconciler"


def test_a_tree_that_is_not_installed_knows_its_name_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distribution, "entry_points", lambda **_: ())
    assert distribution.name() == DECLARED["name"]


@pytest.mark.parametrize(
    ("file", "text", "line"),
    [
        ("pipx_metadata.json", "{}", "pipx install --force 'voice-reconciler[alibaba]'"),
        ("uv-receipt.toml", "", "uv tool install 'voice-reconciler[alibaba]'"),
        ("pyvenv.cfg", "home = /usr/bin\nuv = 0.13.9\n", "uv pip install 'voice-reconciler[alibaba]'"),
        ("pyvenv.cfg", "home = /usr/bin\nversion = 3.11.2\n", "pip install 'voice-reconciler[alibaba]'"),
        ("nothing", "", "pip install 'voice-reconciler[alibaba]'"),
    ],
)
def test_the_line_is_the_one_of_the_tool_that_made_the_environment(
    file: str, text: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / file).write_text(text, encoding="utf-8")
    monkeypatch.setattr("sys.prefix", str(tmp_path))
    assert distribution.install_line("alibaba") == line


def test_the_metadata_says_what_an_index_page_shows() -> None:
    known = metadata("voice-reconciler")
    assert "Typing :: Typed" in known.get_all("Classifier")
    assert {entry.split(",")[0] for entry in known.get_all("Project-URL")} == set(DECLARED["urls"])
