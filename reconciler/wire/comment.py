"""The JSON in a plan's comment: what was ready when it was reviewed, its values masked as the comment shows them.

It stands hidden at the comment's end, where there is room, and explains a refused digest where no plan file is kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from reconciler.model.plan import Plan
from reconciler.wire.documents import ChangeDocument, CostDocument
from reconciler.wire.read import parse, parse_plan
from reconciler.wire.write import Json, action_document

_MARK = re.compile(r"<!-- reconciler:plan (\{.*\}) -->")
_READY = re.compile(r"^<!-- reconciler:ready (\{.*\}) -->\r?$", re.MULTILINE)

_SIGNS = re.compile(r"[^\w .,:/+\-\\\"{}\[\]]")
"""What JSON needs none of: anybody's texts stand in here, and may spell a link, a tag or a formula."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True)


class _Mark(_Part):
    """Of a comment's first line, whose plan it is."""

    account: str
    team: str | None
    digest: str


class _Action(_Part):
    """Of a ready action, what its digest covers and a difference tells."""

    id: str
    status: Literal["ready"] = "ready"
    needs: list[str]
    changes: list[ChangeDocument]
    cost: CostDocument


class _Ready(_Part):
    actions: list[_Action]


def inert(document: Json) -> str:
    """JSON on one line that ends no HTML comment, mentions nobody and holds no command of a CI log."""
    text = json.dumps(document, separators=(",", ":"))
    for sign in ("--", "::", ">", "@", "#"):  # none of them stands in JSON but within a text
        text = text.replace(sign, f"{sign[:-1]}\\u{ord(sign[-1]):04x}")
    return text


def ready_line(plan: Plan, mask: Callable[[str], str]) -> str:
    """The comment's hidden last line."""
    documents = [action_document(action) for action in plan.ready]
    actions = [
        {key: written(document[key], mask) for key in ("id", "needs", "changes", "cost")}
        for document in documents
    ]
    hidden = _SIGNS.sub(lambda sign: f"\\u{ord(sign[0]):04x}", inert({"actions": actions}))
    return f"<!-- reconciler:ready {hidden} -->\n"


def parse_reviewed(text: str) -> Json | None:
    """A saved plan, or of a plan's comment its `digest`, `scope` and `actions`; None where it had no room for them.

    Raises ReconcilerError for what is neither.
    """
    mark, ready = _MARK.match(text), _READY.search(text)
    if mark is None:
        return parse_plan(text).model_dump(mode="json")
    if ready is None:
        return None
    plan, actions = parse(_Mark, mark[1], "plan"), parse(_Ready, ready[1], "plan")
    return {
        "digest": plan.digest,
        "scope": {"account": plan.account, "team": plan.team},
        **actions.model_dump(mode="json"),
    }


def written(value: Any, write: Callable[[str], str]) -> Any:
    """JSON data with every text written by `write`; keys stay."""
    if isinstance(value, str):
        return write(value)
    if isinstance(value, list):
        return [written(item, write) for item in value]
    return {key: written(item, write) for key, item in value.items()} if isinstance(value, dict) else value
