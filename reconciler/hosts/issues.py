"""One open issue per workspace and account for its drift: created, updated, closed when clean, opened again.

An issue is found again by our label, our marker, workspace and account, whoever runs the job; where the label was taken
off, among the open ones that our token opened, for anybody can copy a marker. One that says what it said already is
left alone: nobody is told the same twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Protocol
from urllib.parse import quote

from reconciler.errors import HostError
from reconciler.hosts.github import following as next_of_github
from reconciler.hosts.github import login
from reconciler.hosts.gitlab import following_pages
from reconciler.hosts.host import worded
from reconciler.hosts.http import Api
from reconciler.model.phrase import phrase
from reconciler.noun import noun
from reconciler.wire import strict
from reconciler.wire.comment import inert

LABEL = "voice-drift"
_TITLE = 250
"""Characters of a title: both hosts refuse more than a few beyond that."""
_OWN = 1_000
"""Open issues of ours that are looked through for one without our label."""
IssueKey = tuple[str, str]
"""The workspace's folder below the repository's top, empty at the top, and the account."""
_DELETED = frozenset({404, 410})
_MARKER = re.compile(r"\A<!-- reconciler:drift (\{[^\r\n]*\}) -->")


@noun
class Issue:
    """One issue as the host keeps it."""

    id: str
    title: str
    body: str
    open: bool
    url: str = ""
    labels: tuple[str, ...] = (LABEL,)
    """Ours, by which it is found again, and those of others."""


class Tracker(Protocol):
    """Reads and writes the issues of one repository. Every method raises HostError."""

    def issues(self) -> Iterator[Issue]:
        """Every one with our label, open or closed."""

    def own(self) -> Iterator[Issue]:
        """Every open one that our token opened, the last changed first: somebody may have taken our label off."""

    def create(self, title: str, body: str) -> Issue:
        """Opens one with our label."""

    def change(self, issue: Issue, title: str, body: str, *, opened: bool) -> Issue:
        """Replaces its text, opens or closes it, and gives it our label."""


@noun
class Kept:
    """What became of the issue."""

    result: str
    """`created`, `updated`, `reopened`, `closed`, `unchanged` or `none`."""
    url: str = ""


def marker(key: IssueKey, content: str) -> str:
    """The hidden first line: whose issue it is, and a digest of what it tells."""
    return f"<!-- reconciler:drift {inert({'workspace': key[0], 'account': key[1], 'content': content})} -->"


def keep(
    tracker: Tracker, key: IssueKey, title: str, body: str, *, drifted: bool, complete: bool = True
) -> Kept:
    """Brings the account's issue in line. What was not read whole closes nothing. Raises HostError."""
    ours = _ours(tracker.issues(), key)
    if not any(issue.open for issue in ours):
        ours += _ours(islice(tracker.own(), _OWN), key)
    current = min((issue for issue in ours if issue.open), key=_age, default=None)
    for issue in ours:  # two runs at once may have opened one each
        if issue.open and issue is not current:
            tracker.change(issue, issue.title, issue.body, opened=False)
    return _brought_in_line(
        tracker, ours, current, (title[:_TITLE], body), drifted=drifted, complete=complete
    )


def _ours(issues: Iterable[Issue], key: IssueKey) -> list[Issue]:
    """Those of this workspace and account; where there are none, those that name no workspace yet."""
    known = [(_fields(issue.body), issue) for issue in issues]
    of_account = [
        (fields.get("workspace"), issue) for fields, issue in known if fields.get("account") == key[1]
    ]
    exact = [issue for workspace, issue in of_account if workspace == key[0]]
    return exact or [issue for workspace, issue in of_account if workspace is None]


def _brought_in_line(
    tracker: Tracker,
    ours: Sequence[Issue],
    current: Issue | None,
    text: tuple[str, str],
    *,
    drifted: bool,
    complete: bool,
) -> Kept:
    title, body = text
    if not drifted:
        if current is None or not complete:
            return Kept("none" if current is None else "unchanged", "" if current is None else current.url)
        return Kept("closed", tracker.change(current, title, body, opened=False).url)
    if current is not None:
        if _fields(current.body) == _fields(body) and LABEL in current.labels:
            return Kept("unchanged", current.url)
        return _changed(tracker, current, "updated", text)
    closed = max(ours, key=_age, default=None)
    return _opened(tracker, text) if closed is None else _changed(tracker, closed, "reopened", text)


def _age(issue: Issue) -> int:
    return int(issue.id)


def _changed(tracker: Tracker, issue: Issue, result: str, text: tuple[str, str]) -> Kept:
    """The issue with its new text; another one where somebody deleted it meanwhile."""
    try:
        return Kept(result, tracker.change(issue, *text, opened=True).url)
    except HostError as error:
        if error.status not in _DELETED:
            raise
        return _opened(tracker, text)


def _opened(tracker: Tracker, text: tuple[str, str]) -> Kept:
    """A new issue. One that the host took without our label would be opened again every morning: it is closed."""
    issue = tracker.create(*text)
    if LABEL not in issue.labels:
        tracker.change(issue, *text, opened=False)
        raise HostError(
            phrase(
                "the code host opened {url} without the label {label}; it is closed again",
                url=issue.url,
                label=LABEL,
            ),
            hint=phrase("the token must be allowed to label issues, else the issue is not found again"),
        )
    return Kept("created", issue.url)


def _fields(body: str) -> dict[str, Any]:
    match = _MARKER.match(body)
    try:
        fields = strict.parse(match[1]) if match else {}
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}


class GitHubIssues:
    """The issues of a GitHub repository."""

    def __init__(self, api: Api, repository: str) -> None:
        self._api, self._path = api, f"/repos/{repository}/issues"

    def issues(self) -> Iterator[Issue]:
        """Every issue with our label; pull requests, which GitHub lists among them, are left out."""
        pages = self._api.pages(f"{self._path}?state=all&labels={LABEL}&per_page=100", next_of_github)
        return (_github(data) for data in pages if isinstance(data, dict) and "pull_request" not in data)

    def own(self) -> Iterator[Issue]:
        """Every open issue of whoever the token writes as."""
        me = login(self._api)
        path = f"{self._path}?state=open&creator={quote(me)}&sort=updated&per_page=100"
        pages = self._api.pages(path, next_of_github)
        return (_github(data) for data in pages if _author(data) == me and "pull_request" not in data)

    def create(self, title: str, body: str) -> Issue:
        """Opens one."""
        return _github(
            self._api.write("POST", self._path, {"title": title, "body": body, "labels": [LABEL]}).data
        )

    def change(self, issue: Issue, title: str, body: str, *, opened: bool) -> Issue:
        """Replaces its text and its state."""
        fields: dict[str, Any] = {"title": title, "body": body, "state": "open" if opened else "closed"}
        if LABEL not in issue.labels:
            fields["labels"] = [*issue.labels, LABEL]
        return _github(self._api.write("PATCH", f"{self._path}/{issue.id}", fields).data)


class GitLabIssues:
    """The issues of a GitLab project."""

    def __init__(self, api: Api, project: str) -> None:
        self._api, self._path = api, f"/projects/{quote(project, safe='')}/issues"

    def issues(self) -> Iterator[Issue]:
        """Every issue with our label."""
        path = f"{self._path}?scope=all&labels={LABEL}&per_page=100"
        return map(_gitlab, self._api.pages(path, following_pages(self._api, path)))

    def own(self) -> Iterator[Issue]:
        """Every open issue of the token's user."""
        path = f"{self._path}?scope=created_by_me&state=opened&order_by=updated_at&per_page=100"
        return map(_gitlab, self._api.pages(path, following_pages(self._api, path)))

    def create(self, title: str, body: str) -> Issue:
        """Opens one."""
        return _gitlab(
            self._api.write("POST", self._path, {"title": title, "description": body, "labels": LABEL}).data
        )

    def change(self, issue: Issue, title: str, body: str, *, opened: bool) -> Issue:
        """Replaces its text and its state."""
        fields = {"title": title, "description": body}
        if issue.open != opened:
            fields["state_event"] = "reopen" if opened else "close"
        if LABEL not in issue.labels:
            fields["add_labels"] = LABEL
        return _gitlab(self._api.write("PUT", f"{self._path}/{issue.id}", fields).data)


def _github(data: Any) -> Issue:
    return _issue(data, "number", "body", "html_url", lambda state: bool(state == "open"))


def _author(data: Any) -> str:
    user = data.get("user") if isinstance(data, dict) else None
    return str(user.get("login", "")) if isinstance(user, dict) else ""


def _gitlab(data: Any) -> Issue:
    return _issue(data, "iid", "description", "web_url", lambda state: bool(state == "opened"))


def _issue(data: Any, number: str, body: str, url: str, is_open: Callable[[Any], bool]) -> Issue:
    try:
        text = worded(data[body] or "").replace("\r\n", "\n")
        labels = [
            str(label["name"] if isinstance(label, dict) else label) for label in data.get("labels", [LABEL])
        ]
        return Issue(
            id=str(int(data[number])),
            title=worded(data["title"]),
            body=text,
            open=is_open(data["state"]),
            url=worded(data.get(url, "")),
            labels=tuple(labels),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise HostError(phrase("the code host's answer is no issue")) from None
