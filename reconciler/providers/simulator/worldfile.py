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
_SHAPE = phrase("`reconciler schema world` prints what a world may say")
_WORLD = phrase("a world begins with now, account and enterprises; `reconciler init` writes one")


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
        raise ReconcilerError(f"{path}: {_explain(error)}", code=_CODE, hint=_SHAPE) from error
    return seed, hashlib.sha256(content).hexdigest()


def _explain(error: Any) -> str:
    """The first problems, each with the place it is at."""
    problems = error.errors(include_url=False, include_input=False)
    lines = [f"{'.'.join(map(str, problem['loc'])) or 'world'}: {problem['msg']}" for problem in problems[:5]]
    return "; ".join(lines) + (f"; and {len(problems) - 5} more" if len(problems) > 5 else "")


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
        grown = tree.grow(text, nodes=None, foreign=True)
    for flaw in grown.flaws:
        if flaw.code not in _CHARACTERS:
            place = f"{name}:{flaw.line + 1}:{flaw.column + 1}"
            hint = _WORLD if flaw.code == "VN027" else flaw.hint
            raise ReconcilerError(f"{place}: {flaw.message}", code=_CODE, hint=hint)
    return {} if grown.root is None else grown.root.value()
