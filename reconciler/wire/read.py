"""The strict way back in: a plan file or an earlier drift report is read whole or not at all."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from reconciler.errors import ReconcilerError
from reconciler.model.phrase import phrase
from reconciler.wire import strict
from reconciler.wire.documents import DriftDocument, PlanDocument

Document = TypeVar("Document", bound=BaseModel)


def parse_plan(text: str) -> PlanDocument:
    """A saved plan. Raises ReconcilerError for what is none: cut, twice a key, unknown version, too big."""
    return parse(PlanDocument, text, "plan")


def parse_drift(text: str) -> DriftDocument:
    """A saved drift report. Raises ReconcilerError for what is none."""
    return parse(DriftDocument, text, phrase("drift report"))


def parse(model: type[Document], text: str, noun: str) -> Document:
    """JSON text as a document; `noun` says what it was to be. Raises ReconcilerError for what is none."""
    try:
        strict.parse(text)
        return model.model_validate_json(text)
    except ValidationError as error:
        why = _first(error)
    except ValueError as error:
        why = str(error)
    raise ReconcilerError(
        phrase("not a {noun}: {why}", noun=noun, why=why),
        code="VN806",
        hint=phrase("make a new {noun} with this version of the tool", noun=noun),
    )


def _first(error: ValidationError) -> str:
    """Path and rule of the first problem; the value itself is not repeated."""
    problem = error.errors(include_url=False, include_input=False, include_context=False)[0]
    path = ".".join(str(part) for part in problem["loc"])
    return f"{path or 'the document'}: {problem['msg']}"[:300]
