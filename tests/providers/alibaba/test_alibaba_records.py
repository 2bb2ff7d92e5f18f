"""What the provider keeps beside the state, read over real HTTP: evidence for people, as far as it is granted."""

from datetime import timedelta
from decimal import Decimal

import pytest
from emulating import ACCOUNT, BARE_HOTLINE, BOUND, FREE, HOTLINE, INSTANCE, emulated

from reconciler.contracts.provider import KeepsTraces, Questions
from reconciler.errors import Unreadable
from reconciler.model.trace import NO_TRACES, TraceKind
from reconciler.model.trace import OF_ACCOUNT as WHOLE
from reconciler.providers.alibaba import settings
from reconciler.providers.alibaba.client import Client
from reconciler.providers.alibaba.provider import AlibabaProvider
from reconciler.providers.simulator.world.journal import CONSOLE

CALLED = {
    "calls": [
        {"number": HOTLINE, "at": "2026-11-20T09:00:00+08:00", "caller": "13800000000"},
        {"number": HOTLINE, "at": "2026-11-21T09:30:00+08:00", "caller": "13800000000"},
        {"number": BARE_HOTLINE, "at": "2026-11-01T09:00:00+08:00", "caller": "13800000000"},
    ],
    "callTasks": [
        {"name": "dunning", "resource": INSTANCE, "at": "2026-11-22T08:00:00+08:00"},
        {"name": "over", "resource": BOUND, "status": "DONE", "at": "2026-11-22T09:00:00+08:00"},
    ],
    "registrations": [{"number": HOTLINE, "qualification": "10000008748"}],
}


@pytest.fixture
def served(tmp_path):
    with emulated(tmp_path, ACCOUNT | CALLED) as account:
        yield account


def opened(account, pace, audit=True) -> AlibabaProvider:
    found = settings.parse(account.settings | ({"auditEndpoint": account.endpoint} if audit else {}))
    client = Client(found, pace)
    provider = AlibabaProvider("prod", client, pace=pace, budget=20.0, audit=pace if audit else None)
    assert isinstance(provider, KeepsTraces)
    provider.observe()
    return provider


def test_who_changed_a_number_is_in_the_trail_with_name_and_time(served, pace):
    served.world.bind([FREE], INSTANCE, by=CONSOLE)
    served.world.advance(3600 * 1_000_000)
    served.world.set_transfer(HOTLINE, "random", ["057188880009"], "10000008748")
    provider = opened(served, pace)
    traces = provider.traces(Questions(changed=frozenset({FREE, HOTLINE, BOUND})))
    assert traces.unread == ()
    assert {number: [str(trace) for trace in of] for number, of in traces.numbers.items()} == {
        FREE: ["BoundVmsVirtualNumber by operator on 2026-11-23 10:00"],
        HOTLINE: ["SetTransferCalleePoolConfig by reconciler on 2026-11-23 11:00"],
    }


def test_a_call_that_was_refused_changed_nothing(served, pace):
    with pytest.raises(Exception, match="is no instance"):
        served.world.bind([FREE], "057199999999")
    assert opened(served, pace).traces(Questions(changed=frozenset({FREE}))) == NO_TRACES


def test_a_long_trail_is_read_page_by_page(served, pace):
    for _ in range(60):
        served.world.set_transfer(HOTLINE, "random", ["057188880009"], "10000008748")
        served.world.advance(60 * 1_000_000)
    traces = opened(served, pace).traces(Questions(changed=frozenset({HOTLINE})))
    assert len(traces.of(HOTLINE, TraceKind.CHANGE)) == 60


def test_a_trail_that_is_not_set_up_is_not_asked(served, pace):
    served.world.bind([FREE], INSTANCE, by=CONSOLE)
    assert opened(served, pace, audit=False).traces(Questions(changed=frozenset({FREE}))) == NO_TRACES


def test_who_relies_on_a_number_that_is_to_be_cancelled(served, pace):
    leaving = {HOTLINE: None, BARE_HOTLINE: None, BOUND: INSTANCE}
    traces = opened(served, pace).traces(Questions(leaving=leaving))
    assert {number: [str(trace) for trace in of] for number, of in traces.numbers.items()} == {
        HOTLINE: ["the last call came in on 2026-11-21 09:30"],
        BOUND: [f"call task dunning (RUNNING) calls from {INSTANCE} on 2026-11-22 08:00"],
    }


def test_a_transfer_is_registered_or_not(served, pace):
    asked = Questions(transfers={HOTLINE: "10000008748", BARE_HOTLINE: "10000008748"})
    traces = opened(served, pace).traces(asked)
    assert traces.of(HOTLINE, TraceKind.REGISTERED)
    assert traces.of(BARE_HOTLINE, TraceKind.UNREGISTERED)


def test_the_bill_of_the_last_month_by_number_and_in_all(served, pace):
    traces = opened(served, pace).traces(Questions(billed="2026-10"))
    amounts = {number: of[0].amount for number, of in traces.numbers.items()}
    assert (amounts[BOUND], amounts[HOTLINE], amounts[WHOLE]) == (Decimal(35), Decimal(120), Decimal(345))


def test_a_part_that_is_not_granted_is_named_and_the_others_are_read(served, pace, monkeypatch):
    provider = opened(served, pace)
    read = provider._client.read

    def denied(action, fields):
        if action == "DescribeInstanceBill":
            raise Unreadable("DescribeInstanceBill: NotAuthorized (HTTP 403)")
        return read(action, fields)

    monkeypatch.setattr(provider._client, "read", denied)
    traces = provider.traces(Questions(billed="2026-10", leaving={HOTLINE: None}))
    assert traces.unread == ("the bill could not be read: DescribeInstanceBill: NotAuthorized (HTTP 403)",)
    assert list(traces.numbers) == [HOTLINE]


def test_only_thirty_days_are_looked_up(served, pace):
    served.world.bind([FREE], INSTANCE, by=CONSOLE)
    served.world.advance(timedelta(days=31) // timedelta(microseconds=1))
    assert opened(served, pace).traces(Questions(changed=frozenset({FREE}))) == NO_TRACES
