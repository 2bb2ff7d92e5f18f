"""The published JSON Schemas of the documents, generated from the models (draft 2020-12).

An editor completes and explains from them; the same schemas explain a document that the models refuse.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from textwrap import dedent
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from reconciler.manifests.documents import DOCUMENT_KINDS

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Generator(GenerateJsonSchema):
    """Leaves out what the documents do not have: nulls as defaults, and titles that repeat the key."""

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """A mapping's schema, each key described by the text below its field."""
        document = super().model_schema(schema)
        part: type[BaseModel] = schema["cls"]
        for name, text in _descriptions(part).items():
            field = part.model_fields.get(name)
            if field is not None:
                document["properties"][field.alias or name].setdefault("description", text)
        return document

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """The value's schema; no default is ever written into a document."""
        document = super().default_schema(schema)
        document.pop("default", None)
        return document

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """Keys judged by `propertyNames`, so that a bad key is an error and not merely unmatched."""
        values = self.generate_inner(schema["values_schema"]) if "values_schema" in schema else {}
        keys = self.generate_inner(schema["keys_schema"]) if "keys_schema" in schema else {}
        document: JsonSchemaValue = {"type": "object", "propertyNames": keys, "additionalProperties": values}
        self.update_with_validations(document, schema, self.ValidationsMapping.object)
        return document


@cache
def schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of one kind (`Team`). Raises KeyError for a kind there is none of."""
    return published(DOCUMENT_KINDS[kind], kind)


def published(model: type[BaseModel], title: str) -> dict[str, Any]:
    """The JSON Schema of anything that people write in YAML."""
    document = model.model_json_schema(by_alias=True, schema_generator=_Generator)
    return {"$schema": DIALECT, "title": title, **_tidy(document)}


def _descriptions(model: type[BaseModel]) -> dict[str, str]:
    """Field to the text below it in the source.

    Read only here: pydantic's own `use_attribute_docstrings` reads the sources at every start.
    """
    texts: dict[str, str] = {}
    for part in reversed(model.__mro__):
        if issubclass(part, BaseModel) and part is not BaseModel:
            texts |= _below(ast.parse(dedent(inspect.getsource(part))).body[0])
    return texts


def _below(part: ast.stmt) -> Iterator[tuple[str, str]]:
    for statement, text in pairwise(part.body if isinstance(part, ast.ClassDef) else ()):
        match statement, text:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(words))):
                yield name, inspect.cleandoc(words)


def _tidy(value: Any, *, names: bool = False) -> Any:
    """Without titles; `names` marks a mapping whose keys are names and not keywords."""
    if isinstance(value, dict):
        inner = {"properties", "$defs"}
        return {
            key: _tidy(item, names=not names and key in inner)
            for key, item in value.items()
            if names or key != "title"
        }
    return [_tidy(item) for item in value] if isinstance(value, list) else value
