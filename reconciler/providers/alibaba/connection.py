"""The HTTP session the SDK is given in place of its own.

The SDK's session follows redirects (the key's id and token would go along), honours a proxy even for this
machine, and reads answers of any size for any time. This one does none of that. Importing this module needs
the extra.
"""

from __future__ import annotations

import io
import time
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from reconciler.providers.alibaba.settings import is_loopback

CONNECT_TIMEOUT = 5.0
READ_TIMEOUT = 10.0
"""Between two pieces of an answer."""
TOTAL_TIMEOUT = 30.0
SIZE_LIMIT = 4 * 1024 * 1024
"""Bytes; a page of 100 rows has about 30 KiB."""
_PIECE = 64 * 1024


class Unacceptable(requests.RequestException):
    """An answer we do not take: a redirect, too large, compressed. The request may have been carried out."""


class GuardedSession(requests.Session):
    """Sends a request once, to where it was addressed."""

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        """Raises requests.RequestException, which the SDK understands as a failed call."""
        options |= {"allow_redirects": False, "stream": True}
        if is_loopback(urlsplit(request.url or "").hostname or ""):
            options["proxies"] = {}
        deadline = time.monotonic() + TOTAL_TIMEOUT
        response = super().send(request, **options)
        try:
            if 300 <= response.status_code < 400:
                raise Unacceptable(f"a redirect (HTTP {response.status_code}) that is not followed")
            response.raw = io.BytesIO(_read(response, deadline))
        except BaseException:
            response.close()
            raise
        return response


def _read(response: requests.Response, deadline: float) -> bytes:
    """The body, within its limits."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise Unacceptable("a compressed answer that was not asked for")
    body = bytearray()
    try:
        while piece := response.raw.read1(_PIECE):
            body += piece
            if len(body) > SIZE_LIMIT:
                raise Unacceptable(f"an answer of more than {SIZE_LIMIT >> 20} MiB")
            if time.monotonic() > deadline:
                raise requests.ReadTimeout(f"the answer took more than {TOTAL_TIMEOUT:.0f} s")
    except HTTPError as error:
        raise requests.ConnectionError(str(error)) from error
    return bytes(body)
