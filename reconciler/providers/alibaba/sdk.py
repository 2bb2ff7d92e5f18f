"""The official SDK, behind two functions: call an action, and say what an exception of it means.

The only module that knows the SDK. Importing it needs the extra `alibaba`.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import darabonba.core
import Tea.core
from alibabacloud_bssopenapi20171214 import models as billing_models
from alibabacloud_bssopenapi20171214.client import Client as BillingClient
from alibabacloud_credentials.client import Client as CredentialClient
from alibabacloud_dyvmsapi20170525 import models
from alibabacloud_dyvmsapi20170525.client import Client as VoiceClient
from alibabacloud_tea_openapi.client import Client as OpenApiClient
from alibabacloud_tea_openapi.exceptions import AlibabaCloudException
from alibabacloud_tea_openapi.utils_models import Config, OpenApiRequest, Params
from darabonba.runtime import RuntimeOptions

from reconciler.errors import InvariantError
from reconciler.providers.alibaba.connection import (
    CONNECT_TIMEOUT,
    READ_TIMEOUT,
    GuardedSession,
    NoAnswer,
    Unacceptable,
)
from reconciler.providers.alibaba.mapping.envelope import Failure
from reconciler.providers.alibaba.settings import Settings

_VOICE: dict[str, str] = {
    "AddVirtualNumberRelation": "add_virtual_number_relation_with_options",
    "ListCallTask": "list_call_task_with_options",
    "ListHotlineTransferRegisterFile": "list_hotline_transfer_register_file_with_options",
    "QueryCallInTransferRecord": "query_call_in_transfer_record_with_options",
    "GetHotlineQualificationByOrder": "get_hotline_qualification_by_order_with_options",
    "ListServiceInstanceForPage": "list_service_instance_for_page_with_options",
    "QueryCallInPoolTransferConfig": "query_call_in_pool_transfer_config_with_options",
    "QueryVirtualNumberRelation": "query_virtual_number_relation_with_options",
    "QueryVmsVirtualNumberRelationByPage": "query_vms_virtual_number_relation_by_page_with_options",
    "QueryVoiceFileAuditInfo": "query_voice_file_audit_info_with_options",
    "SetTransferCalleePoolConfig": "set_transfer_callee_pool_config_with_options",
}
"""Action to the SDK's method. Its request model is always ACTIONRequest."""
_URL = re.compile(r"url: \S+")
BALANCE, BILL, TRAIL = "QueryAccountBalance", "DescribeInstanceBill", "LookupEvents"
ACTIONS = (*_VOICE, BALANCE, BILL, TRAIL)
_TRAIL = Params(
    action=TRAIL,
    version="2020-07-06",
    pathname="/",
    method="POST",
    auth_type="AK",
    style="RPC",
    req_body_type="formData",
    body_type="json",
)
"""The audit service through the SDK's general client: one action is not worth another package."""


class Raw(NamedTuple):
    """An answer, not yet understood."""

    body: object
    """Parsed JSON; None unless it came with HTTP 200."""
    date: str
    """The `Date` header."""


class Sdk:
    """Both SDK clients of one account; one request a call."""

    def __init__(self, settings: Settings) -> None:
        _guard()
        self._credential = CredentialClient()
        self._voice = _recording(VoiceClient)(self._config(settings, settings.endpoint))
        self._billing = _recording(BillingClient)(self._config(settings, settings.billing_endpoint))
        self._trail = None
        if settings.audit_endpoint is not None:
            self._trail = _recording(OpenApiClient)(self._config(settings, settings.audit_endpoint))

    def call(self, action: str, fields: Mapping[str, Any]) -> Raw:
        """The answer as it came. Raises whatever the SDK raises; see `failure`."""
        if action == BALANCE:
            self._billing.query_account_balance_with_options(RuntimeOptions())
            return Raw(*self._billing.taken())
        if action == BILL:
            bill = billing_models.DescribeInstanceBillRequest().from_map(fields)
            self._billing.describe_instance_bill_with_options(bill, RuntimeOptions())
            return Raw(*self._billing.taken())
        if action == TRAIL:
            if self._trail is None:
                raise InvariantError("the audit trail is asked without its endpoint")
            self._trail.call_api(_TRAIL, OpenApiRequest(query=dict(fields)), RuntimeOptions())
            return Raw(*self._trail.taken())
        request = getattr(models, f"{action}Request")().from_map(fields)
        getattr(self._voice, _VOICE[action])(request, RuntimeOptions())
        return Raw(*self._voice.taken())

    def secrets(self) -> tuple[str, ...]:
        """Key id, secret and token, never to be shown. Raises the chain's exception where there are none."""
        credential = self._credential.get_credential()
        return tuple(
            filter(None, (credential.access_key_secret, credential.security_token, credential.access_key_id))
        )

    def origin(self) -> str:
        """Which link of the default chain the credentials come from, e.g. `default/env`."""
        return str(self._credential.get_credential().provider_name)

    def _config(self, settings: Settings, endpoint: str) -> Config:
        """No retry options: without them the SDK sends every request exactly once."""
        return Config(
            credential=self._credential,
            endpoint=endpoint,
            protocol=settings.protocol,
            connect_timeout=int(CONNECT_TIMEOUT * 1000),
            read_timeout=int(READ_TIMEOUT * 1000),
        )


def failure(error: Exception) -> Failure:
    """What an exception of the SDK says: of an answer with a status, or that no readable answer came."""
    if isinstance(error, AlibabaCloudException):
        body = error.data if isinstance(error.data, dict) else {}
        wait = error.retry_after
        return Failure(
            message=". ".join(filter(None, (_text(body, "Message", "message"), _denied(body)))),
            status=error.status_code,
            code=str(body.get("Code") or body.get("code") or ""),
            request_id=str(body.get("RequestId") or body.get("requestId") or ""),
            retry_after=None if wait is None else wait / 1000,
        )
    inner = getattr(error, "inner_exception", None) or error
    cause = inner.__context__ or inner
    if isinstance(cause, NoAnswer):
        return Failure(str(cause), status=cause.status)
    text = _URL.sub("url: …", f"{type(cause).__name__}: {cause}")
    return Failure(text, lasting=isinstance(cause, Unacceptable))


def _text(body: Mapping[str, Any], *names: str) -> str:
    return next((str(body[name]) for name in names if body.get(name)), "")


def _denied(body: Mapping[str, Any]) -> str:
    """Which permission is missing, where the gateway says so: a text, or an object of several."""
    detail = body.get("AccessDeniedDetail") or body.get("accessDeniedDetail")
    if isinstance(detail, dict):
        details = [
            f"{name} {detail[name]}"
            for name in ("AuthAction", "PolicyType", "NoPermissionType")
            if detail.get(name)
        ]
        return f"denied: {', '.join(details)}" if details else ""
    return f"denied: {detail}" if isinstance(detail, str) else ""


def _recording(client: type[Any]) -> type[Any]:
    """The SDK's client, keeping the body as it came: its typed answers drop fields and hide errors."""

    class Recording(client):  # type: ignore[misc]
        _answer: dict[str, Any] | None = None

        def call_api(self, params: object, request: object, runtime: object) -> dict[str, Any]:
            self._answer = None
            self._answer = super().call_api(params, request, runtime)
            return self._answer

        def taken(self) -> tuple[object, str]:
            answer, self._answer = self._answer or {}, None
            body = answer.get("body") if answer.get("statusCode") == 200 else None
            return body, str(answer.get("headers", {}).get("date", ""))

    return Recording


def _guard() -> None:
    """Gives the SDK our sessions and takes its loggers away: DEBUG=sdk would print signed headers."""
    for core, owner in ((darabonba.core, darabonba.core.DaraCore), (Tea.core, Tea.core.TeaCore)):
        if core.Session is not GuardedSession:
            core.Session = GuardedSession
            owner._sessions.clear()
        if not isinstance(owner._get_session("guard", "http"), GuardedSession):
            raise InvariantError("this version of the SDK opens its connections in a way we cannot guard")
    for name in ("darabonba-core", "alibabacloud-tea", "credentials"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = False
        logger.disabled = True
