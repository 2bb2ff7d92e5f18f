"""Why a document was refused: the published schema's errors, each once, as problems with a hint."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators
from jsonschema.protocols import Validator
from referencing import Registry

from reconciler.manifests import scalars
from reconciler.manifests.schema import schema
from reconciler.manifests.sources import Document, Path, Problem
from reconciler.model.phone import normalise
from reconciler.validate.words import suggest

MOST_SUGGESTIONS = 20
"""Unknown keys of one mapping that get a suggestion: comparing words is slow, and a hostile file has many."""

_NUMBERS = {
    scalars.HOTLINE_NUMBER: "a 400 number: ten digits",
    scalars.REGULAR_NUMBER: "a landline with its area code (0571…) or a mobile number, digits only",
    scalars.ANY_NUMBER: "a 400 number, a landline with its area code or a mobile number, digits only",
}
_SPELLINGS = {
    scalars.NAME: "small letters, digits and hyphens, at most 63, a letter or digit at both ends",
    scalars.TEXT: "one line of text without blanks at its ends",
    scalars.COUNT: "a whole number without sign or leading zero",
    scalars.AMOUNT: "an amount in CNY with at most two decimals, e.g. 2000 or 2000.50",
    scalars.DAY: "a day such as 2026-12-01",
    scalars.ADDRESS: "an address: team/key, or -/NUMBER",
    scalars.PATH: "a path below the workspace, with forward slashes and no leading dot",
}
_TYPES = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "null": "nothing",
    "boolean": "true or false",
}


def explain(document: Document, kind: str) -> list[Problem]:
    """Every way in which the document is not as the schema says, in the document's order of paths."""
    return [
        problem
        for error in _validator(kind).iter_errors(document.data)
        for problem in _told(document.file, error)
    ]


def _full_match(_: Validator, pattern: str, instance: Any, __: Any) -> Iterator[ValidationError]:
    # Python's `$` also matches before a last newline; JSON Schema's does not.
    if isinstance(instance, str) and not re.fullmatch(pattern, instance):
        yield ValidationError("another spelling is asked for")


@cache
def _validator(kind: str) -> Validator:
    formats = FormatChecker(formats=())
    formats.checks("date")(scalars.is_day)
    strict = validators.extend(Draft202012Validator, {"pattern": _full_match})
    return strict(schema(kind), registry=Registry(), format_checker=formats)


Telling = Callable[[str, Path, ValidationError], Iterator[Problem]]


def _told(file: str, error: ValidationError) -> Iterator[Problem]:
    path = tuple(error.absolute_path)
    telling = _TELLING.get(str(error.validator), _otherwise)
    return telling(file, path, error)


def _unknown_keys(file: str, path: Path, error: ValidationError) -> Iterator[Problem]:
    known = list(error.schema["properties"]) if isinstance(error.schema, Mapping) else []
    unknown = [key for key in error.instance if key not in known]
    for index, key in enumerate(unknown):
        special = _misplaced(path, key)
        if special:
            code, message, hint = special
        else:
            code, message = "VN102", f"unknown key {key!r}"
            hint = suggest(key, known) if index < MOST_SUGGESTIONS else ""
        yield Problem(code, file, (*path, key), message, hint, key=True)


def _misplaced(path: Path, key: str) -> tuple[str, str, str] | None:
    """Keys that make sense elsewhere: the seed's table says why not here."""
    section = path[1] if len(path) == 3 else None
    if section == "hotlines" and key == "instance":
        hint = "service instances are bound to landline and mobile numbers only; remove it"
        return "VN304", "a 400 number is never bound to a service instance", hint
    if section == "publicMode" and key in {
        "number",
        "instance",
        "ivr",
        "documents",
        "callType",
        "select",
        "line",
    }:
        hint = (
            "it is outbound only and has no number of its own; remove it, or declare a number under numbers"
        )
        return "VN301", f"public mode has no {key}", hint
    return None


def _missing(file: str, path: Path, error: ValidationError) -> Iterator[Problem]:
    # The one error names one key; the message is the library's, so the key is found again in the schema.
    for key in error.validator_value if isinstance(error.validator_value, list) else ():
        if key not in error.instance and repr(key) in error.message:
            yield Problem("VN103", file, path, f"{key!r} is missing", f"add {key}", key=True)


def _type(file: str, path: Path, error: ValidationError) -> Iterator[Problem]:
    asked = error.validator_value
    wanted = [_TYPES.get(name, "a number") for name in ([asked] if isinstance(asked, str) else asked)]
    hint = f"write {' or '.join(dict.fromkeys(wanted))}"
    if error.instance is None:
        hint = f"{hint}, or leave the key out"
    yield Problem("VN104", file, path, f"{_name(path)} is {_kind(error.instance)}", hint)


def _choice(file: str, path: Path, error: ValidationError) -> Iterator[Problem]:
    asked = error.validator_value
    choices = [asked] if error.validator == "const" else list(asked)
    words = ["true" if choice is True else str(choice) for choice in choices]
    near = get_close_matches(str(error.instance), words, n=1)
    hint = f"did you mean {near[0]!r}?" if near and len(words) > 1 else f"write {' or '.join(words)}"
    if _kind(error.instance) != _kind(choices[0]):
        return  # The type's own error says it.
    if "hotlines" in path[1:3] and path[-1] == "callType":
        yield Problem("VN301", file, path, "a 400 number is inbound only", hint)
    else:
        yield Problem("VN105", file, path, f"{_name(path)} is none of the words known here", hint)


def _spelling(file: str, path: Path, error: ValidationError) -> Iterator[Problem]:
    pattern = str(error.validator_value)
    if pattern in _NUMBERS:
        plain = normalise(str(error.instance))
        good = re.fullmatch(pattern, plain) is not None
        hint = f'write "{plain}"' if good else f"write {_NUMBERS[pattern]}"
        yield Problem("VN107", file, path, "this is not the accepted spelling of a number", hint)
        return
    key = "propertyNames" in error.absolute_schema_path
    where = (*path, error.instance) if key else path
    hint = f"write {_SPELLINGS[pattern]}" if pattern in _SPELLINGS else _about(error)
    yield Problem("VN106", file, where, f"{_name(where)} is not spelled as it must be", hint, key=key)


def _size(file: str, path: Path, error: ValidationError) -> Iterator[Problem]:
    least = str(error.validator).startswith("min")
    what = "characters" if str(error.validator).endswith("Length") else "items"
    bound = f"{'at least' if least else 'at most'} {error.validator_value} {what}"
    yield Problem(
        "VN108", file, path, f"{_name(path)} is too {'short' if least else 'long'}", f"write {bound}"
    )


def _format(file: str, path: Path, error: ValidationError) -> Iterator[Problem]:
    if re.fullmatch(scalars.DAY, str(error.instance)):
        yield Problem(
            "VN106",
            file,
            path,
            f"{_name(path)} is a day that does not exist",
            "write a day such as 2026-12-01",
        )


def _otherwise(file: str, path: Path, error: ValidationError) -> Iterator[Problem]:
    yield Problem(
        "VN100", file, path, f"{_name(path)} is not as the schema asks ({error.validator})", _about(error)
    )


_TELLING: dict[str, Telling] = {
    "additionalProperties": _unknown_keys,
    "required": _missing,
    "type": _type,
    "const": _choice,
    "enum": _choice,
    "pattern": _spelling,
    "format": _format,
    "minItems": _size,
    "maxItems": _size,
    "minLength": _size,
    "maxLength": _size,
    "minProperties": _size,
}


def _name(path: Path) -> str:
    """What a path is called in a message: its last key, never its value."""
    if not path:
        return "the document"
    return repr(path[-1]) if isinstance(path[-1], str) else f"item {path[-1] + 1} of {_name(path[:-1])}"


def _kind(value: Any) -> str:
    if value is None:
        return "empty"
    names = {bool: "true or false", str: "text", list: "a list"}
    return names.get(type(value), "a mapping")


def _about(error: ValidationError) -> str:
    about = error.schema.get("description", "") if isinstance(error.schema, Mapping) else ""
    return str(about)
