"""The simulator behind the provider's port: what it shows and what it can be asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from simulated import (
    ACTIVE,
    COMPANY,
    HANGZHOU,
    HOTLINE,
    INSTANCE,
    NOTICE,
    TELECOM,
    UNICOM,
    advance,
    desired_hotline,
    desired_regular,
    provider,
    refused,
    seed,
)

from reconciler import providers
from reconciler.contracts.provider import Call, MutatingProvider, Receipt
from reconciler.errors import InvariantError, OutcomeUnknown, ReconcilerError, Unreadable, Unsupported
from reconciler.model.action import Verb
from reconciler.model.observation import Balance, Enterprise, ObservedInstance, ObservedNumber, Offer
from reconciler.model.resource import Ivr, Playback, Transfer
from reconciler.model.state import Account
from reconciler.planning.origins import with_origins
from reconciler.providers.simulator.provider import SimulatorProvider
from reconciler.providers.simulator.world import open_world

PLAYBACK = {"playback": {"audio": "welcome-2026.wav", "description": "Welcome to Example"}}
TRANSFER = {"transfer": {"routing": "round-robin", "to": ["057188880009"], "qualification": "10000008748"}}


def test_an_account_is_shown_whole() -> None:
    account: MutatingProvider = provider(
        numbers=[
            ACTIVE | {"instance": INSTANCE, "ivr": PLAYBACK},
            HOTLINE | {"ivr": TRANSFER, "status": "unknown"},
        ],
        account={
            "balance": "500.00",
            "arrears": "1.50",
            "playback": {"audio": "all.wav", "description": "All"},
        },
    )
    seen = account.observe()
    assert seen.account == "prod"
    assert seen.now == account.now() == datetime.fromisoformat("2026-11-23T10:00:00+08:00")
    assert list(seen.numbers) == ["057188880001", "4008100009"]
    assert seen.numbers["057188880001"] == ObservedNumber(
        type="regular",
        status="active",
        number="057188880001",
        line="landline",
        call_type="both",
        call_type_text="呼入+呼出",
        region=HANGZHOU,
        enterprise=COMPANY,
        running_status="正常",
        applied_on=date(2026, 7, 20),
        activated_on=date(2026, 8, 1),
        instance=INSTANCE,
        routing="region-first",
        ivr=Ivr(Playback("welcome-2026.wav", "Welcome to Example")),
        monthly=Decimal("35.00"),
    )
    assert seen.numbers["4008100009"] == ObservedNumber(
        type="400",
        status="unknown",
        number="4008100009",
        call_type="inbound",
        call_type_text="呼入",
        carrier=UNICOM,
        package=Decimal("120.00"),
        enterprise=COMPANY,
        running_status="未知",
        applied_on=date(2026, 9, 1),
        activated_on=date(2026, 9, 10),
        ivr=Ivr(transfer=Transfer("round-robin", ("057188880009",), "10000008748")),
        monthly=Decimal("120.00"),
    )
    assert (seen.instances or {})[INSTANCE] == ObservedInstance(
        INSTANCE, "outbound", COMPANY, "usable", "region-first"
    )
    assert (seen.enterprises or {})["待审有限公司"] == Enterprise(
        "待审有限公司", approved=False, hotline=True
    )
    assert seen.scripts == {"SCRIPT-3321": True, "SCRIPT-9": False}
    assert seen.audio == {"new.wav": "reviewing", "bad.wav": "rejected"}
    assert seen.offers == (Offer("4008100001", UNICOM), Offer("4009100002", TELECOM))
    assert seen.balance == Balance(Decimal("500.00"), Decimal("1.50"))
    assert seen.public_mode is False
    assert (seen.playback, seen.playback_readable) == (Playback("all.wav", "All"), True)
    assert (seen.complete, seen.gaps) == (True, ())


def test_an_empty_account_is_complete() -> None:
    seen = provider(numbers=[]).observe()
    assert (dict(seen.numbers), seen.complete) == ({}, True)


def test_a_hundred_thousand_numbers_are_all_seen_in_order() -> None:
    names = [f"0571{at:08d}" for at in range(100_000)]
    account = provider(numbers=[ACTIVE | {"number": name} for name in reversed(names)])
    seen = account.observe()
    assert list(seen.numbers) == names
    assert seen.complete


@pytest.mark.parametrize("status", ["cancelling", "cancelled", "released"])
def test_what_is_gone_stays_listed_and_costs_nothing_more(status: str) -> None:
    number = provider(numbers=[HOTLINE | {"status": status}]).observe().numbers["4008100009"]
    assert (number.status, number.monthly, number.package) == (status, Decimal("0.00"), Decimal("120.00"))


def test_what_was_refused_is_set_aside_while_it_may_be_corrected() -> None:
    number = provider(numbers=[HOTLINE | {"status": "rejected"}]).observe().numbers["4008100009"]
    assert (number.status, number.monthly) == ("rejected", Decimal("120.00"))


def test_the_providers_own_words_are_kept_until_the_status_changes() -> None:
    account = provider(numbers=[ACTIVE | {"runningStatus": "服务中"}])
    assert account.observe().numbers["057188880001"].running_status == "服务中"
    account.world.restrict("057188880001", "投诉")
    number = account.observe().numbers["057188880001"]
    assert (number.running_status, number.reason) == ("受限", "投诉")


def test_a_400_lives_from_purchase_to_cancellation_through_the_port() -> None:
    account = provider(numbers=[])
    wanted = desired_hotline(ivr=Ivr(Playback("w.wav", "W"), Transfer("random", ("057188880009",), "1")))
    bought = account.execute(Call(Verb.ORDER, wanted, "4008100001", acknowledgement=NOTICE))
    assert bought == Receipt("4008100001", "APP-000001")
    account.execute(Call(Verb.SUBMIT_DOCUMENTS, wanted, "4008100001"))
    advance(account.world, "2d")
    account.execute(Call(Verb.CONFIGURE_IVR, wanted, "4008100001"))
    account.execute(Call(Verb.SET_TRANSFER, wanted, "4008100001"))
    number = account.observe().numbers["4008100001"]
    assert (number.status, number.documents, number.ivr) == ("active", "DOC-88", wanted.ivr)
    account.execute(Call(Verb.CLEAR_TRANSFER, None, "4008100001"))
    account.execute(Call(Verb.CLEAR_IVR, None, "4008100001"))
    account.execute(Call(Verb.CANCEL, None, "4008100001"))
    assert account.observe().numbers["4008100001"].status == "cancelling"


def test_a_regular_number_lives_from_application_to_cancellation_through_the_port() -> None:
    account = provider(numbers=[])
    wanted = desired_regular(number=None)
    applied = account.execute(Call(Verb.ORDER, wanted, acknowledgement=NOTICE))
    assert applied == Receipt(None, "APP-000001")
    assert account.observe().numbers["APP-000001"].status == "reviewing"
    advance(account.world, "5d")
    number = account.observe().numbers["057188880222"]
    assert (number.application, number.activated_on) == ("APP-000001", date(2026, 11, 28))
    account.execute(Call(Verb.BIND, wanted, "057188880222"))
    number = account.observe().numbers["057188880222"]
    assert (number.instance, number.routing) == (INSTANCE, "random")
    account.execute(Call(Verb.UNBIND, None, "057188880222"))
    advance(account.world, "93d")  # 1 March, the first day it may go
    account.execute(Call(Verb.CANCEL, None, "057188880222"))
    assert account.observe().numbers["057188880222"].status == "cancelling"


def test_public_mode_is_activated_through_the_port() -> None:
    account = provider()
    account.execute(Call(Verb.ACTIVATE_PUBLIC_MODE))
    assert account.observe().public_mode is True


@pytest.mark.parametrize(
    "call",
    [
        Call(Verb.ORDER, None, "4008100001"),
        Call(Verb.CONFIGURE_IVR, desired_hotline(), "4008100001"),
        Call(Verb.SET_TRANSFER, desired_hotline(), "4008100001"),
        Call(Verb.BIND, None, "057188880001"),
    ],
)
def test_a_call_that_does_not_say_what_it_wants_never_reaches_the_counter(call: Call) -> None:
    account = provider()
    with pytest.raises(InvariantError):
        account.execute(call)
    assert account.world.requests() == ()


@pytest.mark.parametrize(
    "call",
    [
        Call(Verb.BIND, desired_hotline(), "4008100001"),
        Call(Verb.SET_TRANSFER, desired_regular(), "057188880001"),
        Call(Verb.SUBMIT_DOCUMENTS, desired_regular(), "057188880001"),
        Call(Verb.UNBIND, None, "4008100001"),
        Call(Verb.ADOPT, desired_regular(), "057188880001"),
    ],
)
def test_what_a_type_of_number_cannot_do_has_no_api(call: Call) -> None:
    with pytest.raises(Unsupported):
        provider().execute(call)


# --- api: public ----------------------------------------------------------------------------------------


def test_the_public_api_shows_bound_numbers_and_transfers_and_calls_the_rest_unknown() -> None:
    account = provider(
        "public",
        numbers=[
            ACTIVE,
            ACTIVE | {"number": "057188880002", "instance": INSTANCE, "ivr": PLAYBACK},
            HOTLINE,
            HOTLINE | {"number": "4008100010", "ivr": TRANSFER | PLAYBACK},
        ],
    )
    seen = with_origins(account.observe(), account.capabilities, "simulator")
    assert list(seen.numbers) == ["057188880002", "4008100010"]
    bound = seen.numbers["057188880002"]
    assert replace(bound, unknown=frozenset()) == ObservedNumber(
        type="regular",
        status="unknown",
        number="057188880002",
        line="landline",
        region=HANGZHOU,
        enterprise=COMPANY,
        activated_on=date(2026, 8, 1),
        instance=INSTANCE,
        routing="region-first",
    )
    assert {"status", "call_type", "running_status", "ivr.playback", "applied_on"} <= bound.unknown
    assert not {"instance", "routing", "activated_on", "enterprise", "number"} & bound.unknown
    transferred = seen.numbers["4008100010"]
    assert transferred.ivr == Ivr(transfer=Transfer("round-robin", ("057188880009",), None))
    assert {"status", "package", "carrier", "ivr.playback"} <= transferred.unknown
    assert "ivr.transfer" not in transferred.unknown


def test_the_public_api_proves_no_absence_and_reads_little_of_the_account() -> None:
    seen = provider("public", account={"balance": "1.00", "arrears": "36.50"}).observe()
    assert not seen.complete
    assert seen.gaps
    assert (seen.enterprises, seen.scripts, seen.offers, seen.public_mode) == (None, None, None, None)
    assert not seen.playback_readable
    assert seen.audio == {"new.wav": "reviewing", "bad.wav": "rejected"}
    assert seen.balance == Balance(Decimal("-35.50"), Decimal("35.50"))
    assert (seen.instances or {})[INSTANCE] == ObservedInstance(INSTANCE, "outbound", None, "usable", None)


def test_the_public_api_binds_and_transfers_and_does_nothing_else() -> None:
    account = provider("public", numbers=[ACTIVE, HOTLINE])
    wanted = desired_hotline(ivr=Ivr(Playback("w.wav", "W"), Transfer("random", ("057188880009",), "1")))
    account.execute(Call(Verb.BIND, desired_regular(), "057188880001"))
    account.execute(Call(Verb.SET_TRANSFER, wanted, "4008100009"))
    assert set(account.observe().numbers) == {"057188880001", "4008100009"}
    for verb in set(Verb) - {Verb.BIND, Verb.SET_TRANSFER}:
        for call in (Call(verb, wanted, "4008100009"), Call(verb, desired_regular(), "057188880001")):
            with pytest.raises(Unsupported):
                account.execute(call)


def test_capabilities_say_what_can_be_called_and_read() -> None:
    full, public = provider().capabilities, provider("public").capabilities
    assert full.listing
    assert not public.listing
    assert full.can(Verb.CANCEL, "400")
    assert not full.can(Verb.BIND, "400")
    assert not public.can(Verb.CANCEL, "regular")
    assert public.can(Verb.BIND, "regular")
    assert "status" in full.reads["regular"]
    assert "status" not in public.reads["regular"]


# --- files ----------------------------------------------------------------------------------------------


def test_an_account_outlives_the_process_that_opened_it(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "account.db"
    account = SimulatorProvider("prod", open_world(file, seed()))
    account.execute(Call(Verb.BIND, desired_regular(), "057188880001"))
    before = account.observe()
    account.world.close()
    assert SimulatorProvider("prod", open_world(file)).observe() == before


def test_a_seed_is_sown_once(tmp_path: Path) -> None:
    file = tmp_path / "account.db"
    open_world(file, seed()).cancel("057188880001")
    again = open_world(file, seed())
    assert [entry.verb for entry in again.requests()] == ["cancel"]


def test_a_file_that_is_something_else_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "account.db"
    file.write_text("not a database, and long enough to be taken for one if nobody looked" * 40)
    before = file.read_bytes()
    with pytest.raises(ReconcilerError, match="not a simulator database"):
        open_world(file)
    assert file.read_bytes() == before


def test_a_file_of_another_version_is_refused(tmp_path: Path) -> None:
    import sqlite3

    file = tmp_path / "account.db"
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(ReconcilerError, match="another version"):
        open_world(file)


def test_a_file_that_vanishes_under_the_provider_is_an_error_of_our_own(tmp_path: Path) -> None:
    account = SimulatorProvider("prod", open_world(tmp_path / "account.db", seed()))
    account.world._db.execute("DROP TABLE numbers")
    with pytest.raises(Unreadable):
        account.observe()
    with pytest.raises(OutcomeUnknown):
        account.execute(Call(Verb.BIND, desired_regular(), "057188880001"))


# --- the registry ---------------------------------------------------------------------------------------


WORLD = "now: '2026-11-23T10:00:00+08:00'\naccount: {balance: 500}\n"


def test_an_account_is_made_from_its_settings(tmp_path: Path) -> None:
    (tmp_path / "world.yaml").write_text(WORLD, encoding="utf-8")
    account = Account("prod", "simulator", {"database": "x/sim.db", "world": "world.yaml", "api": "public"})
    made = providers.create("simulator", account, tmp_path)
    assert (tmp_path / "x" / "sim.db").is_file()
    assert not made.capabilities.listing
    assert made.observe().balance == Balance(Decimal("500.00"), Decimal("0.00"))


def test_each_account_has_a_file_of_its_own_by_default(tmp_path: Path) -> None:
    (tmp_path / "world.yaml").write_text(WORLD, encoding="utf-8")
    for name in ("prod", "test"):
        providers.create("simulator", Account(name, "simulator"), tmp_path)
    assert {file.name for file in (tmp_path / ".reconciler").glob("*.db")} == {
        "simulator-prod.db",
        "simulator-test.db",
    }


@pytest.mark.parametrize("settings", [{"databse": "x"}, {"api": "private"}])
def test_settings_that_mean_nothing_are_refused(tmp_path: Path, settings: dict[str, str]) -> None:
    (tmp_path / "world.yaml").write_text(WORLD, encoding="utf-8")
    with pytest.raises(ReconcilerError):
        providers.create("simulator", Account("prod", "simulator", settings), tmp_path)


def test_an_edited_world_file_is_told_of_until_it_seeds_again(tmp_path: Path) -> None:
    source = tmp_path / "world.yaml"
    source.write_text(WORLD, encoding="utf-8")
    account = Account("prod", "simulator")
    assert _warnings(account, tmp_path) == ()
    source.write_text(WORLD + "# edited\n", encoding="utf-8")
    assert len(_warnings(account, tmp_path)) == 1
    source.unlink()
    assert _warnings(account, tmp_path) == ()


def _warnings(account: Account, root: Path) -> tuple[str, ...]:
    made = providers.create("simulator", account, root)
    assert isinstance(made, SimulatorProvider)
    return made.warnings


def test_a_missing_world_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReconcilerError, match=r"world\.yaml"):
        providers.create("simulator", Account("prod", "simulator"), tmp_path)


def test_a_provider_nobody_knows_is_an_error_that_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ReconcilerError) as error:
        providers.create("acme", Account("prod", "acme"), tmp_path)
    assert error.value.hint == "there is: alibaba, simulator"


def test_a_third_party_enrols_by_an_entry_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "acme_numbers-1.0.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-numbers\nVersion: 1.0\n")
    (package / "entry_points.txt").write_text("[reconciler.providers]\nacme = acme_numbers:create\n")
    (tmp_path / "acme_numbers.py").write_text("def create(account, root):\n    return account.name, root\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert providers.create("acme", Account("prod", "acme"), tmp_path) == ("prod", tmp_path)


def test_the_worlds_refusals_reach_the_caller_with_their_code() -> None:
    with refused("Number.StillBound"):
        provider(numbers=[ACTIVE | {"instance": INSTANCE}]).execute(Call(Verb.CANCEL, None, "057188880001"))
