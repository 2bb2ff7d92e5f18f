"""The provider's console: where a number is found in it, and what a person does there, verb by verb.

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

ORDER_HOTLINE = (
    Step("Click Purchase Number.", "单击“购买号码”。"),
    Step(
        "Select Enterprise Name, Provider and Number as filled in above; Change refreshes the list.",
        "按上方内容选择企业名称、服务商和号码；可单击“换一批”刷新。",
    ),
    AGREE,
    Step("Click Apply Now.", "单击“立即申请”。"),
)
ORDER_REGULAR = (
    Step(
        "Make an inquiry for the number first: an account may make 5 a day.",
        "先提交询单（每个账号每天最多5次）。",
    ),
    Step(
        "Apply for a number with the qualification, script, call type and region filled in above.",
        "按上方的资质、话术、呼叫类型和归属地申请号码。",
    ),
    AGREE,
    Step(
        "Submit the application; the review takes 2 to 10 working days.", "提交申请；审核需要2至10个工作日。"
    ),
)
SUBMIT_DOCUMENTS = (
    Step(
        "Submit the required documents for review before the deadline, or the number is released.",
        "在截止时间前提交审核资料，逾期号码将被释放。",
    ),
)
CANCEL = (
    Step(
        "Check once more that it is this number: cancelling is permanent and irreversible.",
        "再次核对号码：注销后不可恢复。",
    ),
    Step("In the Actions column, click Deregister.", "在操作列单击“注销”。"),
    Step("Read the risk warnings and click OK.", "阅读风险提示，单击“确定”。"),
)
BIND = (
    Step("In the Actions column, click Bind Instance.", "在操作列单击“绑定实例”。"),
    Step("Select the service instance filled in above and click OK.", "选择上方的服务实例，单击“确定”。"),
)
UNBIND = (Step("Open its service instance and unbind the number.", "打开其服务实例，解绑该号码。"),)
CONFIGURE_IVR = (
    Step(
        "Configure inbound audio playback for this number with the audio file and description above. "
        "Never use the account-wide configuration: it diverts every inbound call.",
        "按上方的音频文件和描述为该号码配置呼入放音。切勿使用全局配置：它会接管所有呼入。",
    ),
)
CLEAR_IVR = (Step("Remove the inbound audio playback of this number.", "删除该号码的呼入放音配置。"),)
SET_TRANSFER = (
    Step(
        "Register the transfer numbers and set them as the transfer pool.", "登记转接号码并设置转接号码池。"
    ),
)
CLEAR_TRANSFER = (Step("Remove every transfer number from the pool.", "移除转接号码池中的全部号码。"),)
ACTIVATE_PUBLIC_MODE = (
    Step(
        "Log on to the Voice Messaging Service console and activate the service; it cannot be closed again.",
        "登录语音服务控制台开通服务；开通后不可关闭。",
    ),
)
