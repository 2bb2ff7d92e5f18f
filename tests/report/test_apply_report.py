"""What became of every planned action."""

from __future__ import annotations

import json

from report_world import busy_plan, cancel, plan, purchase, rebind, upload

from reconciler.model.action import Status
from reconciler.model.finding import Finding, Verdict
from reconciler.model.outcome import ApplyResult, Fate, Result
from reconciler.noun import replace
from reconciler.report.apply import as_json as apply_json
from reconciler.report.apply import as_text as apply_text

BOUGHT = purchase(number=None)
UNBIND, BIND = rebind()
LATER = cancel(status=Status.DEFERRED, reason="too early")
PLAN = plan(BOUGHT, upload(), UNBIND, BIND, LATER)
RESULT = ApplyResult(
    "sha256:0123abcd",
    (
        Result(BOUGHT, Fate.DONE, "applied", "4008100001"),
        Result(UNBIND, Fate.REFUSED, "isv.\x1bNOPE"),
        Result(BIND, Fate.SKIPPED, "needs care/hz-002:unbind"),
    ),
    settled=("care/a:bind is settled as done: 057188880005 is bound",),
)


def test_every_action_of_the_plan_has_a_row() -> None:
    assert apply_text.text(PLAN, RESULT) == (
        "Learnt of earlier runs:\n"
        "  - care/a:bind is settled as done: 057188880005 is bound\n"
        "\n"
        "FATE      ACTION            ADDRESS      NUMBER\n"
        "done      order             care/brand   4008100001    applied\n"
        "refused   unbind            care/hz-002  057188880002  isv.\\x1bNOPE\n"
        "skipped   bind              care/hz-002  057188880002  needs care/hz-002:unbind\n"
        "not run   submit-documents  care/spare   4009100002\n"
        "deferred  cancel            care/hz-007  057188880007  too early\n"
        "\n"
        "1 done · 1 refused · 1 skipped · 1 not run · 1 deferred\n"
    )


def test_nothing_to_apply_says_so() -> None:
    assert apply_text.text(plan(), ApplyResult("sha256:0", ())) == "Nothing to apply.\n"


def test_an_exit_code_of_3_gives_its_reason_where_no_row_does() -> None:
    overdue = Finding("VN404", Verdict.BLOCK, "care/brand", "4008100001 was released")
    foul = replace(plan(), findings=(overdue, Finding("VN602", Verdict.WARN, "prod", "not complete")))
    assert apply_text.text(foul, ApplyResult("sha256:0", (), stuck=True)) == (
        "Nothing to apply.\n"
        "\n"
        "Something is blocked, held, overdue or in violation; `reconciler plan` says more.\n"
        "  - block  VN404  care/brand  4008100001 was released\n"
    )


def test_an_interrupted_run_says_so() -> None:
    stopped = ApplyResult(
        "sha256:0", (Result(UNBIND, Fate.NOT_STARTED, "the run was interrupted"),), interrupted=True
    )
    assert apply_text.summary(plan(UNBIND), stopped) == "Interrupted: 1 not started"


def test_numbers_can_be_masked_and_colour_is_asked_for() -> None:
    assert "05718888" not in apply_text.text(PLAN, RESULT, show_numbers=False)
    assert "\x1b[32m" in apply_text.text(PLAN, RESULT, colour=True)
    assert "\x1b" not in apply_text.text(PLAN, RESULT)


def test_the_json_counts_every_fate() -> None:
    document = json.loads(apply_json.text(busy_plan(), ApplyResult("sha256:0", ())))
    assert document["summary"] == {"blocked": 1, "deferred": 1, "not run": 6}
    document = json.loads(apply_json.text(PLAN, RESULT))
    assert document["account"] == "prod"
    assert document["results"][0] == {
        "id": "care/brand:order",
        "address": "care/brand",
        "action": "order",
        "fate": "done",
        "message": "applied",
        "number": "4008100001",
    }
