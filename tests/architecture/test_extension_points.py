"""The three sentences: a rule is a file and its test, a kind a file and a line, a provider a folder and a line.

What CONTRIBUTING.md shows is done word for word in a copy of the tree.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from house import ROOT, copy_house, reconciler, run

CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
WRITTEN = re.compile(r"```python (\S+)\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def with_new_rule(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tree = copy_house(
        tmp_path_factory.mktemp("tree"), "tests/rules", "tests/contract", "tests/golden", "examples"
    )
    for shared in (ROOT / "tests").glob("*.py"):
        (tree / "tests" / shared.name).write_bytes(shared.read_bytes())
    for path, text in WRITTEN.findall(CONTRIBUTING.partition("## Add a kind")[0]):
        assert not (ROOT / path).exists()
        (tree / path).write_text(text, encoding="utf-8")
    return tree


def test_a_new_rule_passes_its_own_test_and_the_contract_of_every_rule(with_new_rule: Path) -> None:
    tests = ["tests/contract/test_rule_contract.py", "tests/rules/test_vn690_hotline_without_people.py"]
    done = run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-vv", "-k", "VN690 or hotline", *tests],
        with_new_rule,
    )
    assert done.returncode == 0, done.stdout
    assert "test_a_rule_has_a_whole_page[VN690] PASSED" in done.stdout
    assert "test_a_hotline_without_a_transfer_reaches_nobody PASSED" in done.stdout


def test_a_new_rule_touches_no_golden_case(with_new_rule: Path) -> None:
    """The whole golden suite, with one more rule that has something to say of every hotline."""
    words = [
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-q",
        "tests/golden",
        "tests/contract/test_rule_contract.py",
    ]
    done = run([sys.executable, *words], with_new_rule, timeout=600)
    assert done.returncode == 0, done.stdout


def test_a_new_rule_keeps_the_import_contracts(with_new_rule: Path) -> None:
    done = run([Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"], with_new_rule)
    assert done.returncode == 0, done.stdout


def test_a_new_rule_is_listed_explained_and_heard(with_new_rule: Path, tmp_path: Path) -> None:
    here = {"PYTHONPATH": str(with_new_rule)}
    assert "VN690" in reconciler(["rules"], tmp_path, **here).stdout
    assert "hotline without people" in reconciler(["explain", "VN690"], tmp_path, **here).stdout
    workspace = with_new_rule / "examples/quickstart"
    plan = reconciler(["plan"], workspace, **here)
    assert plan.returncode == 0, plan.stderr
    assert re.search(r"info +VN690 +care/brand +its callers reach nobody", plan.stdout)


RECORDING = CONTRIBUTING[CONTRIBUTING.index("## Add a kind") : CONTRIBUTING.index("## Add a provider")]
TAPE = '''
"""A planted provider: an account in a JSON file that can record calls."""

import json
import os
from datetime import datetime

from reconciler.errors import Unsupported
from reconciler.kinds.recording import START, STOP
from reconciler.model.calendar import SHANGHAI
from reconciler.model.capability import Capabilities
from reconciler.model.observation import ObservedNumber, ObservedState
from reconciler.contracts.provider import Receipt

SEEN = frozenset({"number", "status", "call_type", "region", "enterprise", "script", "ivr", "instance", "recording"})


class Tape:
    def __init__(self, name, file):
        self.name, self.file = name, file
        calls = frozenset() if "BY_HAND" in os.environ else frozenset({START, STOP})
        self.capabilities = Capabilities(calls={"regular": calls}, reads={"regular": SEEN}, listing=True)

    def now(self):
        return datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)

    def observe(self):
        rows = json.loads(self.file.read_text())
        numbers = {
            number: ObservedNumber(
                type="regular", status="active", number=number, line="landline", call_type="outbound",
                region="浙江/杭州", enterprise="E", script="S", more={"recording": True} if recorded else {},
            )
            for number, recorded in rows.items()
        }
        return ObservedState(self.name, self.now(), numbers, complete=True)

    def execute(self, call):
        if call.verb not in {START, STOP}:
            raise Unsupported("nothing else can be done here")
        rows = json.loads(self.file.read_text())
        rows[call.number] = call.verb is START
        self.file.write_text(json.dumps(rows))
        return Receipt(call.number)


def create(account, root):
    return Tape(account.name, root / "tape.json")
'''
WORKSPACE = {
    "reconciler.yaml": "apiVersion: voice.reconciler/v1\nkind: Workspace\nmetadata: {name: x}\n"
    "spec: {manifests: [teams], accounts: {prod: {provider: tape}}}\n",
    "teams/care.yaml": "apiVersion: voice.reconciler/v1\nkind: Team\nmetadata: {name: care}\n"
    "spec:\n  account: prod\n  enterprise: E\n  script: S\n  numbers:\n"
    '    a: {number: "057188880001", region: 浙江/杭州, callType: outbound, recording: true}\n',
    "tape.json": '{"057188880001": false}',
}


@pytest.fixture(scope="module")
def with_new_kind(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree after the steps of "Add a kind", with a provider that supports it."""
    tree = copy_house(tmp_path_factory.mktemp("kind"), "examples")
    [(path, text)] = WRITTEN.findall(RECORDING)
    (tree / path).write_text(text, encoding="utf-8")
    registry = tree / "reconciler/kinds/__init__.py"
    lines = registry.read_text(encoding="utf-8").replace(
        "PUBLIC_MODE_KIND)", "PUBLIC_MODE_KIND, RECORDING_KIND)"
    )
    line = "from reconciler.kinds.public_mode import PUBLIC_MODE_KIND\n"
    registry.write_text(
        lines.replace(line, line + "from reconciler.kinds.recording import RECORDING_KIND\n"),
        encoding="utf-8",
    )
    [diff] = re.findall(r"```diff\n(.*?)```", RECORDING, re.DOTALL)
    context = "".join(f"{row[1:]}\n" for row in diff.splitlines() if row.startswith(" "))
    added = "".join(f"{row[1:]}\n" for row in diff.splitlines() if row.startswith("+"))
    entries = tree / "reconciler/manifests/entries.py"
    written = entries.read_text(encoding="utf-8")
    assert written.count(context) == 1
    entries.write_text(written.replace(context, context + added), encoding="utf-8")
    (tree / "reconciler/providers/tape.py").write_text(TAPE, encoding="utf-8")
    providers = tree / "reconciler/providers/__init__.py"
    row = 'BUILT_IN = {\n    "tape": "reconciler.providers.tape",'
    providers.write_text(providers.read_text(encoding="utf-8").replace("BUILT_IN = {", row), encoding="utf-8")
    made = reconciler(["schema", "--write", "schemas"], tree, PYTHONPATH=str(tree))
    assert made.returncode == 0, made.stderr
    return tree


@pytest.fixture
def recorded(with_new_kind: Path, tmp_path: Path) -> Path:
    for name, text in WORKSPACE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_new_kind_is_planned_applied_and_drifted(with_new_kind: Path, recorded: Path) -> None:
    def say(*words: str) -> str:
        return reconciler(words, recorded, PYTHONPATH=str(with_new_kind)).stdout

    assert re.search(r"~ +start-recording +care/a +057188880001", say("plan"))
    assert re.search(r"done +start-recording +care/a", say("apply", "--yes"))
    assert json.loads((recorded / "tape.json").read_text()) == {"057188880001": True}
    assert "start-recording" not in say("plan")
    tape = recorded / "tape.json"
    tape.write_text('{"057188880001": true, "057188880002": true}', encoding="utf-8")
    assert "recording: true" in say("import", "057188880002", "--team", "desk")
    tape.write_text(WORKSPACE["tape.json"], encoding="utf-8")
    assert "recording: declared true · live (none) · last applied true" in say("drift")


def test_a_new_kind_s_verb_is_a_task_where_there_is_no_api(with_new_kind: Path, recorded: Path) -> None:
    here = {"PYTHONPATH": str(with_new_kind), "BY_HAND": "1"}
    tasks = reconciler(["tasks"], recorded, **here).stdout
    assert "Start recording: care/a" in tasks
    assert "In the Actions column, click Record." in tasks
    assert "verified:    the next run sees it at the provider" in tasks


def test_a_new_kind_is_in_the_schemas_and_the_matrix(with_new_kind: Path, recorded: Path) -> None:
    here = {"PYTHONPATH": str(with_new_kind)}
    assert '"recording"' in reconciler(["schema", "team"], recorded, **here).stdout
    assert '"start-recording"' in reconciler(["schema", "plan"], recorded, **here).stdout
    matrix = reconciler(["providers"], recorded, **here).stdout
    assert re.search(r"PUBLIC\) +TAPE\n", matrix)
    assert re.search(r"recording +regular +start-recording( +human task){3} +write\n", matrix)


PROVIDER = '''
"""A planted provider: an account that is empty and does nothing."""

from reconciler.errors import Unsupported
from reconciler.model.calendar import SHANGHAI
from reconciler.model.capability import Capabilities
from reconciler.model.observation import ObservedState

from datetime import datetime

NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)


class Empty:
    capabilities = Capabilities(listing=True)

    def __init__(self, name):
        self.name = name

    def now(self):
        return NOW

    def observe(self):
        return ObservedState(self.name, NOW, {}, complete=True)

    def execute(self, call):
        raise Unsupported("nothing can be done here")


def create(account, root):
    return Empty(account.name)
'''


def test_a_new_provider_is_one_folder_and_one_line(tmp_path: Path) -> None:
    tree = copy_house(tmp_path, "examples")
    folder = tree / "reconciler/providers/empty"
    folder.mkdir()
    (folder / "__init__.py").write_text(PROVIDER, encoding="utf-8")
    registry = tree / "reconciler/providers/__init__.py"
    line = 'BUILT_IN = {\n    "empty": "reconciler.providers.empty",'
    registry.write_text(registry.read_text(encoding="utf-8").replace("BUILT_IN = {", line), encoding="utf-8")
    workspace = tree / "examples/quickstart"
    settings = workspace / "reconciler.yaml"
    text = settings.read_text(encoding="utf-8")
    text = text.replace("provider: simulator", "provider: empty")
    settings.write_text(re.sub(r"\n +settings: .*", "", text), encoding="utf-8")
    plan = reconciler(["plan"], workspace, PYTHONPATH=str(tree))
    assert plan.returncode == 3, plan.stderr
    assert "057188880001 is declared as existing" in plan.stdout
