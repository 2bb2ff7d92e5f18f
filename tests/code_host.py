"""A code host on loopback that behaves as GitHub's and GitLab's comment APIs do, and can be told to misbehave."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "ghs_example"
ME = "github-actions[bot]"


@dataclass
class CodeHost:
    """One repository with requests, their comments, and scripted trouble."""

    comments: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    merged: dict[str, int] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    faults: list[tuple[str, str, int, dict[str, str], str]] = field(default_factory=list)
    """Method, part of the path, status, headers and message; each is met once. Status 0 acts and answers nothing."""
    knows_me: bool = False
    """Whether the token may ask who it is; a workflow's own may not."""
    may_write: bool = True
    page: int = 2
    base: str = ""
    _next: int = 0

    def add(self, number: int, author: str, body: str) -> dict[str, Any]:
        """A comment, as somebody writes one."""
        self._next += 1
        login = {"login": author, "username": author}
        url = f"https://host.example/o/r/pull/{number}#issuecomment-{self._next}"
        comment = {
            "id": self._next,
            "user": login,
            "author": login,
            "body": body,
            "html_url": url,
            "system": False,
        }
        self.comments.setdefault(number, []).append(comment)
        return comment

    def texts(self, number: int = 7) -> list[str]:
        """The comments of one request."""
        return [comment["body"] for comment in self.comments.get(number, [])]

    def writes(self) -> list[str]:
        """The requests that change something."""
        return [line for line in self.requests if not line.startswith("GET ")]

    def answer(self, method: str, target: str, data: Any) -> tuple[int, dict[str, str], Any]:
        """Status, headers and body."""
        url = urlsplit(target)
        query = {name: values[-1] for name, values in parse_qs(url.query).items()}
        if url.path.endswith("/oidc"):
            return 200, {}, {"value": f"token for {query['audience']}"}
        if url.path.endswith("/user"):
            return (200, {}, {"login": ME, "username": ME}) if self.knows_me else (403, {}, {"message": "no"})
        if found := re.search(r"/commits/([0-9a-f]+)/(?:pulls|merge_requests)$", url.path):
            number = self.merged.get(found[1])
            listed = {"number": number, "iid": number, "merged_at": "2026-11-23T00:00:00Z", "state": "merged"}
            return 200, {}, [listed] if number else []
        if method != "GET" and not self.may_write:
            return 403, {}, {"message": "Resource not accessible by integration"}
        if found := re.search(
            r"/(?:issues|merge_requests)/([0-9]+)/(?:comments|notes)(?:/([0-9]+))?$", url.path
        ):
            number = int(found[1])
            return (
                self._listing(number, url.path, query)
                if method == "GET"
                else self._write(number, found[2], data)
            )
        if found := re.search(r"/issues/comments/([0-9]+)$", url.path):
            return self._write(0, found[1], data)
        return 404, {}, {"message": "Not Found"}

    def _listing(self, number: int, path: str, query: dict[str, str]) -> tuple[int, dict[str, str], Any]:
        page = int(query.get("page", "1"))
        every = self.comments.get(number, [])
        start = (page - 1) * self.page
        headers = {"x-next-page": ""}
        if start + self.page < len(every):
            more = f"{self.base}{path}?per_page=100&page={page + 1}"
            headers = {"Link": f'<{more}>; rel="next", <{more}>; rel="last"', "x-next-page": str(page + 1)}
        return 200, headers, every[start : start + self.page]

    def _write(self, number: int, identity: str | None, data: Any) -> tuple[int, dict[str, str], Any]:
        limit = 1_000_000 if "notes" in self.requests[-1] else 65_536
        if len(data["body"]) > limit:
            return 422, {}, {"message": "Body is too long (maximum is 65536 characters)"}
        if identity is None:
            return 201, {}, self.add(number, ME, data["body"])
        every = [comment for comments in self.comments.values() for comment in comments]
        comment = next((comment for comment in every if comment["id"] == int(identity)), None)
        if comment is None:
            return 404, {}, {"message": "Not Found"}
        comment["body"] = data["body"].replace("\n", "\r\n")
        return 200, {}, comment


@contextmanager
def serving() -> Iterator[CodeHost]:
    """A host that listens until the block ends."""
    host = CodeHost()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            data = json.loads(self.rfile.read(length)) if length else None
            host.requests.append(f"{self.command} {self.path}")
            token = self.headers.get("Authorization", self.headers.get("PRIVATE-TOKEN", ""))
            fault = next((f for f in host.faults if f[0] == self.command and f[1] in self.path), None)
            if fault is not None:
                host.faults.remove(fault)
            if re.sub("^[Bb]earer ", "", token) != TOKEN:
                status, headers, body = 401, {}, {"message": "Bad credentials"}
            elif fault is not None and fault[2]:
                status, headers, body = fault[2], fault[3], {"message": fault[4]}
            else:
                status, headers, body = host.answer(self.command, self.path, data)
            if fault is not None and not fault[2]:
                self.close_connection = True
                return
            content = json.dumps(body).encode()
            (self.send_response_only if "Date" in headers else self.send_response)(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = do_PUT = _serve

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    host.base = f"http://127.0.0.1:{server.server_port}"
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
