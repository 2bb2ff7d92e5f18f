"""`init --ci` writes a code host's files for the workspace that is there; every host's schema accepts them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from reconciler.cli.main import run

ROOT = Path(__file__).parents[2]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with the company's workspace in `numbers/`."""
    (tmp_path / ".git").mkdir()
    shutil.copytree(
        ROOT / "examples/company", tmp_path / "numbers", ignore=shutil.ignore_patterns(".reconciler")
    )
    return tmp_path


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_github_gets_three_short_workflows_and_what_they_call(repository: Path) -> None:
    assert run(["init", "--ci", "github", str(repository / "numbers"), "--branch", "trunk"]) == 0
    written = files(repository / ".github")
    called = {f"workflows/voice-{name}.yml" for name in ("accounts", "validate", "plan", "apply", "watch")}
    callers = {f"workflows/voice-{name}.yml" for name in ("on-pull-request", "on-merge", "every-morning")}
    assert written == called | callers | {"CODEOWNERS", "reconciler.in"}
    merge = (repository / ".github/workflows/voice-on-merge.yml").read_text(encoding="utf-8")
    assert yaml.safe_load(merge)[True]["push"] == {"branches": ["trunk"], "paths": ["numbers/**"]}
    assert {job["with"]["workspace"] for job in yaml.safe_load(merge)["jobs"].values()} == {"numbers"}


def test_gitlab_gets_the_jobs_of_each_account(repository: Path) -> None:
    assert run(["init", "--ci", "gitlab", "-C", str(repository / "numbers")]) == 0
    text = (repository / ".gitlab/voice.yml").read_text(encoding="utf-8")
    pipeline = yaml.safe_load(text)
    writers = [job for name, job in pipeline.items() if name.startswith(("voice-apply", "voice-resume"))]
    assert [job["resource_group"] for job in writers] == [
        f"voice-write-{account}" for account in ("outreach", "service") for _ in range(2)
    ]
    assert pipeline[".voice-apply"]["when"] == "manual"
    assert "resource_group" not in pipeline["voice-watch-service"]
    done = subprocess.run(
        [Path(sys.executable).with_name("check-jsonschema"), "--builtin-schema", "vendor.gitlab-ci",
         repository / ".gitlab/voice.yml"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_the_owners_it_writes_cover_what_is_for_ever(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["init", "--ci", "github", str(repository / "numbers")]) == 0
    owners = (repository / ".github/CODEOWNERS").read_text(encoding="utf-8")
    assert "/numbers/compliance/  @example/voice-admins" in owners
    assert owners.index("/numbers/teams/care/  ") < owners.index("/numbers/teams/care/cancellations/  ")
    capsys.readouterr()
    assert run(["-C", str(repository / "numbers"), "validate"]) == 0
    assert capsys.readouterr().out.startswith("Valid: ")


def test_without_owners_beside_our_workflows_validate_shows_the_lines_to_paste(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["init", "--ci", "github", str(repository / "numbers")]) == 0
    (repository / ".github/CODEOWNERS").unlink()
    capsys.readouterr()
    assert run(["-C", str(repository / "numbers"), "validate"]) == 0
    out = capsys.readouterr().out
    assert "VN029" in out
    assert "/numbers/teams/logistics/cancellations/  @example/voice-admins" in out


def test_what_is_there_is_kept(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / ".github").mkdir()
    (repository / ".github/CODEOWNERS").write_text("* @acme/everybody\n", encoding="utf-8")
    assert run(["init", "--ci", "github", str(repository / "numbers")]) == 0
    assert "kept   .github/CODEOWNERS" in capsys.readouterr().err
    assert (repository / ".github/CODEOWNERS").read_text(encoding="utf-8") == "* @acme/everybody\n"


def test_the_requirement_names_what_the_accounts_and_the_ledger_need(repository: Path) -> None:
    settings = repository / "numbers/reconciler.yaml"
    text = settings.read_text(encoding="utf-8").replace(
        "sqlite:///.reconciler/ledger.db", "env:RECONCILER_LEDGER"
    )
    settings.write_text(text, encoding="utf-8")
    assert run(["init", "--ci", "gitlab", str(repository / "numbers")]) == 0
    assert "[postgres]==" in (repository / ".gitlab/reconciler.in").read_text(encoding="utf-8")


@pytest.mark.parametrize("branch", ["a b", "x'; rm", "-b", ""])
def test_a_branch_that_could_be_read_as_something_else_is_refused(repository: Path, branch: str) -> None:
    assert run(["init", "--ci", "github", str(repository / "numbers"), f"--branch={branch}"]) == 64
    assert not (repository / ".github").exists()


def test_there_must_be_a_workspace(tmp_path: Path) -> None:
    assert run(["init", "--ci", "github", str(tmp_path)]) == 1
    assert files(tmp_path) == set()
