"""What the provider calls things: states, their Chinese labels, call types, and how it says no."""

from __future__ import annotations

from typing import NoReturn

from reconciler.errors import Refused

HOTLINE = "400"
REGULAR = "regular"

DOCUMENTS_DUE = "documents_due"
REVIEWING = "reviewing"
ACTIVE = "active"
RESTRICTED = "restricted"
CANCELLING = "cancelling"
CANCELLED = "cancelled"
RELEASED = "released"
REJECTED = "rejected"

RUNNING_STATUS = {
    DOCUMENTS_DUE: "待提交资料",
    REVIEWING: "审核中",
    ACTIVE: "正常",
    RESTRICTED: "受限",
    CANCELLING: "注销中",
    CANCELLED: "已注销",
    RELEASED: "已释放",
    REJECTED: "审核不通过",
    "unknown": "未知",
}
CALL_TYPE_TEXT = {"both": "呼入+呼出", "inbound": "呼入", "outbound": "呼出"}
"""The provider's `ResCallTypeDesc`."""

TIMEOUT_REASON = "15天内未提交资料，号码超时释放"
NO_STOCK_REASON = "所选地区暂无可用号码"
REVIEW_REASON = "资料审核不通过"
RESTRICTED_REASON = "未配置呼入放音，运营商限制使用"
DEFAULT_RULES_NOTE = "未配置呼入放音，平台默认呼入接听与放音规则生效，可能产生费用"
NOTICE_VERSION = "2026-06-01"
"""The compliance notice in force; an application for an inbound number must agree to it."""

REGULAR_FEE = 3500
"""Fen a month. Page: "The monthly fee is 35 CNY/month"."""
LEAST_PACKAGE = 12000
MOST_PACKAGE = 500000
"""Fen. Page: "package tiers, ranging from 120 to 5,000 CNY"."""
MOST_BOUND_AT_ONCE = 200


def refuse(code: str, message: str, *, hint: str = "") -> NoReturn:
    """Positively says that nothing was done. The code is stable."""
    raise Refused(message, reason=code, hint=hint)


def yuan(fen: int) -> str:
    """An amount in CNY with two places."""
    sign, rest = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{rest // 100}.{rest % 100:02d}"
