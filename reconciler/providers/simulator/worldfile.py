"""Reading a world file: YAML whose scalars stay as they were typed, checked against the seed's model."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reconciler import files
from reconciler.errors import ReconcilerError
from reconciler.model.phrase import phrase
from reconciler.providers.simulator.collector import paused

if TYPE_CHECKING:
    from reconciler.providers.simulator.seed import Seed

LARGEST = 64 * 1024 * 1024
_CHARACTERS = frozenset({"VN014", "VN024", "VN101"})
"""What a manifest may not hold and an account may: it speaks with the words of others, and numbers are text here."""
_CODE = "World.Invalid"


def digest(path: Path) -> str:
    """SHA-256 of the file; empty where there is none."""
    try:
        return hashlib.sha256(files.named_by_user(path, LARGEST)).hexdigest()
    except OSError:
        return ""


def load(path: Path) -> tuple[Seed, str]:
    """The seed and the digest of its file. Raises ReconcilerError that names the file and what is wrong."""
    from pydantic import ValidationError

    from reconciler.providers.simulator.seed import Seed
    from reconciler.providers.simulator.worldproblems import refused

    try:
        content = files.named_by_user(path, LARGEST)
    except OSError as error:
        raise ReconcilerError(
            f"{path}: {error.strerror}",
            code=_CODE,
            hint="settings.world names the file that seeds the simulator",
        ) from error
    try:
        with paused():
            seed = Seed.model_validate(parse(content, str(path)))
    except ValidationError as error:
        raise refused(content.decode("utf-8"), str(path), error) from error
    return seed, hashlib.sha256(content).hexdigest()


def parse(content: bytes, name: str) -> Any:
    """One YAML document as mappings, lists, text, true, false, None. Raises ReconcilerError with line and column.

    As strict as a manifest, except that its texts are the provider's: any character may stand in them.
    """
    from reconciler.load import quick, tree

    try:
        text = content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ReconcilerError(
            f"{name}:{line}: not UTF-8", code=_CODE, hint=phrase("save it as UTF-8")
        ) from error
    words: dict[str, str] = {}
    try:
        return quick.parse(text, words.setdefault, None)
    except quick.Irregular:
        syntax = tree.parse(text, nodes=None, foreign=True)
    problems = [problem for problem in syntax.problems if problem.code not in _CHARACTERS]
    if problems:
        from reconciler.providers.simulator.worldproblems import unreadable

        raise unreadable(text, name, problems)
    return {} if syntax.root is None else syntax.root.value()
