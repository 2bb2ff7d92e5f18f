"""Links that leave docs/ lead to the repository on the site; within a checkout they lead to the file."""

from __future__ import annotations

import re
from typing import Any

_OUTSIDE = re.compile(r"\]\(\.\./([^)]+)\)")


def on_page_markdown(markdown: str, /, *, config: Any, **_: Any) -> str:
    """Called by MkDocs for each page."""
    return _OUTSIDE.sub(lambda link: f"]({config.repo_url.rstrip('/')}/blob/main/{link[1]})", markdown)
