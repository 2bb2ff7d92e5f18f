"""The composite action: its steps as they are shipped, and what it says came of them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
RUN = next(step for step in ACTION["runs"]["steps"] if step.get("id") == "run")

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, ("bash", "jq"))), reason="bash or jq is not installed"
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    shutil.copytree(
        ROOT / "examples/quickstart", tmp_path / "voice", ignore=shutil.ignore_patterns(".reconciler")
    )
    (tmp_path / "temp").mkdir()
    return tmp_path


def act(place: Path, **inputs: str) -> tuple[int, dict[str, str], str]:
    """Runs the action's step. Returns its exit code, its outputs and the summary."""
    given: dict[str, Any] = {name: spec.get("default", "") for name, spec in ACTION["inputs"].items()}
    given |= {"workspace": "voice", **{name.replace("_", "-"): value for name, value in inputs.items()}}
    (place / "output").write_text("", encoding="utf-8")
    (place / "summary").write_text("", encoding="utf-8")
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", RUN["run"]],
        cwd=place,
        env={
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "LANG": "C.UTF-8", "HOME": str(place),
            "RUNNER_TEMP": str(place / "temp"), "GITHUB_WORKSPACE": str(place),
            "GITHUB_OUTPUT": str(place / "output"), "GITHUB_STEP_SUMMARY": str(place / "summary"),
            **{name: given[value.strip("${} ").removeprefix("inputs.")] for name, value in RUN["env"].items()},
        },
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    lines = (place / "output").read_text(encoding="utf-8").splitlines()
    summary = (place / "summary").read_text(encoding="utf-8")
    return done.returncode, dict(line.split("=", 1) for line in lines), summary


def test_a_plan_tells_what_an_apply_would_do_and_the_apply_does_it_by_digest(place: Path) -> None:
    code, plan, summary = act(place, command="plan")
    assert (code, plan["exit-code"], plan["failure-reason"]) == (0, "0", "")
    assert (plan["cancels"], plan["buys"], plan["tasks"]) == ("0", "1", "1")
    assert "Voice plan" in summary
    code, refused, _ = act(place, command="apply", digest="sha256:" + "0" * 64)
    assert (code, refused["failure-reason"]) == (5, "plan-changed")
    code, applied, summary = act(place, command="apply", digest=plan["digest"])
    assert (code, applied["failure-reason"]) == (0, "")
    assert "Voice apply" in summary


@pytest.mark.parametrize(
    ("inputs", "code", "reason"),
    [
        ({"command": "validate"}, 0, ""),
        ({"command": "rm"}, 64, None),
        ({"command": "plan", "arguments": "--team\nnobody"}, 64, "usage"),
        ({"command": "plan", "arguments": "--as-of\n2026-11-30"}, 3, "stuck"),
        ({"command": "plan", "workspace": "nowhere"}, 64, "usage"),
    ],
)
def test_a_failure_has_a_reason_that_a_workflow_can_ask_for(place: Path, inputs, code, reason) -> None:
    exit_code, outputs, _ = act(place, **inputs)
    assert (exit_code, outputs.get("failure-reason")) == (code, reason)


def test_an_argument_is_one_line_whatever_it_holds(place: Path) -> None:
    code, outputs, _ = act(place, command="plan", arguments="--team\ncare; touch injected\n$(touch injected)")
    assert code == 64
    assert outputs["failure-reason"] == "usage"
    assert not list(place.rglob("injected"))


def test_every_output_is_one_that_the_step_writes(place: Path) -> None:
    _, outputs, _ = act(place, command="plan")
    assert set(ACTION["outputs"]) == set(outputs)
