"""A proxy on this machine that does to single requests what networks do: holds them, loses them, sends them twice."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HOLD = "hold"
"""The request is passed on only when it is released; its client may be gone by then."""
LOSE_REQUEST, LOSE_ANSWER = "lose-request", "lose-answer"
TWICE = "twice"
"""The request is passed on two times; the client hears the second answer."""
PAGE = "page"
"""The request is passed on; in place of its answer comes a gateway's HTML with HTTP 504."""
PROXY_FAULTS = (HOLD, LOSE_REQUEST, LOSE_ANSWER, TWICE, PAGE)


@dataclass(slots=True)
class FaultProxy:
    """Passes requests on to an endpoint, each with the next fault that was scripted for its action."""

    upstream: str
    """`HOST:PORT`."""
    endpoint: str = ""
    """Where it listens."""
    requests: list[str] = field(default_factory=list)
    """The action of every request that came, in order."""
    landed: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    """Released whenever a held request has reached the endpoint."""
    _faults: list[tuple[str, str]] = field(default_factory=list)
    _released: threading.Event = field(default_factory=threading.Event)

    def script(self, kind: str, action: str) -> None:
        """The next request for this action meets this fault."""
        if kind not in PROXY_FAULTS:
            raise ValueError(f"no such fault: {kind}; one of {', '.join(PROXY_FAULTS)}")
        self._faults.append((kind, action))

    def release(self) -> None:
        """Lets go of what is held, and waits until it has landed."""
        self._released.set()
        self.landed.acquire()

    def take(self, action: str) -> str:
        """The fault of this request, used up; empty for none."""
        self.requests.append(action)
        for scripted in self._faults:
            if scripted[1] == action:
                self._faults.remove(scripted)
                return scripted[0]
        return ""

    def wait(self) -> None:
        """Until somebody releases what is held."""
        self._released.wait()

    def stop_waiting(self) -> None:
        """The proxy ends: nothing is held any more."""
        self._released.set()


@contextmanager
def proxied(upstream: str) -> Iterator[FaultProxy]:
    """A proxy in front of an endpoint until the block ends."""
    proxy = FaultProxy(upstream)

    class Handler(_Handler):
        faults = proxy

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        proxy.endpoint = f"127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield proxy
        finally:
            proxy.stop_waiting()
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    faults: FaultProxy
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        kind = self.faults.take(self.headers.get("x-acs-action", ""))
        if kind == HOLD:
            self.faults.wait()
        if kind == LOSE_REQUEST:
            self.close_connection = True
            return
        answer = self._passed_on(body)
        if kind == TWICE:
            answer = self._passed_on(body)
        if kind == HOLD:
            self.faults.landed.release()
        if kind == LOSE_ANSWER:
            self.close_connection = True
            return
        with suppress(OSError):  # its client may be gone
            self._answer(*((504, "text/html", b"<html>Gateway Timeout</html>") if kind == PAGE else answer))

    do_GET = do_POST

    def _passed_on(self, body: bytes) -> tuple[int, str, bytes]:
        connection = http.client.HTTPConnection(self.faults.upstream)
        try:
            connection.request(self.command, self.path, body, dict(self.headers.items()))
            response = connection.getresponse()
            self._date = response.headers.get("Date", "")
            return response.status, response.headers.get("Content-Type", ""), response.read()
        finally:
            connection.close()

    def _answer(self, status: int, form: str, body: bytes) -> None:
        self.send_response_only(status)
        self.send_header("Date", self._date)
        self.send_header("Content-Type", form)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Says nothing."""
