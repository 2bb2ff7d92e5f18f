"""GitHub's side of a workflow, as far as ours use it: jobs, needs, matrices, calls, outputs, checkouts, approvals.

`run:` steps are executed as they are shipped, by bash, on a real Git repository and a code host on loopback. What
cannot be had here is stood in for: a checkout is a clone, an installation finds its requirements and takes the package
under test, an artifact is a copied folder, a job's own disk is gone when it ends.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from code_host import TOKEN, CodeHost
from shared_disk import copied, lent

_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
PIP = """#!/bin/sh
case "$*" in
  "-m pip install"*) for last; do :; done; test -s "$last" || { echo "no requirements: $last"; exit 1; } ;;
  *) exec "{python}" "$@" ;;
esac
"""


@dataclass
class Step:
    """What one step did."""

    job: str
    name: str
    code: int
    output: str


@dataclass
class Run:
    """What a workflow did: its steps, and how each job ended."""

    steps: list[Step] = field(default_factory=list)
    results: dict[str, str] = field(default_factory=dict)
    summary: str = ""

    def step(self, job: str, name: str) -> Step:
        """A step by its job and name."""
        assert any(step.job == job for step in self.steps), (self.results, self.steps)
        return next(step for step in self.steps if step.job == job and step.name == name)


@dataclass
class Runner:
    """One repository whose workflows are run, one job after the other."""

    repository: Path
    host: CodeHost
    scratch: Path
    approves: Callable[[str], bool] = lambda _environment: True
    private: bool = True
    """Whether only the company sees the repository."""
    disk: Path | None = None
    """What stands for the provider's and the ledger's servers: the `.reconciler` folder of every checkout."""
    number: int = 100
    artifacts: Path = field(init=False)

    def __post_init__(self) -> None:
        self.artifacts = self.scratch / "artifacts"
        self.path = search_path(self.scratch / "tools")

    def run(self, file: str, event: str, payload: dict[str, Any], sha: str) -> Run:
        """Runs a workflow of the repository as it is at `sha`, for an event."""
        self.number += 1
        shutil.rmtree(self.artifacts, ignore_errors=True)
        run = Run()
        github = {
            "event": {"repository": {"private": self.private}, **payload}, "event_name": event, "sha": sha,
            "repository": "o/r", "token": TOKEN,
        }  # fmt: skip
        self._workflow(run, self._read(sha, file), github, {}, "")
        return run

    def _read(self, sha: str, file: str) -> dict[str, Any]:
        text = git(self.repository, "show", f"{sha}:{file}")
        loaded = yaml.safe_load(text)
        assert isinstance(loaded, dict)
        return loaded

    def _workflow(
        self, run: Run, workflow: dict[Any, Any], github: dict[str, Any], inputs: dict[str, Any], prefix: str
    ) -> dict[str, str]:
        """Runs every job once its needs have ended. Returns the outputs that a caller reads."""
        contexts: dict[str, Any] = {
            "github": github,
            "inputs": inputs,
            "needs": {},
            "vars": {},
            "secrets": {},
        }
        jobs: dict[str, Any] = workflow["jobs"]
        waiting = list(jobs)
        while waiting:
            name = next(n for n in waiting if set(_listed(jobs[n].get("needs"))) <= contexts["needs"].keys())
            waiting.remove(name)
            ended = self._job(run, jobs[name], contexts, prefix + name)
            contexts["needs"][name] = ended
            run.results[prefix + name] = ended["result"]
        on = workflow.get(True, workflow.get("on"))
        called = (on or {}).get("workflow_call", {}) if isinstance(on, dict) else {}
        outputs = {key: spec["value"] for key, spec in (called.get("outputs") or {}).items()}
        contexts["jobs"] = contexts["needs"]
        return {key: _text(value, contexts) for key, value in outputs.items()}

    def _job(self, run: Run, job: dict[str, Any], contexts: dict[str, Any], name: str) -> dict[str, Any]:
        needs = {need: contexts["needs"][need] for need in _listed(job.get("needs"))}
        well = all(need["result"] == "success" for need in needs.values())
        scope = {**contexts, "needs": needs, "well": well}
        condition = str(job.get("if", "true"))
        whatever = "always()" in condition or "cancelled()" in condition
        if not (whatever or well) or not _value(condition, scope):
            return {"result": "skipped", "outputs": {}}
        ended = [
            self._single(run, job, {**scope, "matrix": matrix}, name + suffix)
            for matrix, suffix in _matrix(job, scope)
        ]
        result = "success" if all(each["result"] == "success" for each in ended) else "failure"
        return {"result": result, "outputs": ended[-1]["outputs"] if ended else {}}

    def _single(self, run: Run, job: dict[str, Any], scope: dict[str, Any], name: str) -> dict[str, Any]:
        if "uses" in job:
            assert job["uses"].startswith("$/"), job["uses"]
            callee = self._read(scope["github"]["sha"], job["uses"].removeprefix("$/"))
            on = callee.get(True, callee.get("on"))
            defaults = {key: spec.get("default", "") for key, spec in on["workflow_call"]["inputs"].items()}
            given = {key: _given(value, scope) for key, value in job.get("with", {}).items()}
            missing = {
                k for k, spec in on["workflow_call"]["inputs"].items() if spec.get("required")
            } - given.keys()
            assert missing == set(), missing
            inner = f"{name}/"
            outputs = self._workflow(run, callee, scope["github"], {**defaults, **given}, inner)
            results = {value for key, value in run.results.items() if key.startswith(inner)}
            return {"result": "failure" if "failure" in results else "success", "outputs": outputs}
        environment = _text(job.get("environment", ""), scope)
        if environment and not self.approves(environment):
            return {"result": "failure", "outputs": {}}
        return self._steps(run, job, scope, name)

    def _steps(self, run: Run, job: dict[str, Any], scope: dict[str, Any], name: str) -> dict[str, Any]:
        place = self.scratch / "jobs" / f"{self.number}-{name.replace('/', '.')}"
        (place / "temp").mkdir(parents=True)
        scope = {**scope, "runner": {"temp": str(place / "temp")}, "steps": {}, "well": True}
        for step in job["steps"]:
            condition = str(step.get("if", ""))
            if not (scope["well"] or "cancelled()" in condition or "always()" in condition):
                continue
            if not _value(str(step.get("if", "true")), scope):
                continue
            with lent(self.disk, place):
                code, output = self._step(step, scope, place)
            run.steps.append(Step(name, step.get("name", step.get("uses", "")), code, output))
            if "id" in step:
                scope["steps"][step["id"]] = {"outputs": _pairs(place / "output")}
            if code and not step.get("continue-on-error"):
                scope["well"] = False
        summary = place / "summary.md"
        run.summary += summary.read_text(encoding="utf-8") if summary.exists() else ""
        outputs = {key: _text(value, scope) for key, value in job.get("outputs", {}).items()}
        return {"result": "success" if scope["well"] else "failure", "outputs": outputs}

    def _step(self, step: dict[str, Any], scope: dict[str, Any], place: Path) -> tuple[int, str]:
        work = place / "work"
        work.mkdir(exist_ok=True)
        if "uses" in step:
            return self._action(
                step["uses"], {key: _text(v, scope) for key, v in step.get("with", {}).items()}, scope, work
            )
        variables = {key: _text(value, scope) for key, value in step.get("env", {}).items()}
        return script(step["run"], work, {**self._environment(scope, place), **variables})

    def _environment(self, scope: dict[str, Any], place: Path) -> dict[str, str]:
        event = place / "event.json"
        event.write_text(json.dumps(scope["github"]["event"]), encoding="utf-8")
        return {
            "PATH": self.path, "HOME": str(place), "LANG": "C.UTF-8", "CI": "true", "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(place / "work"), "RUNNER_TEMP": str(place / "temp"),
            "GITHUB_OUTPUT": str(place / "output"), "GITHUB_STEP_SUMMARY": str(place / "summary.md"),
            "GITHUB_EVENT_PATH": str(event), "GITHUB_SHA": scope["github"]["sha"], "GITHUB_REPOSITORY": "o/r",
            "GITHUB_SERVER_URL": "https://host.example", "GITHUB_API_URL": self.host.base,
            "GITHUB_RUN_ID": str(self.number), "GITHUB_RUN_ATTEMPT": "1",
            "ACTIONS_ID_TOKEN_REQUEST_URL": f"{self.host.base}/oidc?version=1",
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN": TOKEN,
        }  # fmt: skip

    def _action(
        self, action: str, given: dict[str, str], scope: dict[str, Any], work: Path
    ) -> tuple[int, str]:
        kept = self.artifacts / given.get("name", "-")
        if action.startswith("actions/checkout@"):
            self._checkout(given.get("ref") or scope["github"]["sha"], work / given.get("path", "."))
        elif action.startswith("actions/upload-artifact@") and Path(given["path"]).exists():
            kept.mkdir(parents=True, exist_ok=True)
            shutil.copy(given["path"], kept)
        elif action.startswith("actions/download-artifact@"):
            if not kept.exists():
                return 1, "no such artifact"
            shutil.copytree(kept, given["path"], dirs_exist_ok=True)
        return 0, ""

    def _checkout(self, ref: str, target: Path) -> None:
        git(self.scratch, "clone", "--quiet", "--no-local", str(self.repository), str(target))
        git(target, "fetch", "--quiet", "origin", ref)
        git(target, "checkout", "--quiet", "--detach", "FETCH_HEAD")
        copied(self.disk, target)


def search_path(tools: Path) -> str:
    """PATH of a job: the package under test, and in front of it what stands in for an installation."""
    tools.mkdir(parents=True)
    for name, text in (("python", PIP.replace("{python}", sys.executable)), ("apt-get", "#!/bin/sh\n")):
        (tools / name).write_text(text, encoding="utf-8")
        (tools / name).chmod(0o755)
    return f"{tools}:{Path(sys.executable).parent}:{os.environ['PATH']}"


def script(text: str, place: Path, environment: dict[str, str]) -> tuple[int, str]:
    """Runs a shell script as a host's runner does. Returns its exit code and all that it printed."""
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", text],
        cwd=place, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def git(folder: Path, *words: str) -> str:
    """What git prints. Raises CalledProcessError."""
    who = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.com")
    done = subprocess.run(
        ["git", *who, "-C", str(folder), *words],
        check=True, capture_output=True, text=True, env={"PATH": os.environ["PATH"], "HOME": str(folder)},
    )  # fmt: skip
    return done.stdout.strip()


def _listed(value: str | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def _matrix(job: dict[str, Any], scope: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    matrix = job.get("strategy", {}).get("matrix")
    if matrix is None:
        yield {}, ""
        return
    [(key, expression)] = matrix.items()
    for value in _value(expression, scope):
        yield {key: value}, f" ({value})"


def _pairs(file: Path) -> dict[str, str]:
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return dict(line.split("=", 1) for line in lines)


def _text(value: Any, scope: dict[str, Any]) -> str:
    """A value with its expressions filled in; what is missing is empty, as on the host."""
    return _EXPRESSION.sub(lambda found: _shown(_value(found[0], scope)), str(value))


def _given(value: Any, scope: dict[str, Any]) -> Any:
    return value if isinstance(value, bool) else _text(value, scope)


def _shown(value: Any) -> str:
    return (
        {True: "true", False: "false", None: ""}.get(value, str(value))
        if not isinstance(value, str)
        else value
    )


_TOKEN = re.compile(r"'[^']*'|[A-Za-z_][\w-]*(?:\.[\w*-]+)*|&&|\|\||[!=]=|!|[(),]|\s+")


def _value(expression: str, scope: dict[str, Any]) -> Any:
    """An expression's value. Only the words that our workflows use are known; another raises."""
    found = _EXPRESSION.fullmatch(expression.strip())
    text = found[1] if found else expression
    parts = [match[0] for match in _TOKEN.finditer(text)]
    assert "".join(parts) == text, text
    words = {
        "&&": " and ",
        "||": " or ",
        "!": " not ",
        "true": "True",
        "always": "always",
        "cancelled": "cancelled",
    }
    functions = {"always": lambda: True, "cancelled": lambda: False, "fromJSON": json.loads, "join": _join}
    code = "".join(_word(part, words, functions) for part in parts)
    return eval(code.strip(), {"look": lambda path: _look(path, scope), **functions})


def _word(part: str, words: dict[str, str], functions: dict[str, Any]) -> str:
    if part in words:
        return words[part]
    return f"look({part!r})" if re.match(r"[A-Za-z_]", part) and part not in functions else part


def _look(path: str, scope: dict[str, Any]) -> Any:
    if path == "needs.*.result":
        return [need["result"] for need in scope["needs"].values()]
    first, *rest = path.split(".")
    value: Any = scope[first]
    for key in rest:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _join(values: list[str], separator: str) -> str:
    return separator.join(values)
