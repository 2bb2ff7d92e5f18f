"""`init --ci` writes a code host's files for the workspace that is there; every host's schema accepts them."""

from __future__ import annotations

import re
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


def three_accounts(folder: Path) -> None:
    """The company with a third account that no team uses yet."""
    shutil.copytree(ROOT / "examples/company", folder, ignore=shutil.ignore_patterns(".reconciler"))
    settings = folder / "reconciler.yaml"
    third = "    archive: {provider: simulator, settings: {database: .reconciler/archive.db}}\n"
    text = settings.read_text(encoding="utf-8").replace("  accounts:\n", f"  accounts:\n{third}")
    settings.write_text(text, encoding="utf-8")


def one_account(folder: Path) -> None:
    """What `init` writes, with whatever is there already."""
    assert run(["init", str(folder)]) == 0


SHAPES = {
    "top": ("", one_account),
    "folder": ("voice", three_accounts),
    "nested": ("ops/BRANCH-a/voice", one_account),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("host", ["github", "gitlab"])
def test_in_every_shape_of_repository_the_linters_find_nothing(tmp_path: Path, host: str, shape: str) -> None:
    folder, make = SHAPES[shape]
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    make(tmp_path / folder)
    assert run(["init", "--ci", host, str(tmp_path / folder)]) == 0
    tools = Path(sys.executable).parent
    if host == "gitlab":
        schema, texts = "vendor.gitlab-ci", [tmp_path / ".gitlab/voice.yml"]
    else:
        schema, texts = "vendor.github-workflows", sorted((tmp_path / ".github/workflows").glob("*.yml"))
        zizmor = [tools / "zizmor", "--offline", "--no-progress", "--persona", "regular", *texts]
        done = subprocess.run(zizmor, capture_output=True, text=True, check=False, cwd=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
    check = [tools / "check-jsonschema", "--builtin-schema", schema, *texts]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    accounts = (
        {"voice-plan-archive", "voice-plan-outreach", "voice-plan-service"} if shape == "folder" else set()
    )
    if host == "github":
        merge = yaml.safe_load(
            (tmp_path / ".github/workflows/voice-on-merge.yml").read_text(encoding="utf-8")
        )
        paths = [f"{folder}/**" if folder else "**"]
        assert merge[True]["push"] == {"branches": ["main"], "paths": paths}
    else:
        jobs = set(yaml.safe_load(texts[0].read_text(encoding="utf-8")))
        assert jobs >= (accounts or {"voice-plan-sandbox"})


@pytest.mark.parametrize("host", ["github", "gitlab"])
def test_it_never_overwrites(tmp_path: Path, host: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever stands at a name that it would write stays, byte for byte, and is named."""
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    one_account(tmp_path)
    ours = {"github": ".github/workflows/voice-plan.yml", "gitlab": ".gitlab/voice.yml"}[host]
    mine = {
        ours: "name: mine\n",
        ".gitlab-ci.yml": "stages: [build]\n",
        ".github/workflows/ci.yml": "name: ci\n",
    }
    for file, text in mine.items():
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text, encoding="utf-8")
    capsys.readouterr()
    assert run(["init", "--ci", host, str(tmp_path)]) == 0
    assert f"kept   {ours}" in capsys.readouterr().err
    assert {file: (tmp_path / file).read_text(encoding="utf-8") for file in mine} == mine
    before = {
        file: (tmp_path / file).read_bytes() for file in files(tmp_path) if not file.startswith(".git/")
    }
    assert run(["init", "--ci", host, str(tmp_path)]) == 0
    after = {file: (tmp_path / file).read_bytes() for file in files(tmp_path) if not file.startswith(".git/")}
    assert after == before


@pytest.mark.parametrize("name", ["-C", "a b", "voice;x"])
def test_a_folder_that_could_be_read_as_something_else_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / ".git").mkdir()
    one_account(tmp_path / name)
    assert run(["init", "--ci", "github", "-C", str(tmp_path / name)]) == 64
    assert not (tmp_path / ".github").exists()


def test_the_branch_is_the_one_that_the_clone_calls_its_default(repository: Path) -> None:
    remote = repository / ".git/refs/remotes/origin"
    remote.mkdir(parents=True)
    (remote / "HEAD").write_text("ref: refs/remotes/origin/trunk/next\n", encoding="utf-8")
    assert run(["init", "--ci", "github", str(repository / "numbers")]) == 0
    merge = (repository / ".github/workflows/voice-on-merge.yml").read_text(encoding="utf-8")
    assert yaml.safe_load(merge)[True]["push"]["branches"] == ["trunk/next"]


def test_whatever_reads_a_request_takes_its_rules_from_the_base() -> None:
    """docs/ci.md says of each job whose rules it reads; these are all that have another checkout beside them."""
    commands = [
        (f"{file.parent.name}/{file.stem}", words)
        for file in sorted((ROOT / "reconciler/cli/workflows").rglob("*.yml"))
        for words in re.findall(
            r"reconciler ((?:validate|plan|apply|drift|deadlines)\b.*)", file.read_text("utf-8")
        )
    ]
    judged = {(place, words.split()[0]) for place, words in commands if "--config-from" in words}
    assert judged == {
        ("github/validate", "validate"),
        ("github/plan", "plan"),
        ("gitlab/voice", "validate"),
        ("gitlab/voice", "plan"),
    }
    assert {(place, words.split()[0]) for place, words in commands} - judged == {
        ("github/apply", "plan"),
        ("github/apply", "apply"),
        ("github/watch", "apply"),
        ("github/watch", "deadlines"),
        ("github/watch", "drift"),
        ("gitlab/voice", "apply"),
        ("gitlab/voice", "deadlines"),
        ("gitlab/voice", "drift"),
    }
