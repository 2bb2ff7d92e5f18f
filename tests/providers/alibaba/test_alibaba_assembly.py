"""What two halves of a relation say together, also where they contradict or one is missing."""

from datetime import datetime

import pytest

from reconciler.model.calendar import SHANGHAI
from reconciler.model.observation import ObservedNumber
from reconciler.providers.alibaba import assembly
from reconciler.providers.alibaba.assembly import Readings
from reconciler.providers.alibaba.mapping.relations import Pair, RelationRow
from reconciler.providers.alibaba.roster.rows import Roster, RosterRow

N, A, B = "057188880001", "057100001234", "057100005678"
ROSTER = Roster("r", datetime(2026, 11, 20, tzinfo=SHANGHAI), rows={N: RosterRow(N, {})})


def seen(
    random: tuple[RelationRow, ...] | None = (),
    pairs: tuple[Pair, ...] | None = (),
    roster: Roster | None = None,
) -> tuple[ObservedNumber | None, tuple[str, ...]]:
    bindings = None if random is None else {"region-first": (), "random": random}
    numbers, gaps = assembly.numbers(Readings(bindings, pairs), roster)
    return numbers.get(N), gaps


def test_both_halves_agree():
    number, gaps = seen((RelationRow(N, A),), (Pair(N, A, "1"),))
    assert number is not None
    assert (number.instance, number.routing, gaps) == (A, "random", ())


def test_a_binding_without_its_instance_takes_it_from_the_pair():
    """The older page shows no virtualNum."""
    number, _ = seen((RelationRow(N),), (Pair(N, A, "1"),))
    assert number is not None
    assert number.instance == A


def test_a_binding_whose_instance_nobody_tells_leaves_it_unknown():
    number, _ = seen((RelationRow(N),), None)
    assert number is not None
    assert number.instance is None
    assert "instance" in number.unknown


def test_without_the_routing_s_query_the_routing_is_unknown():
    number, _ = seen(None, (Pair(N, A, "1"),))
    assert number is not None
    assert (number.instance, number.routing) == (A, None)
    assert {"routing", "activated_on", "enterprise"} <= number.unknown


def test_two_instances_contradict_and_neither_is_believed():
    number, gaps = seen((RelationRow(N, A),), (Pair(N, B, "1"),))
    assert number is not None
    assert "instance" in number.unknown
    assert gaps == (f"{N} is bound to several instances: {A}, {B}",)


def test_a_cancelled_pair_tells_nothing():
    """It may have been the number, or only its binding."""
    assert seen((), (Pair(N, A, "-1"),)) == (None, ())
    number, gaps = seen((RelationRow(N, A),), (Pair(N, B, "-1"), Pair(N, A, "1")))
    assert number is not None
    assert (number.instance, gaps) == (A, ())


@pytest.mark.parametrize("state", ["0", "9", "paused"])
def test_a_pair_in_another_state_shows_a_number_whose_binding_is_unknown(state):
    number, _ = seen((), (Pair(N, A, state),))
    assert number is not None
    assert number.instance is None
    assert {"instance", "status"} <= number.unknown


@pytest.mark.parametrize(
    ("random", "pairs", "unknown"),
    [((), (), False), (None, (), False), ((), None, False), (None, None, True)],
)
def test_a_rostered_number_is_unbound_where_a_whole_listing_lacks_it(random, pairs, unknown):
    number, _ = seen(random, pairs, ROSTER)
    assert number is not None
    assert ("instance" in number.unknown) is unknown


def test_regions_that_differ_are_unknown():
    number, _ = seen((RelationRow(N, A, region="浙江/杭州"),), (Pair(N, A, "1", "浙江/宁波"),))
    assert number is not None
    assert number.region is None
    assert "region" in number.unknown
