"""PURE: signature V3 (ACS3-HMAC-SHA256), as the provider documents it.

Source: https://help.aliyun.com/document_detail/159972.htm. The headers to sign are taken from the request's
own list; the query is decoded and encoded again, because clients send a space as `+` and sign it as `%20`.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote

from reconciler.noun import noun

ALGORITHM = "ACS3-HMAC-SHA256"
_AUTHORIZATION = re.compile(
    rf"{ALGORITHM} Credential=([^,\s]+),\s*SignedHeaders=([a-z0-9;_-]+),\s*Signature=([0-9a-f]{{64}})"
)


@noun
class HttpRequest:
    """A request as it came over the wire."""

    method: str
    path: str
    query: str
    """As sent, still encoded."""
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes = b""


@noun
class Authorization:
    """The header of the same name, taken apart."""

    key: str
    signed: tuple[str, ...]
    signature: str


def authorization(header: str) -> Authorization | None:
    """The parsed header; None for any other form."""
    match = _AUTHORIZATION.fullmatch(header)
    return None if match is None else Authorization(match[1], tuple(match[2].split(";")), match[3])


def matches(request: HttpRequest, claim: Authorization, secret: str) -> bool:
    """Whether the signature is right and covers everything that has to be signed."""
    must = {name for name in request.headers if name.startswith("x-acs-") or name in ("host", "content-type")}
    if not must <= set(claim.signed) or not set(claim.signed) <= set(request.headers):
        return False
    if request.headers.get("x-acs-content-sha256") != hashlib.sha256(request.body).hexdigest():
        return False
    return hmac.compare_digest(signature(request, claim.signed, secret), claim.signature)


def signature(request: HttpRequest, signed: tuple[str, ...], secret: str) -> str:
    """The signature a holder of the secret would make."""
    canonical = canonical_request(request, signed)
    text = f"{ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def canonical_request(request: HttpRequest, signed: tuple[str, ...]) -> str:
    """The text whose hash is signed."""
    pairs = sorted(parse_qsl(request.query, keep_blank_values=True))
    query = "&".join(f"{quoted(name)}={quoted(value)}" for name, value in pairs)
    names = sorted(signed)
    headers = "".join(f"{name}:{request.headers[name].strip()}\n" for name in names)
    payload = request.headers.get("x-acs-content-sha256", "")
    return "\n".join((request.method, request.path, query, headers, ";".join(names), payload))


def quoted(text: str) -> str:
    """Percent-encoded as RFC 3986 has it."""
    return quote(text, safe="~")
