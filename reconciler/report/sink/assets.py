"""Scripts and styles of our own pages, and the policy that lets only them run."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files


@cache
def asset(room: str, name: str) -> str:
    """A file of a room of the reports: `asset("drift", "drift.js")`."""
    return files(f"reconciler.report.{room}").joinpath(name).read_text(encoding="utf-8")


def policy(script: str) -> str:
    """A content security policy under which this script runs and no other, whatever a value may hold."""
    digest = b64encode(sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )
