"""What reviewers approve: a SHA-256 over the ready actions, the same from memory and from a saved plan."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from reconciler.model.plan import RULE_SET, Scope

COVERED = ("address", "action", "changes", "cost", "needs")
"""Of each ready action as JSON. A cancellation's consent and an application's acknowledgement are among its changes."""


def digest(scope: Scope, actions: Iterable[Mapping[str, Any]]) -> str:
    """`sha256:HEX` over account, scope, rule set and the ready ones of the actions, given in their JSON form."""
    ready = [{key: action[key] for key in COVERED} for action in actions if action["status"] == "ready"]
    content = {"account": scope.account, "team": scope.team, "rules": RULE_SET, "actions": ready}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()
