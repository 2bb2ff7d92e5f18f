"""GitHub: the comments of a pull request are those of its issue."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from reconciler.errors import HostError
from reconciler.hosts.host import Comment
from reconciler.hosts.http import Api, Response
from reconciler.model.phrase import phrase

BOT = "github-actions[bot]"
"""Who a workflow's own token writes as; that token cannot ask who it is."""
_NEXT = re.compile(r'<([^>]+)>;\s*rel="next"')


class GitHub:
    """One pull request."""

    limit = 65_536

    def __init__(self, api: Api, repository: str, number: int, author: str | None = None) -> None:
        self.api, self.repository, self.number, self._author = api, repository, number, author

    def author(self) -> str:
        """The login the token writes as."""
        if self._author is None:
            self._author = login(self.api)
        return self._author

    def comments(self) -> Iterator[Comment]:
        """Every comment, 100 a page."""
        path = f"/repos/{self.repository}/issues/{self.number}/comments?per_page=100"
        return map(_comment, self.api.pages(path, following))

    def create(self, body: str) -> Comment:
        """Adds a comment."""
        path = f"/repos/{self.repository}/issues/{self.number}/comments"
        return _comment(self.api.write("POST", path, {"body": body}).data)

    def update(self, comment: Comment, body: str) -> Comment:
        """Replaces a comment's text."""
        path = f"/repos/{self.repository}/issues/comments/{comment.id}"
        return _comment(self.api.write("PATCH", path, {"body": body}).data)


def connect(base: str, token: str, sleep: Callable[[float], None]) -> Api:
    """The REST API."""
    headers = {
        "Authorization": f"Bearer {token}",
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
        "User-Agent": "voice-reconciler",
    }
    return Api(base.rstrip("/"), headers, sleep)


def login(api: Api) -> str:
    """Whom the token writes as."""
    try:
        return api.get("/user").text("login")
    except HostError as error:
        if error.status not in {401, 403}:
            raise
        return BOT


def merged(api: Api, repository: str, commit: str) -> int | None:
    """The pull request that a commit of the default branch came from."""
    answer = api.get(f"/repos/{repository}/commits/{commit}/pulls")
    return next(iter(answer.numbers("number", lambda pull: bool(pull.get("merged_at")))), None)


def following(answer: Response) -> str | None:
    """The address of the next page."""
    link = next((value for name, value in answer.headers.items() if name.lower() == "link"), "")
    match = _NEXT.search(link)
    return match[1] if match else None


def _comment(data: Any) -> Comment:
    try:
        author = data["user"]["login"] if data["user"] else ""
        return Comment.of(data["id"], author, data["body"] or "", data.get("html_url", ""))
    except (KeyError, TypeError, AttributeError):
        raise HostError(phrase("the code host's answer is no comment")) from None
