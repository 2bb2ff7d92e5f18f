"""Every parameter that the SDK can send is honoured, or refused by name; and clients that sign the older way."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import urllib.error
import urllib.parse
import urllib.request
from datetime import UTC, datetime
from itertools import count

import pytest
from alibabacloud_dyvmsapi20170525 import models
from emulating import BARE_HOTLINE, BOUND, COMPANY, FOREIGN, FREE, HOTLINE, INSTANCE, OTHER, emulated

from reconciler.providers.simulator.serve.rpc_actions import RPC_ACTIONS, VOICE

NONCES = count()
COMMON = {"OwnerId", "ResourceOwnerAccount", "ResourceOwnerId"}


@pytest.fixture
def account(tmp_path):
    with emulated(tmp_path) as served:
        yield served


def encoded(text: str) -> str:
    return urllib.parse.quote(text, safe="~")


def ask(endpoint: str, action: str, version: str = VOICE, /, **fields: str) -> tuple[int, dict]:
    """A request signed as page 112497 describes it: HMAC-SHA1 over the sorted parameters."""
    values = {
        "Action": action,
        "Version": version,
        "Format": "JSON",
        "AccessKeyId": "testid",
        "SignatureMethod": "HMAC-SHA1",
        "SignatureVersion": "1.0",
        "SignatureNonce": f"nonce-{next(NONCES)}",
        "Timestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    } | fields
    canonical = "&".join(f"{encoded(name)}={encoded(values[name])}" for name in sorted(values))
    text = f"GET&%2F&{encoded(canonical)}"
    values.setdefault(
        "Signature", base64.b64encode(hmac.new(b"testsecret&", text.encode(), hashlib.sha1).digest()).decode()
    )
    try:
        with urllib.request.urlopen(f"http://{endpoint}/?{urllib.parse.urlencode(values)}") as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def fields_of(action: str) -> set[str]:
    """The wire names of the SDK's own request model."""
    attributes = vars(getattr(models, f"{action}Request")())
    return {"".join(word.capitalize() for word in name.split("_")) for name in attributes}


VALID = {
    "AddVirtualNumberRelation": {"PhoneNum": INSTANCE, "NumberList": FREE, "RouteType": "1"},
    "QueryCallInPoolTransferConfig": {"PhoneNumber": HOTLINE},
    "SetTransferCalleePoolConfig": {
        "PhoneNumber": BARE_HOTLINE,
        "QualificationId": "1",
        "CalledRouteMode": "random",
        "Details.1.Called": "057188880009",
    },
    "StopCallInConfig": {"Number": HOTLINE},
    "RecoverCallInConfig": {"Number": HOTLINE},
    "GetHotlineQualificationByOrder": {"OrderId": "1"},
    "QueryVoiceFileAuditInfo": {"VoiceCodes": "a.wav", "BusinessType": "2"},
    "QueryCallInTransferRecord": {"PhoneNumber": HOTLINE, "QueryDate": "2026-11-23 00:00:00"},
    "ListHotlineTransferRegisterFile": {"HotlineNumber": HOTLINE, "QualificationId": "1"},
}


@pytest.mark.parametrize(
    "action", sorted(name for name, action in RPC_ACTIONS.items() if action.version == VOICE)
)
def test_a_parameter_that_nothing_reads_is_refused_by_name_and_nothing_is_done(account, action):
    status, body = ask(account.endpoint, action, **VALID.get(action, {}), Surprise="1")
    assert (status, body["Code"]) == (400, "InvalidParameters")
    assert "Surprise: not simulated" in body["Message"]
    assert account.world.requests() == ()
    assert ask(account.endpoint, action, **VALID.get(action, {}))[0] == 200


@pytest.mark.parametrize(
    "action", sorted(name for name, action in RPC_ACTIONS.items() if action.version == VOICE)
)
def test_every_field_of_the_sdk_s_model_is_read_or_refused(account, action):
    """Driven with the SDK's own request models, so that no field goes unread."""
    for name in sorted(fields_of(action) - COMMON - RPC_ACTIONS[action].reads):
        status, body = ask(account.endpoint, action, **VALID.get(action, {}) | {name: "1"})
        assert (status, f"{name}: not simulated" in body["Message"]) == (400, True), (name, body)


@pytest.mark.parametrize(
    ("fields", "numbers"),
    [
        ({}, [BOUND]),
        ({"SpecId": "2"}, [BOUND]),
        ({"SpecId": "1"}, []),
        ({"SpecId": "3"}, []),
        ({"RegionNameCity": "浙江/杭州"}, [BOUND]),
        ({"RegionNameCity": "杭州市"}, [BOUND]),
        ({"RegionNameCity": "宁波"}, []),
        ({"PhoneNum": INSTANCE}, [BOUND]),
        ({"PhoneNum": "057100009999"}, []),
        ({"RelatedNum": FREE}, []),
        ({"RouteType": "0"}, []),
        ({"ProdCode": "dyvms"}, [BOUND]),
        ({"QualificationId": "10000000000001"}, []),
        ({"QualificationId": "10000000000002"}, [BOUND]),
        ({"QualificationId": "7"}, []),
    ],
)
def test_the_filters_of_the_bindings(account, fields, numbers):
    _, body = ask(account.endpoint, "QueryVirtualNumberRelation", **fields)
    assert [row["relatedNum"] for row in json.loads(body["Data"])["data"]] == numbers


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ({}, 1),
        ({"State": "1"}, 1),
        ({"State": "-1"}, 0),
        ({"State": "0"}, 0),
        ({"NumberCity": "杭州"}, 1),
        ({"NumberCity": "杭州市", "NumberProvince": "浙江省"}, 1),
        ({"NumberProvince": "江苏"}, 0),
        ({"RealNumber": BOUND}, 1),
        ({"VirtualNumber": "057100009999"}, 0),
    ],
)
def test_the_filters_of_the_pairs(account, fields, count):
    _, body = ask(account.endpoint, "QueryVmsVirtualNumberRelationByPage", **fields)
    assert (len(body["Model"]["Data"]), body["Model"]["Total"]) == (count, count)


@pytest.mark.parametrize(("number", "codes"), [(BOUND, [INSTANCE]), (FREE, []), ("0", [])])
def test_instances_by_a_number_bound_to_them(account, number, codes):
    _, body = ask(account.endpoint, "ListServiceInstanceForPage", RelationNumber=number)
    assert [row["Code"] for row in body["Model"]["Records"]] == codes


@pytest.mark.parametrize("name", ["SceneId", "UsageId"])
def test_filters_that_the_account_knows_nothing_of_are_refused(account, name):
    status, body = ask(account.endpoint, "ListServiceInstanceForPage", **{name: "1"})
    assert (status, body["Message"]) == (400, f"{name}: not simulated.")


class TestBinding:
    def bind(self, account, numbers: str, **more: str) -> dict:
        fields = {"PhoneNum": INSTANCE, "NumberList": numbers, "RouteType": "1"} | more
        return ask(account.endpoint, "AddVirtualNumberRelation", **fields)[1]

    def test_the_numbers_that_fail_are_named_and_the_rest_is_bound(self, account):
        body = self.bind(account, f"{FREE}, {FOREIGN} ,057188880099")
        assert (body["Code"], body["Data"]) == ("200", f"{FOREIGN},057188880099")
        _, listed = ask(account.endpoint, "QueryVirtualNumberRelation")
        assert FREE in listed["Data"]
        assert [(entry.number, entry.effect) for entry in account.world.requests()] == [
            (f"{FREE},{FOREIGN},057188880099", True)
        ]

    def test_where_all_fail_all_are_named(self, account):
        assert self.bind(account, f"{FOREIGN},{HOTLINE}")["Data"] == f"{FOREIGN},{HOTLINE}"

    @pytest.mark.parametrize(
        ("companies", "failed"), [(COMPANY, None), (f"{OTHER}, {COMPANY}", None), (OTHER, FREE)]
    )
    def test_only_numbers_of_the_companies_named(self, account, companies, failed):
        assert self.bind(account, FREE, CorpNameList=companies).get("Data") == failed

    def test_another_product_is_not_simulated(self, account):
        assert "ProdCode" in self.bind(account, FREE, ProdCode="dysms")["Message"]


def test_inbound_calls_are_stopped_and_recovered_and_only_the_journal_tells(account):
    for action in ("StopCallInConfig", "RecoverCallInConfig"):
        assert ask(account.endpoint, action, Number=HOTLINE)[1]["Data"] is True
    assert ask(account.endpoint, "StopCallInConfig", Number=BOUND)[1]["Code"] == "isv.INBOUND_HOTLINE_ONLY"
    assert [entry.verb for entry in account.world.requests()][:2] == ["stop-inbound", "recover-inbound"]


@pytest.mark.parametrize("action", ["ListCallTaskDetail", "IvrCall", "NoSuchThing"])
def test_an_action_it_lacks_is_not_simulated(account, action):
    status, body = ask(account.endpoint, action)
    assert status == 404
    assert f"{action} of version {VOICE} is not simulated" in body["Message"]


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({}, 200, "200"),
        ({"Signature": "AAAA"}, 400, "SignatureDoesNotMatch"),
        ({"AccessKeyId": "nobody"}, 404, "InvalidAccessKeyId.NotFound"),
        ({"Timestamp": "2020-01-01T00:00:00Z"}, 400, "InvalidTimeStamp.Expired"),
        ({"Timestamp": "now"}, 400, "InvalidTimeStamp.Format"),
        ({"Format": "XML"}, 400, "InvalidFormat"),
        ({"SignatureMethod": "HMAC-SM3"}, 400, "InvalidSignatureMethod"),
    ],
)
def test_the_older_signature(account, fields, status, code):
    answer = ask(account.endpoint, "QueryVirtualNumberRelation", **fields)
    assert (answer[0], answer[1]["Code"]) == (status, code)


def test_sm3_is_not_simulated_and_says_so(account):
    request = urllib.request.Request(
        f"http://{account.endpoint}/", data=b"", headers={"Authorization": "ACS3-HMAC-SM3 x"}
    )
    with pytest.raises(urllib.error.HTTPError) as failed:
        urllib.request.urlopen(request)
    with failed.value as answer:
        assert "ACS3-HMAC-SM3 is not simulated" in json.load(answer)["Message"]


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("QueryVirtualNumberRelation", {"PageNo": "--1"}),
        ("QueryVirtualNumberRelation", {"PageNo": "１"}),
        ("QueryVirtualNumberRelation", {"PageNo": "01"}),
        ("AddVirtualNumberRelation", {"NumberList.1": FREE}),
        ("SetTransferCalleePoolConfig", {"Details.3.Called": "057188880009"}),
        ("SetTransferCalleePoolConfig", {"Details.01.Called": "057188880009"}),
        ("SetTransferCalleePoolConfig", {"Details.1.Called": "057188880009,13800001111"}),
        ("QueryVoiceFileAuditInfo", {"BusinessType": ""}),
        ("QueryCallInTransferRecord", {"QueryDate": "2026-11-23"}),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(account, action, fields):
    status, body = ask(account.endpoint, action, **VALID.get(action, {}) | fields)
    assert (status, body["Code"]) == (400, "InvalidParameters")
    assert account.world.requests() == ()


@pytest.mark.parametrize(
    ("version", "action", "fields"),
    [
        ("2017-12-14", "DescribeInstanceBill", {"BillingCycle": "2026-13"}),
        ("2020-07-06", "LookupEvents", {"Direction": "SIDEWAYS"}),
        (
            "2020-07-06",
            "LookupEvents",
            {"StartTime": "2026-11-22T00:00:00Z", "EndTime": "2026-11-21T00:00:00Z"},
        ),
        (
            "2020-07-06",
            "LookupEvents",
            {
                f"LookupAttribute.{at}.Key": name
                for at, name in enumerate(("EventName", "EventRW", "EventId"), 1)
            },
        ),
    ],
)
def test_the_other_products_are_as_strict(account, version, action, fields):
    status, body = ask(account.endpoint, action, version, **fields)
    assert (status, body["Code"]) == (400, "InvalidParameters")


@pytest.mark.parametrize(
    ("query", "body", "form", "code"),
    [
        ("PageNo=1&PageNo=2", b"", "", "InvalidParameters"),
        ("PageNo=1", b"PageNo=1", "application/x-www-form-urlencoded", "InvalidParameters"),
        ("RegionNameCity=%E6%9D", b"", "", "InvalidParameters"),
        ("", b'{"PageNo": 1}', "application/json", "UnsupportedMediaType"),
    ],
)
def test_nothing_of_a_request_goes_unread(account, query, body, form, code):
    """One parameter twice, half a character, a body that is no form."""
    request = urllib.request.Request(f"http://{account.endpoint}/?{query}", data=body, method="POST")
    request.add_header("Content-Type", form or "application/x-www-form-urlencoded")
    with pytest.raises(urllib.error.HTTPError) as failed:
        urllib.request.urlopen(request)
    with failed.value as answer:
        assert json.load(answer)["Code"] == code
