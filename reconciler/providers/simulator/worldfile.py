"""Reading a world file: YAML whose scalars stay as they were typed, checked against the seed's model."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reconciler.errors import ReconcilerError
from reconciler.providers.simulator.collector import paused

if TYPE_CHECKING:
    from reconciler.providers.simulator.seed import Seed

LARGEST = 64 * 1024 * 1024
_DEEPEST = 20
_PLAIN = {"true": True, "false": False, "null": None, "~": None, "": None}
"""What a plain scalar may mean; every other one is the text that was typed."""
_CODE = "World.Invalid"


def digest(path: Path) -> str:
    """SHA-256 of the file; empty where there is none."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def load(path: Path) -> tuple[Seed, str]:
    """The seed and the digest of its file. Raises ReconcilerError that names the file and what is wrong."""
    from pydantic import ValidationError

    from reconciler.providers.simulator.seed import Seed

    try:
        if path.stat().st_size > LARGEST:
            raise ReconcilerError(f"{path}: larger than {LARGEST // 1024 // 1024} MiB", code=_CODE)
        content = path.read_bytes()
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
        raise ReconcilerError(f"{path}: {_explain(error)}", code=_CODE) from error
    return seed, hashlib.sha256(content).hexdigest()


def _explain(error: Any) -> str:
    """The first problems, each with the place it is at."""
    problems = error.errors(include_url=False, include_input=False)
    lines = [f"{'.'.join(map(str, problem['loc'])) or 'world'}: {problem['msg']}" for problem in problems[:5]]
    return "; ".join(lines) + (f"; and {len(problems) - 5} more" if len(problems) > 5 else "")


def parse(content: bytes, name: str) -> Any:
    """One YAML document as mappings, lists, text, true, false, None. Raises ReconcilerError with line and column."""
    import yaml

    try:
        events = yaml.parse(content.decode("utf-8"), Loader=yaml.CSafeLoader)
        return _document(events)
    except UnicodeDecodeError as error:
        raise ReconcilerError(f"{name}: not UTF-8", code=_CODE) from error
    except _Unwanted as error:
        mark = error.event.start_mark
        raise ReconcilerError(f"{name}:{mark.line + 1}:{mark.column + 1}: {error}", code=_CODE) from error
    except yaml.MarkedYAMLError as error:
        where = (
            f":{error.problem_mark.line + 1}:{error.problem_mark.column + 1}" if error.problem_mark else ""
        )
        raise ReconcilerError(f"{name}{where}: {error.problem}", code=_CODE) from error
    except yaml.YAMLError as error:
        raise ReconcilerError(f"{name}: {error}", code=_CODE) from error


class _Unwanted(Exception):
    """YAML that has no meaning in a world file."""

    def __init__(self, event: Any, what: str) -> None:
        super().__init__(what)
        self.event = event


def _document(events: Iterator[Any]) -> Any:
    """The first document's value; {} for an empty file."""
    import yaml

    value: Any = {}
    begun = False
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            if begun:
                raise _Unwanted(event, "a second document")
            begun = True
        elif isinstance(event, yaml.NodeEvent):
            value = _node(event, events, 0)
    return value


def _node(event: Any, events: Iterator[Any], depth: int) -> Any:
    import yaml

    kind = type(event)
    if kind is yaml.AliasEvent or event.anchor is not None:
        raise _Unwanted(event, "anchors and aliases are not read")
    if kind is yaml.ScalarEvent:
        plain = event.implicit[0]
        return _PLAIN.get(event.value, event.value) if plain else event.value
    if depth == _DEEPEST:
        raise _Unwanted(event, f"deeper than {_DEEPEST} levels")
    return _list(events, depth) if kind is yaml.SequenceStartEvent else _mapping(events, depth)


def _list(events: Iterator[Any], depth: int) -> list[Any]:
    import yaml

    items = []
    while type(event := next(events)) is not yaml.SequenceEndEvent:
        items.append(_node(event, events, depth + 1))
    return items


def _mapping(events: Iterator[Any], depth: int) -> dict[str, Any]:
    import yaml

    entries: dict[str, Any] = {}
    while type(event := next(events)) is not yaml.MappingEndEvent:
        key = event.value if type(event) is yaml.ScalarEvent else None
        if key is None:
            raise _Unwanted(event, "a key must be plain text")
        if key in entries:
            raise _Unwanted(event, f"{key} stands there twice")
        entries[key] = _node(next(events), events, depth + 1)
    return entries
