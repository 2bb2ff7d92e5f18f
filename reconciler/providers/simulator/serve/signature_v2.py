"""PURE: signature V2 (HMAC-SHA1 over the parameters), which the product's own pages still show and older clients use.

Source: https://help.aliyun.com/document_detail/112497.html.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping

from reconciler.providers.simulator.serve.signature import quoted

METHOD, VERSION = "HMAC-SHA1", "1.0"
OUTSIDE = frozenset(
    {
        *("Action", "Version", "Format", "AccessKeyId", "Signature", "SignatureMethod", "SignatureVersion"),
        *("SignatureNonce", "SignatureType", "Timestamp", "SecurityToken"),
    }
)
"""Parameters of every request that belong to no action."""


def matches(method: str, parameters: Mapping[str, str], secret: str) -> bool:
    """Whether the parameters carry the signature a holder of the secret would make."""
    return hmac.compare_digest(
        signature(method, parameters, secret).encode(), parameters.get("Signature", "").encode()
    )


def signature(method: str, parameters: Mapping[str, str], secret: str) -> str:
    """The signature of all parameters but itself."""
    pairs = sorted((name, value) for name, value in parameters.items() if name != "Signature")
    canonical = "&".join(f"{quoted(name)}={quoted(value)}" for name, value in pairs)
    text = f"{method}&{quoted('/')}&{quoted(canonical)}"
    digest = hmac.new(f"{secret}&".encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()
