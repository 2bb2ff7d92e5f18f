"""The HTTP side: one request in, one answer out, or the silence a scripted fault asks for."""

from __future__ import annotations

import json
import struct
import sys
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SHUT_RDWR, SO_LINGER, SOL_SOCKET, socket
from typing import Any
from urllib.parse import parse_qsl

from reconciler.errors import ReconcilerError, Refused
from reconciler.providers.simulator.serve import control_api, signature_v2
from reconciler.providers.simulator.serve.admission import Gate, Keys
from reconciler.providers.simulator.serve.parameters import Parameters, once
from reconciler.providers.simulator.serve.refusal import Business, Rejected, invalid
from reconciler.providers.simulator.serve.rpc_actions import perform
from reconciler.providers.simulator.serve.signature import HttpRequest
from reconciler.providers.simulator.world import World
from reconciler.providers.simulator.world.faults import LATE, Fault, Struck

HOST = "127.0.0.1"
BODY_LIMIT = 1024 * 1024
IDLE_SECONDS = 60.0


class Emulator(ThreadingHTTPServer):
    """Serves one account on this machine only. Every connection opens the account's file for itself."""

    daemon_threads = True

    def __init__(
        self,
        open_world: Callable[[], World],
        *,
        keys: Keys,
        clock: Callable[[], datetime],
        port: int = 0,
        reset: Callable[[World], None] | None = None,
    ) -> None:
        self.open_world = open_world
        self.clock = clock
        self.gate = Gate(keys, clock)
        self.reset = reset
        self.connections: set[socket] = set()
        super().__init__((HOST, port), _Handler)

    def server_close(self) -> None:
        """Hangs up: a client that keeps its connection would keep the account's file open for a minute more."""
        super().server_close()
        for connection in list(self.connections):
            with suppress(OSError):  # the client was faster
                connection.shutdown(SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no error of ours."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    @property
    def endpoint(self) -> str:
        """`127.0.0.1:PORT`."""
        return f"{HOST}:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Emulator
    protocol_version = "HTTP/1.1"
    server_version = "reconciler-emulator"
    sys_version = ""
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        self.server.connections.add(self.connection)
        self._world = self.server.open_world()

    def finish(self) -> None:
        self.server.connections.discard(self.connection)
        self._world.close()
        super().finish()

    def do_POST(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        self._date = self.server.clock()
        try:
            request = self._request()
            if request.path.startswith(control_api.PREFIX):
                self._send(200, control_api.perform(self._world, request, self.server.reset))
            else:
                body = self._perform(request)
                self._date = self._world.now()
                self._send(200, body)
        except Rejected as error:
            self._send(error.status, _error(error), error.wait)
        except Business as error:
            self._send(200, {"Code": error.code, "Message": error.message, "RequestId": _request_id()})
        except Struck as struck:
            self._strike(struck.fault)
        except ReconcilerError as error:
            code = error.reason if isinstance(error, Refused) else error.code
            self._send(400, _error(Rejected(400, code, error.message)))

    def _request(self) -> HttpRequest:
        path, _, query = self.path.partition("?")
        length = self.headers.get("Content-Length") or "0"
        if not length.isdecimal() or int(length) > BODY_LIMIT:
            self.close_connection = True
            raise Rejected(413, "RequestEntityTooLarge", "The request is too large.")
        headers = {name.lower(): value for name, value in self.headers.items()}
        return HttpRequest(self.command, path, query, headers, self.rfile.read(int(length)))

    def _perform(self, request: HttpRequest) -> dict[str, Any]:
        values = once([*_pairs(request.query.encode("latin-1")), *_pairs(_form(request))])
        if "authorization" not in request.headers and "Signature" in values:
            self.server.gate.check_v2(request.method, values)
            action, version = values.get("Action", ""), values.get("Version", "")
            values = {name: value for name, value in values.items() if name not in signature_v2.OUTSIDE}
        else:
            self.server.gate.check(request)
            action, version = (request.headers.get(f"x-acs-{name}", "") for name in ("action", "version"))
        if request.path != "/":
            raise Rejected(404, "InvalidAction.NotFound", "Specified api is not found.")
        body = perform(self._world, action, version, Parameters(values))
        return body | {"RequestId": _request_id()}

    def _strike(self, fault: Fault) -> None:
        """What a scripted fault lets a client see; its effect, if any, has happened."""
        kind = fault.kind.removesuffix("-before").removesuffix("-after")
        if kind == "throttle":
            error = Rejected(
                429, "Throttling.User", "Request was denied due to user flow control.", fault.wait
            )
            self._send(error.status, _error(error), error.wait)
        elif kind == "error-500":
            self._send(500, _error(Rejected(500, "InternalError", "The request processing has failed.")))
        elif kind == "business-error":
            code = fault.code or "isv.BUSINESS_LIMIT_CONTROL"
            self._send(200, {"Code": code, "Message": "scripted", "RequestId": _request_id()})
        elif kind in ("undecodable", "unreadable"):
            status = 200 if kind == "undecodable" else 502
            self._write(status, b"<html><body>Bad Gateway</body></html>", "text/html")
        else:
            self._hang_up(silent=kind in ("timeout", LATE))

    def _hang_up(self, *, silent: bool) -> None:
        """No answer: says nothing until the client gives up, or resets the connection at once."""
        if silent:
            self.rfile.read(1)
        else:
            self.connection.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True

    def _send(self, status: int, body: dict[str, Any], wait: float | None = None) -> None:
        content = json.dumps(body, ensure_ascii=False).encode()
        self._write(status, content, "application/json;charset=utf-8", wait)

    def _write(self, status: int, content: bytes, form: str, wait: float | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", form)
        self.send_header("Content-Length", str(len(content)))
        if wait is not None:
            self.send_header("x-acs-retry-after", str(round(wait * 1000)))
        self.end_headers()
        self.wfile.write(content)

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The gateway tells the machine's time, the account its own: business goes by the virtual clock."""
        return format_datetime(self._date.astimezone(UTC), usegmt=True)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the name it overrides)
        """Says nothing: stdout has one line, and requests hold numbers."""


def _form(request: HttpRequest) -> bytes:
    """The parameters in the body. Raises Rejected for a body in which nothing looks for any."""
    form = request.headers.get("content-type", "").partition(";")[0].strip() or "no type"
    if request.body and form != "application/x-www-form-urlencoded":
        raise Rejected(415, "UnsupportedMediaType", f"A body of {form}: not simulated; a form is.")
    return request.body


def _pairs(text: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text.decode(), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise invalid("A parameter is not UTF-8.") from None


def _error(error: Rejected) -> dict[str, Any]:
    return {"RequestId": _request_id(), "HostId": HOST, "Code": error.code, "Message": error.message}


def _request_id() -> str:
    return str(uuid.uuid4()).upper()
