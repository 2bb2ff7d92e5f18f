"""One comment per workspace and account: found by author and marker, replaced in place, never by an older run."""

from __future__ import annotations

import json
import re
from typing import Any

from reconciler.errors import HostError, HostUncertain
from reconciler.hosts.host import Comment, Host
from reconciler.model.phrase import phrase
from reconciler.noun import noun
from reconciler.wire import strict

_MARKER = re.compile(r"<!-- reconciler:(plan|apply) (\{.*\}) -->")
CommentKey = tuple[str | None, str, str | None]
"""Workspace, account and team."""
_RUN = re.compile(r"<!-- reconciler:run (\{.*\}) -->")


@noun
class PipelineRun:
    """Which run of the pipeline writes; a larger pair is a later one."""

    number: int
    attempt: int = 1
    head: str = ""
    """The commit the report is about."""
    merged: bool = False
    """Whether that commit is what a request was merged as: the plan in its comment is the one that was reviewed."""

    @property
    def line(self) -> str:
        """The hidden second line of a comment."""
        fields = {"number": self.number, "attempt": self.attempt, "head": self.head}
        return f"<!-- reconciler:run {json.dumps(fields, separators=(',', ':'))} -->"


@noun
class _Mark:
    """What a report's first line says of it."""

    kind: str
    workspace: str | None
    """Its folder in the repository; None: written before that was said."""
    account: str
    team: str | None
    quiet: bool
    """A plan has nothing to review, or an apply did nothing."""
    failed: bool
    """There is no plan, or nothing is known of what apply did."""
    died: bool
    """The job ended before it could say why: no check of ours says it either."""

    @property
    def key(self) -> CommentKey:
        """Whose comment it is."""
        return self.workspace, self.account, self.team

    @property
    def needs_none(self) -> bool:
        """Whether nobody needs a comment for it where there is none: the check says that there is no plan."""
        return self.quiet or (self.failed and not self.died and self.kind == "plan")


@noun
class Posted:
    """What became of a report."""

    result: str
    """`created`, `updated`, `unchanged`, `kept`, or `skipped` where there is nothing to say."""
    url: str
    reason: str = ""


def post(host: Host, report: str, run: PipelineRun, *, dry_run: bool = False) -> Posted:
    """Posts a Markdown report whose first line is its marker. Raises HostError."""
    mark = _mark(report)
    if mark is None:
        raise HostError(
            phrase("the file is no report to post: its first line is no marker of ours"),
            hint=phrase("write it with `reconciler plan -o markdown` or `reconciler apply -o markdown`"),
        )
    own = _own(host, mark.key)
    previous = own[-1] if own else None
    body = _body(report, run, previous, mark)
    if len(body) > host.limit:
        raise HostError(
            phrase(
                "the comment has {count:,} characters, the host takes {limit:,}",
                count=len(body),
                limit=host.limit,
            ),
            hint=phrase("post what `reconciler plan -o markdown` wrote: it always fits"),
        )
    if previous is None and mark.needs_none:
        return Posted("skipped", "", "nothing to tell of this account")
    if previous is None:
        return Posted("created", "" if dry_run else _create(host, body, mark.key).url)
    reason = _stays(previous, run, mark)
    if reason:
        return Posted("kept", previous.url, reason)
    if previous.body.replace("\r\n", "\n").rstrip() == body.rstrip():
        return Posted("unchanged", previous.url)
    return Posted("updated", previous.url) if dry_run else _update(host, previous, body, mark.key)


def _update(host: Host, previous: Comment, body: str, key: CommentKey) -> Posted:
    try:
        return Posted("updated", host.update(previous, body).url)
    except HostError as error:
        if error.status not in {404, 410}:
            raise
    return Posted("created", _create(host, body, key).url, "the earlier comment was deleted")


def _create(host: Host, body: str, key: CommentKey) -> Comment:
    """A new comment. Where the answer was lost it is looked for before anybody tries again: one stays one."""
    try:
        return host.create(body)
    except HostUncertain:
        there = next((comment for comment in _own(host, key) if comment.body == body), None)
        if there is None:
            raise
        return there


def _own(host: Host, key: CommentKey) -> list[Comment]:
    """Our comments of this key, else those that name no workspace yet. Somebody else's with our marker is theirs."""
    author = host.author()
    marked = [(_mark(comment.body), comment) for comment in host.comments() if comment.author == author]
    ours = [(mark.key, comment) for mark, comment in marked if mark is not None]
    exact = [comment for known, comment in ours if known == key]
    return exact or [comment for known, comment in ours if known == (None, *key[1:])]


def _mark(text: str) -> _Mark | None:
    match = _MARKER.match(text)
    if match is None:
        return None
    fields = _fields(match[2])
    workspace, account, team = fields.get("workspace"), fields.get("account"), fields.get("team")
    if not isinstance(account, str) or not all(t is None or isinstance(t, str) for t in (workspace, team)):
        return None
    flags = (fields.get(name) is True for name in ("quiet", "failed", "died"))
    return _Mark(match[1], workspace, account, team, *flags)


def _fields(text: str) -> dict[str, Any]:
    try:
        fields = strict.parse(text)
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}


def _stays(previous: Comment, run: PipelineRun, mark: _Mark) -> str:
    """Why the comment stays as it is; empty if it may be replaced.

    A plan gives way to what came of its apply, a failed apply to one that did something, whatever their runs; never the
    other way round. Otherwise the later run wins.
    """
    there = _mark(previous.body)
    applied, did = there is not None and there.kind == "apply", there is not None and not there.failed
    if applied and (mark.kind == "plan" or (did and (mark.quiet or mark.failed))):
        return "what apply did stands there already"
    if mark.kind == "apply" and not (applied and did == (not mark.failed)):
        return ""
    match = _RUN.search(previous.body[:2000])
    fields = _fields(match[1]) if match else {}
    number, attempt = fields.get("number"), fields.get("attempt")
    if isinstance(number, int) and isinstance(attempt, int) and (number, attempt) > (run.number, run.attempt):
        return f"the later run {number} wrote it"
    return ""


def _body(report: str, run: PipelineRun, previous: Comment | None, mark: _Mark) -> str:
    """The report with its run's line; once it is merged the plan that was reviewed stands folded beneath."""
    first, _, rest = report.partition("\n")
    body = f"{first}\n{run.line}\n{rest}"
    plan = _reviewed(previous) if previous and (run.merged or mark.kind == "apply") else ""
    whole = f"{body}\n{_OPEN}\n{plan}\n{_CLOSE}\n" if plan else body
    return whole if len(whole) <= _ROOM else body


def _reviewed(previous: Comment) -> str:
    """The plan in a comment: shown, or folded beneath what came of it."""
    there = _mark(previous.body)
    is_plan = there is not None and there.kind == "plan" and not there.failed
    return _visible(previous.body) if is_plan else _folded(previous.body)


_OPEN, _CLOSE = "<details><summary>The plan that was reviewed</summary>\n", "\n</details>"
_ROOM = 64_000


def _visible(body: str) -> str:
    """A comment without its hidden lines, and without what it has folded: folds do not nest well everywhere."""
    lines = body.replace("\r\n", "\n").split("\n")
    text = "\n".join(line for line in lines if not line.startswith("<!-- reconciler:"))
    return re.sub(r"\n<details>.*?</details>\n", "\n", text, flags=re.DOTALL).strip()


def _folded(body: str) -> str:
    _, opened, rest = body.replace("\r\n", "\n").partition(_OPEN)
    return rest.rpartition(_CLOSE)[0].strip() if opened else ""
