"""Settings of an account: where requests, which carry the key's id and token, may go."""

import pytest

from reconciler.errors import ReconcilerError
from reconciler.providers.alibaba.pace import Budget, Pace
from reconciler.providers.alibaba.settings import Settings, parse


def test_everything_is_optional():
    assert parse({}) == Settings("dyvmsapi.aliyuncs.com", "business.aliyuncs.com", "https", 20.0, None)


def test_the_billing_endpoint_follows_an_endpoint_that_is_set():
    found = parse({"endpoint": "127.0.0.1:8080", "protocol": "http"})
    assert (found.endpoint, found.billing_endpoint) == ("127.0.0.1:8080", "127.0.0.1:8080")
    found = parse({"endpoint": "dyvmsapi-vpc.aliyuncs.com", "billingEndpoint": "business.aliyuncs.com"})
    assert (found.endpoint, found.billing_endpoint) == ("dyvmsapi-vpc.aliyuncs.com", "business.aliyuncs.com")


@pytest.mark.parametrize(("text", "seconds"), [("20s", 20), ("2m", 120), (5, 5), ("600", 600)])
def test_a_read_budget(text, seconds):
    assert parse({"readBudget": text}).read_budget == seconds


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"key": "x"}, "settings.key: unknown; known are endpoint"),
        ({"accessKeySecret": "x"}, "settings.accessKeySecret: unknown"),
        ({"protocol": "ftp"}, "settings.protocol: neither https nor http"),
        ({"protocol": "http"}, "settings.protocol: http is for this machine only"),
        ({"endpoint": "evil.example.com"}, "neither a host of aliyuncs.com nor this machine"),
        ({"endpoint": "aliyuncs.com.example.com"}, "neither a host of aliyuncs.com"),
        ({"endpoint": "evilaliyuncs.com"}, "neither a host of aliyuncs.com"),
        ({"endpoint": "user@127.0.0.1"}, "no HOST or HOST:PORT"),
        ({"endpoint": "http://dyvmsapi.aliyuncs.com"}, "no HOST or HOST:PORT"),
        ({"endpoint": "dyvmsapi.aliyuncs.com/x"}, "no HOST or HOST:PORT"),
        ({"endpoint": "dyvmsapi.aliyuncs.com\n"}, None),
        ({"endpoint": 5}, "settings.endpoint: no text"),
        ({"billingEndpoint": "example.com"}, "settings.billingEndpoint"),
        ({"readBudget": "soon"}, "no duration"),
        ({"readBudget": "0s"}, "no duration"),
        ({"readBudget": "11m"}, "no duration"),
        ({"callsPerSecond": "0"}, "no whole number"),
        ({"callsPerSecond": "many"}, "no whole number"),
        ({"callsPerSecond": True}, "no whole number"),
        ({"roster": ""}, "settings.roster: no text"),
    ],
)
def test_what_is_not_understood_is_refused(settings, message):
    if message is None:
        assert parse(settings).endpoint == "dyvmsapi.aliyuncs.com"
        return
    with pytest.raises(ReconcilerError) as wrong:
        parse(settings)
    assert message in wrong.value.message
    assert wrong.value.code == "VN710"


def test_calls_are_spaced_evenly():
    now, slept = [0.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    pace = Pace(per_second=4, clock=lambda: now[0], sleep=sleep)
    for _ in range(3):
        pace.wait()
    assert slept == [0.25, 0.25]
    now[0] += 10
    pace.wait()
    assert slept == [0.25, 0.25]


def test_a_budget_does_not_outlive_its_time():
    now = [0.0]
    budget = Budget(1, Pace(clock=lambda: now[0], sleep=lambda _: None))
    assert budget.spend(lambda: 7) == 7
