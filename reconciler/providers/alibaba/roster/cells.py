"""Columns and cells of the console's number list, in English and Chinese.

The provider documents neither the columns nor most of their values: texts are kept verbatim, and only words
whose meaning is plain become ours. A column that is not known is named and not used; an unknown word means
"unknown", never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from reconciler.model import phone, wording
from reconciler.model.money import cny
from reconciler.model.observation import NumberStatus
from reconciler.model.phrase import phrase

NUMBER_COLUMN = "number"
_COLUMNS: Mapping[str, str] = {
    NUMBER_COLUMN: "number|phonenumber|realnumber|号码|真实号|真实号码|电话号码|400号码|专属号码|主叫号码",
    "status": "status",
    "running_status": "runningstatus|运行状态|号码状态|状态",
    "reason": "reason|原因",
    "call_type_text": "rescalltypedesc|calltype|呼叫类型|呼叫方向|通话类型",
    "enterprise": "enterprise|enterprisename|company|企业名称|企业|公司名称|公司|所属企业|资质名称|资质",
    "region": "region|归属地|地区|号码归属地|归属地区|城市",
    "carrier": "carrier|provider|numberprovider|运营商|供应商|号码供应商|号码运营商|服务商",
    "package": "package|packagetier|套餐|套餐档位|套餐等级|套餐档次",
    "applied_on": "appliedon|applicationdate|applicationtime|申请时间|申请日期",
    "activated_on": "activatedon|activationdate|activationtime|开通时间|开通日期|激活时间|激活日期|号码开通时间",
    "instance": (
        "instance|serviceinstance|instanceid|服务实例|实例|绑定实例"
        "|服务实例id|服务实例编号|绑定服务实例|实例编码|服务实例编码"
    ),
    "script": "script|话术",
    "documents": "documents|资料",
    "monthly": "monthly|monthlyfee|月费|月租|月租费|月功能费",
    "audio": "audio|audiofile|放音文件",
    "description": "description|放音描述",
}
CELL_FIELDS = {name: key for key, names in _COLUMNS.items() for name in names.split("|")}
"""Folded column name to the field it fills."""
_NOTHING = frozenset({"", "-", "--", "/", "无", "n/a", "null", "none"})

_STATUSES = {
    NumberStatus.ACTIVE: "正常|正常使用|运行中|使用中|已开通|active|normal|running|inuse",
    NumberStatus.DOCUMENTS_DUE: "待提交资料|待上传资料|documentsdue|pendingdocuments|tobesubmitted",
    NumberStatus.REVIEWING: "审核中|开通中|申请中|reviewing|underreview|activating",
    NumberStatus.RESTRICTED: "受限|已限制|停机|restricted|suspended",
    NumberStatus.CANCELLING: "注销中|cancelling|canceling|deregistering",
    NumberStatus.CANCELLED: "已注销|cancelled|canceled|deregistered",
    NumberStatus.RELEASED: "已释放|超时释放|released|timeoutrelease",
    NumberStatus.REJECTED: "审核不通过|审核失败|已驳回|rejected",
}
_STATUS_OF = {word: status for status, words in _STATUSES.items() for word in words.split("|")}
_EXACT = {status.value: status for status in NumberStatus}
_CALL_TYPES = {
    "呼入+呼出": "both",
    "呼入呼出": "both",
    "呼入": "inbound",
    "呼出": "outbound",
    "both": "both",
    "inbound+outbound": "both",
    "inbound&outbound": "both",
    "inboundandoutbound": "both",
    "inbound": "inbound",
    "outbound": "outbound",
}
_UNBOUND = frozenset({"未绑定", "unbound", "notbound"})
_DATE = re.compile(r"([0-9]{4})[-/年.]([0-9]{1,2})[-/月.]([0-9]{1,2})日?(?:[ T][0-9:.]+)?")
_AMOUNT = re.compile(r"[¥￥]?\s*([0-9]{1,9}(?:\.[0-9]{1,2})?)\s*(?:元|CNY)?(?:/月|/month)?")
_CODE = re.compile(r"(?<![0-9])0[0-9]{8,11}(?![0-9])")


def folded(text: str) -> str:
    """A name as it is looked up: no case, no spaces, no separators."""
    return re.sub(r"[\s_\-:：()（）*＊\ufeff]", "", text).removesuffix("必填").lower()


def facts(cells: Mapping[str, str]) -> dict[str, object]:
    """A row's fields with a value. Raises ValueError, naming the column, for what cannot be read."""
    values: dict[str, object] = {}
    for key, cell in cells.items():
        if key == NUMBER_COLUMN or cell.lower() in _NOTHING:
            continue
        try:
            values[key] = _PARSERS.get(key, str)(cell)
        except (ValueError, ArithmeticError) as error:
            raise ValueError(f"{key}: {error}") from error
    if "running_status" in values and "status" not in values:
        status = _STATUS_OF.get(folded(str(values["running_status"])))
        values |= {} if status is None else {"status": status}
    if "call_type_text" in values:
        call_type = _CALL_TYPES.get(folded(str(values["call_type_text"])))
        values |= {} if call_type is None else {"call_type": call_type}
    return values


def puzzling(values: Mapping[str, object]) -> tuple[str, ...]:
    """The console's words of a row that mean nothing to us."""
    words = []
    if "running_status" in values and "status" not in values:
        words.append(str(values["running_status"]))
    if "call_type_text" in values and "call_type" not in values:
        words.append(str(values["call_type_text"]))
    return tuple(words)


def number(cell: str) -> str | None:
    """The number in a cell; None for a 95… one, not managed here.

    Raises ValueError for what is none, and for what could be read as another one: separators are taken away only
    where they group a number as it is written.
    """
    text = _unwrapped(cell)
    if re.fullmatch(r"95[0-9]{3,12}", text):
        return None
    if phone.is_number(text):
        return text
    if _GROUPED.fullmatch(text):
        normal = phone.normalise(text)
        if phone.is_number(normal):
            return normal
    raise ValueError(f"{cell.strip()[:40]!r} {_why_no_number(text)}")


_GROUPED = re.compile(
    r"""(?:(?:\+|00)86[ \-]?)?
    (?: 400[ \-]?[0-9]{3}[ \-]?[0-9]{4} | 400[ \-]?[0-9]{4}[ \-]?[0-9]{3}
      | 1[3-9][0-9][ \-]?[0-9]{4}[ \-]?[0-9]{4}
      | (?:\(0?(?:10|2[0-9])\)|0?(?:10|2[0-9]))[ \-]?[2-9][0-9]{3}[ \-]?[0-9]{4}
      | (?:\(0?[3-9][0-9]{2}\)|0?[3-9][0-9]{2})[ \-]?[2-9][0-9]{2,3}[ \-]?[0-9]{4} )""",
    re.VERBOSE,
)
"""400 numbers 3-3-4 or 3-4-3, mobiles 3-4-4, landlines with the area code that their first digits make them have.
Without a country code the area code keeps its 0: `phone.is_number` sees to that."""


def _unwrapped(cell: str) -> str:
    """The cell's text without what keeps a spreadsheet from counting: `'0571…` and `="0571…"`."""
    text = cell.strip().removeprefix("'")
    match = re.fullmatch(r'="([^"]*)"', text)
    text = (match[1] if match else text).strip().translate(_FULL_WIDTH)
    text = re.sub(r"[\s\u00a0\u3000]", " ", text)
    return re.sub(r"[\u2010-\u2015\u2212\uff0d]", "-", text)


_FULL_WIDTH = {0xFF10 + digit: 0x30 + digit for digit in range(10)}
"""`４００` is what a Chinese keyboard types for 400."""


def _why_no_number(text: str) -> str:
    as_text = phrase("format the column as text")
    digits = re.sub(r"[^0-9]", "", text)
    if re.fullmatch(r"[0-9.]+[eE]\+?[0-9]+", text):
        return phrase("is a number a spreadsheet rounded; {as_text}", as_text=as_text)
    if re.fullmatch(r"[0-9]+\.[0-9]+", text):
        return phrase("is a number with decimals, as a spreadsheet writes one; {as_text}", as_text=as_text)
    if phone.is_landline("0" + text):
        return phrase("has lost its leading 0 in a spreadsheet; {as_text}", as_text=as_text)
    if text.startswith("# "):
        return phrase("stands below the header; what begins with # belongs above it")
    if re.search(r"[0-9].*(转|分机|ext|x|#|\*)", text, re.IGNORECASE) or re.fullmatch(
        r"[0-9 \-()]+-[0-9]{1,6}", text
    ):
        return phrase("has an extension, or is grouped as no number is; write the number alone, in digits")
    if len(digits) > 12:
        return phrase("holds more than one number; one a row")
    return phrase("is no phone number")


def _status(cell: str) -> NumberStatus:
    status = _STATUS_OF.get(folded(cell), _EXACT.get(cell))
    if status is None:
        raise ValueError(
            phrase("{cell!r} is none of {statuses}", cell=cell[:40], statuses=", ".join(NumberStatus))
        )
    return status


_SERIAL = re.compile(r"[345][0-9]{4}")
_EPOCH = date(1899, 12, 30)
"""A spreadsheet counts days from here: 40,000 is in 2009, when the provider began. Some count from 1904, so that none
is taken as it stands."""


def _day(cell: str) -> date:
    match = _DATE.fullmatch(cell)
    if _SERIAL.fullmatch(cell):
        text = phrase(
            "{cell!r} is {day} as a spreadsheet counts its days; format the column as a date",
            cell=cell,
            day=_EPOCH + timedelta(days=int(cell)),
        )
        raise ValueError(text)
    if match is None:
        raise ValueError(phrase("{cell!r} is no day, e.g. 2026-08-01", cell=cell[:40]))
    return date(int(match[1]), int(match[2]), int(match[3]))


def _amount(cell: str) -> Decimal:
    match = _AMOUNT.fullmatch(cell)
    if match is None:
        raise ValueError(phrase("{cell!r} is no amount in CNY", cell=cell[:40]))
    return cny(match[1])


def _instance(cell: str) -> str | None:
    if folded(cell) in _UNBOUND:
        return None
    codes = _CODE.findall(cell)
    if len(codes) != 1:
        raise ValueError(phrase("{cell!r} names no single instance code", cell=cell[:40]))
    return str(codes[0])


_PARSERS: Mapping[str, Callable[[str], object]] = {
    "status": _status,
    "applied_on": _day,
    "activated_on": _day,
    "package": _amount,
    "monthly": _amount,
    "instance": _instance,
    "region": wording.region,
    "carrier": wording.carrier,
}
