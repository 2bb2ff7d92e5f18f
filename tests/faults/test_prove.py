"""The proof counts what breaks, says what kind of promise it was, and is played in full every night."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import prove
import pytest
import yaml

NIGHTLY = Path(__file__).parents[2] / ".github/workflows/proof.yml"


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


def test_every_proof_is_played_every_night() -> None:
    jobs = yaml.safe_load(NIGHTLY.read_text(encoding="utf-8"))["jobs"]
    played = [
        name
        for row in jobs["prove"]["strategy"]["matrix"]["include"]
        for name in row.get("proofs", "").split()
    ]

    assert sorted(played) == sorted(prove._proofs(range(1)))
