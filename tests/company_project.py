"""A company's repository under Git with the workflows that `init --ci github` writes, and the host around it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from actions_runner import Run, Runner, git
from code_host import CodeHost, serving
from code_issues import Issues
from gitlab_runner import Pipelines
from shared_disk import copied, lent

from reconciler.cli.main import run as reconciler

ROOT = Path(__file__).parents[1]
FLOWS = ".github/workflows/voice-{}.yml"


@dataclass
class Project:
    """A company's repository with its workspace in `voice/`, and what stands around it."""

    clone: Path
    host: CodeHost
    issues: Issues
    runner: Runner

    def commit(self, message: str) -> str:
        """Commits everything and pushes the branch. Returns the commit."""
        git(self.clone, "add", "--all")
        git(self.clone, "commit", "--quiet", "--message", message)
        git(self.clone, "push", "--quiet", "--force", "origin", "HEAD")
        return git(self.clone, "rev-parse", "HEAD")

    def edit(self, file: str, old: str, new: str) -> None:
        """Replaces a text that stands in a file once."""
        path = self.clone / "voice" / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")

    def pull_request(self, head: str, fork: str = "o/r") -> Run:
        """What runs when request 7 is opened or pushed to: on its merge with the base, as the host makes it."""
        base = git(self.runner.repository, "rev-parse", "main")
        git(self.clone, "checkout", "--quiet", "--detach", base)
        git(self.clone, "merge", "--quiet", "--no-ff", "--no-edit", head)
        git(self.clone, "push", "--quiet", "--force", "origin", "HEAD:refs/pull/7/merge")
        merged = git(self.clone, "rev-parse", "HEAD")
        git(self.clone, "checkout", "--quiet", "change")
        request = {"number": 7, "base": {"sha": base}, "head": {"sha": head, "repo": {"full_name": fork}}}
        return self.runner.run(
            FLOWS.format("on-pull-request"), "pull_request", {"pull_request": request}, merged
        )

    def merge(self) -> str:
        """Merges the branch, as the host's button does."""
        git(self.clone, "checkout", "--quiet", "main")
        git(self.clone, "merge", "--quiet", "--no-ff", "--no-edit", "change")
        git(self.clone, "push", "--quiet", "origin", "main")
        commit = git(self.clone, "rev-parse", "HEAD")
        self.host.merged[commit] = 7
        return commit

    def merged(self, commit: str) -> Run:
        """What runs after a merge."""
        return self.runner.run(FLOWS.format("on-merge"), "push", {}, commit)

    def morning(self) -> Run:
        """What runs every morning."""
        commit = git(self.runner.repository, "rev-parse", "main")
        return self.runner.run(FLOWS.format("every-morning"), "schedule", {}, commit)

    def console(self, account: str, *words: str) -> None:
        """What somebody does at the provider, outside Git."""
        with _disk(self):
            assert (
                reconciler(
                    ["-C", str(self.clone / "voice"), "simulator", "console", *words, "--account", account]
                )
                == 0
            )

    def comment(self, account: str) -> str:
        """The request's comment for an account; there is one."""
        [text] = [text for text in self.host.texts() if f'"account":"{account}"' in text.split("\n")[0]]
        return text.replace("\r\n", "\n")


@contextmanager
def _disk(project: Project) -> Iterator[None]:
    place = project.clone / "voice"
    copied(project.runner.disk, place)
    try:
        with lent(project.runner.disk, place):
            yield
    finally:
        shutil.rmtree(place / ".reconciler")


@dataclass
class GitLabProject(Project):
    """The same on GitLab: request 7 is a merge request."""

    runner: Pipelines  # type: ignore[assignment]

    def pull_request(self, head: str, fork: str = "42") -> Run:
        """What runs when request 7 is opened or pushed to; `fork` is the project that the branch lies in."""
        return self.runner.run(
            "merge_request_event", head,
            CI_MERGE_REQUEST_IID="7", CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main", CI_MERGE_REQUEST_PROJECT_ID="42",
            CI_MERGE_REQUEST_SOURCE_PROJECT_ID=fork,
            CI_MERGE_REQUEST_PROJECT_URL=str(self.runner.repository).removesuffix(".git"),
        )  # fmt: skip

    def merged(self, commit: str) -> Run:
        """What runs after a merge."""
        return self.runner.run("push", commit, CI_COMMIT_BRANCH="main")

    def morning(self) -> Run:
        """What runs every morning."""
        commit = git(self.runner.repository, "rev-parse", "main")
        return self.runner.run("schedule", commit, CI_COMMIT_BRANCH="main")


@contextmanager
def company(place: Path, *, accounts: int = 2, on: str = "github") -> Iterator[Project]:
    """The company of the examples, committed with the workflows written for it; its accounts as they stand.

    With one account the teams that call out are left away.
    """
    clone, bare, disk = place / "clone", place / "company.git", place / "disk"
    git(place, "init", "--quiet", "--bare", "--initial-branch", "main", str(bare))
    git(place, "clone", "--quiet", str(bare), str(clone))
    git(clone, "checkout", "--quiet", "-b", "main")
    shutil.copytree(ROOT / "examples/company", clone / "voice", ignore=shutil.ignore_patterns(".reconciler"))
    if accounts == 1:
        for team in ("marketing", "platform"):
            shutil.rmtree(clone / "voice/teams" / team)
        (clone / "voice/compliance/inbound-playback-outreach.yaml").unlink()
        settings = (clone / "voice/reconciler.yaml").read_text(encoding="utf-8")
        alone = re.sub(
            r"    outreach:.*\n      .*\n      .*\n|.*\[(?:service, )?outreach\].*\n", "", settings
        )
        (clone / "voice/reconciler.yaml").write_text(alone, encoding="utf-8")
    assert reconciler(["init", "--ci", on, str(clone / "voice")]) == 0
    (clone / f".{on}/reconciler.txt").write_text("# pinned\n", encoding="utf-8")
    (clone / ".gitignore").write_text(".reconciler\n", encoding="utf-8")
    disk.mkdir()
    with serving() as host:
        issues = Issues(host, on)
        host.answer, host.knows_me = issues.answer, on == "gitlab"  # type: ignore[method-assign]
        project: Project
        if on == "github":
            project = Project(clone, host, issues, Runner(bare, host, place / "runner", disk=disk))
        else:
            project = GitLabProject(clone, host, issues, Pipelines(bare, host, place / "runner", disk=disk))
        project.commit("The numbers we have")
        git(clone, "checkout", "--quiet", "-b", "change")
        yield project
