"""Servers on loopback whose answers were changed on the way: the provider's, and a code host's."""

from __future__ import annotations

import http.client
import json
import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from broken_documents import BROKEN, as_json
from code_host import ME, TOKEN, serving

Change = Callable[[str, bytes], bytes]
"""An answer's action or path, and its body: the body that is given instead."""


@contextmanager
def relayed(upstream: str, change: Change) -> Iterator[str]:
    """`HOST:PORT` of a server that passes everything on and changes what comes back."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            connection = http.client.HTTPConnection(upstream)
            connection.request(self.command, self.path, body, dict(self.headers.items()))
            answer = connection.getresponse()
            content = answer.read()
            connection.close()
            if answer.status < 300:
                content = change(self.headers.get("x-acs-action") or self.path, content)
            self.send_response_only(answer.status)
            for name, value in answer.headers.items():
                if name.lower() not in {"content-length", "connection", "transfer-encoding"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            try:
                self.wfile.write(content)
            except OSError:
                """Its reader has had enough."""

        do_GET = do_POST = do_PATCH = do_PUT = _serve

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class Spoiling:
    """Keeps the answers that came, or gives others in place of those of one action."""

    def __init__(self) -> None:
        self.seen: dict[str, bytes] = {}
        self.target, self.content = "", b""

    def __call__(self, action: str, body: bytes) -> bytes:
        action = re.sub("[?].*|/[0-9a-f]{40}", "", action)
        self.seen.setdefault(action, body)
        return self.content if self.target == action else body

    def tries(self, most: int) -> Iterator[tuple[str, str, bytes]]:
        """Action, name and content: broken texts, and each action's good answer with one thing changed."""
        broken = list(BROKEN.items())[:: max(1, len(BROKEN) // max(1, most // 8))]
        for action, good in list(self.seen.items()):
            document = json.loads(good)
            for name, content in [*broken, *as_json(document, len(action), most)]:
                yield action, name, content
            if isinstance(document, dict) and isinstance(document.get("Data"), str):  # JSON within JSON
                for name, content in [*broken, *as_json(_inner(document["Data"]), len(action), most)]:
                    nested = {**document, "Data": content.decode("utf-8", "replace")}
                    yield action, f"Data: {name}", json.dumps(nested).encode()


def _inner(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def sweep_provider(shop: Any, tally: Any, most: int) -> None:
    """Plan, status and drift of an account of the real adapter, whose every answer is spoiled."""
    from emulating import ACCOUNT, emulated, give_key_pair

    spoiling = Spoiling()
    with (
        pytest.MonkeyPatch.context() as patched,
        emulated(Path(shop.root.parent), ACCOUNT) as served,
        relayed(served.endpoint, spoiling) as endpoint,
    ):
        give_key_pair(patched)
        text = Path("reconciler.yaml").read_text("utf-8")
        settings = (
            f"provider: alibaba\n      settings: {{endpoint: '{endpoint}', protocol: http, readBudget: 1s}}"
        )
        Path("reconciler.yaml").write_text(
            re.sub("provider: simulator\n +settings: .*", settings, text), encoding="utf-8"
        )
        _tried(shop, tally, "", b"", (("plan", "-o", "json"), ("status", "-o", "json")), spoiling, "")
        looks = (("plan", "-o", "json"), ("status",), ("drift", "-o", "html"))
        for action, name, content in list(spoiling.tries(max(1, most // 4))):
            _tried(shop, tally, name, content, looks, spoiling, action)


MARKER = '<!-- reconciler:plan {"v":1,"account":"prod","team":null,"digest":"sha256:1"} -->'


def sweep_hosts(shop: Any, tally: Any, most: int) -> None:
    """A comment on either code host, whose every answer is spoiled; nothing is written twice or elsewhere."""
    spoiling = Spoiling()
    with serving() as host, relayed(host.base.removeprefix("http://"), spoiling) as endpoint:
        os.environ |= {
            "GITHUB_API_URL": f"http://{endpoint}",
            "GITHUB_TOKEN": TOKEN,
            "GITHUB_REPOSITORY": "o/r",
            "CI_API_V4_URL": f"http://{endpoint}/api/v4",
            "CI_PROJECT_ID": "42",
            "RECONCILER_GITLAB_TOKEN": TOKEN,
        }
        host.knows_me = True
        host.add(7, ME, MARKER)
        host.merged["a" * 40] = 7
        Path("report.md").write_text(f"{MARKER}\nfirst\n", "utf-8")
        looks = tuple(
            ("comment", kind, "report.md", "--run", "2", *more)
            for kind in ("github", "gitlab")
            for more in (("--request", "7"), ())
        )
        _tried(shop, tally, "", b"", looks, spoiling, "")
        for action, name, content in list(spoiling.tries(max(1, most // 4))):
            _tried(shop, tally, name, content, looks, spoiling, action)
    for name in ("CI_API_V4_URL", "CI_PROJECT_ID", "GITHUB_REPOSITORY", "RECONCILER_GITLAB_TOKEN"):
        os.environ.pop(name)


def _tried(
    shop: Any, tally: Any, name: str, content: bytes, looks: Any, spoiling: Spoiling, action: str
) -> None:
    spoiling.target, spoiling.content = action, content
    tally.documents += 1
    for words in looks:
        start = time.perf_counter()
        ran = shop.run(*words)
        form = words[2] if words[1:2] == ("-o",) else ""
        tally.add(f"{action}: {name}", len(content), form, ran, time.perf_counter() - start)
