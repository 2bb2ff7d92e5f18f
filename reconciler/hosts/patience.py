"""A request to a code host takes no longer than a limit, however its answer comes.

A socket's own timeout begins anew with every byte: a host that sends one at a time would never be given up.
"""

from __future__ import annotations

import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from socket import SHUT_RDWR, socket
from typing import Any

_OPENED: ContextVar[list[socket]] = ContextVar("_OPENED")


class _Plain(HTTPConnection):
    def connect(self) -> None:
        super().connect()
        _OPENED.get([]).append(self.sock)  # urllib lets go of it once the headers are there


class _Tls(HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        _OPENED.get([]).append(self.sock)  # urllib lets go of it once the headers are there


_OURS: dict[Any, Any] = {HTTPConnection: _Plain, HTTPSConnection: _Tls}


class Plain(urllib.request.HTTPHandler):
    """Opens connections that can be hung up."""

    def do_open(self, http_class: Any, req: urllib.request.Request, **options: Any) -> HTTPResponse:
        """As the library does."""
        return super().do_open(_OURS[http_class], req, **options)


class Tls(urllib.request.HTTPSHandler):
    """The same over TLS."""

    def do_open(self, http_class: Any, req: urllib.request.Request, **options: Any) -> HTTPResponse:
        """As the library does."""
        return super().do_open(_OURS[http_class], req, **options)


@contextmanager
def no_longer_than(seconds: float) -> Iterator[threading.Event]:
    """Hangs up what was opened in here once the time is over; the event says that it was."""
    opened: list[socket] = []
    over = threading.Event()

    def hang_up() -> None:
        over.set()
        for connection in opened:
            with suppress(OSError):
                connection.shutdown(SHUT_RDWR)

    timer = threading.Timer(seconds, hang_up)
    timer.daemon = True
    token = _OPENED.set(opened)
    timer.start()
    try:
        yield over
    finally:
        timer.cancel()
        _OPENED.reset(token)
