"""VN505: more than 30 % gone at once is a mistake."""

from dataclasses import replace

import pytest
from rule_world import action, declared, entry, facts, found, tombstone

from reconciler.memory.memory import Memory, Owned
from reconciler.model.action import Verb
from reconciler.model.finding import Verdict
from reconciler.model.resource import DesiredPublicMode, Source


def owned(total, **changes):
    addresses = [f"care/hz-{index:03d}" for index in range(total)]
    return {a: Owned(a, f"0571888{i:05d}", **changes) for i, a in enumerate(addresses)}


def kept(mine, count):
    return [declared(entry(address)) for address in list(mine)[:count]]


ACTIONS = [
    action(Verb.ORDER, "care/new"),
    action(Verb.CANCEL, "care/old"),
    action(Verb.FORGET, "care/hz-009"),
    action(Verb.BIND, "care/hz-001"),
]


@pytest.mark.parametrize(
    ("total", "left", "blocked"),
    [
        (10, 7, False),
        (10, 6, True),
        (100, 70, False),
        (100, 69, True),
        (1, 0, True),
        (1, 1, False),
        (3, 2, True),
        (4, 3, False),
        (0, 0, False),
    ],
)
def test_more_than_thirty_percent_blocks_at_any_size(total, left, blocked):
    mine = owned(total)
    findings = found("VN505", facts(*kept(mine, left), actions=ACTIONS, memory=Memory(owned=mine)))
    assert [(f.verdict, f.address, f.stops) for f in findings] == (
        [(Verdict.BLOCK, "prod", ("care/new:order", "care/old:cancel", "care/hz-009:forget"))]
        if blocked
        else []
    )


def test_it_says_how_many_and_names_some():
    mine = owned(20)
    [finding] = found("VN505", facts(*kept(mine, 10), memory=Memory(owned=mine)))
    assert finding.message == (
        "10 of 20 managed numbers (50 %) are gone from the manifests without a tombstone: "
        "care/hz-010, care/hz-011, care/hz-012, care/hz-013, care/hz-014 and 5 more"
    )


@pytest.mark.parametrize(
    "how", ["tombstone", "tombstone by number", "move", "cancelled", "public mode", "invalid file"]
)
def test_what_left_as_it_should_does_not_count(how):
    mine = owned(2, cancelled=how == "cancelled")
    gone, number = "care/hz-001", mine["care/hz-001"].number
    use = DesiredPublicMode(gone, "care", "prod", "verification-code", Source("a.yaml", 1))
    desired = {
        "tombstone": {"tombstones": (tombstone(gone),)},
        "tombstone by number": {"tombstones": (tombstone(f"-/{number}", number=number),)},
        "public mode": {"public_modes": {gone: use}},
        "invalid file": {"gaps": ("teams/care.yaml cannot be read",)},
    }.get(how, {})
    here = [replace(declared(entry("sales/hz-001")), moved_from=gone)] if how == "move" else []
    given = facts(*kept(mine, 1), *here, memory=Memory(owned=mine), desired=desired)
    assert found("VN505", given) == []
