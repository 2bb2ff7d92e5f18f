"""The unmodified SDK against the emulator: every action, every error, over real HTTP."""

import json
import urllib.error
import urllib.request
from datetime import datetime
from decimal import Decimal
from http.client import HTTPConnection

import pytest
from alibabacloud_credentials.utils import auth_util
from emulating import (
    BARE_HOTLINE,
    BOUND,
    COMPANY,
    FREE,
    HOTLINE,
    INSTANCE,
    SECOND,
    TRANSFER,
    emulated,
)

from reconciler.errors import OutcomeUnknown, Refused, Throttled, Unreadable
from reconciler.model.calendar import SHANGHAI
from reconciler.model.observation import Balance, ObservedInstance
from reconciler.model.resource import Transfer
from reconciler.providers.alibaba import connection, sdk, settings
from reconciler.providers.alibaba.client import Client
from reconciler.providers.alibaba.mapping import audio, hotlines, instances, money, relations
from reconciler.providers.alibaba.mapping.envelope import NotOwned
from reconciler.providers.alibaba.mapping.relations import Pair, RelationRow
from reconciler.providers.simulator.world.faults import AFTER, BEFORE, Fault


class TestReads:
    def test_bindings_by_routing(self, client):
        found = {}
        for routing in relations.ROUTE_TYPES:
            answer = client.read("QueryVirtualNumberRelation", relations.query(routing, 1, 100))
            found[routing] = relations.bindings(answer)
        activated = datetime(2026, 8, 1, tzinfo=SHANGHAI)
        assert found["random"].rows == (RelationRow(BOUND, INSTANCE, activated, "浙江/杭州", COMPANY),)
        assert found["region-first"].rows == ()
        assert (found["random"].total, found["region-first"].total) == (1, 0)

    def test_a_query_for_an_unbound_number_answers_an_empty_list(self, client):
        answer = client.read("QueryVirtualNumberRelation", {"RelatedNum": FREE})
        assert relations.bindings(answer).rows == ()

    def test_pairs(self, client):
        answer = client.read("QueryVmsVirtualNumberRelationByPage", relations.pairs_query(1, 100))
        assert relations.pairs(answer).rows == (Pair(BOUND, INSTANCE, "1", "浙江/杭州"),)

    def test_instances(self, client):
        answer = client.read("ListServiceInstanceForPage", instances.query(1, 100))
        assert instances.instances(answer).rows == (
            ObservedInstance(INSTANCE, "outbound", status="usable"),
            ObservedInstance(SECOND, "spare", status="unusable"),
        )

    def test_instances_in_pages(self, client):
        pages = [
            instances.instances(client.read("ListServiceInstanceForPage", instances.query(number, 1)))
            for number in (1, 2, 3)
        ]
        assert [[row.code for row in page.rows] for page in pages] == [[INSTANCE], [SECOND], []]
        assert {page.total for page in pages} == {2}

    def test_more_than_a_hundred_a_page_are_refused(self, client):
        with pytest.raises(Unreadable, match="InvalidParameters 每页最大100条"):
            client.read("ListServiceInstanceForPage", instances.query(1, 101))

    def test_a_transfer_pool(self, client):
        answer = client.read("QueryCallInPoolTransferConfig", {"PhoneNumber": HOTLINE})
        assert hotlines.transfer(answer) == Transfer("round-robin", tuple(TRANSFER["to"]), None)

    def test_a_hotline_without_a_pool(self, client):
        answer = client.read("QueryCallInPoolTransferConfig", {"PhoneNumber": BARE_HOTLINE})
        assert hotlines.transfer(answer) is None

    def test_somebody_else_s_hotline_is_not_owned(self, client):
        with pytest.raises(NotOwned, match=r"VirtualNumber\.NotOwn"):
            client.read("QueryCallInPoolTransferConfig", {"PhoneNumber": "4009999999"})

    def test_a_qualification(self, client):
        statuses = [
            hotlines.qualification(client.read("GetHotlineQualificationByOrder", {"OrderId": order})).status
            for order in ("1", "2")
        ]
        assert sorted(statuses) == ["NORMAL", "OTHER"]

    def test_audio_reviews(self, client):
        answer = client.read("QueryVoiceFileAuditInfo", audio.query(("new.wav", "bad.wav", "old.wav")))
        assert audio.audits(answer) == {
            "new.wav": "AUDIT_STATE_INIT",
            "bad.wav": "AUDIT_STATE_NOT_PASS",
            "old.wav": "approved",
        }

    def test_ten_files_at_once_at_most(self, client):
        with pytest.raises(Unreadable, match=r"Query\.Voice\.File\.Limit"):
            client.read("QueryVoiceFileAuditInfo", audio.query(("a.wav",) * 11))

    def test_the_balance_comes_from_the_billing_product(self, client):
        answer = client.read("QueryAccountBalance", {})
        assert money.balance(answer) == Balance(Decimal("500.00"), Decimal("0.00"))

    def test_a_debt_is_a_negative_amount(self, tmp_path, pace):
        owing = {"now": "2026-11-23T10:00:00+08:00", "account": {"balance": "0.00", "arrears": "11.19"}}
        with emulated(tmp_path, owing) as served:
            answer = Client(settings.parse(served.settings), pace).read("QueryAccountBalance", {})
        assert money.balance(answer) == Balance(Decimal("-11.19"), Decimal("11.19"))


class TestWrites:
    def test_a_bind(self, account, client):
        answer = client.write("AddVirtualNumberRelation", relations.bind_fields((FREE,), INSTANCE, "random"))
        assert relations.not_bound(answer) == frozenset()
        bound = client.read("QueryVirtualNumberRelation", relations.query("random", 1, 100))
        assert {row.number for row in relations.bindings(bound).rows} == {BOUND, FREE}
        assert [(entry.verb, entry.number, entry.effect) for entry in account.world.requests()] == [
            ("bind", FREE, True)
        ]

    def test_a_number_that_cannot_be_bound_is_named_beside_success(self, client):
        fields = relations.bind_fields((HOTLINE,), INSTANCE, "random")
        assert relations.not_bound(client.write("AddVirtualNumberRelation", fields)) == {HOTLINE}

    def test_an_unusable_instance_is_a_business_error_in_an_http_200(self, client):
        with pytest.raises(Refused, match=r"isv\.INSTANCE_NOT_USABLE") as refused:
            client.write("AddVirtualNumberRelation", relations.bind_fields((FREE,), SECOND, "random"))
        assert refused.value.reason == "isv.INSTANCE_NOT_USABLE"

    def test_an_empty_request_goes_out_and_is_refused_by_the_gateway(self, client):
        with pytest.raises(Refused, match="MissingParameter"):
            client.write("AddVirtualNumberRelation", {})

    def test_a_transfer(self, account, client):
        wanted = Transfer("random", ("057188880009",), "10000008748")
        answer = client.write("SetTransferCalleePoolConfig", hotlines.transfer_fields(BARE_HOTLINE, wanted))
        assert answer.flag("Data")
        told = client.read("QueryCallInPoolTransferConfig", {"PhoneNumber": BARE_HOTLINE})
        assert hotlines.transfer(told) == Transfer("random", ("057188880009",), None)


class TestTheGate:
    def test_a_wrong_secret(self, client, monkeypatch):
        monkeypatch.setattr(auth_util, "environment_access_key_secret", "another")
        with pytest.raises(Unreadable, match=r"SignatureDoesNotMatch.*HTTP 400") as unreadable:
            client.read("QueryAccountBalance", {})
        assert not unreadable.value.retryable

    def test_an_unknown_key(self, client, monkeypatch):
        monkeypatch.setattr(auth_util, "environment_access_key_id", "nobody")
        with pytest.raises(Unreadable, match=r"InvalidAccessKeyId\.NotFound.*HTTP 404"):
            client.read("QueryAccountBalance", {})

    @pytest.mark.parametrize("offset", [905, -905])
    def test_a_clock_that_is_off_by_more_than_15_minutes(self, account, client, offset):
        account.clock.offset_seconds = offset
        with pytest.raises(Unreadable, match=r"InvalidTimeStamp\.Expired.*HTTP 400"):
            client.read("QueryAccountBalance", {})

    @pytest.mark.parametrize("offset", [880, -880])
    def test_a_clock_that_is_off_by_less(self, account, client, offset):
        account.clock.offset_seconds = offset
        assert client.read("QueryAccountBalance", {}).word("Code") == "200"

    def test_a_nonce_serves_once(self, client, monkeypatch):
        from alibabacloud_tea_openapi.client import Utils

        monkeypatch.setattr(Utils, "get_nonce", staticmethod(lambda: "same"))
        client.read("QueryAccountBalance", {})
        with pytest.raises(Unreadable, match=r"SignatureNonceUsed.*HTTP 400"):
            client.read("QueryAccountBalance", {})

    def test_an_action_of_another_product_is_not_found(self, client, monkeypatch):
        monkeypatch.setitem(sdk._VOICE, "ListCallTaskDetail", "list_call_task_detail_with_options")
        with pytest.raises(Unreadable, match=r"InvalidAction\.NotFound.*HTTP 404"):
            client.read("ListCallTaskDetail", {})

    def test_an_unsigned_request_gets_an_error_body_with_its_four_fields(self, account):
        with pytest.raises(urllib.error.HTTPError) as failed:
            urllib.request.urlopen(f"http://{account.endpoint}/", data=b"")
        with failed.value as answer:
            body = json.load(answer)
            assert answer.code == 400
        assert body["Code"] == "IncompleteSignature"
        assert set(body) == {"RequestId", "HostId", "Code", "Message"}


class TestFaults:
    """Every scripted fault, as a mutation sees it and as a read sees it."""

    @pytest.fixture(autouse=True)
    def impatient(self, monkeypatch):
        monkeypatch.setattr(connection, "READ_TIMEOUT", 0.3)

    @pytest.mark.parametrize("kind", [kind for kind in (*BEFORE, *AFTER) if "throttle" not in kind])
    def test_a_bind_without_a_readable_answer_has_an_unknown_outcome(self, account, client, kind):
        account.world.script(Fault(kind, verb="bind"))
        fields = relations.bind_fields((FREE,), INSTANCE, "random")
        with pytest.raises(OutcomeUnknown):
            client.write("AddVirtualNumberRelation", fields)
        (request,) = account.world.requests()
        assert request.effect is (kind in AFTER)

    @pytest.mark.parametrize(("wait", "hint"), [(None, "apply again"), (2.5, "apply again after 2.5 s")])
    def test_a_throttled_bind_was_denied_and_carries_the_wait(self, account, client, wait, hint):
        account.world.script(Fault("throttle", verb="bind", wait=wait))
        with pytest.raises(Refused) as refused:
            client.write("AddVirtualNumberRelation", relations.bind_fields((FREE,), INSTANCE, "random"))
        assert (refused.value.reason, refused.value.hint) == ("Throttling.User", hint)
        (request,) = account.world.requests()
        assert not request.effect

    def test_a_scripted_business_error_is_refused(self, account, client):
        account.world.script(Fault("business-error", verb="set-transfer", code="isv.OUT_OF_SERVICE"))
        fields = hotlines.transfer_fields(BARE_HOTLINE, Transfer("random", ("057188880009",), "1"))
        with pytest.raises(Refused) as refused:
            client.write("SetTransferCalleePoolConfig", fields)
        assert refused.value.reason == "isv.OUT_OF_SERVICE"
        assert "arrears" in refused.value.hint

    def test_a_partial_bind_names_what_failed(self, account, client):
        account.world.script(Fault("partial-bind"))
        fields = relations.bind_fields((FREE, "057188880099"), INSTANCE, "random")
        answer = client.write("AddVirtualNumberRelation", fields)
        assert relations.not_bound(answer) == {"057188880099"}

    @pytest.mark.parametrize(
        ("kind", "error"),
        [
            ("timeout-before", Unreadable),
            ("reset-before", Unreadable),
            ("error-500-before", Unreadable),
            ("undecodable", Unreadable),
            ("unreadable", Unreadable),
            ("throttle", Throttled),
        ],
    )
    def test_a_read_that_fails_can_be_repeated(self, account, client, kind, error):
        account.world.script(Fault(kind, verb="read"))
        with pytest.raises(error) as failed:
            client.read("QueryAccountBalance", {})
        assert getattr(failed.value, "retryable", True)
        assert client.read("QueryAccountBalance", {}).word("Code") == "200"

    def test_nothing_is_sent_twice(self, account, client):
        """The SDK's own retries are off: one request a call, whatever came of it."""
        account.world.script(Fault("reset-after", verb="bind"))
        with pytest.raises(OutcomeUnknown):
            client.write("AddVirtualNumberRelation", relations.bind_fields((FREE,), INSTANCE, "random"))
        assert len(account.world.requests()) == 1


def test_the_sdk_has_every_action_that_is_called():
    from alibabacloud_dyvmsapi20170525 import models

    for action, method in sdk._VOICE.items():
        assert callable(getattr(sdk.VoiceClient, method))
        assert isinstance(getattr(models, f"{action}Request"), type)


def test_an_emulator_that_ends_hangs_up(tmp_path):
    """A client keeps its connection for the next request; the account's file is not kept open for it."""
    with emulated(tmp_path) as served:
        client = HTTPConnection(served.endpoint, timeout=30)
        client.request("GET", "/")
        assert client.getresponse().read()
    assert client.sock.recv(1) == b""
    client.close()
