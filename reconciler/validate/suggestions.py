"""Hints that name what was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from reconciler.model.phrase import phrase

_MEANT = {
    "random": ("随机",),
    "region-first": ("归属地优先", "地区优先", "区域优先", "同地区优先"),
    "round-robin": ("轮询", "顺序", "轮流"),
    "landline": ("固话", "座机", "固定电话", "固话号码"),
    "mobile": ("手机", "手机号", "手机号码", "移动电话"),
    "both": ("双向", "双呼", "呼入呼出", "呼出呼入", "two-way", "all"),
    "inbound": ("呼入", "仅呼入", "接听", "in"),
    "outbound": ("呼出", "仅呼出", "外呼", "out"),
    "two-way": ("双向", "双向通话", "both"),
    "hotline": ("热线", "客服热线", "企业热线"),
    "outbound-calls": ("外呼", "呼出"),
    "notification": ("通知",),
    "voice-notification": ("语音通知", "通知"),
    "verification-code": ("验证码", "语音验证码", "otp"),
    "I acknowledge and agree": ("我已知晓并同意", "同意", "agree", "i agree"),
    "number": ("号码", "电话", "电话号码", "phone", "tel"),
    "numbers": ("号码", "普通号码", "固话"),
    "hotlines": ("热线", "400号码", "400"),
    "region": ("区域", "地域", "地区", "归属地", "省市", "city"),
    "instance": ("实例", "服务实例", "绑定实例"),
    "instances": ("实例", "服务实例"),
    "carrier": ("运营商",),
    "package": ("套餐", "月租"),
    "enterprise": ("企业", "企业名称", "公司", "company"),
    "script": ("话术", "话术编号"),
    "account": ("账号", "账户", "帐号"),
    "purpose": ("用途",),
    "line": ("线路", "号码类型"),
    "callType": ("呼叫类型", "通话类型"),
    "reason": ("原因", "理由"),
    "documents": ("资料", "材料"),
    "description": ("描述", "说明", "备注"),
    "true": ("是", "对", "yes", "y", "on", "1"),
    "false": ("否", "不", "no", "n", "off", "0"),
}
"""Words that people type for the words of manifests."""


def meant(word: str, choices: Iterable[str]) -> str | None:
    """The choice that a word in Chinese, or another's English, stands for."""
    plain = word.strip().casefold()
    return next((choice for choice in choices if plain in _MEANT.get(choice, ()) or plain == choice), None)


def suggest(word: str, known: Iterable[str]) -> str:
    """`did you mean 'x'?`, or what there is to choose from."""
    by_case = {name.casefold(): name for name in known}
    if (choice := meant(word, by_case.values())) is not None:
        return phrase("did you mean {by_case!r}?", by_case=choice)
    near = get_close_matches(word.casefold(), by_case, n=1)
    if near:
        return phrase("did you mean {by_case!r}?", by_case=by_case[near[0]])
    return (
        phrase("known here: {values}", values=", ".join(by_case.values()))
        if by_case
        else phrase("there is none yet")
    )
