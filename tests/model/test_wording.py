"""Two spellings of one thing are one thing; two things are never made one."""

import pytest

from reconciler.model.wording import alike, carrier, region


@pytest.mark.parametrize(
    "text",
    [
        "浙江/杭州",
        "浙江省/杭州市",
        "浙江-杭州",
        "浙江省杭州市",
        "浙江杭州",
        "浙江 杭州市",
        "浙江，杭州",
        " 浙江省 / 杭州 ",
        "浙江_杭州",
        "浙江|杭州",
        "浙江（杭州市）",
        "中国浙江省杭州市",
        "浙江/杭州市/",
    ],
)
def test_a_region_has_one_spelling(text):
    assert region(text) == "浙江/杭州"


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ("北京市", "北京/北京"),
        ("北京/北京", "北京/北京"),
        ("内蒙古自治区呼和浩特市", "内蒙古/呼和浩特"),
        ("广西壮族自治区/南宁市", "广西/南宁"),
        ("吉林省吉林市", "吉林/吉林"),
        ("吉林市", "吉林/吉林"),
        ("吉林省延边朝鲜族自治州", "吉林/延边"),
        ("湖北省恩施土家族苗族自治州", "湖北/恩施"),
        ("新疆维吾尔自治区巴音郭楞蒙古自治州", "新疆/巴音郭楞"),
        ("内蒙古自治区锡林郭勒盟", "内蒙古/锡林郭勒"),
        ("西藏自治区阿里地区", "西藏/阿里"),
        ("广东省广州市", "广东/广州"),
        ("甘肃/兰州", "甘肃/兰州"),
        ("北京市朝阳区", "北京/北京"),
        ("香港特别行政区", "香港"),
        ("杭州市", "杭州"),
        ("浙江省", "浙江"),
        ("Singapore", "Singapore"),
    ],
)
def test_places_that_are_spelled_otherwise(text, spelling):
    assert region(text) == spelling


@pytest.mark.parametrize(
    ("path", "one", "other", "same"),
    [
        ("region", "浙江省杭州市", "浙江/杭州", True),
        ("region", "杭州市", "浙江/杭州", True),
        ("region", "浙江/宁波", "浙江/杭州", False),
        ("region", "江苏/泰州", "浙江/泰州", False),
        ("region", None, "浙江/杭州", False),
        ("region", "海南", "青海省海南藏族自治州", False),
        ("region", "广西壮族自治区南宁市", "广西/南宁", True),
        ("region", "北京", "北京市", True),
        ("carrier", "联通", "中国联通", True),
        ("carrier", "电信", "中国联通", False),
        ("enterprise", "示例（杭州）有限公司", "示例(杭州)有限公司", True),
        ("enterprise", "示例甲有限公司", "示例乙有限公司", False),
        ("number", "057188880001", "057188880001", True),
        ("reason", "联通", "中国联通", False),
    ],
)
def test_what_means_the_same(path, one, other, same):
    assert alike(path, one, other) is same


def test_a_carrier_that_is_not_known_stays():
    assert carrier("某运营商") == "某运营商"
