"""A carrier or region that nobody has is found by `validate`, at its place, before a plan finds nothing on offer."""

from __future__ import annotations

import pytest
from staged import TEAM, Workspace, stage


@pytest.fixture
def shop(tmp_path, capsys):
    return Workspace(stage(tmp_path / "shop"), capsys)


def found(shop: Workspace, old: str, new: str) -> list[tuple[str, str, str]]:
    shop.edit(TEAM, old, new)
    told = shop.read("validate")
    return [(d["severity"], d["message"], d["hint"]) for d in told["diagnostics"] if d["code"] == "VN217"]


@pytest.mark.parametrize("carrier", ["中国联通", "联通", "China Unicom", "中国广电"])
def test_carriers_by_any_of_their_names(shop, carrier):
    assert found(shop, "carrier: 中国联通", f"carrier: {carrier}") == []


def test_a_misspelt_carrier_is_an_error_and_a_strange_one_a_warning(shop):
    assert found(shop, "carrier: 中国联通", "carrier: 中国连通") == [
        ("error", "'中国连通' is no carrier that is known", "did you mean '中国联通'?")
    ]
    [(severity, message, _)] = found(shop, "carrier: 中国连通", "carrier: Vodafone")
    assert (severity, message) == ("warning", "'Vodafone' is no carrier that is known")


@pytest.mark.parametrize(
    "region", ["浙江/杭州", "浙江省杭州市", "杭州", "上海", "内蒙古自治区/赤峰", "新疆/和田地区"]
)
def test_regions_as_people_spell_them(shop, region):
    assert found(shop, "region: 浙江/杭州", f"region: {region}") == []


@pytest.mark.parametrize(
    ("region", "severity", "hint"),
    [
        ("浙江/航州", "warning", "known cities of 浙江: "),
        ("折江/杭州", "error", "write 浙江/杭州"),
        ("杭州/西湖", "error", "write 浙江/杭州"),
        ("Zhejiang/Hangzhou", "error", "write 浙江/杭州: province and city, in Chinese"),
    ],
)
def test_a_mistake_in_the_defaults_is_told_once_with_what_to_write(shop, region, severity, hint):
    [(kind, _, shown)] = found(shop, "region: 浙江/杭州", f"region: {region}")
    assert (kind, shown.startswith(hint)) == (severity, True)
