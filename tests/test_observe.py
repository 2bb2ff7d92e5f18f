"""Reading until the answer can be trusted, within a budget of waiting; what stays incomplete says so."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from reconciler.contracts.provider import Call
from reconciler.errors import OutcomeUnknown, Refused, Throttled, Unreadable
from reconciler.model.action import Verb
from reconciler.model.calendar import SHANGHAI
from reconciler.model.capability import CANNOT, Capabilities
from reconciler.model.observation import ObservedState
from reconciler.observe import REREADS, Patience, observe
from reconciler.providers.simulator.provider import SimulatorProvider
from reconciler.providers.simulator.seed import Seed
from reconciler.providers.simulator.world import open_world
from reconciler.providers.simulator.world.faults import Fault

NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
LISTS = Capabilities(listing=True)
STALE = "the provider's lists are older than our own last change"


def state(number=0, complete=True, **said):
    """An observation that can be told from others."""
    return ObservedState("prod", NOW, {}, gaps=(f"read {number}",), complete=complete, **said)


class Script:
    """A provider that answers as written, and whose last answer stays."""

    def __init__(self, *answers, capabilities=LISTS):
        self.answers = list(answers)
        self.capabilities = capabilities
        self.reads = 0

    def now(self):
        return NOW

    def observe(self):
        self.reads += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def read(provider, *, shows=lambda _: True, **patience):
    """What was observed, and the pauses it took."""
    slept = []
    observed = observe(provider, Patience(slept.append, **patience), shows)
    return observed, slept


def refused(provider, error, **patience):
    """The pauses before it gave up."""
    slept = []
    with pytest.raises(error):
        observe(provider, Patience(slept.append, **patience))
    return slept


# --- failing reads --------------------------------------------------------------------------------------


def test_a_whole_answer_is_taken_at_once():
    provider = Script(state())
    assert read(provider) == (state(), [])
    assert provider.reads == 1


@pytest.mark.parametrize("error", [Unreadable("5xx", retryable=True), Throttled("slow down")])
def test_a_read_that_fails_is_asked_again_after_a_growing_pause(error):
    provider = Script(error, error, error, state())
    observed, slept = read(provider)
    assert (observed, provider.reads) == (state(), 4)
    assert slept == [0.2, 0.4, 0.8]


def test_what_cannot_be_decoded_is_not_asked_again():
    provider = Script(Unreadable("not JSON"), state())
    assert refused(provider, Unreadable) == []
    assert provider.reads == 1


@pytest.mark.parametrize("error", [Refused("no"), OutcomeUnknown("?"), KeyError("bug")])
def test_any_other_failure_is_no_read_to_repeat(error):
    assert refused(Script(error, state()), type(error)) == []


def test_the_providers_own_wait_is_kept_and_counted():
    provider = Script(Throttled("", retry_after=3), Throttled("", retry_after=0.1), state())
    assert read(provider)[1] == [3, 0.4]


@pytest.mark.parametrize("error", [Unreadable("5xx", retryable=True), Throttled("slow down")])
def test_retries_end_with_the_budget(error):
    slept = refused(Script(error), type(error))
    assert slept == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4]
    assert sum(slept) <= 20


@pytest.mark.parametrize(
    ("waits", "budget", "slept"),
    [([21], 20, []), ([15, 15], 20, [15]), ([10, 10, 10], 20, [10, 10]), ([20], 20, [20]), ([1], 0, [])],
)
def test_the_providers_waits_never_exceed_the_budget_together(waits, budget, slept):
    provider = Script(*(Throttled("", retry_after=wait) for wait in waits), Throttled("", retry_after=99))
    assert refused(provider, Throttled, budget=budget) == slept


def test_the_last_error_is_the_one_that_is_told():
    provider = Script(Throttled("slow"), Unreadable("gone for good"), state())
    with pytest.raises(Unreadable, match="gone for good"):
        read(provider)


# --- incomplete and outdated answers --------------------------------------------------------------------


def test_an_incomplete_list_is_read_again_until_it_is_whole():
    provider = Script(state(1, False), state(2, False), state(3))
    observed, slept = read(provider)
    assert (observed, slept) == (state(3), [0.2, 0.4])


def test_a_list_that_stays_incomplete_is_returned_as_such_after_three_more_reads():
    provider = Script(*(state(n, False) for n in range(9)))
    observed, slept = read(provider)
    assert observed == state(3, False)
    assert (provider.reads, slept) == (1 + REREADS, [0.2, 0.4, 0.8])
    assert not observed.complete


def test_where_there_is_no_listing_reading_again_could_not_help():
    provider = Script(state(complete=False), capabilities=CANNOT)
    assert read(provider) == (state(complete=False), [])


@pytest.mark.parametrize("capabilities", [LISTS, CANNOT])
def test_an_answer_older_than_our_own_effects_is_read_again(capabilities):
    provider = Script(state(1), state(2), state(3), capabilities=capabilities)
    observed, slept = read(provider, shows=lambda seen: seen.gaps == ("read 3",))
    assert (observed, slept) == (state(3), [0.2, 0.4])


def test_one_that_stays_too_old_is_marked_incomplete_and_says_why():
    provider = Script(state(1))
    observed, _ = read(provider, shows=lambda _: False)
    assert provider.reads == 1 + REREADS
    assert not observed.complete
    assert observed.gaps == ("read 1", STALE)


def test_the_last_rereading_counts_too():
    answers = [state(n) for n in range(1 + REREADS)]
    observed, _ = read(Script(*answers), shows=lambda seen: seen is answers[-1])
    assert observed is answers[-1]
    assert observed.complete


def test_without_budget_there_is_no_rereading():
    provider = Script(state(1, False))
    assert read(provider, budget=0) == (state(1, False), [])
    assert provider.reads == 1


def test_retries_and_rereadings_share_the_budget():
    provider = Script(Throttled("", retry_after=19.7), state(1, False))
    observed, slept = read(provider)
    assert slept == [19.7]
    assert (observed, provider.reads) == (state(1, False), 2)


# --- on the simulator -----------------------------------------------------------------------------------

ACCOUNT = {
    "now": "2026-11-23T10:00:00+08:00",
    "numbers": [
        {"number": f"05718888000{n}", "type": "regular", "line": "landline", "callType": "both",
         "region": "浙江/杭州", "enterprise": "E", "status": "active", "appliedOn": "2026-07-20",
         "activatedOn": "2026-08-01"}
        for n in (1, 2)
    ],
    "enterprises": [{"name": "E", "approved": True, "hotline": True}],
    "instances": [{"code": "057100001234", "name": "o", "enterprise": "E"}],
}  # fmt: skip


@pytest.fixture
def provider(tmp_path: Path):
    world = open_world(tmp_path / "account.db", Seed.model_validate(ACCOUNT))
    yield SimulatorProvider("prod", world)
    world.close()


def strike(provider, kind, times=1, **said):
    provider.world.script(Fault(kind, times=times, verb="read", **said))


@pytest.mark.parametrize(
    ("kind", "said", "pauses"),
    [
        ("timeout-before", {}, [0.2, 0.4]),
        ("error-500-before", {}, [0.2, 0.4]),
        ("throttle-before", {}, [0.2, 0.4]),
        ("throttle-before", {"wait": 2.5}, [2.5, 2.5]),
        ("short-list", {}, [0.2, 0.4]),
        ("duplicate-entry", {}, [0.2, 0.4]),
    ],
)
def test_faults_that_pass_leave_a_whole_reading(provider, kind, said, pauses):
    strike(provider, kind, times=2, **said)
    observed, slept = read(provider)
    assert (observed.complete, observed.gaps, len(observed.numbers)) == (True, (), 2)
    assert slept == pauses


@pytest.mark.parametrize("kind", ["short-list", "duplicate-entry"])
def test_a_list_that_stays_short_proves_no_absence(provider, kind):
    strike(provider, kind, times=9)
    observed, _ = read(provider)
    assert len(observed.numbers) == 1
    assert not observed.complete
    assert observed.gaps


def test_a_lagging_list_is_waited_for(provider):
    call = Call(Verb.UNBIND, number="057188880001")
    provider.world.bind(["057188880001"], "057100001234", None)
    strike(provider, "lag", times=2)
    provider.execute(call)
    bound = []

    def shows(seen):
        bound.append(seen.numbers["057188880001"].instance)
        return bound[-1] is None

    observed, slept = read(provider, shows=shows)
    assert bound == ["057100001234", "057100001234", None]
    assert (observed.complete, slept) == (True, [0.2, 0.4])
