"""The provider's console: where a number is found in it. What is done there, each kind says of its verbs.

The English labels are the seed page's own; the Chinese ones are the labels the Chinese console shows for them.
"""

from __future__ import annotations

from collections.abc import Mapping

from reconciler.model.listing import Step
from reconciler.model.resource import HOTLINE, REGULAR

LINK = "https://dyvms.console.aliyun.com/"

PAGES: Mapping[str, Step] = {
    HOTLINE: Step(
        "Log on to the Voice Messaging Service console and choose Voice numbers > real number management > "
        "400 numbers.",
        "登录语音服务控制台，选择 语音号码 > 真实号管理 > 400号码。",
    ),
    REGULAR: Step(
        "Log on to the Voice Messaging Service console and choose Voice numbers > real number management > "
        "Landline & mobile number.",
        "登录语音服务控制台，选择 语音号码 > 真实号管理 > 固话/手机号码。",
    ),
}
"""The list that shows the numbers of a type."""
FIND = Step("Find the number in the list.", "在列表中找到该号码。")
AGREE = Step(
    "Read the inbound audio playback notice and select I acknowledge and agree.",
    "阅读呼入放音合规说明，勾选“我已知晓并同意”。",
)
