"""`reconciler init` scaffolds a workspace that validates, is formatted, and plans cleanly; it overwrites nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from workspaces import check

from reconciler.cli import scaffold
from reconciler.cli.main import run


def files(root: Path) -> dict[str, bytes]:
    """Everything below a folder."""
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def scaffolded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A new workspace."""
    assert run(["init", str(tmp_path / "new")]) == 0
    capsys.readouterr()
    return tmp_path / "new"


def test_the_scaffold_is_valid_formatted_and_complete(scaffolded: Path) -> None:
    """Nothing is reported, not even a warning."""
    assert check(scaffolded).diagnostics == ()
    assert run(["-C", str(scaffolded), "fmt", "--check"]) == 0
    assert run(["-C", str(scaffolded), "validate"]) == 0


def test_the_scaffold_plans_cleanly(scaffolded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One purchase is ready, one number is adopted, nothing is blocked."""
    assert run(["-C", str(scaffolded), "plan", "-o", "json"]) == 0
    plan = json.loads(capsys.readouterr().out)
    found = {action["id"]: action["status"] for action in plan["actions"]}
    assert found["demo/brand:order"] == "ready"
    assert found["demo/office:adopt"] == "ready"
    assert set(found.values()) <= {"ready", "waiting"}
    assert not [finding for finding in plan["findings"] if finding["verdict"] in {"block", "violation"}]


def test_editors_find_the_schema_of_every_document(scaffolded: Path) -> None:
    """By the comment in each file and by the settings; both lead to files that are there."""
    for name in scaffold.FILES:
        first = (scaffolded / name).read_text(encoding="utf-8").split("\n")[0]
        assert first.startswith("# yaml-language-server: $schema=")
        assert ((scaffolded / name).parent / first.partition("=")[2]).is_file()
    named = json.loads((scaffolded / ".vscode/settings.json").read_text())["yaml.schemas"]
    assert all((scaffolded / schema).is_file() for schema in named)


def test_next_steps_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was written goes to stderr."""
    assert run(["init", "-C", str(tmp_path)]) == 0
    out, err = capsys.readouterr()
    assert out == scaffold.NEXT.format(place="")
    written = sorted(line.removeprefix("wrote  ") for line in err.splitlines())
    assert written == sorted(name for name in files(tmp_path) if not name.startswith(".reconciler/"))


def test_the_workspace_names_the_ledger_that_was_made_for_it(
    scaffolded: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A ledger that is lost before the first apply is noticed too."""
    monkeypatch.chdir(scaffolded)
    capsys.readouterr()
    assert run(["ledger", "verify", "-o", "json"]) == 0
    made = json.loads(capsys.readouterr().out)["ledger_id"]
    assert f'  ledgerId: "{made}"\n' in (scaffolded / "reconciler.yaml").read_text("utf-8")
    (scaffolded / ".reconciler" / "ledger.db").unlink()
    assert run(["plan", "-o", "json"]) == 3
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [f["rule"] for f in found if f["verdict"] == "block"] == ["VN604"]


def test_nothing_is_overwritten(scaffolded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second run is a usage error that changes no file; one file in the way is enough, a dangling link too."""
    before = files(scaffolded)
    assert run(["init", str(scaffolded)]) == 64
    assert "already there: reconciler.yaml, world.yaml" in capsys.readouterr().err
    assert files(scaffolded) == before
    other = scaffolded.parent / "other"
    other.mkdir()
    (other / "world.yaml").symlink_to("/nowhere")
    assert run(["init", str(other)]) == 64
    assert [path.name for path in other.iterdir()] == ["world.yaml"]


def test_settings_that_are_there_are_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder may be a Git checkout already."""
    (tmp_path / ".gitignore").write_text("mine\n")
    assert run(["init", str(tmp_path)]) == 0
    assert (tmp_path / ".gitignore").read_text() == "mine\n"
    assert "kept   .gitignore" in capsys.readouterr().err
