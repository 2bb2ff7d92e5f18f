"""VN408: a purchase names what stands against it, and the text to paste."""

from dataclasses import replace

import pytest
from rule_world import action, declared, entry, facts, found

from reconciler.contracts.facts import Candidate, Claimable
from reconciler.model.action import Verb
from reconciler.model.finding import Verdict

ENTRY = entry("care/front-desk", number=None)
ORDER = action(Verb.ORDER, "care/front-desk")
BASELINE = "list what you do not want in `spec.baseline`"


def finding(*candidates):
    given = replace(facts(declared(ENTRY), actions=[ORDER]), candidates={"care/front-desk": candidates})
    [only] = found("VN408", given)
    assert (only.verdict, only.stops) == (Verdict.BLOCK, ("care/front-desk:order",))
    return only


@pytest.mark.parametrize(
    ("candidate", "message", "way"),
    [
        (
            Candidate(Claimable.NUMBER, "057188880222", "care/desk"),
            "057188880222 (was care/desk) is at hand and would do",
            'write `number: "057188880222"` on care/front-desk or `moved: [{from: care/desk, to: care/front-desk}]`',
        ),
        (
            Candidate(Claimable.NUMBER, "057188880222", None),
            "057188880222 is at hand and would do",
            'write `number: "057188880222"` on care/front-desk',
        ),
        (
            Candidate(Claimable.APPLICATION, "APP-000001", "care/desk"),
            "APP-000001 (was care/desk) is at hand and would do",
            "write `moved: [{from: care/desk, to: care/front-desk}]`",
        ),
        (
            Candidate(Claimable.APPLICATION, "APP-000001", None),
            "APP-000001 is at hand and would do",
            "wait until APP-000001 has its number, and name that",
        ),
        (
            Candidate(Claimable.ORDER, "", "care/desk"),
            "what was ordered for care/desk, of which nobody knows yet, is at hand and would do",
            "put the entry back at care/desk, or settle that first (`reconciler resolve care/desk`)",
        ),
    ],
)
def test_a_purchase_names_what_is_at_hand_and_the_way_to_it(candidate, message, way):
    only = finding(candidate)
    assert only.message == f"nothing is bought: {message}"
    assert only.hint == f"{way}; or {BASELINE}"


def test_many_candidates_are_counted_and_one_way_is_said_once():
    many = [Candidate(Claimable.ORDER, "", f"care/a{n}") for n in range(2)]
    many += [Candidate(Claimable.NUMBER, f"05718888000{n}", None) for n in range(5)]
    only = finding(*many)
    assert only.message.endswith("057188880002 and 2 more are at hand and would do")
    assert only.hint.count("number:") == 3


def test_a_purchase_against_which_nothing_stands_is_none_of_its_business():
    assert found("VN408", facts(declared(ENTRY), actions=[ORDER])) == []
