"""GitLab: the notes of a merge request."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from reconciler.errors import HostError
from reconciler.hosts.host import Comment
from reconciler.hosts.http import Api, Response
from reconciler.model.phrase import phrase

_PAGE = re.compile("[1-9][0-9]{0,8}")


class GitLab:
    """One merge request."""

    limit = 1_000_000

    def __init__(self, api: Api, project: str, number: int, author: str | None = None) -> None:
        self.api, self._author = api, author
        self._path = f"/projects/{quote(project, safe='')}/merge_requests/{number}/notes"

    def author(self) -> str:
        """The user the token belongs to."""
        if self._author is None:
            self._author = self.api.get("/user").text("username")
        return self._author

    def comments(self) -> Iterator[Comment]:
        """Every note that a person or a bot wrote, oldest first."""
        path = f"{self._path}?per_page=100&sort=asc&order_by=created_at"
        notes = self.api.pages(path, following_pages(self.api, path))
        return (_comment(note) for note in notes if not (isinstance(note, dict) and note.get("system")))

    def create(self, body: str) -> Comment:
        """Adds a note."""
        return _comment(self.api.write("POST", self._path, {"body": body}).data)

    def update(self, comment: Comment, body: str) -> Comment:
        """Replaces a note's text."""
        return _comment(self.api.write("PUT", f"{self._path}/{comment.id}", {"body": body}).data)


def following_pages(api: Api, path: str) -> Callable[[Response], str | None]:
    """Names the next page of a listing: GitLab tells only its number."""

    def following(answer: Response) -> str | None:
        headers = answer.headers.items()
        page = next((value for name, value in headers if name.lower() == "x-next-page"), "")
        return f"{api.base}{path}&page={page}" if _PAGE.fullmatch(page) else None

    return following


def connect(base: str, token: str, sleep: Callable[[float], None]) -> Api:
    """The REST API; `base` ends in `/api/v4`."""
    headers = {"PRIVATE-TOKEN": token, "User-Agent": "voice-reconciler"}
    return Api(base.rstrip("/"), headers, sleep)


def merged(api: Api, project: str, commit: str) -> int | None:
    """The merge request that a commit of the default branch came from."""
    answer = api.get(f"/projects/{quote(project, safe='')}/repository/commits/{commit}/merge_requests")
    return next(iter(answer.numbers("iid", lambda request: request.get("state") == "merged")), None)


def _comment(data: Any) -> Comment:
    try:
        return Comment.of(data["id"], data["author"]["username"], data["body"] or "")
    except (KeyError, TypeError):
        raise HostError(phrase("the code host's answer is no note")) from None
