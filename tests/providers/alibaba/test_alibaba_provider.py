"""The provider over real HTTP: what it sees, what it says it cannot see, and what it calls."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from emulating import (
    ACCOUNT,
    BARE_HOTLINE,
    BOUND,
    COMPANY,
    FOREIGN,
    FREE,
    HOTLINE,
    INSTANCE,
    OTHER,
    SECOND,
    TRANSFER,
    emulated,
    number,
)

from reconciler.contracts.provider import Call, LookupProvider
from reconciler.errors import OutcomeUnknown, Refused, Unreadable, Unsupported
from reconciler.model.action import Verb
from reconciler.model.calendar import SHANGHAI
from reconciler.model.observation import Balance, Enterprise, ObservedInstance
from reconciler.model.resource import DesiredNumber, Ivr, Source
from reconciler.model.resource import Transfer as Pool
from reconciler.providers.alibaba import connection, settings
from reconciler.providers.alibaba.client import Client
from reconciler.providers.alibaba.pace import Pace
from reconciler.providers.alibaba.provider import UNBOUND_UNLISTED, AlibabaProvider
from reconciler.providers.alibaba.roster.reading import parse
from reconciler.providers.simulator.world.faults import Fault

NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
BIND = DesiredNumber(
    "care/hz", "care", "prod", "regular", Source("t.yaml", 1), FREE, instance=INSTANCE, routing="region-first"
)
TRANSFERRED = DesiredNumber(
    "care/brand",
    "care",
    "prod",
    "400",
    Source("t.yaml", 2),
    BARE_HOTLINE,
    ivr=Ivr(transfer=Pool("random", ("057188880009",), "10000008748")),
)


class Watch:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.time = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


def open_provider(account, watch, roster: str | None = None) -> AlibabaProvider:
    pace = Pace(per_second=float("inf"), clock=lambda: watch.time, sleep=watch.sleep)
    found = settings.parse(account.settings)
    read = None if roster is None else parse(roster.encode(), "roster.json")
    provider = AlibabaProvider("prod", Client(found, pace), pace=pace, budget=found.read_budget, roster=read)
    assert isinstance(provider, LookupProvider)
    return provider


@pytest.fixture
def provider(account, watch) -> AlibabaProvider:
    return open_provider(account, watch)


class TestObserving:
    def test_bound_numbers_and_what_is_told_of_them(self, provider):
        seen = provider.observe()
        assert list(seen.numbers) == [BOUND]
        bound = seen.numbers[BOUND]
        assert (bound.type, bound.line, bound.status) == ("regular", "landline", "unknown")
        assert (bound.instance, bound.routing, bound.region) == (INSTANCE, "random", "浙江/杭州")
        assert (bound.enterprise, bound.activated_on) == (COMPANY, date(2026, 8, 1))
        assert bound.unknown == {
            "status",
            "call_type",
            "call_type_text",
            "script",
            "running_status",
            "reason",
            "applied_on",
            "monthly",
            "ivr.playback",
        }
        assert bound.attested == frozenset()

    def test_absence_proves_nothing(self, provider):
        seen = provider.observe()
        assert not seen.complete
        assert seen.gaps == (UNBOUND_UNLISTED,)

    def test_account_wide_facts(self, provider):
        seen = provider.observe()
        assert seen.instances == {
            INSTANCE: ObservedInstance(INSTANCE, "outbound", None, "usable", "random"),
            SECOND: ObservedInstance(SECOND, "spare", None, "unusable", None),
        }
        assert seen.balance == Balance(Decimal("500.00"), Decimal("0.00"))
        assert (seen.enterprises, seen.scripts, seen.offers, seen.public_mode, seen.audio) == (None,) * 5
        assert not seen.playback_readable
        assert (seen.account, seen.now, provider.now()) == ("prod", NOW, NOW)

    def test_hotlines_are_asked_for_by_name(self, provider):
        provider.set_lookup_targets([HOTLINE, BARE_HOTLINE, "4009999999", FREE], [])
        seen = provider.observe()
        assert list(seen.numbers) == [BOUND, HOTLINE]
        hotline = seen.numbers[HOTLINE]
        assert hotline.ivr == Ivr(transfer=Pool("round-robin", tuple(TRANSFER["to"]), None))
        assert hotline.call_type == "inbound"
        assert "ivr.transfer" not in hotline.unknown
        assert {"status", "package", "carrier", "ivr.playback"} <= hotline.unknown

    def test_audio_is_asked_for_by_name_ten_at_a_time(self, provider):
        files = [f"{position}.wav" for position in range(23)]
        provider.set_lookup_targets([], ["new.wav", "bad.wav", *files])
        audio = provider.observe().audio
        assert audio == {
            "new.wav": "AUDIT_STATE_INIT",
            "bad.wav": "AUDIT_STATE_NOT_PASS",
            **dict.fromkeys(files, "approved"),
        }

    def test_every_page_is_read(self, tmp_path, watch):
        many = [number(f"0571{position:08d}", instance=INSTANCE) for position in range(250)]
        with emulated(tmp_path, ACCOUNT | {"numbers": many}) as account:
            seen = open_provider(account, watch).observe()
        assert list(seen.numbers) == [entry["number"] for entry in many]
        assert {bound.routing for bound in seen.numbers.values()} == {"region-first"}
        assert seen.gaps == (UNBOUND_UNLISTED,)

    @pytest.mark.parametrize(
        "kind",
        ["short-list", "duplicate-entry", "total-changes", "unreadable", "error-500-before", "throttle"],
    )
    def test_one_bad_read_is_read_again(self, kind, tmp_path, watch):
        """The second listing, of numbers bound at random, is the one that is spoiled."""
        many = [number(f"0571{position:08d}", instance=INSTANCE, routing="random") for position in range(3)]
        with emulated(tmp_path, ACCOUNT | {"numbers": many}) as account:
            account.world.script(Fault(kind, verb="read", after=1))
            seen = open_provider(account, watch).observe()
        assert seen.gaps == (UNBOUND_UNLISTED,)
        assert len(seen.numbers) == 3
        assert watch.slept == [0.5]

    def test_a_throttled_read_waits_as_long_as_it_is_told(self, account, provider, watch):
        account.world.script(Fault("throttle", verb="read", wait=2.5))
        assert provider.observe().gaps == (UNBOUND_UNLISTED,)
        assert watch.slept == [2.5]

    def test_reads_are_given_up_when_the_budget_is_spent(self, account, provider, watch):
        account.world.script(Fault("unreadable", verb="read", times=100))
        with pytest.raises(Unreadable, match="gave up within the budget of 20 s") as unreadable:
            provider.observe()
        assert not unreadable.value.retryable
        assert watch.slept[:5] == [0.5, 1.0, 2.0, 4.0, 8.0]
        assert watch.time <= 20

    def test_a_wait_beyond_the_budget_is_not_waited(self, account, provider, watch):
        account.world.script(Fault("throttle", verb="read", wait=60, times=2))
        with pytest.raises(Unreadable, match="Throttling"):
            provider.observe()
        assert watch.slept == []

    @pytest.mark.parametrize(
        ("action", "what", "lost"),
        [
            ("QueryVirtualNumberRelation", "the bindings and their routing", {"routing", "enterprise"}),
            ("QueryVmsVirtualNumberRelationByPage", "the states of the bindings", set()),
            ("ListServiceInstanceForPage", "the service instances", set()),
            ("QueryAccountBalance", "the balance", set()),
            ("QueryVoiceFileAuditInfo", "the review states of audio files", set()),
            ("QueryCallInPoolTransferConfig", f"the transfer of {HOTLINE}", set()),
        ],
    )
    def test_a_missing_part_is_named_and_its_facts_are_unknown(
        self, action, what, lost, provider, monkeypatch
    ):
        read = provider._client.read

        def forbidden(asked, fields):
            if asked == action:
                raise Unreadable(f"{asked}: NoPermission")
            return read(asked, fields)

        monkeypatch.setattr(provider._client, "read", forbidden)
        provider.set_lookup_targets([HOTLINE], ["new.wav"])
        seen = provider.observe()
        assert seen.gaps == (f"{what} could not be read: {action}: NoPermission", UNBOUND_UNLISTED)
        assert lost <= seen.numbers[BOUND].unknown
        assert seen.numbers[BOUND].instance == INSTANCE
        empty = {"ListServiceInstanceForPage": "instances", "QueryAccountBalance": "balance"}
        for asked, field in empty.items():
            assert (getattr(seen, field) is None) is (asked == action)

    def test_without_both_queries_of_bindings_there_is_no_observation(self, provider, monkeypatch):
        read = provider._client.read

        def forbidden(asked, fields):
            if "Relation" in asked:
                raise Unreadable(f"{asked}: NoPermission", hint="grant it")
            return read(asked, fields)

        monkeypatch.setattr(provider._client, "read", forbidden)
        with pytest.raises(Unreadable, match="QueryVirtualNumberRelation: NoPermission") as unreadable:
            provider.observe()
        assert unreadable.value.hint == "grant it"


class TestRoster:
    FULL = f"""{{
      "asOf": "2026-11-20", "complete": true, "publicMode": true,
      "numbers": [
        {{"number": "{BOUND}", "运行状态": "正常", "ResCallTypeDesc": "呼入+呼出", "企业名称": "{OTHER}"}},
        {{"number": "{FREE}", "running status": "受限", "reason": "投诉"}},
        {{"number": "{FOREIGN}"}},
        {{"number": "{HOTLINE}", "package": "120", "carrier": "中国联通", "audio": "welcome.wav"}},
        {{"number": "{BARE_HOTLINE}", "status": "documents_due", "applied on": "2026-11-10"}}
      ],
      "enterprises": [
        {{"name": "{COMPANY}", "approved": true, "hotline": false, "order": "2"}},
        {{"name": "{OTHER}", "approved": true, "hotline": true, "order": "1"}},
        {{"name": "三号公司", "approved": true}}
      ],
      "scripts": [{{"code": "SCRIPT-1", "approved": true}}],
      "instances": [{{"code": "{INSTANCE}", "enterprise": "{COMPANY}"}}]
    }}"""

    def test_a_complete_roster_makes_absence_known(self, account, watch):
        seen = open_provider(account, watch, self.FULL).observe()
        assert seen.complete
        assert seen.gaps == ()
        assert sorted(seen.numbers) == sorted([BOUND, FREE, FOREIGN, HOTLINE, BARE_HOTLINE])
        assert seen.origins == {
            "enterprises": "attested",
            "scripts": "attested",
            "public_mode": "attested",
            "numbers": "attested",
        }

    def test_observed_wins_and_attested_fills_what_is_unknown(self, account, watch):
        bound = open_provider(account, watch, self.FULL).observe().numbers[BOUND]
        assert bound.enterprise == COMPANY
        assert (bound.status, bound.running_status) == ("active", "正常")
        assert (bound.call_type, bound.call_type_text) == ("both", "呼入+呼出")
        assert bound.attested == {"status", "running_status", "call_type", "call_type_text"}
        assert not bound.attested & bound.unknown

    def test_an_unbound_number_is_known_to_be_unbound(self, account, watch):
        free = open_provider(account, watch, self.FULL).observe().numbers[FREE]
        assert free.instance is None
        assert not {"instance", "routing"} & (free.unknown | free.attested)
        assert (free.status, free.reason) == ("restricted", "投诉")

    def test_a_hotline_is_asked_for_because_the_roster_names_it(self, account, watch):
        hotline = open_provider(account, watch, self.FULL).observe().numbers[HOTLINE]
        assert hotline.ivr is not None
        assert hotline.ivr.transfer == Pool("round-robin", tuple(TRANSFER["to"]), None)
        assert hotline.ivr.playback is not None
        assert hotline.ivr.playback.audio == "welcome.wav"
        assert {"package", "carrier", "ivr.playback"} <= hotline.attested
        assert hotline.package == Decimal("120.00")

    def test_a_pending_hotline_has_its_deadline(self, account, watch):
        pending = open_provider(account, watch, self.FULL).observe().numbers[BARE_HOTLINE]
        assert pending.deadline == datetime(2026, 11, 25, tzinfo=SHANGHAI)

    def test_a_qualification_whose_order_is_named_is_read(self, account, watch):
        """The second enterprise by name is the one approved for 400 numbers."""
        seen = open_provider(account, watch, self.FULL).observe()
        assert seen.enterprises == {
            "三号公司": Enterprise("三号公司", True, False),
            OTHER: Enterprise(OTHER, True, False),
            COMPANY: Enterprise(COMPANY, True, True),
        }

    def test_instances_get_their_enterprise(self, account, watch):
        seen = open_provider(account, watch, self.FULL).observe()
        assert seen.instances is not None
        assert seen.instances[INSTANCE].enterprise == COMPANY
        assert seen.instances[SECOND].enterprise is None

    def test_a_bound_number_that_a_complete_roster_lacks_makes_it_incomplete(self, account, watch):
        roster = f'{{"asOf": "2026-11-20", "complete": true, "numbers": [{{"number": "{FREE}"}}]}}'
        seen = open_provider(account, watch, roster).observe()
        assert not seen.complete
        assert seen.gaps == (UNBOUND_UNLISTED,)

    @pytest.mark.parametrize("taken", ["2026-10-01", "2026-12-01"])
    def test_an_old_roster_or_one_from_the_future_is_not_believed(self, account, watch, taken):
        roster = self.FULL.replace("2026-11-20", taken).replace("2026-11-10", "2026-09-10")
        seen = open_provider(account, watch, roster).observe()
        assert list(seen.numbers) == [BOUND, HOTLINE], "what it names is asked for all the same"
        assert {number.attested for number in seen.numbers.values()} == {frozenset()}
        assert seen.enterprises is None
        assert seen.gaps == (
            f"roster.json was taken on {taken} and is not believed any more: export it again",
            UNBOUND_UNLISTED,
        )


class TestCalling:
    def test_a_bind(self, account, provider):
        receipt = provider.execute(Call(Verb.BIND, BIND, FREE))
        assert receipt.number == FREE
        bound = provider.observe().numbers[FREE]
        assert (bound.instance, bound.routing) == (INSTANCE, "region-first")

    def test_a_number_that_fails_beside_success_is_refused(self, provider):
        with pytest.raises(Refused, match=f"did not bind {FOREIGN}"):
            provider.execute(Call(Verb.BIND, replace(BIND, number=FOREIGN), FOREIGN))

    @pytest.mark.parametrize("change", [{"instance": None}, {"routing": None}])
    def test_a_bind_without_its_target_is_not_sent(self, account, provider, change):
        with pytest.raises(Refused, match="nothing was sent"):
            provider.execute(Call(Verb.BIND, replace(BIND, **change), FREE))
        assert account.world.requests() == ()

    def test_an_answer_that_speaks_of_other_numbers_is_in_doubt(self, provider, monkeypatch):
        from reconciler.providers.alibaba.mapping.answer import Answer

        for data in ("057188889999", ","):
            answer = Answer("AddVirtualNumberRelation", {"Code": "200", "Data": data})
            monkeypatch.setattr(provider._client, "write", lambda *_, answer=answer: answer)
            with pytest.raises(OutcomeUnknown):
                provider.execute(Call(Verb.BIND, BIND, FREE))

    def test_a_transfer(self, provider):
        assert provider.execute(Call(Verb.SET_TRANSFER, TRANSFERRED, BARE_HOTLINE)).number == BARE_HOTLINE
        provider.set_lookup_targets([BARE_HOTLINE], [])
        ivr = provider.observe().numbers[BARE_HOTLINE].ivr
        assert ivr == Ivr(transfer=Pool("random", ("057188880009",), None))

    @pytest.mark.parametrize("ivr", [None, Ivr(), Ivr(transfer=Pool("random", ("1",), None))])
    def test_half_a_transfer_is_not_sent(self, account, provider, ivr):
        with pytest.raises(Refused, match="nothing was sent"):
            provider.execute(Call(Verb.SET_TRANSFER, replace(TRANSFERRED, ivr=ivr), BARE_HOTLINE))
        assert account.world.requests() == ()

    @pytest.mark.parametrize("data", [False, None, "maybe"])
    def test_a_transfer_that_is_not_answered_with_true_is_in_doubt(self, provider, monkeypatch, data):
        from reconciler.providers.alibaba.mapping.answer import Answer

        answer = Answer("SetTransferCalleePoolConfig", {"Code": "OK", "Data": data})
        monkeypatch.setattr(provider._client, "write", lambda *_: answer)
        with pytest.raises(OutcomeUnknown):
            provider.execute(Call(Verb.SET_TRANSFER, TRANSFERRED, BARE_HOTLINE))

    @pytest.mark.parametrize("verb", sorted(set(Verb) - {Verb.BIND, Verb.SET_TRANSFER}))
    def test_everything_else_is_a_human_task(self, account, provider, verb):
        with pytest.raises(Unsupported, match="human task"):
            provider.execute(Call(verb, BIND, FREE))
        assert account.world.requests() == ()

    def test_a_mutation_is_never_repeated(self, account, provider, monkeypatch, watch):
        monkeypatch.setattr(connection, "READ_TIMEOUT", 0.3)
        account.world.script(Fault("timeout-after", verb="bind"))
        with pytest.raises(OutcomeUnknown):
            provider.execute(Call(Verb.BIND, BIND, FREE))
        assert len(account.world.requests()) == 1
        assert watch.slept == []
        assert provider.observe().numbers[FREE].instance == INSTANCE

    def test_a_throttled_mutation_is_not_repeated_either(self, account, provider, watch):
        account.world.script(Fault("throttle", verb="bind", wait=1))
        with pytest.raises(Refused, match="Throttling"):
            provider.execute(Call(Verb.BIND, BIND, FREE))
        assert len(account.world.requests()) == 1
        assert watch.slept == []


def test_an_account_is_opened_with_its_roster(tmp_path: Path):
    from reconciler.model.state import Account
    from reconciler.providers import create

    (tmp_path / "roster.csv").write_text(f"# as of: 2026-11-20\n号码\n{FREE}\n", encoding="utf-8")
    provider = create("alibaba", Account("prod", "alibaba", {"roster": "roster.csv"}), tmp_path)
    assert isinstance(provider, AlibabaProvider)
    assert provider._roster is not None
    assert list(provider._roster.rows) == [FREE]


def test_a_service_that_does_not_tell_its_time_cannot_be_judged_by(provider, monkeypatch):
    monkeypatch.setattr(provider._client, "now", lambda: None)
    with pytest.raises(Unreadable, match="does not tell its time"):
        provider.observe()


def test_the_time_is_the_service_s_own(account, provider):
    assert provider.now() is None
    account.world.advance(36 * 3600 * 10**6)
    assert provider.observe().now == datetime(2026, 11, 24, 22, tzinfo=SHANGHAI)
    assert provider.now() == datetime(2026, 11, 24, 22, tzinfo=SHANGHAI)
