"""Every quirk of the provider's answers, from recorded bodies."""

from datetime import datetime
from decimal import Decimal

import pytest

from reconciler.errors import OutcomeUnknown, Unreadable
from reconciler.model.calendar import SHANGHAI
from reconciler.model.observation import Balance, ObservedInstance
from reconciler.model.resource import Transfer
from reconciler.providers.alibaba.mapping import audio, hotlines, instances, money, relations
from reconciler.providers.alibaba.mapping.answer import Answer
from reconciler.providers.alibaba.mapping.envelope import read_body, written_body
from reconciler.providers.alibaba.mapping.relations import Pair, RelationRow


def answer(values: dict, path: str = "X") -> Answer:
    return Answer(path, values)


class TestBindings:
    def test_data_as_a_string_of_json_is_read(self, sample):
        page = relations.bindings(read_body("Q", sample("QueryVirtualNumberRelation.data_is_json_string")))
        activated = datetime(2021, 3, 26, 12, 34, 8, tzinfo=SHANGHAI)
        assert page.rows == (RelationRow("1705559****", instance=None, activated=activated),)
        assert (page.total, page.size) == (1, 20)

    def test_data_as_an_object_with_the_other_page_size_and_a_numeric_code_is_read(self, sample):
        page = relations.bindings(read_body("Q", sample("QueryVirtualNumberRelation.newer_page")))
        activated = datetime(2021, 3, 26, 12, 34, 8, tzinfo=SHANGHAI)
        assert page.rows == (RelationRow("1705559****", "05710000****", activated, "浙江/杭州", "公司1"),)
        assert (page.total, page.size) == (1, 20)

    def test_no_rows_is_an_empty_page(self):
        assert relations.bindings(answer({"Data": {"data": [], "total": 0}})).rows == ()

    @pytest.mark.parametrize(
        "data",
        [
            None,
            "",
            "no JSON",
            "[" * 100_000,
            [],
            {"total": 0},
            {"data": None, "total": 0},
            {"data": []},
            {"data": [], "total": "many"},
            {"data": [], "total": True},
            {"data": [], "total": 1.0},
            {"data": [1], "total": 1},
            {"data": [{}], "total": 1},
            {"data": [{"relatedNum": 17055590000}], "total": 1},
            {"data": [{"relatedNum": " "}], "total": 1},
            {"data": [{"relatedNum": "x", "createTime": "yesterday"}], "total": 1},
            {"data": [{"relatedNum": "x", "createTime": "2021-02-30 12:00:00"}], "total": 1},
            {"data": [], "total": 0, "pageSize": 20, "pagSize": 10},
        ],
    )
    def test_anything_else_is_unreadable(self, data):
        with pytest.raises(Unreadable):
            relations.bindings(answer({"Data": data}))

    def test_an_error_names_the_field(self):
        with pytest.raises(Unreadable, match=r"^Query\.Data\.data\[1\]\.relatedNum: no text$"):
            relations.bindings(answer({"Data": {"data": [{"relatedNum": "1"}, {}], "total": 2}}, "Query"))

    @pytest.mark.parametrize(
        ("province", "city", "region"),
        [
            ("浙江", "浙江/杭州", "浙江/杭州"),
            ("浙江省", "杭州市", "浙江/杭州"),
            ("浙江", "杭州", "浙江/杭州"),
            ("北京", "北京", "北京/北京"),
            (None, "浙江/杭州", "浙江/杭州"),
            (None, "杭州市", None),
            ("浙江", None, None),
            (None, None, None),
            ("a", "a/b/c", None),
        ],
    )
    def test_a_region_has_one_spelling(self, province, city, region):
        assert relations.region(province, city) == region


class TestPairs:
    def test_a_text_beside_success_is_not_judged(self, sample):
        page = relations.pairs(read_body("Q", sample("QueryVmsVirtualNumberRelationByPage")))
        assert page.rows == (Pair("131****1234", "0571***1234", "1", "北京/北京"),)
        assert (page.total, page.size) == (231, 65)

    @pytest.mark.parametrize(("state", "word"), [(1, "1"), ("0", "0"), (-1, "-1"), ("paused", "paused")])
    def test_a_state_is_kept_verbatim(self, state, word):
        row = {"RealNumber": "1", "VirtualNumber": "2", "State": state}
        assert relations.pairs(answer({"Model": {"Data": [row], "Total": 1}})).rows[0].state == word

    @pytest.mark.parametrize("field", ["RealNumber", "VirtualNumber", "State"])
    def test_a_missing_field_is_unreadable(self, field):
        row = {"RealNumber": "1", "VirtualNumber": "2", "State": 1}
        del row[field]
        with pytest.raises(Unreadable, match=field):
            relations.pairs(answer({"Model": {"Data": [row], "Total": 1}}))


class TestInstances:
    def test_the_provider_s_status_is_kept(self, sample):
        page = instances.instances(read_body("L", sample("ListServiceInstanceForPage")))
        assert page.rows == (ObservedInstance("0571****1234", "测试数据", None, "init", None),)
        assert page.total == 36

    def test_its_own_spelling_of_destroyed_is_kept(self):
        model = {"Records": [{"Code": "1", "InstanceStatus": "destory"}], "TotalCount": 1}
        row = instances.instances(answer({"Model": model})).rows[0]
        assert (row.status, row.usable) == ("destory", False)

    def test_a_page_is_asked_for_in_one_parameter(self):
        assert instances.query(1, 10) == {"Pager": {"PageIndex": 1, "PageSize": 10}}


class TestHotlines:
    def test_a_pool_with_a_numeric_timeout(self, sample):
        body = read_body("Q", sample("QueryCallInPoolTransferConfig.timeout_number"))
        assert hotlines.transfer(body) == Transfer("random", ("400903****",), None)

    def test_a_pool_with_everything_as_text(self, sample):
        body = read_body("Q", sample("QueryCallInPoolTransferConfig.timeout_text"))
        assert hotlines.transfer(body) == Transfer("round-robin", ("400903****",), None)

    @pytest.mark.parametrize("data", [{}, {"Data": None}, {"Data": {}}, {"Data": ""}])
    def test_no_pool_is_none(self, data):
        assert hotlines.transfer(answer(data)) is None

    def test_an_unknown_mode_is_kept_verbatim(self):
        pool = hotlines.transfer(answer({"Data": {"CalledRouteMode": "priority", "Details": []}}))
        assert pool == Transfer("priority", (), None)

    @pytest.mark.parametrize(
        "data",
        [
            {"CalledRouteMode": "random"},
            {"Details": []},
            {"CalledRouteMode": "random", "Details": [{}]},
            {"CalledRouteMode": "random", "Details": [], "TransferTimeout": "soon"},
            [],
            True,
        ],
    )
    def test_half_a_pool_is_unreadable(self, data):
        with pytest.raises(Unreadable):
            hotlines.transfer(answer({"Data": data}))

    def test_a_pool_is_asked_for_with_one_entry_a_number(self):
        fields = hotlines.transfer_fields("4008100001", Transfer("round-robin", ("057188880009", "1"), "190"))
        assert fields == {
            "PhoneNumber": "4008100001",
            "QualificationId": "190",
            "CalledRouteMode": "roundRobin",
            "Details": [{"Called": "057188880009"}, {"Called": "1"}],
        }

    @pytest.mark.parametrize("pool", [Transfer("random", ("1",), None), Transfer("random", (), "190")])
    def test_a_required_field_is_checked_before_the_sdk_would_not(self, pool):
        with pytest.raises(ValueError, match="qualification and at least one number"):
            hotlines.transfer_fields("4008100001", pool)

    def test_a_qualification_s_status(self, sample):
        found = hotlines.qualification(read_body("G", sample("GetHotlineQualificationByOrder")))
        assert (found.order, found.status, found.approved) == ("15334****", "NORMAL", True)

    @pytest.mark.parametrize("status", ["OTHER", "normal", "EXPIRED"])
    def test_only_normal_is_approved(self, status):
        found = hotlines.qualification(answer({"Data": {"OrderId": 1, "Status": status}}))
        assert (found.status, found.approved) == (status, False)


class TestAudio:
    def test_a_rejected_file_keeps_the_provider_s_word(self, sample):
        states = audio.audits(read_body("Q", sample("QueryVoiceFileAuditInfo")))
        assert states == {"8501d2eb-efbb-471f-xxx8-****.wav": "AUDIT_STATE_NOT_PASS"}

    @pytest.mark.parametrize(
        ("word", "state"),
        [("AUDIT_STATE_PASS", "approved"), ("AUDIT_SATE_CANCEL", "AUDIT_SATE_CANCEL"), ("NEW", "NEW")],
    )
    def test_only_a_passed_review_is_approved(self, word, state):
        assert audio.audits(answer({"Data": [{"VoiceCode": "a.wav", "AuditState": word}]})) == {
            "a.wav": state
        }


class TestMoney:
    def test_a_balance(self, sample):
        found = money.balance(read_body("B", sample("QueryAccountBalance")))
        assert found == Balance(Decimal("10000.00"), Decimal("0.00"))

    @pytest.mark.parametrize(
        ("amount", "available", "arrears"),
        [("-11.19", "-11.19", "11.19"), ("9.99\n", "9.99", "0.00"), ("0", "0", "0.00")],
    )
    def test_negative_amounts_and_line_ends(self, amount, available, arrears):
        found = money.balance(answer({"Data": {"AvailableAmount": amount, "Currency": "CNY"}}))
        assert found == Balance(Decimal(available), Decimal(arrears))

    @pytest.mark.parametrize("amount", ["1,000.00", "", "NaN", "Infinity", "1e5", "¥5", 5, None])
    def test_what_is_no_plain_amount_is_unreadable(self, amount):
        with pytest.raises(Unreadable):
            money.balance(answer({"Data": {"AvailableAmount": amount, "Currency": "CNY"}}))

    def test_another_currency_is_unreadable(self):
        with pytest.raises(Unreadable, match="USD"):
            money.balance(answer({"Data": {"AvailableAmount": "1.00", "Currency": "USD"}}))


class TestBind:
    def test_success_without_data_bound_everything(self, sample):
        assert relations.not_bound(written_body("A", sample("AddVirtualNumberRelation"))) == frozenset()

    def test_success_with_data_names_what_failed(self, sample):
        body = written_body("A", sample("AddVirtualNumberRelation.partial_failure"))
        assert relations.not_bound(body) == {"1321111****", "1322222****"}

    @pytest.mark.parametrize("data", [",", "1,,2", 7, ["1"], False])
    def test_data_that_names_nothing_readable_is_unreadable(self, data):
        with pytest.raises(Unreadable):
            relations.not_bound(answer({"Data": data}))

    def test_the_request(self):
        fields = relations.bind_fields(("057188880001", "13211110001"), "057100001234", "region-first")
        assert fields == {
            "PhoneNum": "057100001234",
            "NumberList": "057188880001,13211110001",
            "RouteType": 0,
        }

    @pytest.mark.parametrize("count", [0, 201])
    def test_at_most_200_numbers_at_once(self, count):
        with pytest.raises(ValueError, match="1 to 200"):
            relations.bind_fields(("1",) * count, "057100001234", "random")

    def test_200_numbers_at_once_are_allowed(self):
        assert relations.bind_fields(("1",) * 200, "057100001234", "random")["RouteType"] == 1


@pytest.mark.parametrize("body", [None, [], "OK", 1, {}, {"Code": ""}, {"Code": None}, {"Code": True}])
def test_a_body_without_a_code_is_unreadable_and_for_a_mutation_unknown(body):
    with pytest.raises(Unreadable):
        read_body("X", body)
    with pytest.raises(OutcomeUnknown):
        written_body("X", body)


@pytest.mark.parametrize("value", [1623137002000, "1623137002000", "2021-06-08 15:23:22"])
def test_all_three_spellings_of_an_instant_mean_the_same(value):
    assert answer({"T": value}).instant("T") == datetime(2021, 6, 8, 15, 23, 22, tzinfo=SHANGHAI)


@pytest.mark.parametrize(("value", "flag"), [(True, True), ("true", True), (False, False), ("false", False)])
def test_both_spellings_of_a_flag_are_read(value, flag):
    assert answer({"F": value}).flag("F") is flag


@pytest.mark.parametrize("value", [1, "yes", "True", None])
def test_any_other_flag_is_unreadable(value):
    with pytest.raises(Unreadable):
        answer({"F": value}).flag("F")
