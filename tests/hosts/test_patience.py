"""A code host that never ends: drop by drop, page after page, a redirect of itself, more headers than any."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from reconciler.errors import HostError
from reconciler.hosts import http
from reconciler.hosts.github import following
from reconciler.hosts.gitlab import following_pages
from reconciler.hosts.http import Api

Answering = Callable[[BaseHTTPRequestHandler, threading.Event], None]


@contextmanager
def host(answer: Answering) -> Iterator[tuple[Api, list[str]]]:
    """A host of one behaviour, and what it was asked for; nobody waits between two tries."""
    requests: list[str] = []
    gone = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(self.path)
            with suppress(OSError):
                answer(self, gone)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield Api(f"http://127.0.0.1:{server.server_port}", {}, lambda _seconds: None), requests
        finally:
            gone.set()
            server.shutdown()
            thread.join()


def drops_of(start: bytes, drop: bytes) -> Answering:
    def answer(handler: BaseHTTPRequestHandler, gone: threading.Event) -> None:
        handler.wfile.write(start)
        while not gone.wait(0.01):
            handler.wfile.write(drop)

    return answer


def sending(content: bytes) -> Answering:
    return lambda handler, _gone: handler.wfile.write(content) and None


OK = b"HTTP/1.0 200 OK\r\n"


@pytest.mark.parametrize(
    ("start", "drop"),
    [
        (OK, b"X: 1\r\n"),
        (OK + b"\r\n[", b" "),
        (OK + b"Content-Length: 100000\r\n\r\n[", b"1,"),
        (b"HTTP/1.0 403 No\r\n\r\n{", b" "),
    ],
    ids=["headers", "a body", "a body of a length", "a refusal"],
)
def test_what_comes_drop_by_drop_is_cut_off(
    start: bytes, drop: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each drop would start the socket's own timeout anew; the host drips until its client is gone."""
    monkeypatch.setattr(http, "TOTAL", 0.2)
    monkeypatch.setattr(http, "_TRIES", 1)
    with host(drops_of(start, drop)) as (api, requests), pytest.raises(HostError) as caught:
        api.get("/x")
    if drop != b"X: 1\r\n":  # more headers than any answer has may be refused before the time is over
        assert caught.value.message == "no answer from the code host: it took more than 0.2 s"
    assert requests == ["/x"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (OK + b"X: 1\r\n" * 200 + b"\r\n[]", "no answer from the code host: got more than 100 headers"),
        (
            OK + b"X: " + b"1" * 70_000 + b"\r\n\r\n[]",
            "no answer from the code host: got more than 65536 bytes",
        ),
        (OK + b"\r\n" + b" " * (9 << 20), "the code host's answer is too large"),
        (
            OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"[" + b" " * (64 << 20) + b"]"),
            "the code host's answer is no JSON",
        ),
        (OK + b"Content-Length: 100\r\n\r\n[]", "no answer from the code host: IncompleteRead"),
        (b"HTTP/1.0 302 Found\r\nLocation: /x\r\n\r\n", "the code host answered 302"),
        (b"SSH-2.0-x\r\n", "no answer from the code host: SSH-2.0-x"),
        (b"", "no answer from the code host: Remote end closed"),
    ],
    ids=["headers", "a header", "a body", "a bomb", "cut", "a redirect of itself", "no HTTP", "nothing"],
)
def test_what_is_more_or_less_than_an_answer_is_refused(content: bytes, message: str) -> None:
    with host(sending(content)) as (api, requests), pytest.raises(HostError) as caught:
        api.get("/x")
    assert caught.value.message.startswith(message)
    assert set(requests) == {"/x"}
    assert len(requests) in {1, 4}  # a refusal is believed, the rest is asked for again three times


def page(*headers: str) -> bytes:
    return OK + "".join(f"{header}\r\n" for header in headers).encode() + b"\r\n[1]"


def test_a_listing_that_names_a_page_twice_ends() -> None:
    with (
        host(sending(page("X-Next-Page: 2"))) as (api, requests),
        pytest.raises(HostError, match="a page twice"),
    ):
        list(api.pages("/x?a", following_pages(api, "/x?a")))
    assert requests == ["/x?a", "/x?a&page=2"]


def test_a_listing_of_pages_without_end_ends() -> None:
    def answer(handler: BaseHTTPRequestHandler, _gone: threading.Event) -> None:
        at = int(handler.path.rpartition("=")[2] or 1) + 1
        link = f'Link: <http://{handler.headers["Host"]}/x?page={at}>; rel="next"'
        handler.wfile.write(page(link))

    with host(answer) as (api, requests), pytest.raises(HostError, match="more than 200 pages"):
        list(api.pages("/x?page=1", following))
    assert len(requests) == 200
