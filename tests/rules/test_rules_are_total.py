"""Whatever is unknown or contradictory, every rule answers: it never raises, and it says only what it may."""

from datetime import date, datetime
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from rule_world import (
    ENTERPRISE,
    HOTLINE_NUMBER,
    INSTANCE,
    OTHER_ENTERPRISE,
    REGULAR_NUMBER,
    TELECOM,
    UNICOM,
    WELCOME,
    acknowledgement,
    action,
    entry,
    facts,
    number,
    tombstone,
)

from reconciler.contracts.facts import Slot
from reconciler.memory.memory import Memory, Owned, Spent
from reconciler.memory.records import Attested, Intent
from reconciler.model.action import Mode, Status, Verb
from reconciler.model.calendar import SHANGHAI
from reconciler.model.finding import Verdict
from reconciler.model.observation import Balance, NumberStatus, ObservedInstance, Offer
from reconciler.model.resource import Ivr, Playback, Select, Transfer
from reconciler.model.state import Freeze, Limits, Policy, Team
from reconciler.rules import RULES, run

ADDRESSES = ["care/brand", "care/hz-001", "sales/hz-001", "-/057188880009"]
NUMBERS = st.sampled_from([HOTLINE_NUMBER, "4009100002", REGULAR_NUMBER, "057188880009", "13912345678"])
DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2028, 12, 31), timezones=st.just(SHANGHAI))
MONEY = st.sampled_from([Decimal(0), Decimal(35), Decimal("120.00"), Decimal(5000)])
TYPES = st.sampled_from(["400", "regular"])
CALLS = st.sampled_from(["inbound", "outbound", "both"])
ANSWERS = st.sampled_from([WELCOME, Ivr(), Ivr(transfer=Transfer("random", (REGULAR_NUMBER,), None))])
FIELDS = [
    "status",
    "number",
    "instance",
    "ivr",
    "ivr.playback",
    "ivr.transfer",
    "call_type",
    "activated_on",
    "package",
]


def maybe(strategy):
    return st.none() | strategy


def known(**strategies):
    """Keyword arguments, any of them possibly None."""
    return st.fixed_dictionaries({name: maybe(strategy) for name, strategy in strategies.items()})


COMMON = {
    "number": NUMBERS,
    "line": st.sampled_from(["landline", "mobile"]),
    "region": st.sampled_from(["浙江/杭州", "杭州市", "浙江/宁波"]),
    "carrier": st.sampled_from([UNICOM, TELECOM]),
    "package": MONEY,
    "enterprise": st.sampled_from([ENTERPRISE, OTHER_ENTERPRISE, "无名"]),
    "script": st.sampled_from(["SCRIPT-3321", "SCRIPT-3322", "SCRIPT-9"]),
    "instance": st.sampled_from([INSTANCE, "057100009999"]),
    "ivr": ANSWERS,
}


@st.composite
def live(draw):
    return number(
        **draw(
            known(**COMMON, call_type=CALLS, applied_on=DAYS, activated_on=DAYS, documents=st.just("DOC-1"))
        ),
        **draw(known(monthly=MONEY, reason=st.text(max_size=5), running_status=st.text(max_size=5))),
        type=draw(TYPES),
        status=draw(st.sampled_from(NumberStatus)),
        application=draw(st.sampled_from([None, "APP-000001"])),
        unknown=draw(st.frozensets(st.sampled_from(FIELDS), max_size=3)),
        attested=draw(st.frozensets(st.sampled_from(FIELDS), max_size=3)),
    )


@st.composite
def slot(draw, address):
    select = st.builds(Select, st.sampled_from(["", "4009"]))
    wanted = known(**COMMON, select=select, purpose=st.sampled_from(["two-way", "hotline", "?"]))
    applied = {"package": draw(st.sampled_from(["120", "?", ""])), "region": "浙江/杭州"}
    owned = st.builds(
        Owned, st.just(address), maybe(NUMBERS), maybe(st.just("APP-000001")), st.just(applied), st.booleans()
    )
    grave = st.builds(
        lambda number, first, last: tombstone(address, number=number, not_before=first, expires=last),
        NUMBERS,
        DAYS,
        DAYS,
    )
    desired = entry(address, **draw(wanted), type=draw(TYPES), call_type=draw(CALLS))
    return Slot(
        address,
        desired if draw(st.booleans()) else None,
        draw(maybe(live())),
        draw(maybe(owned)),
        draw(maybe(grave)),
    )


@st.composite
def memory(draw, slots):
    intents = {
        address: Intent(
            at="2026-11-01T00:00:00+08:00", id=address, address=address, action="apply", resource="number"
        )
        for address in draw(st.lists(st.sampled_from(ADDRESSES), max_size=1))
    }
    word = Attested(
        at="",
        subject=REGULAR_NUMBER,
        fields={},
        by="ops",
        evidence="",
        expires=draw(st.sampled_from(["2026-11-24", "2027-01-01T00:00:00+08:00", "never"])),
    )
    return Memory(
        owned={address: slots[address].owned for address in slots if slots[address].owned is not None},
        held=intents,
        owner=draw(st.dictionaries(NUMBERS, st.sampled_from([*ADDRESSES, "care/old"]))),
        pinned=draw(st.dictionaries(st.sampled_from(ADDRESSES), NUMBERS, max_size=1)),
        consents=frozenset({"2026-12-old-branch"} if draw(st.booleans()) else ()),
        spent={"2026-11": Spent(frozenset(ADDRESSES[:1]), frozenset(ADDRESSES[1:2]), draw(MONEY))},
        attestations={REGULAR_NUMBER: word},
        forgotten=frozenset(draw(st.lists(st.just("care/old"), max_size=1))),
        rebuilding=draw(st.booleans()),
    )


@st.composite
def actions(draw):
    verbs = draw(
        st.lists(st.tuples(st.sampled_from(ADDRESSES), st.sampled_from(Verb)), max_size=6, unique=True)
    )
    return [
        action(
            verb,
            address,
            number=draw(maybe(NUMBERS)),
            mode=draw(st.sampled_from(Mode)),
            status=draw(st.sampled_from([Status.READY, Status.HELD])),
            deadline=draw(maybe(MOMENTS)),
        )
        for address, verb in verbs
    ]


@st.composite
def worlds(draw):
    slots = {
        address: draw(slot(address)) for address in draw(st.lists(st.sampled_from(ADDRESSES), unique=True))
    }
    first, last = sorted([draw(DAYS), draw(DAYS)])
    playback = Playback("closed.wav", "We are closed")
    observed = {
        "now": draw(MOMENTS),
        "complete": draw(st.booleans()),
        "playback": draw(maybe(st.just(playback))),
        "playback_readable": draw(st.booleans()),
        "origins": dict.fromkeys(
            draw(st.lists(st.sampled_from(["numbers", "scripts", "balance"]))), "attested"
        ),
        "gaps": tuple(draw(st.lists(st.just("page 3"), max_size=1))),
    }
    readable = {
        "offers": (Offer("4009100002", TELECOM),),
        "balance": Balance(draw(MONEY), draw(MONEY)),
        "audio": {"welcome-2026.wav": "reviewing"},
        "instances": {INSTANCE: ObservedInstance(INSTANCE, enterprise=draw(maybe(st.just(ENTERPRISE))))},
    }
    hidden = draw(st.sets(st.sampled_from([*readable, "enterprises", "scripts"])))
    return facts(
        *slots.values(),
        actions=draw(actions()),
        now=draw(MOMENTS),
        unmanaged=tuple(draw(st.lists(live(), max_size=2))),
        memory=draw(memory(slots)),
        policy=Policy(
            Limits(draw(maybe(st.just(0))), draw(maybe(st.just(1))), draw(maybe(MONEY))),
            (Freeze(first, last, "audit"),),
        ),
        observed=observed | readable | dict.fromkeys(hidden),
        account={"playback": draw(maybe(st.just(playback)))},
        desired={
            "acknowledgements": tuple(
                draw(st.lists(st.builds(acknowledgement, acknowledged_on=DAYS), max_size=2))
            ),
            "teams": {"care": Team("care", budget=draw(maybe(MONEY)))},
            "gaps": draw(st.sampled_from([(), ("a file cannot be read",)])),
        },
    )


@settings(max_examples=120, deadline=None)
@given(worlds())
def test_no_rule_raises_and_each_says_only_what_its_page_says(world):
    findings = run(world)
    pages = {rule.code: rule for rule in RULES}
    ids = {planned.id: planned for planned in world.actions}
    for finding in findings:
        assert finding.verdict in pages[finding.rule].verdicts
        assert finding.message
        assert set(finding.stops) <= set(ids)
        assert finding.waits or finding.verdict is not Verdict.HOLD or finding.until is not None
        assert not finding.waits or finding.verdict is Verdict.HOLD
        assert not finding.stops or finding.verdict in {Verdict.HOLD, Verdict.BLOCK}
        if finding.rule not in {"VN309", "VN406", "VN505"}:
            assert all(ids[stop].verb.outward for stop in finding.stops)
    assert run(world, RULES[::-1]) == findings


@settings(max_examples=60, deadline=None)
@given(worlds(), st.sampled_from([Verb.ORDER, Verb.CANCEL]))
def test_what_is_unknown_never_counts_as_allowed(world, verb):
    """With nothing of the account readable, no purchase and no cancellation is left to run."""
    blind = facts(
        *world.slots.values(),
        actions=world.actions,
        now=world.now,
        memory=world.memory,
        policy=world.desired.policy,
        observed=dict.fromkeys(["offers", "balance", "enterprises", "scripts", "instances"])
        | {"complete": False},
    )
    stopped = {stop for finding in run(blind) for stop in finding.stops}
    ready = [a for a in world.actions if a.verb is verb and a.status is Status.READY]
    due = [a for a in ready if a.verb is Verb.ORDER or a.address in world.slots]
    assert {planned.id for planned in due} <= stopped
