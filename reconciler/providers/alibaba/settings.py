"""The account's settings: where the service is, how long a read may take, where the roster lies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

from reconciler.errors import ReconcilerError
from reconciler.model.phrase import phrase
from reconciler.noun import noun
from reconciler.providers.alibaba.pace import CALLS_PER_SECOND
from reconciler.validate.settings import Form, Wants

ENDPOINT = "dyvmsapi.aliyuncs.com"
BILLING_ENDPOINT = "business.aliyuncs.com"
READ_BUDGET = 20.0
WANTS = Wants(
    {
        "endpoint": Form(".+", "HOST or HOST:PORT"),
        "billingEndpoint": Form(".+", "HOST or HOST:PORT"),
        "auditEndpoint": Form(".+", "HOST or HOST:PORT, e.g. actiontrail.cn-hangzhou.aliyuncs.com"),
        "protocol": Form("https?", "https, or http for this machine"),
        "readBudget": Form("[0-9]{1,4}(s|m)?", "a duration from 1s to 10m, e.g. 20s"),
        "callsPerSecond": Form("[0-9]{1,4}", "a whole number from 1 to 1000, e.g. 50"),
        "roster": Form(".+", "a file, e.g. roster.csv", file=True),
    },
    mainland=True,
)
"""What `validate` judges; `parse` says more of what is right in form."""
_DURATION = re.compile(r"([0-9]{1,4})(s|m)?")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?")


@noun
class Settings:
    """Checked settings. Credentials are no setting: they come from the SDK's default chain."""

    endpoint: str = ENDPOINT
    """`HOST` or `HOST:PORT`."""
    billing_endpoint: str = BILLING_ENDPOINT
    protocol: str = "https"
    read_budget: float = READ_BUDGET
    """Seconds one observation may spend, waits and repetitions included."""
    audit_endpoint: str | None = None
    """Where the audit trail is; None: it is not asked."""
    roster: str | None = None
    """A file relative to the workspace."""
    calls_per_second: float = CALLS_PER_SECOND


def parse(settings: Mapping[str, Any]) -> Settings:
    """The settings of an `alibaba` account. Raises ReconcilerError with what is wrong."""
    for key in settings:
        if key not in WANTS.settings:
            raise _wrong(key, f"unknown; known are {', '.join(WANTS.settings)}")
    endpoint = _text(settings, "endpoint")
    protocol = _text(settings, "protocol") or "https"
    if protocol not in ("https", "http"):
        raise _wrong("protocol", "neither https nor http")
    return Settings(
        endpoint=_endpoint("endpoint", endpoint or ENDPOINT, protocol),
        billing_endpoint=_endpoint(
            "billingEndpoint", _text(settings, "billingEndpoint") or endpoint or BILLING_ENDPOINT, protocol
        ),
        audit_endpoint=_audited(_text(settings, "auditEndpoint"), protocol),
        protocol=protocol,
        read_budget=_budget(settings.get("readBudget")),
        calls_per_second=_calls(settings.get("callsPerSecond", CALLS_PER_SECOND)),
        roster=_text(settings, "roster"),
    )


def is_loopback(host: str) -> bool:
    """Whether a host name (without port) is this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _endpoint(key: str, endpoint: str, protocol: str) -> str:
    """Requests carry the key's id and, with a role, its token: they go to the provider or to this machine."""
    if _HOST.fullmatch(endpoint) is None:
        raise _wrong(key, "no HOST or HOST:PORT")
    host = endpoint.partition(":")[0].lower()
    if is_loopback(host):
        return endpoint
    if not host.endswith(".aliyuncs.com"):
        raise _wrong(key, f"{host} is neither a host of aliyuncs.com nor this machine")
    if protocol != "https":
        raise _wrong("protocol", "http is for this machine only")
    return endpoint


def _audited(endpoint: str | None, protocol: str) -> str | None:
    return None if endpoint is None else _endpoint("auditEndpoint", endpoint, protocol)


def _budget(value: object) -> float:
    if value is None:
        return READ_BUDGET
    match = _DURATION.fullmatch(str(value))
    seconds = int(match[1]) * (60 if match[2] == "m" else 1) if match else 0
    if not 1 <= seconds <= 600:
        raise _wrong("readBudget", "no duration from 1s to 10m, e.g. 20s")
    return float(seconds)


def _calls(value: object) -> float:
    calls = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0
    if isinstance(value, str) and value.isdecimal():
        calls = float(value)
    if not 1 <= calls <= 1000:
        raise _wrong("callsPerSecond", "no whole number from 1 to 1000, e.g. 50")
    return calls


def _text(settings: Mapping[str, Any], key: str) -> str | None:
    value = settings.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip():
        raise _wrong(key, "no text")
    return value.strip()


def _wrong(key: str, why: str) -> ReconcilerError:
    hint = f"settings of an alibaba account: {', '.join(WANTS.settings)}; all are optional"
    return ReconcilerError(phrase("settings.{key}: {why}", key=key, why=why), code="VN710", hint=hint)
