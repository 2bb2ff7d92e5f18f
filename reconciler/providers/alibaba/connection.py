"""The HTTP session the SDK is given in place of its own.

The SDK's session follows redirects (the key's id and token would go along), honours a proxy even for this
machine, and reads answers of any size for any time. This one does none of that. Importing this module needs
the extra.
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from socket import SHUT_RDWR
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from reconciler.model.phrase import phrase
from reconciler.providers.alibaba.pace import CALL
from reconciler.providers.alibaba.settings import is_loopback
from reconciler.providers.alibaba.watch import Watch

CONNECT_TIMEOUT = 5.0
READ_TIMEOUT = 10.0
"""Between two pieces of an answer."""
TOTAL_TIMEOUT = 30.0
SIZE_LIMIT = 4 * 1024 * 1024
"""Bytes; a page of 100 rows has about 30 KiB."""
_PIECE = 64 * 1024


class Unacceptable(requests.RequestException):
    """An answer we do not take: a redirect, too large, compressed. The request may have been carried out."""


class NoAnswer(requests.RequestException):
    """An answer that is no JSON: a gateway's or a proxy's page. The request may have been carried out."""

    def __init__(self, status: int, form: str) -> None:
        super().__init__(
            phrase(
                "HTTP {status} with {form} in place of JSON", status=status, form=form or "no content type"
            )
        )
        self.status = status


_IN_FLIGHT: ContextVar[list[HTTPConnection]] = ContextVar("_IN_FLIGHT")
_WATCH = Watch()


class _Registered(HTTPConnection):
    def getresponse(self) -> Any:
        _IN_FLIGHT.get([]).append(self)
        return super().getresponse()


class _RegisteredTls(HTTPSConnection):
    def getresponse(self) -> Any:
        _IN_FLIGHT.get([]).append(self)
        return super().getresponse()


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Registered


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _RegisteredTls


@contextmanager
def _hanging_up(after: float) -> Iterator[None]:
    """Ends a wait for headers that come drop by drop: each drop would start the socket's own timeout anew."""
    connections: list[HTTPConnection] = []

    def hang_up() -> None:
        for connection in connections:
            with suppress(OSError, AttributeError):
                connection.sock.shutdown(SHUT_RDWR)

    token = _IN_FLIGHT.set(connections)
    try:
        with _WATCH.over(after, hang_up):
            yield
    finally:
        _IN_FLIGHT.reset(token)


class GuardedSession(requests.Session):
    """Sends a request once, to where it was addressed."""

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        """Raises requests.RequestException, which the SDK understands as a failed call."""
        options |= {"allow_redirects": False, "stream": True}
        total = min(TOTAL_TIMEOUT, CALL.get())
        options["timeout"] = (min(CONNECT_TIMEOUT, total), min(READ_TIMEOUT, total))
        adapter = self.get_adapter(request.url or "")
        if isinstance(adapter, HTTPAdapter):
            adapter.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}
        if is_loopback(urlsplit(request.url or "").hostname or ""):
            options["proxies"] = {}
        deadline = time.monotonic() + total
        try:
            with _hanging_up(total):
                response = super().send(request, **options)
        except requests.ConnectionError as error:
            if time.monotonic() < deadline:
                raise
            raise _too_slow(total) from error
        try:
            if time.monotonic() > deadline:  # the headers were cut, and look like the end of them
                raise _too_slow(total)
            if 300 <= response.status_code < 400:
                raise Unacceptable(f"a redirect (HTTP {response.status_code}) that is not followed")
            body = _read(response, deadline, total)
            if response.status_code != 200 and not body.lstrip().startswith(b"{"):
                raise NoAnswer(response.status_code, response.headers.get("Content-Type", ""))
            response.raw = io.BytesIO(body)
        except BaseException:
            response.close()
            raise
        return response


def _too_slow(total: float) -> requests.ReadTimeout:
    return requests.ReadTimeout(phrase("the answer took more than {total:.3g} s", total=total))


def _read(response: requests.Response, deadline: float, total: float) -> bytes:
    """The body, within its limits."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise Unacceptable(phrase("a compressed answer that was not asked for"))
    body = bytearray()
    try:
        while piece := response.raw.read1(_PIECE):
            body += piece
            if len(body) > SIZE_LIMIT:
                raise Unacceptable(
                    phrase("an answer of more than {size_limit} MiB", size_limit=SIZE_LIMIT >> 20)
                )
            if time.monotonic() > deadline:
                raise _too_slow(total)
    except HTTPError as error:
        raise requests.ConnectionError(str(error)) from error
    return bytes(body)
