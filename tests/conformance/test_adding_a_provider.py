"""docs/adding-a-provider.md is true: its provider, enrolled as it says, passes the suite."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/adding-a-provider.md").read_text(encoding="utf-8")


def blocks() -> dict[str, str]:
    """Code by file name, which is the first line of each block."""
    found = re.findall(r"```(?:python|toml)\n# (\S+)\n(.*?)```", PAGE, re.DOTALL)
    return dict(found)


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The page's files, with the entry point as an installer would record it."""
    for name in ("notebook.py", "test_notebook.py"):
        (tmp_path / name).write_text(blocks()[name], encoding="utf-8")
    group, _, line = blocks()["pyproject.toml"].partition("\n")
    package = tmp_path / "notebook-1.0.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: notebook\nVersion: 1.0\n")
    name = re.fullmatch(r'\[project\.entry-points\."(.+)"\]', group)
    assert name is not None
    (package / "entry_points.txt").write_text(f"[{name[1]}]\n{line.replace(chr(34), '')}")
    return tmp_path


def run(where: Path, *words: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join(map(str, (where, ROOT)))
    environment = os.environ | {"PYTHONPATH": path}
    return subprocess.run(
        [sys.executable, *words], cwd=where, env=environment, capture_output=True, text=True, check=False
    )


def test_the_page_s_provider_passes_the_suite(installed):
    done = run(installed, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", "test_notebook.py")
    assert done.returncode == 0, done.stdout
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed is not None
    assert int(passed[1]) >= 10, done.stdout


def test_a_suite_that_leaves_promises_untested_in_silence_fails(installed):
    page = (installed / "test_notebook.py").read_text(encoding="utf-8")
    (installed / "test_notebook.py").write_text(page.replace(", untested=missing", ""), encoding="utf-8")
    words = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "test_notebook.py", "-k", "in_silence or empty")
    done = run(installed, *words)
    assert done.returncode == 1
    assert "not tested: money and time" in done.stdout


def test_enrolling_takes_about_twenty_lines():
    assert len(blocks()["test_notebook.py"].strip().splitlines()) <= 24


def test_an_enrolled_provider_is_listed_with_what_it_can_do(installed):
    done = run(installed, "-m", "reconciler", "providers", "-o", "markdown")
    assert done.returncode == 0, done.stderr
    assert "| binding | regular | `bind` | write | write | write | write |" in done.stdout
    assert "| number | regular | `order` | human task | write | human task | human task |" in done.stdout


def test_an_enrolled_provider_that_needs_settings_is_still_named(installed):
    source = installed / "notebook.py"
    text = source.read_text(encoding="utf-8")
    refusing = 'from reconciler.errors import ReconcilerError\n    raise ReconcilerError("no file")\n    '
    source.write_text(
        text.replace("    return Notebook(account.name", f"    {refusing}return Notebook(account.name")
    )
    done = run(installed, "-m", "reconciler", "providers")
    assert done.returncode == 0
    assert done.stderr == "notebook: no file\n"


def test_an_unknown_provider_names_what_there_is(installed):
    (installed / "reconciler.yaml").write_text(
        "apiVersion: voice.reconciler/v1\nkind: Workspace\nmetadata: {name: x}\n"
        "spec: {manifests: [teams], accounts: {prod: {provider: notebok}}}\n"
    )
    done = run(installed, "-m", "reconciler", "doctor")
    assert done.returncode == 1
    assert "alibaba, notebook, simulator" in done.stdout + done.stderr


# --- what it does not read --------------------------------------------------------------------------------

WORKSPACE = """\
apiVersion: voice.reconciler/v1
kind: Workspace
metadata: {name: x}
spec: {manifests: [teams], accounts: {prod: {provider: notebook}}}
"""
TEAM = """\
apiVersion: voice.reconciler/v1
kind: Team
metadata: {name: care}
spec:
  account: prod
  enterprise: 杭州示例科技有限公司
  script: SCRIPT-3321
  hotlines:
    brand: {carrier: 中国联通, number: "4008100001", package: 500, documents: {reference: DOC-88}}
"""


@pytest.fixture
def workspace(installed: Path) -> Path:
    """A hotline in the notebook, declared, and the notebook's own account."""
    row = {"number": "4008100001", "type": "400", "status": "active", "carrier": "中国联通", "package": 500}
    row |= {"enterprise": "杭州示例科技有限公司", "script": "SCRIPT-3321"}
    row |= {"appliedOn": "2026-07-20", "activatedOn": "2026-08-01"}
    row["ivr"] = {"playback": {"audio": "welcome.wav", "description": "Welcome"}}
    page = {"now": "2026-11-23T10:00:00+08:00", "numbers": [row], "account": {"balance": "500.00"}}
    page |= {"instances": [], "enterprises": [], "scripts": []}
    (installed / "notebook.json").write_text(json.dumps(page), encoding="utf-8")
    (installed / "reconciler.yaml").write_text(WORKSPACE, encoding="utf-8")
    (installed / "teams").mkdir()
    (installed / "teams/care.yaml").write_text(TEAM, encoding="utf-8")
    return installed


def edited(workspace: Path, *changes: tuple[str, str]) -> None:
    source = workspace / "notebook.py"
    text = source.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    source.write_text(text, encoding="utf-8")


WITHOUT_IVR = (', "ivr"}', "}")
SILENT = ("        ivr=Ivr(", "        ivr=None and Ivr(")


def test_what_the_notebook_does_not_read_is_unknown_wherever_it_is_shown(workspace):
    status = run(workspace, "-m", "reconciler", "status", "-o", "json")
    assert status.returncode == 0, status.stderr
    [number] = json.loads(status.stdout)["numbers"]
    unknown = {fact for fact, origin in number["facts"].items() if origin == "unknown"}
    assert unknown == {"running_status", "reason", "call_type_text", "documents", "monthly"}
    drift = run(workspace, "-m", "reconciler", "drift")
    assert "cannot be read and is not attested: documents.reference" in drift.stdout
    plan = run(workspace, "-m", "reconciler", "plan")
    assert re.search("not everything is known of 1 managed numbers?: .*documents of 1", plan.stdout)


def test_a_playback_that_is_not_read_is_never_called_missing(workspace):
    edited(workspace, WITHOUT_IVR, SILENT)
    plan = run(workspace, "-m", "reconciler", "plan")
    assert plan.returncode == 0, plan.stdout + plan.stderr
    assert "VN307" not in plan.stdout
    status = run(workspace, "-m", "reconciler", "status", "-o", "json")
    [number] = json.loads(status.stdout)["numbers"]
    assert number["facts"]["ivr.playback"] == "unknown"


def test_a_provider_that_fills_what_it_does_not_read_is_refused_by_name(workspace):
    edited(workspace, WITHOUT_IVR)
    for command in ("plan", "status", "drift"):
        done = run(workspace, "-m", "reconciler", command)
        assert (done.returncode, done.stdout) == (1, "")
        assert "provider notebook states what its capabilities do not read: ivr.playback of 4008100001" in (
            done.stderr
        )
