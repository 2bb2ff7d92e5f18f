"""What passes an address at rest by sees nothing there: the plan with the quick word for it is the plan without."""

from __future__ import annotations

import random
from typing import Any

from planned import (
    COMPANY,
    INSTANCE,
    OTHER_INSTANCE,
    TELECOM,
    TRANSFER,
    UNICOM,
    WELCOME,
    inputs,
    live,
    live_hotline,
    owning,
    regular,
    remembered,
    tombstone,
)
from planned import hotline as entry_400

from reconciler import rules
from reconciler.kinds import KINDS
from reconciler.memory.memory import Owned
from reconciler.model.observation import NumberStatus, ObservedNumber
from reconciler.model.resource import DesiredNumber, Ivr
from reconciler.noun import replace
from reconciler.planning.build import Inputs, drafted, plan_of, situation
from reconciler.report.plan import as_json

SIZE = 300
ALIKE: dict[str, tuple[Any, ...]] = {
    "line": ("landline", "mobile", None),
    "call_type": ("both", "inbound"),
    "region": ("浙江/杭州", "浙江/宁波", None),
    "carrier": (UNICOM, TELECOM, None),
    "enterprise": (COMPANY, "宁波样例贸易有限公司", None),
    "script": ("SCRIPT-3321", "SCRIPT-2", None),
    "documents": (None, "DOC-1", "DOC-2"),
    "instance": (INSTANCE, OTHER_INSTANCE, None),
    "routing": ("region-first", "random", None),
    "ivr": (Ivr(WELCOME), Ivr(), None, Ivr(WELCOME, TRANSFER)),
}
SEEN: dict[str, tuple[Any, ...]] = {
    "status": tuple(NumberStatus),
    "unknown": (frozenset({"instance", "routing"}), frozenset({"ivr", "status"})),
    "attested": (frozenset({"status"}),),
    "more": ({"recording": True},),
}
OURS: dict[str, tuple[Any, ...]] = {
    "cancelled": (True,),
    "number": (None, "057188889999"),
    "application": ("A-1",),
}
Trio = tuple[DesiredNumber, ObservedNumber, Owned]


def test_the_plan_is_the_same_however_closely_it_looks() -> None:
    given = world(random.Random(16))
    facts = situation(given)
    slots = {address: replace(slot, at_rest=False) for address, slot in facts.slots.items()}
    quick, close = drafted(facts), drafted(replace(facts, slots=slots))
    assert close.actions == quick.actions
    assert rules.run(close) == rules.run(quick)
    assert as_json.text(plan_of(close, given)) == as_json.text(plan_of(quick, given))
    assert len(quick.actions) > 0.2 * SIZE
    assert 0.2 * SIZE < sum(slot.at_rest for slot in facts.slots.values()) < 0.6 * SIZE


def test_of_an_account_at_rest_no_kind_and_no_rule_looks_at_a_number_twice() -> None:
    """Counted: what only looks for differences is shown none of the slots."""
    entry, number = regular(), live()
    facts = drafted(situation(inputs(entry, has=[number], memory=remembered(owning()))))
    assert list(facts.restless) == []
    assert [draft for kind in KINDS for draft in kind.propose(facts)] == []
    dug = inputs(tombstone(), has=[number], memory=remembered(owning()))
    assert [slot.address for slot in situation(dug).restless] == [entry.address]


def world(chance: random.Random) -> Inputs:
    """Numbers that are as declared but for a thing or two, on either side or in the ledger."""
    trios = [one(place, chance) for place in range(SIZE)]
    ledger = [owned for *_, owned in trios if chance.random() < 0.95]
    entries = [entry for entry, *_ in trios]
    return inputs(*entries, has=[number for _, number, _ in trios], memory=remembered(*ledger))


def one(place: int, chance: random.Random) -> Trio:
    """An entry, its number and what the ledger has of it."""
    hotline = place % 5 == 0
    digits = f"400810{place:04d}" if hotline else f"05718888{place:04d}"
    address = f"care/n-{place:03d}"
    entry = (entry_400 if hotline else regular)(address, number=digits)
    number = live_hotline(digits) if hotline else live(digits)
    owned = owning(address, digits, applied=dict(applied(number)))
    for side in chance.choices(("none", "both", "entry", "live", "owned"), k=2):
        if side in {"both", "entry"}:
            entry = replace(entry, **any_of(ALIKE, chance))
        if side in {"both", "live"}:
            number = replace(number, **any_of(chance.choice((ALIKE, ALIKE, SEEN)), chance))
        if side == "owned":
            owned = replace(owned, **any_of(OURS, chance))
    return entry, number, owned


def any_of(values: dict[str, tuple[Any, ...]], chance: random.Random) -> dict[str, Any]:
    field = chance.choice(sorted(values))
    return {field: chance.choice(values[field])}


def applied(number: ObservedNumber) -> dict[str, Any]:
    fields = {path: value for kind in KINDS for path, value in kind.live(number).items()}
    fields.pop("number")
    return fields
