"""Rosters as people copy them from the console: tolerant of form, strict about meaning."""

import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from reconciler.errors import InvalidManifests
from reconciler.model.calendar import SHANGHAI
from reconciler.model.observation import Enterprise
from reconciler.providers.alibaba.roster.reading import SIZE_LIMIT, parse

CHINESE = """\
# as of: 2026-11-20
# complete: true
号码,号码类型,运行状态,原因,呼叫类型,企业名称,归属地,开通时间,服务实例,月费
057188880001,固话,正常,,呼入+呼出,杭州示例科技有限公司,浙江省/杭州市,2026/8/1,outbound（057100001234）,35元/月
4008100001,400,已释放,15天内未提交资料,呼入,杭州示例科技有限公司,,--,,120
"""
ENGLISH = """\
# as of: 2026-11-20T09:00:00+08:00
Number;Running Status;ResCallTypeDesc;Enterprise;Activation Date;Service Instance;Package Tier
+86 571-88880001;Active;Inbound & Outbound;Example Ltd;2026-08-01 10:00:00;unbound;
13800001111;Something new;3;Example Ltd;2026年8月1日;;
400-810-0001;Restricted;Inbound;Example Ltd;;;¥120
"""


def problems(text: str | bytes, name: str = "roster.csv") -> list[tuple[int, str]]:
    with pytest.raises(InvalidManifests) as invalid:
        parse(text.encode() if isinstance(text, str) else text, name)
    assert {found.file for found in invalid.value.diagnostics} == {name}
    assert {found.code for found in invalid.value.diagnostics} == {"VN708"}
    return [(found.line, found.message) for found in invalid.value.diagnostics]


def test_a_list_in_chinese():
    roster = parse(CHINESE.encode(), "roster.csv")
    assert (roster.as_of, roster.complete) == (datetime(2026, 11, 20, tzinfo=SHANGHAI), True)
    assert roster.rows["057188880001"].facts == {
        "status": "active",
        "running_status": "正常",
        "call_type": "both",
        "call_type_text": "呼入+呼出",
        "enterprise": "杭州示例科技有限公司",
        "region": "浙江/杭州",
        "activated_on": date(2026, 8, 1),
        "instance": "057100001234",
        "monthly": Decimal("35.00"),
    }
    assert roster.rows["4008100001"].facts == {
        "status": "released",
        "running_status": "已释放",
        "reason": "15天内未提交资料",
        "call_type": "inbound",
        "call_type_text": "呼入",
        "enterprise": "杭州示例科技有限公司",
        "monthly": Decimal("120.00"),
    }


def test_a_list_in_english_with_semicolons():
    roster = parse(ENGLISH.encode(), "roster.csv")
    assert not roster.complete
    assert list(roster.rows) == ["057188880001", "13800001111", "4008100001"]
    assert roster.rows["057188880001"].facts["instance"] is None
    assert roster.rows["057188880001"].facts["call_type"] == "both"
    assert roster.rows["4008100001"].facts["package"] == Decimal("120.00")
    assert roster.rows["4008100001"].facts["status"] == "restricted"


def test_words_that_are_not_known_stay_verbatim_and_mean_nothing():
    facts = parse(ENGLISH.encode(), "roster.csv").rows["13800001111"].facts
    assert facts["running_status"] == "Something new"
    assert facts["call_type_text"] == "3"
    assert not {"status", "call_type"} & facts.keys()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_the_encodings_and_line_ends_of_spreadsheets(encoding, ends):
    roster = parse(CHINESE.replace("\n", ends).encode(encoding), "roster.csv")
    assert roster == parse(CHINESE.encode(), "roster.csv")


@pytest.mark.parametrize(
    "cell",
    ["057188880001", "'057188880001", '="057188880001"', "\t057188880001", "0571-88880001", "0571 88880001"],
)
def test_the_ways_in_which_a_spreadsheet_keeps_a_number_text(cell):
    assert list(parse(f"# as of: 2026-11-20\n号码\n{cell}\n".encode(), "r.csv").rows) == ["057188880001"]


def test_tabs_as_they_are_copied_from_a_page():
    text = "# as of: 2026-11-20\n号码\t运行状态\n057188880001\t正常\n"
    assert parse(text.encode(), "r.csv").rows["057188880001"].facts["status"] == "active"


def test_an_own_status_column_wins_over_the_console_s_words():
    text = "# as of: 2026-11-20\nnumber,status,running status\n057188880001,documents_due,正常\n"
    facts = parse(text.encode(), "r.csv").rows["057188880001"].facts
    assert (facts["status"], facts["running_status"]) == ("documents_due", "正常")


def test_numbers_that_nobody_manages_here_are_left_out():
    assert parse(b"# as of: 2026-11-20\nnumber\n95001\n057188880001\n", "r.csv").rows.keys() == {
        "057188880001"
    }


def test_every_problem_is_told_with_its_line():
    text = (
        "# complete: yes\n"
        "号码,运行状态,开通时间,服务实例,套餐\n"
        "57188880001,正常,,,\n"
        "4.0081E+09,,,,\n"
        "\n"
        "057188880002,正常,yesterday,,\n"
        "057188880003,,,somewhere,\n"
        "057188880004,,,,cheap\n"
        "057188880005,,,,,more\n"
        "057188880006\n"
        "057188880006\n"
        "Hangzhou\n"
    )
    found = problems(text)
    assert found == [
        (9, "6 cells under 5 columns"),
        (3, "'57188880001' has lost its leading 0 in a spreadsheet; format the column as text"),
        (4, "'4.0081E+09' is a number a spreadsheet rounded; format the column as text"),
        (6, "activated_on: 'yesterday' is no day, e.g. 2026-08-01"),
        (7, "instance: 'somewhere' names no single instance code"),
        (8, "package: 'cheap' is no amount in CNY"),
        (11, "057188880006 stands in the list twice"),
        (12, "'Hangzhou' is no phone number"),
        (0, "the roster does not say when the list was taken"),
        (0, "complete: neither true nor false"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "no column of numbers"),
        ("# as of: 2026-11-20\nname\nx\n", 2, "no column of numbers"),
        ("# as of: 2026-11-20\n号码,number\n1,2\n", 2, "the columns 号码, number say the same"),
        ("# as of: soon\nnumber\n", 0, "the roster does not say when the list was taken"),
        ("# as of: 2026-11-20\nnumber\n" + "1" * 200_000, 3, "no CSV: field larger than field limit"),
        ("{", 1, "no JSON: Expecting property name enclosed in double quotes"),
        ("[" * 100_000, 0, "nested deeper than 64 levels"),
        ('{"asOf": "2026-11-20", "numbers": 1}', 0, "numbers: no list"),
        ('{"asOf": "2026-11-20", "numbers": [1, {}]}', 0, "numbers[0]: no object"),
        ('{"asOf": "2026-11-20", "numbers": [{"name": "x"}]}', 0, "numbers[0]: '' is no phone number"),
        (
            '{"asOf": "2026-11-20", "enterprises": [{"approved": true}]}',
            0,
            "name: missing or not as described",
        ),
        ('{"asOf": "2026-11-20", "enterprises": {}}', 0, "enterprises: missing or not as described"),
        ('{"asOf": "2026-11-20", "scripts": [{"code": 1}]}', 0, "code: missing or not as described"),
        ('{"asOf": "2026-11-20", "publicMode": "on"}', 0, "publicMode: neither true nor false"),
        ('{"asOf": 20261120}', 0, "the roster does not say when the list was taken"),
    ],
)
def test_what_is_no_roster_is_refused(text, line, message):
    found = problems(text)
    assert any(at == line and message in said for at, said in found), found


def test_a_file_that_is_no_text():
    assert problems(b"\xff\xff\xff") == [(0, "neither UTF-8 nor GB 18030 text")]


def test_a_file_that_is_too_large():
    assert problems(b"x" * (SIZE_LIMIT + 1)) == [(0, "larger than 16 MiB")]


def test_a_json_roster_tells_of_the_account_too():
    text = """{"as_of": "2026-11-20", "complete": true, "publicMode": false,
      "numbers": [{"Number": "4008100001", "ResCallTypeDesc": "呼入", "package": 120, "reason": null}],
      "enterprises": [{"name": "A", "approved": true, "hotline": true, "order": "15334"}, {"name": "B"}],
      "scripts": [{"code": "S-1", "approved": true}, {"code": "S-2", "approved": false}],
      "instances": [{"code": "057100001234", "enterprise": "A"}]}"""
    roster = parse(text.encode(), "roster.json")
    assert roster.rows["4008100001"].facts == {
        "call_type_text": "呼入",
        "call_type": "inbound",
        "package": Decimal("120.00"),
    }
    assert roster.enterprises == {"A": Enterprise("A", True, True), "B": Enterprise("B", False, False)}
    assert roster.orders == {"A": "15334"}
    assert roster.scripts == {"S-1": True, "S-2": False}
    assert roster.instances == {"057100001234": "A"}
    assert roster.public_mode is False


def test_a_bare_json_list_still_has_to_say_when_it_was_taken():
    assert problems('[{"number": "4008100001"}]') == [(0, "the roster does not say when the list was taken")]


@pytest.mark.parametrize(("days", "fresh"), [(-2, False), (-1, True), (0, True), (30, True), (30.01, False)])
def test_a_roster_ages(days, fresh):
    from datetime import timedelta

    roster = parse(CHINESE.encode(), "roster.csv")
    assert roster.fresh(roster.as_of + timedelta(days=days)) is fresh


@pytest.mark.parametrize("form", ["csv", "json"])
def test_the_rosters_of_the_documentation_are_read(form):
    page = (Path(__file__).parents[3] / "docs/alibaba.md").read_text(encoding="utf-8")
    (text,) = re.findall(rf"```{form}\n(.*?)```", page, re.DOTALL)
    roster = parse(text.encode(), f"roster.{form}")
    assert roster.rows["057188880001"].facts["call_type"] == "both"
    assert roster.complete is (form == "csv")
    assert (roster.orders == {}) is (form == "csv")


def listed(cell: str) -> list[str]:
    return list(parse(f"# as of: 2026-11-20\n号码\n{cell}\n".encode(), "r.csv").rows)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("(0571)88880001", "057188880001"),
        ("0571 8888 0001", "057188880001"),
        ("+86 571 88880001", "057188880001"),
        ("0086-10-88880001", "01088880001"),
        ("010–88880001", "01088880001"),
        ("021-88880001", "02188880001"),
        ("0311 888 8000", "03118888000"),
        ("400-810-0001", "4008100001"),
        ("400 8100 001", "4008100001"),
        ("+86 138 0000 1111", "13800001111"),
        ('"=""057188880001"""', "057188880001"),
    ],
)
def test_the_groupings_in_which_numbers_are_written(cell, number):
    assert listed(cell) == [number]


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("021-88880001-1", "has an extension"),
        ("0571-88880001转8", "has an extension"),
        ("057188880001x12", "has an extension"),
        ("0571-88880001 ext 3", "has an extension"),
        ("01088880001.0", "is a number with decimals"),
        ("4008100001.0", "is a number with decimals"),
        ("1.3800001111E+10", "is a number a spreadsheet rounded"),
        ("57188880001", "has lost its leading 0"),
        ("057188880001/057188880002", "holds more than one number"),
        ("057-188880001", "is no phone number"),
        ("0571.88880001", "is a number with decimals"),
        ("4-008100001", "is no phone number"),
        ("0571_88880001", "is no phone number"),
        ("=057188880001", "is no phone number"),
    ],
)
def test_a_cell_never_becomes_another_number(cell, why):
    [(line, message)] = problems(f"# as of: 2026-11-20\n号码\n{cell}\n")
    assert (line, why in message) == (3, True), message


def test_a_complete_list_without_a_number_is_none():
    text = "# as of: 2026-11-20\n# complete: true\n号码,状态\n"
    assert problems(text) == [(0, "complete, and without any number: the account would have none")]
    assert parse(text.replace("true", "false").encode(), "r.csv").rows == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "# as of: 2026-11-20\n# rows: 3\n号码\n057188880001\n057188880002\n",
            "2 rows, and it says 3: the list was cut off or changed",
        ),
        (
            "# as of: 2026-11-20\n# complete: true\n号码,状态,月租\n057188880001,正常,35\n05718888000",
            "the last row has 1 of 3 cells: the list was cut off",
        ),
        (
            '# as of: 2026-11-20\n号码,状态\n057188880001,"正常\n057188880002,正常\n',
            "no CSV: unexpected end of data",
        ),
        ('{"asOf": "2026-11-20", "rows": 2, "numbers": [{"number": "4008100001"}]}', "1 rows, and it says 2"),
    ],
)
def test_a_list_that_was_cut_is_noticed(text, message):
    assert any(message in said for _, said in problems(text))


def test_a_file_that_ends_within_a_character_was_cut():
    data = "# as of: 2026-11-20\n号码,企业\n057188880001,杭".encode()
    assert problems(data[:-1]) == [(0, "the file ends within a character: it was cut off")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '{"asOf": "2026-11-20", "numbers": [{"number": "1", "number": "2"}]}',
            "an object has the key 'number' twice",
        ),
        (
            '{"asOf": "2026-11-20", "numbers": [{"number": "4008100001", "package": NaN}]}',
            "NaN is no JSON value",
        ),
        (
            '{"asOf": "2026-11-20", "numbers": [{"number": "4008100001", "号码": "4008100001"}]}',
            "say the same",
        ),
        ('{"asOf": "2026-11-20", "numbers": [{"number": 4.0081e9}]}', "is a number with decimals"),
    ],
)
def test_json_that_says_two_things_is_refused(text, message):
    assert any(message in said for _, said in problems(text, "r.json"))


def test_utf_16_as_a_spreadsheet_s_unicode_text():
    text = "# as of: 2026-11-20\n号码\t状态\n057188880001\t正常\n"
    assert parse(text.encode("utf-16"), "r.csv").rows["057188880001"].facts["status"] == "active"


def test_the_console_s_own_headers_are_known_and_what_is_not_used_is_named():
    text = "sep=;\n# as of: 2026-11-20\n号码;状态;套餐等级;开通日期;归属地;备注;标签\n"
    text += "057188880001;正常;120;2026-08-01;浙江省杭州市;x;y\n4008100001;维护中;;;;;\n"
    roster = parse(text.encode(), "r.csv")
    assert roster.rows["057188880001"].facts == {
        "running_status": "正常",
        "status": "active",
        "package": Decimal("120.00"),
        "activated_on": date(2026, 8, 1),
        "region": "浙江/杭州",
    }
    assert (roster.unused, roster.puzzling) == (("备注", "标签"), ("维护中",))
    assert roster.remarks == ("r.csv: not used: the columns 备注, 标签", "r.csv: not understood: 维护中")


def test_a_complete_list_is_asked_to_say_how_long_it_is():
    assert parse(CHINESE.encode(), "r.csv").remarks == (
        "r.csv: not used: the columns 号码类型",
        'r.csv is complete with 2 numbers and does not say so: add "# rows: 2", and a copy that was cut is noticed',
    )
    counted = parse(CHINESE.replace("# complete", "# rows: 2\n# complete").encode(), "r.csv")
    assert (counted.counted, len(counted.remarks)) == (True, 1)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "号码,开通时间\n057188880001,2027-08-01\n",
            (3, "activated_on: 2027-08-01 is later than the list was taken, 2026-11-20"),
        ),
        (
            "号码\n057188880001\n# complete: true\n",
            (4, "'# complete: true' stands below the header; what begins with # belongs above it"),
        ),
        ("列表\n号码\n057188880001\n", (2, "no column of numbers")),
        ("# as of: 2026-11-19\n号码\n057188880001\n", (2, "asof is said twice, differently")),
    ],
)
def test_what_a_list_says_of_another_day_or_place_is_one_problem(text, told):
    assert problems(f"# as of: 2026-11-20\n{text}") == [told]


def test_a_day_that_cannot_be_read_is_named():
    assert problems("# as of: 20/11/2026\n号码\n") == [
        (0, "the roster does not say when the list was taken: '20/11/2026' is no day, e.g. 2026-11-20")
    ]


def test_a_full_width_colon_and_marks_of_a_template():
    roster = parse("# as of：2026-11-20\n*号码,运行状态（必填）\n057188880001,正常\n".encode(), "r.csv")
    assert roster.rows["057188880001"].facts["status"] == "active"


def test_twenty_thousand_bad_lines_are_counted_not_printed():
    found = problems("# as of: 2026-11-20\n号码\n" + "x\n" * 20_000)
    assert len(found) == 21
    assert found[-1] == (0, "and 19980 more problems")


def test_digits_of_a_chinese_keyboard_are_digits():
    text = "# as of: 2026-11-20\n真实号,号码状态\n４００８１００００１,正常使用\n"
    assert {n: row.facts["status"] for n, row in parse(text.encode("gb18030"), "r.csv").rows.items()} == {
        "4008100001": "active"
    }


def test_a_day_that_a_spreadsheet_counts_is_named_and_never_guessed():
    text = "# as of: 2026-11-20\n号码,开通时间\n4008100001,46235\n"
    assert problems(text) == [
        (
            3,
            "activated_on: '46235' is 2026-08-01 as a spreadsheet counts its days; format the column as a date",
        )
    ]
