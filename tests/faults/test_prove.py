"""The proof counts what breaks, says what kind of promise it was, and is played in full every night."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import prove
import pytest
import yaml
from planted import BUGS

ROOT = Path(__file__).parents[2]
NIGHTLY = ROOT / ".github/workflows/proof.yml"
PAGE = ROOT / "docs/reliability.md"


def _breaks(promise: str) -> int:
    raise AssertionError(promise)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("seed 7: P6: care/x: applied for again", "duplicates"),
        ("seed 7: P8: care/x: 4009100001, which it bought, is lost", "lost records"),
        ("apply-400, turns [0, 1]: P11: on facts that are not fresh", "guard violations"),
        ("not converged in 3 runs: []", "not converged"),
        ("picture: (), not ()", "other failures"),
    ],
)
def test_a_broken_promise_is_counted_as_what_it_is(
    said: str, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    broken: Counter[str] = Counter()

    prove._prove("stories", "random stories", map(prove._try, [(_breaks, (said,)), (len, ("ok",))]), broken)

    assert broken == {kind: 1}
    shown = capsys.readouterr()
    assert said in shown.err
    assert "3 random stories: 1 broken" in shown.out


def test_what_the_page_says_is_shown_by_a_proof_is_there() -> None:
    table = PAGE.read_text(encoding="utf-8").partition("## What was tried")[0]
    shown = [row.rstrip(" |").rpartition(" | ")[2] for row in table.splitlines() if row.startswith("| ")][1:]
    proofs = {
        name
        for cell in shown
        for text in re.findall(r"`make faults`: ([a-z, -]+)", cell)
        for name in text.split(", ")
    }
    bugs = {name for cell in shown for name in re.findall(r"`make audit`: (\w+)", cell)}
    tests = {
        path for cell in shown for text in re.findall(r"`pytest ([^`]+)`", cell) for path in text.split()
    }

    assert all(re.search(r"`(make|pytest) ", cell) for cell in shown)
    assert proofs == set(prove._proofs(0, 1))
    assert bugs and bugs <= {bug.name for bug in BUGS}
    assert tests and all((ROOT / path).exists() for path in tests)


def test_every_proof_is_played_every_night() -> None:
    jobs = yaml.safe_load(NIGHTLY.read_text(encoding="utf-8"))["jobs"]
    played = [
        name
        for row in jobs["prove"]["strategy"]["matrix"]["include"]
        for name in row.get("proofs", "").split()
    ]

    assert sorted(played) == sorted(prove._proofs(0, 1))
