"""The provider conformance suite: one plain class, from "observe the empty account" to "a timeout after the effect".

A provider enrols by a subclass whose name begins with Test and whose fixture `enrol` opens an account; the page
docs/adding-a-provider.md walks through it. After every run the suite plans again and expects nothing to be ready until
the world or Git moves. Whether a step is called or done by a person follows from the provider's own capabilities.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from reconciler import pipeline
from reconciler.contracts.provider import ReadsByNumber
from reconciler.errors import ReconcilerError
from reconciler.model.action import Mode, Status, Verb
from reconciler.model.observation import ObservedState
from reconciler.model.outcome import Fate
from reconciler.model.resource import HOTLINE as HOTLINE_TYPE
from reconciler.model.resource import REGULAR, NumberType
from reconciler.planning.origins import with_origins
from reconciler.testing.scene import (
    ACCOUNT,
    BOUND,
    EMPTY,
    FREE,
    HOTLINE,
    INSTANCE,
    OFFERED,
    SECOND,
    YOUNG,
    Enrolment,
    Scene,
    entry,
    hotline,
)

SHARED_MEMORY = Path("/dev/shm")
Enrol = Callable[[Mapping[str, Any]], Enrolment]


class ProviderConformance:
    """Levels from easy to hard; a level that an enrolment has no means for is skipped."""

    @pytest.fixture
    def folder(self) -> Iterator[Path]:
        """A place for one workspace, in memory where there is one: a ledger waits for its disk at every record."""
        with TemporaryDirectory(dir=SHARED_MEMORY if SHARED_MEMORY.is_dir() else None) as name:
            yield Path(name)

    @pytest.fixture
    def enrol(self) -> Enrol:
        """Opens an account with this content, in the shape of a world file. Every enrolment overrides it."""
        raise NotImplementedError

    @pytest.fixture
    def scene(self, enrol: Enrol, folder: Path) -> Scene:
        """A workspace that manages everything the account holds, adopted and quiet."""
        scene = Scene(folder, enrol(ACCOUNT))
        scene.commit(**everything())
        scene.vouch()
        scene.settle()
        return scene

    # --- level 1: looking ----------------------------------------------------------------------------------

    def test_an_empty_account_is_seen_as_empty(self, enrol: Enrol, folder: Path) -> None:
        scene = Scene(folder, enrol(EMPTY))
        scene.commit()
        observed = scene.observe()
        assert dict(observed.numbers) == {}
        assert observed.complete is scene.session().provider.capabilities.listing
        assert scene.ready() == []

    def test_what_is_seen_is_true(self, enrol: Enrol, folder: Path) -> None:
        """A field that is neither unknown nor attested has the account's own value."""
        scene = Scene(folder, enrol(ACCOUNT))
        scene.commit(**everything())
        truth = {number["number"]: number for number in scene.enrolment.numbers()}
        numbers = scene.observe().numbers
        assert numbers, "nothing is seen"
        for number, live in numbers.items():
            for path, name in _TOLD.items():
                if name not in live.unknown and getattr(live, name) is not None:
                    assert str(getattr(live, name)) == str(truth[number].get(path)), (number, path)

    def test_what_is_claimed_to_be_read_is_read(self, enrol: Enrol, folder: Path) -> None:
        """Each fact that `reads` names, and that some number of the type has, is told of at least one of them."""
        scene = Scene(folder, enrol(ACCOUNT))
        scene.commit(**everything())
        provider, truth = scene.session().provider, scene.enrolment.numbers()
        numbers = _observed(scene).numbers
        for number_type in (HOTLINE_TYPE, REGULAR):
            rows = [live for live in numbers.values() if live.type == number_type]
            for path, name in _TOLD.items():
                there = any(row["type"] == number_type and path in row for row in truth)
                if there and provider.capabilities.sees(name, number_type):
                    known = [live for live in rows if getattr(live, name) is not None]
                    assert any(name not in live.unknown | live.attested for live in known), (
                        f"{provider.capabilities} claims to read {name} of a {number_type} number and does not"
                    )

    def test_nothing_is_stated_that_is_not_read(self, enrol: Enrol, folder: Path) -> None:
        """Every fact is observed because `reads` names it, attested, or unknown: the core refuses anything else."""
        scene = Scene(folder, enrol(ACCOUNT))
        scene.commit(**everything())
        provider = scene.session().provider
        with_origins(_observed(scene), provider.capabilities, scene.enrolment.provider)

    def test_a_number_read_alone_is_what_the_whole_read_shows(self, enrol: Enrol, folder: Path) -> None:
        """Unknown fields too; and nothing is said of any other number."""
        scene = Scene(folder, enrol(ACCOUNT))
        scene.commit(**everything())
        session = scene.session()
        pipeline.set_lookup_targets(session, pipeline.remember(session))
        provider = session.provider
        if not isinstance(provider, ReadsByNumber):
            pytest.skip("this provider reads the whole account only")
        whole = provider.observe()
        for number in (BOUND, FREE, HOTLINE):
            alone = provider.observe_numbers([number])
            expected = {} if number not in whole.numbers else {number: whole.numbers[number]}
            assert dict(alone.numbers) == expected
            assert (alone.instances or {}).keys() == (whole.instances or {}).keys()

    def test_looking_changes_nothing(self, enrol: Enrol, folder: Path) -> None:
        scene = Scene(folder, enrol(ACCOUNT))
        scene.commit(**everything())
        before = list(scene.enrolment.numbers())
        scene.plan()
        assert list(scene.enrolment.numbers()) == before
        assert _effects(scene) == []

    def test_what_is_there_already_is_adopted_and_nothing_else(self, enrol: Enrol, folder: Path) -> None:
        scene = Scene(folder, enrol(ACCOUNT))
        scene.commit(**everything())
        scene.vouch()
        assert {action.verb for action in scene.plan().ready} == {Verb.ADOPT}
        scene.settle()
        assert _effects(scene) == []

    def test_nothing_is_known_to_be_absent_without_a_listing(self, scene: Scene) -> None:
        provider = scene.session().provider
        observed = provider.observe()
        if not provider.capabilities.listing:
            assert not observed.complete
            assert observed.gaps

    # --- level 2: changing what can be changed back ----------------------------------------------------------

    def test_a_number_is_bound(self, scene: Scene) -> None:
        scene.commit(**everything(free=entry(FREE, instance="outbound")))
        assert scene.settle() == ["care/free:bind"]
        assert _truth(scene, FREE)["instance"] == INSTANCE
        assert scene.observe().numbers[FREE].instance == INSTANCE

    def test_a_second_apply_makes_no_call(self, scene: Scene) -> None:
        scene.commit(**everything(free=entry(FREE, instance="outbound")))
        scene.settle()
        before = _effects(scene)
        assert scene.settle() == []
        assert _effects(scene) == before

    def test_a_rebind_is_an_unbind_and_then_a_bind(self, scene: Scene) -> None:
        scene.commit(**everything(bound=entry(BOUND, instance="spare")))
        assert scene.settle() == ["care/bound:unbind", "care/bound:bind"]
        assert _truth(scene, BOUND)["instance"] == SECOND

    def test_a_transfer_is_set(self, scene: Scene) -> None:
        scene.commit(**everything(hot=hotline(HOTLINE, ivr="transferred")))
        assert scene.settle() == ["care/hot:set-transfer"]
        transfer = _truth(scene, HOTLINE)["ivr"]["transfer"]
        assert (transfer["routing"], transfer["to"]) == ("round-robin", ["057188880009", "13800001111"])

    def test_a_playback_is_changed(self, scene: Scene) -> None:
        scene.commit(**everything(bound=entry(BOUND, instance="outbound", ivr="other")))
        assert scene.settle() == ["care/bound:configure-ivr"]
        assert _truth(scene, BOUND)["ivr"]["playback"]["audio"] == "other.wav"

    def test_several_changes_in_one_run(self, scene: Scene) -> None:
        scene.commit(
            **everything(
                free=entry(FREE, instance="outbound", ivr="other"), hot=hotline(HOTLINE, ivr="transferred")
            )
        )
        assert sorted(scene.settle()) == [
            "care/free:bind",
            "care/free:configure-ivr",
            "care/hot:set-transfer",
        ]

    # --- level 3: human tasks ----------------------------------------------------------------------------------

    def test_a_step_without_an_api_is_a_task_that_is_issued_once(self, scene: Scene) -> None:
        wanted = entry(BOUND, instance="outbound", ivr="other")
        if scene.session().provider.capabilities.can(Verb.CONFIGURE_IVR, REGULAR):
            pytest.skip("this provider can do it")
        scene.commit(**everything(bound=wanted))
        first = scene.apply()
        assert [(one.action.id, one.fate) for one in first.results] == [
            ("care/bound:configure-ivr", Fate.ISSUED)
        ]
        (waiting,) = scene.plan().actions
        assert (waiting.mode, waiting.status) == (Mode.MANUAL, Status.WAITING)
        assert scene.apply().results == ()
        assert _effects(scene) == []

    # --- level 4: money and time ---------------------------------------------------------------------------------

    def test_a_400_number_from_the_application_to_its_first_call(self, scene: Scene) -> None:
        advance = _needs(scene.enrolment.advance, "time cannot pass here")
        wanted = hotline(OFFERED, ivr="transferred", documents={"reference": "DOC-1"})
        scene.commit(**everything(new=wanted))
        first = scene.settle()
        assert first[0] == "care/new:order"
        assert "care/new:submit-documents" in first
        assert _truth(scene, OFFERED)["status"] == "reviewing"
        advance("2d")
        scene.vouch()
        assert sorted(scene.settle()) == ["care/new:configure-ivr", "care/new:set-transfer"]
        assert _truth(scene, OFFERED)["status"] == "active"
        assert _effects(scene).count("apply") == _called(scene, Verb.ORDER, HOTLINE_TYPE)

    def test_a_regular_number_is_applied_for_once_and_then_bound(self, scene: Scene) -> None:
        advance = _needs(scene.enrolment.advance, "time cannot pass here")
        scene.commit(**everything(new=entry(None, instance="outbound")))
        assert scene.settle() == ["care/new:order"]
        advance("5d")
        scene.vouch()
        assert sorted(set(scene.settle()) - {"care/new:adopt"}) == ["care/new:bind", "care/new:configure-ivr"]
        (got,) = [n for n in scene.enrolment.numbers() if n.get("number") == "057188880222"]
        assert (got["status"], got["instance"]) == ("active", INSTANCE)
        assert _effects(scene).count("apply") == _called(scene, Verb.ORDER, REGULAR)

    def test_deleting_an_entry_cancels_nothing(self, scene: Scene) -> None:
        left = everything()
        del left["numbers"]["free"]
        scene.commit(**left)
        assert scene.settle() == ["care/free:forget"]
        assert _truth(scene, FREE)["status"] == "active"
        assert _effects(scene) == []

    def test_a_cancellation_needs_its_tombstone_and_unbinds_first(self, scene: Scene) -> None:
        left = everything()
        del left["numbers"]["bound"]
        scene.commit(**left)
        scene.bury("bound", BOUND)
        assert scene.settle() == ["care/bound:unbind", "care/bound:cancel"]
        assert _truth(scene, BOUND)["status"] in ("cancelling", "cancelled")

    def test_a_young_number_is_not_cancelled_before_its_time(self, scene: Scene) -> None:
        left = everything()
        del left["numbers"]["young"]
        scene.commit(**left)
        scene.bury("young", YOUNG)
        assert scene.settle() == []
        (action,) = scene.plan().actions
        assert (action.id, action.status) == ("care/young:cancel", Status.DEFERRED)
        assert str(action.earliest) == "2027-02-02 00:00:00+08:00"

    def test_a_cancelled_number_is_never_bought_again(self, scene: Scene) -> None:
        left = everything()
        del left["numbers"]["free"]
        scene.commit(**left)
        scene.bury("free", FREE)
        scene.settle()
        before = _effects(scene)
        assert scene.settle() == []
        assert _effects(scene) == before

    # --- level 5: somebody else's hands --------------------------------------------------------------------------

    def test_a_number_taken_off_by_hand_is_put_back(self, scene: Scene) -> None:
        hands = _needs(scene.enrolment.by_hand, "nobody can be in the console here")
        left = everything()
        del left["numbers"]["bound"]
        scene.commit(**everything(bound=entry(BOUND, instance="spare")))
        (unbind,) = [a for a in scene.plan().actions if a.verb is Verb.UNBIND]
        hands(unbind)
        scene.vouch()
        scene.commit(**everything())
        assert scene.settle() == ["care/bound:bind"]
        assert _truth(scene, BOUND)["instance"] == INSTANCE

    # --- level 6: refusals and faults ------------------------------------------------------------------------------

    def test_a_refusal_is_told_and_leaves_the_slot_free(self, scene: Scene) -> None:
        _fault(scene)("business-error", "bind")
        scene.commit(**everything(free=entry(FREE, instance="outbound")))
        assert [one.fate for one in scene.apply().results] == [Fate.REFUSED]
        assert "instance" not in _truth(scene, FREE)
        assert scene.settle() == ["care/free:bind"]

    def test_a_throttled_call_is_made_again_under_the_same_intent(self, scene: Scene) -> None:
        _fault(scene)("throttle", "bind")
        scene.commit(**everything(free=entry(FREE, instance="outbound")))
        assert [one.fate for one in scene.apply().results] == [Fate.DONE]
        assert _effects(scene) == ["bind"]

    def test_a_failed_read_is_read_again(self, scene: Scene) -> None:
        fault = _fault(scene)
        for kind in ("unreadable", "throttle"):
            fault(kind, "read")
            assert scene.ready() == []

    def test_a_list_that_is_short_or_lags_buys_and_cancels_nothing(self, scene: Scene) -> None:
        fault = _fault(scene)
        for kind in ("short-list", "duplicate-entry", "total-changes"):
            fault(kind, "read")
            try:
                ready = {action.verb for action in scene.plan().ready}
            except ReconcilerError:
                continue
            assert not ready & {Verb.ORDER, Verb.CANCEL}
        assert scene.settle() == []

    @pytest.mark.parametrize(
        "kind", ["timeout-before", "reset-before", "error-500-before", "undecodable-before"]
    )
    def test_a_call_that_is_lost_before_its_effect_is_made_again_on_evidence(
        self, scene: Scene, kind: str
    ) -> None:
        _fault(scene)(kind, "bind")
        scene.commit(**everything(free=entry(FREE, instance="outbound")))
        assert [one.fate for one in scene.apply().results] == [Fate.UNKNOWN]
        assert _effects(scene) == []
        _converges(scene)
        assert _effects(scene) == ["bind"]
        assert _truth(scene, FREE)["instance"] == INSTANCE

    @pytest.mark.parametrize("kind", ["timeout-after", "reset-after", "error-500-after", "undecodable-after"])
    def test_a_call_whose_answer_is_lost_is_settled_by_looking(self, scene: Scene, kind: str) -> None:
        _fault(scene)(kind, "bind")
        scene.commit(**everything(free=entry(FREE, instance="outbound")))
        assert [one.fate for one in scene.apply().results] == [Fate.UNKNOWN]
        assert _effects(scene) == ["bind"]
        _converges(scene)
        assert _effects(scene) == ["bind"]
        assert _truth(scene, FREE)["instance"] == INSTANCE

    # --- the end ---------------------------------------------------------------------------------------------------

    def test_no_promise_is_left_untested_in_silence(self, scene: Scene) -> None:
        missing = scene.enrolment.missing
        silent = sorted(missing.keys() - set(scene.enrolment.untested))
        assert not silent, (
            f"not tested: {'; '.join(missing[name] for name in silent)}. Give the enrolment {', '.join(silent)}, or "
            "name them in its `untested`"
        )
        if missing:
            pytest.skip(f"NOT TESTED: {'; '.join(missing.values())}")


_TOLD = {
    "type": "type",
    "line": "line",
    "region": "region",
    "enterprise": "enterprise",
    "carrier": "carrier",
    "instance": "instance",
    "status": "status",
    "appliedOn": "applied_on",
    "activatedOn": "activated_on",
}
"""World file to ObservedNumber."""


def everything(**changed: Any) -> dict[str, dict[str, Any]]:
    """Documents that declare all of ACCOUNT as it is; keyword arguments replace or add entries by key."""
    numbers = {
        "bound": entry(BOUND, instance="outbound"),
        "free": entry(FREE),
        "young": entry(YOUNG),
    }
    hotlines = {"hot": hotline(HOTLINE, ivr="as-is")}
    for key, value in changed.items():
        (hotlines if "carrier" in value else numbers)[key] = value
    return {"numbers": numbers, "hotlines": hotlines}


def _observed(scene: Scene) -> ObservedState:
    """What the provider itself says, before the core looks at it."""
    session = scene.session()
    pipeline.set_lookup_targets(session, pipeline.remember(session))
    return session.provider.observe()


def _needs(means: Any, why: str) -> Any:
    if means is None:
        pytest.skip(why)
    return means


def _fault(scene: Scene) -> Callable[[str, str], None]:
    fault: Callable[[str, str], None] = _needs(scene.enrolment.fault, "no faults can be scripted here")
    return fault


def _effects(scene: Scene) -> list[str]:
    return [] if scene.enrolment.effects is None else list(scene.enrolment.effects())


def _called(scene: Scene, verb: Verb, number_type: NumberType) -> int:
    """How often one deed is called: once, or never where a person does it."""
    return int(scene.session().provider.capabilities.can(verb, number_type))


def _truth(scene: Scene, number: str) -> Mapping[str, Any]:
    """The account's own record of a number."""
    return next(record for record in scene.enrolment.numbers() if record.get("number") == number)


def _converges(scene: Scene) -> None:
    """With no more faults, at most three runs end everything; what nothing can show, a person looks up and resolves."""
    for _ in range(3):
        if not scene.apply().results and scene.ready() == []:
            scene.resolve()
    assert all(action.status is not Status.HELD for action in scene.plan().actions)
    assert scene.ready() == []
