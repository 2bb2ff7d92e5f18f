"""The three sentences: a rule is a file and its test, a kind a file and a line, a provider a folder and a line.

What CONTRIBUTING.md shows is done word for word in a copy of the tree.
"""

from __future__ import annotations

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
    for path, text in WRITTEN.findall(CONTRIBUTING):
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


KIND = '''
"""Silence: numbers of a team that should say nothing. A planted kind."""

from reconciler.model.action import Action, Verb
from reconciler.contracts.kind import Draft


class Silence:
    name = "silence"
    whole = False

    def wanted(self, desired):
        return {"silence": True}

    def live(self, observed):
        return {"silence": observed.ivr is None}

    def blind(self, observed):
        return frozenset()

    def propose(self, facts):
        for slot in facts.slots.values():
            if slot.live is not None and slot.live.ivr is not None:
                action = Action(slot.address, self.name, Verb.CLEAR_IVR, slot.team, number=slot.number)
                yield Draft(action, {"silence": False}, {"silence": True})


SILENCE = Silence()
'''


def test_a_new_kind_is_one_file_and_one_line(tmp_path: Path) -> None:
    tree = copy_house(tmp_path, "examples")
    (tree / "reconciler/kinds/silence.py").write_text(KIND, encoding="utf-8")
    registry = tree / "reconciler/kinds/__init__.py"
    text = registry.read_text(encoding="utf-8")
    text = text.replace("PUBLIC_MODE)", "PUBLIC_MODE, SILENCE)")
    registry.write_text("from reconciler.kinds.silence import SILENCE\n" + text, encoding="utf-8")
    here = {"PYTHONPATH": str(tree)}
    workspace = tree / "examples/quickstart"
    plan = reconciler(["plan"], workspace, **here).stdout
    drift = reconciler(["drift"], workspace, **here).stdout
    assert re.search(r"clear-ivr +care/hz-001 ", plan)
    assert "silence: false → true" in plan
    assert "silence: declared true · live false" in drift


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
