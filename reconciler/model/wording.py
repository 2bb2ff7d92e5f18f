"""When two texts mean the same: the provider spells regions, carriers and companies differently from page to page."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_MUNICIPALITIES = ("北京", "天津", "上海", "重庆")
_PROVINCES = (
    *_MUNICIPALITIES,
    *(
        "河北",
        "山西",
        "辽宁",
        "吉林",
        "黑龙江",
        "江苏",
        "浙江",
        "安徽",
        "福建",
        "江西",
        "山东",
        "河南",
        "湖北",
        "湖南",
    ),
    *("广东", "海南", "四川", "贵州", "云南", "陕西", "甘肃", "青海", "台湾"),
    *("内蒙古", "广西", "西藏", "宁夏", "新疆", "香港", "澳门"),
)
_PROVINCE = re.compile(
    rf"(?:中国)?[\s/]*({'|'.join(_PROVINCES)})(省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)?"
    r"(?:[\s/\\|_\-–—·,，>(]*)(.*?)[\s/)]*"
)
_PEOPLES = "朝鲜|土家|苗|藏|羌|彝|布依|侗|壮|白|傣|景颇|哈尼|傈僳|回"
_OF_A_CITY = re.compile(rf"(?<=..)(?:市|地区|盟|(?:(?:{_PEOPLES})族|蒙古族?|哈萨克|柯尔克孜)*自治州)$")
"""What stands after the name of a place of this rank; 州 alone is part of many a name."""
_CARRIERS = {
    "中国联通": "中国联通|联通|chinaunicom|unicom",
    "中国移动": "中国移动|移动|chinamobile",
    "中国电信": "中国电信|电信|chinatelecom|telecom",
}
_CARRIER_OF = {word: carrier for carrier, words in _CARRIERS.items() for word in words.split("|")}


def region(text: str) -> str:
    """`浙江/杭州`, whatever separates the two and whichever suffixes they carry; `杭州` where only the city stands.

    A municipality, with whatever district, is its own city: `北京/北京`.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    match = _PROVINCE.fullmatch(text)
    if match is None:
        return "/".join(_OF_A_CITY.sub("", part.strip()) for part in text.split("/"))
    province, city = match[1], _OF_A_CITY.sub("", match[3].strip())
    if province in _MUNICIPALITIES and (not city or city[-1] in "区县"):
        city = province
    if not city and match[2] == "市":  # 吉林市 is a city of 吉林省
        city = province
    return f"{province}/{city}" if city else province


def carrier(text: str) -> str:
    """`中国联通` from any of its names; other texts stay."""
    return _CARRIER_OF.get(re.sub(r"\s", "", text).casefold(), text)


def alike(path: str, one: object, other: object) -> bool:
    """Whether two values of a field mean the same."""
    if one == other:
        return True
    if not isinstance(one, str) or not isinstance(other, str):
        return False
    if path == "region":
        return _same_place(region(one), region(other))
    if path == "carrier":
        return carrier(one) == carrier(other)
    return path == "enterprise" and company(one) == company(other)


def _same_place(one: str, other: str) -> bool:
    """The city decides where one of them does not name its province."""
    if "/" in one and "/" in other:
        return one == other
    province, _, city = max(one, other, key=lambda place: "/" in place).rpartition("/")
    alone = other if "/" in one else one
    return city == alone and (alone not in _PROVINCES or province in ("", alone))


@lru_cache(1024)
def company(name: str) -> str:
    """Full-width and half-width signs, and blanks, tell no two companies apart."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name)).casefold()
