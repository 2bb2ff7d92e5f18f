"""The strict way back in: a plan file or an earlier drift report is read whole or not at all."""

from __future__ import annotations

import json
from typing import Any, NoReturn, TypeVar

from pydantic import ValidationError

from reconciler.errors import ReconcilerError
from reconciler.wire.documents import DriftDocument, PlanDocument

SIZE_LIMIT = 64 * 1024 * 1024
"""Bytes; a plan of 100,000 actions is about 40 MB."""

Document = TypeVar("Document", PlanDocument, DriftDocument)


def parse_plan(text: str) -> PlanDocument:
    """A saved plan. Raises ReconcilerError for what is none: cut, twice a key, unknown version, too big."""
    return _parse(PlanDocument, text, "plan")


def parse_drift(text: str) -> DriftDocument:
    """A saved drift report. Raises ReconcilerError for what is none."""
    return _parse(DriftDocument, text, "drift report")


def _parse(model: type[Document], text: str, noun: str) -> Document:
    try:
        if len(text) > SIZE_LIMIT or len(text.encode()) > SIZE_LIMIT:
            raise _Unacceptable(f"larger than {SIZE_LIMIT >> 20} MiB")
        _well_formed(text)
        return model.model_validate_json(text)
    except ValidationError as error:
        why = _first(error)
    except RecursionError:
        why = "nested too deeply"
    except ValueError as error:
        why = str(error)
    raise ReconcilerError(
        f"not a {noun}: {why}",
        code="VN806",
        hint=f"make a new {noun} with this version of the tool",
    )


class _Unacceptable(ValueError):
    pass


def _well_formed(text: str) -> None:
    """Raises ValueError for what pydantic's reader would let pass: duplicate keys, NaN and infinities."""
    json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)


def _unique(pairs: list[tuple[str, Any]]) -> None:
    if len({key for key, _ in pairs}) != len(pairs):
        raise _Unacceptable("an object has a key twice")


def _no_constant(_name: str) -> NoReturn:
    raise _Unacceptable("a value is NaN or infinite")


def _first(error: ValidationError) -> str:
    """Path and rule of the first problem; the value itself is not repeated."""
    problem = error.errors(include_url=False, include_input=False, include_context=False)[0]
    path = ".".join(str(part) for part in problem["loc"])
    return f"{path or 'the document'}: {problem['msg']}"[:300]
