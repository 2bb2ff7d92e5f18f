"""GitLab's side of a pipeline, as far as ours use it: extends, rules, stages, needs, manual jobs, dotenv reports.

Scripts are executed as they are shipped, by bash, on a real Git repository and a code host on loopback. What cannot be
had here is stood in for: an image's package manager does nothing, an installation finds its requirements and takes the
package under test, the token of a job is a file's text.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from actions_runner import Run, Step, git, script, search_path
from code_host import TOKEN, CodeHost
from shared_disk import copied, lent

_CONDITION = re.compile(r"\s*(\$\w+)\s*==\s*(\$\w+|\"[^\"]*\")\s*")


@dataclass
class Pipelines:
    """One project whose pipelines are run, one job after the other."""

    repository: Path
    host: CodeHost
    scratch: Path
    starts: Callable[[str], bool] = lambda _job: True
    """Whether a person starts a job that waits for one."""
    disk: Path | None = None
    number: int = 100
    path: str = field(init=False)

    def __post_init__(self) -> None:
        self.path = search_path(self.scratch / "tools")

    def run(self, source: str, sha: str, **more: str) -> Run:
        """Runs the pipeline of a commit; `source` is what the host calls its trigger."""
        self.number += 1
        shown = yaml.safe_load(git(self.repository, "show", f"{sha}:.gitlab/voice.yml"))
        variables = {
            "CI_PIPELINE_SOURCE": source, "CI_COMMIT_SHA": sha, "CI_DEFAULT_BRANCH": "main", "CI": "true",
            "CI_PROJECT_ID": "42", "CI_PIPELINE_ID": str(self.number), "CI_API_V4_URL": f"{self.host.base}/api/v4",
            "CI_PROJECT_URL": "https://host.example/o/r", "CI_JOB_URL": "https://host.example/o/r/-/jobs/1",
            "GITLAB_USER_LOGIN": "lead", "RECONCILER_GITLAB_TOKEN": TOKEN, **more,
        }  # fmt: skip
        jobs = {name: _extended(shown, job) for name, job in shown.items() if _is_job(name)}
        due = {name: job for name, job in jobs.items() if _holds(job["rules"], variables)}
        run, kept = Run(), dict[str, dict[str, str]]()
        for stage in shown["stages"]:
            for name, job in due.items():
                if job["stage"] == stage:
                    run.results[name] = self._job(run, name, job, variables, kept)
        return run

    def _job(
        self,
        run: Run,
        name: str,
        job: dict[str, Any],
        variables: dict[str, str],
        kept: dict[str, dict[str, str]],
    ) -> str:
        """How a job ended: `success`, `warning`, `failure`, `skipped` after a failed need, or `manual`."""
        needs = job.get("needs", [])
        assert set(needs) <= run.results.keys(), (name, needs)
        if any(run.results[need] not in {"success", "warning"} for need in needs):
            return "skipped"
        if job.get("when") == "manual" and not self.starts(name):
            return "manual"
        place = self.scratch / "jobs" / f"{self.number}-{name}" / "project"
        self._checkout(variables["CI_COMMIT_SHA"], place)
        given = {key: value for need in needs for key, value in kept.get(need, {}).items()}
        for need in needs:
            if self.artifacts(need).exists():
                shutil.copytree(self.artifacts(need), place, dirs_exist_ok=True)
        tokens = dict.fromkeys(job.get("id_tokens", {}), "token")
        environment = {**variables, **tokens, **given, "CI_PROJECT_DIR": str(place)}
        for key, value in job["variables"].items():
            environment[key] = re.sub(r"\$(\w+)", lambda found: environment[found[1]], str(value))
        shell = {"PATH": self.path, "HOME": str(place.parent), "LANG": "C.UTF-8", **environment}
        with lent(self.disk, place):
            code, output = script("\n".join([*job["before_script"], *job["script"]]), place, shell)
            _, after = script("\n".join(job.get("after_script", [])), place, shell)
        run.steps.append(Step(name, "script", code, output + after))
        kept[name] = self._keep(name, job.get("artifacts", {}), place)
        return _ending(code, job.get("allow_failure", False))

    def _checkout(self, sha: str, place: Path) -> None:
        git(self.scratch, "clone", "--quiet", "--no-local", str(self.repository), str(place))
        git(place, "fetch", "--quiet", "origin", sha)
        git(place, "checkout", "--quiet", "--detach", "FETCH_HEAD")
        copied(self.disk, place)

    def _keep(self, name: str, artifacts: dict[str, Any], place: Path) -> dict[str, str]:
        """Keeps a job's files. Returns the variables that it hands on."""
        kept = self.scratch / "artifacts" / str(self.number) / name
        for file in artifacts.get("paths", ()):
            if (place / file).exists():
                kept.mkdir(parents=True, exist_ok=True)
                shutil.copy(place / file, kept)
        handed = place / artifacts.get("reports", {}).get("dotenv", "none")
        lines = handed.read_text(encoding="utf-8").splitlines() if handed.is_file() else []
        return dict(line.split("=", 1) for line in lines)

    def artifacts(self, job: str) -> Path:
        """What a job of the last pipeline has kept."""
        return self.scratch / "artifacts" / str(self.number) / job


def _is_job(name: str) -> bool:
    return not name.startswith(".") and name not in {"stages", "include", "variables", "default"}


def _extended(shown: dict[str, Any], job: dict[str, Any]) -> dict[str, Any]:
    """A job with what it extends; mappings are merged, everything else is replaced, the last one wins."""
    merged: dict[str, Any] = {}
    listed = job.get("extends", [])
    for name in [listed] if isinstance(listed, str) else listed:
        merged = _merged(merged, _extended(shown, shown[name]))
    return _merged(merged, {key: value for key, value in job.items() if key != "extends"})


def _merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    both = {
        key: _merged(one[key], value) if isinstance(value, dict) and isinstance(one.get(key), dict) else value
        for key, value in other.items()
    }
    return {**one, **both}


def _holds(rules: list[dict[str, Any]], variables: dict[str, str]) -> bool:
    return any(all(_equal(part, variables) for part in rule["if"].split("&&")) for rule in rules)


def _equal(condition: str, variables: dict[str, str]) -> bool:
    """Only what our rules say is known; another condition raises."""
    found = _CONDITION.fullmatch(condition)
    assert found is not None, condition
    left, right = (
        text.strip('"') if text.startswith('"') else variables.get(text[1:]) for text in found.groups()
    )
    return left == right


def _ending(code: int, allowed: bool | dict[str, list[int]]) -> str:
    if code == 0:
        return "success"
    forgiven = allowed if isinstance(allowed, bool) else code in allowed["exit_codes"]
    return "warning" if forgiven else "failure"
