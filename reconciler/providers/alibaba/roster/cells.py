"""Columns and cells of the console's number list, in English and Chinese.

The provider documents neither the columns nor most of their values: texts are kept verbatim, and only words
whose meaning is plain become ours. A column that is not known is ignored; an unknown word means "unknown",
never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from reconciler.model import observation, phone
from reconciler.model.money import cny

NUMBER = "number"
_COLUMNS: Mapping[str, str] = {
    NUMBER: "number|phonenumber|realnumber|号码|真实号码|电话号码|400号码",
    "status": "status",
    "running_status": "runningstatus|运行状态|号码状态",
    "reason": "reason|原因",
    "call_type_text": "rescalltypedesc|calltype|呼叫类型",
    "enterprise": "enterprise|enterprisename|company|企业名称|企业|公司名称",
    "region": "region|归属地|地区",
    "carrier": "carrier|provider|numberprovider|运营商|供应商|号码供应商",
    "package": "package|packagetier|套餐|套餐档位",
    "applied_on": "appliedon|applicationdate|applicationtime|申请时间|申请日期",
    "activated_on": "activatedon|activationdate|activationtime|开通时间|激活时间|号码开通时间",
    "instance": "instance|serviceinstance|instanceid|服务实例|实例|绑定实例",
    "script": "script|话术",
    "documents": "documents|资料",
    "monthly": "monthly|monthlyfee|月费|月租",
    "audio": "audio|audiofile|放音文件",
    "description": "description|放音描述",
}
FIELDS = {name: key for key, names in _COLUMNS.items() for name in names.split("|")}
"""Folded column name to the field it fills."""
_NOTHING = frozenset({"", "-", "--", "/", "无", "n/a", "null", "none"})

_STATUSES = {
    observation.ACTIVE: "正常|运行中|使用中|已开通|active|normal|running|inuse",
    observation.DOCUMENTS_DUE: "待提交资料|待上传资料|documentsdue|pendingdocuments|tobesubmitted",
    observation.REVIEWING: "审核中|开通中|申请中|reviewing|underreview|activating",
    observation.RESTRICTED: "受限|已限制|停机|restricted|suspended",
    observation.CANCELLING: "注销中|cancelling|canceling|deregistering",
    observation.CANCELLED: "已注销|cancelled|canceled|deregistered",
    observation.RELEASED: "已释放|超时释放|released|timeoutrelease",
    observation.REJECTED: "审核不通过|审核失败|已驳回|rejected",
}
_STATUS_OF = {word: status for status, words in _STATUSES.items() for word in words.split("|")}
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
    return re.sub(r"[\s_\-:：()（）]", "", text).lower()


def facts(cells: Mapping[str, str]) -> dict[str, object]:
    """A row's fields with a value. Raises ValueError, naming the column, for what cannot be read."""
    found: dict[str, object] = {}
    for key, cell in cells.items():
        if key == NUMBER or cell.lower() in _NOTHING:
            continue
        try:
            found[key] = _PARSERS.get(key, str)(cell)
        except (ValueError, ArithmeticError) as error:
            raise ValueError(f"{key}: {error}") from error
    if "running_status" in found and "status" not in found:
        status = _STATUS_OF.get(folded(str(found["running_status"])))
        found |= {} if status is None else {"status": status}
    if "call_type_text" in found:
        call_type = _CALL_TYPES.get(folded(str(found["call_type_text"])))
        found |= {} if call_type is None else {"call_type": call_type}
    return found


def number(cell: str) -> str | None:
    """The number in a cell; None for a 95… one, not managed here. Raises ValueError for what is none."""
    text = phone.normalise(cell.strip().lstrip("'").removeprefix('="').removesuffix('"'))
    if phone.is_number(text):
        return text
    if re.fullmatch(r"95[0-9]{3,12}", text):
        return None
    if re.fullmatch(r"[0-9.]+[eE]\+?[0-9]+", cell.strip()):
        raise ValueError(f"{cell!r} is a number a spreadsheet rounded; format the column as text")
    if phone.is_landline("0" + text):
        raise ValueError(f"{cell!r} has lost its leading 0 in a spreadsheet; format the column as text")
    raise ValueError(f"{cell[:40]!r} is no phone number")


def _status(cell: str) -> str:
    status = cell if cell in observation.STATUSES else _STATUS_OF.get(folded(cell))
    if status is None:
        raise ValueError(f"{cell[:40]!r} is none of {', '.join(observation.STATUSES)}")
    return status


def _day(cell: str) -> date:
    found = _DATE.fullmatch(cell)
    if found is None:
        raise ValueError(f"{cell[:40]!r} is no day, e.g. 2026-08-01")
    return date(int(found[1]), int(found[2]), int(found[3]))


def _amount(cell: str) -> Decimal:
    found = _AMOUNT.fullmatch(cell)
    if found is None:
        raise ValueError(f"{cell[:40]!r} is no amount in CNY")
    return cny(found[1])


def _instance(cell: str) -> str | None:
    if folded(cell) in _UNBOUND:
        return None
    codes = _CODE.findall(cell)
    if len(codes) != 1:
        raise ValueError(f"{cell[:40]!r} names no single instance code")
    return str(codes[0])


def _region(cell: str) -> str:
    return "/".join(part.strip().removesuffix("省").removesuffix("市") for part in cell.split("/"))


_PARSERS: Mapping[str, Callable[[str], object]] = {
    "status": _status,
    "applied_on": _day,
    "activated_on": _day,
    "package": _amount,
    "monthly": _amount,
    "instance": _instance,
    "region": _region,
}
