"""Why a document was refused: the published schema's errors, each once, as problems with a hint."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from itertools import islice
from typing import Any
from unicodedata import normalize

from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators
from jsonschema.protocols import Validator
from referencing import Registry

from reconciler.manifests import scalars
from reconciler.manifests.schema import schema
from reconciler.manifests.sources import Document, Path, Problem
from reconciler.model.phone import is_hotline, is_landline, is_mobile, line_of, normalise
from reconciler.model.phrase import joined, phrase
from reconciler.noun import noun
from reconciler.validate.locate import ENOUGH
from reconciler.validate.suggestions import meant, suggest

_SHOWN = 60
"""Characters of what was typed that a hint repeats."""
MOST_SUGGESTIONS = 20
"""Unknown keys of one mapping that get a suggestion: comparing words is slow, and a hostile file has many."""

_NUMBERS = {
    scalars.HOTLINE_NUMBER: phrase("a 400 number: ten digits"),
    scalars.REGULAR_NUMBER: phrase("a landline with its area code (0571…) or a mobile number, digits only"),
    scalars.ANY_NUMBER: phrase("a 400 number, a landline with its area code or a mobile number, digits only"),
}
_SPELLINGS = {
    scalars.NAME: phrase("small letters, digits and hyphens, at most 63, a letter or digit at both ends"),
    scalars.TEXT: phrase("one line of text without blanks at its ends"),
    scalars.COUNT: phrase("a whole number without sign or leading zero"),
    scalars.AMOUNT: phrase("an amount in CNY with at most two decimals, e.g. 2000 or 2000.50"),
    scalars.DAY: phrase("a day such as 2026-12-01"),
    scalars.CRON: phrase(
        "five fields, minute hour day month weekday, e.g. `0 7 * * *` for seven every morning"
    ),
    scalars.ADDRESS: phrase("an address: team/key, or -/NUMBER"),
    scalars.PATH: phrase("a path below the workspace, with forward slashes and no leading dot"),
}
_USUAL = ("number", "region", "instance")
"""Fields that an entry has most often, though none must."""
_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})(?:日|[T ].*)?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[./]([0-9]{1,2})[./]([0-9]{4})")
"""As in much of Europe; where it may as well be a month first it is no suggestion."""
_UNITS = re.compile(r"[\s,_¥$]|元|块|CNY|RMB|/月", re.IGNORECASE)
_QUOTES = "“”‘’「」\"'"
_TYPES = {
    "object": phrase("a mapping"),
    "array": phrase("a list"),
    "string": "text",
    "null": "nothing",
    "boolean": phrase("true or false"),
}

_LIBRARY: Any = Draft202012Validator.VALIDATORS


@noun
class Refusal:
    """One keyword of the schema that a value does not satisfy."""

    file: str
    path: Path
    keyword: str
    expected: Any
    """The keyword's own value in the schema."""
    value: Any
    schema: Mapping[str, Any]
    of_key: bool
    """A key is judged and not a value."""
    parts: Mapping[str, Any]
    """What the whole schema defines once and names elsewhere: `#/$defs/NAME`."""

    def problem(self, code: str, message: str, hint: str) -> Problem:
        """The refusal told, at its value."""
        return Problem(code, self.file, self.path, message, hint)


def explain(document: Document, kind: str) -> list[Problem]:
    """Every way in which the document is not as the schema of its kind says, each once; ENOUGH of a flood."""
    return _problems(document, _validator_of(kind))


def explain_by(document: Document, published: Mapping[str, Any]) -> list[Problem]:
    """The same by any schema of ours."""
    return _problems(document, _validator(published))


def _problems(document: Document, validator: Any) -> list[Problem]:
    parts = validator.schema.get("$defs", {})
    flood = (
        problem
        for error in validator.iter_errors(document.data)
        for cause in _causes(error)
        for problem in _explained(_refusal(document.file, cause, parts))
    )
    return list(islice(flood, ENOUGH))


def _causes(error: Any) -> Iterator[Any]:
    """Of alternatives, the errors of the first that is of the value's own type; of the first, if none is."""
    if error.validator != "anyOf":
        yield error
        return
    branches: dict[int, list[Any]] = {}
    for inner in error.context:
        branches.setdefault(inner.schema_path[0], []).append(inner)
    of_type = (branch for branch in branches.values() if not any(map(_is_of_another_type, branch)))
    for inner in next(of_type, branches[0]):
        yield from _causes(inner)


def _is_of_another_type(error: Any) -> bool:
    return error.validator == "type" and not error.relative_path


def _refusal(file: str, error: Any, parts: Mapping[str, Any]) -> Refusal:
    keys = "propertyNames" in error.absolute_schema_path
    path, expected = tuple(error.absolute_path), error.validator_value
    if error.validator == "required":
        # One error a missing key; only the library's sentence says which.
        expected = next(key for key in expected if error.message.startswith(repr(key)))
    return Refusal(file, path, str(error.validator), expected, error.instance, error.schema, keys, parts)


def _explained(refusal: Refusal) -> Iterable[Problem]:
    return _TELLING.get(refusal.keyword, _otherwise)(refusal)


def _full_match(_: Any, pattern: str, instance: Any, __: Any) -> Iterator[ValidationError]:
    # Python's `$` also matches before a last newline; JSON Schema's does not.
    if isinstance(instance, str) and not re.fullmatch(pattern, instance):
        yield ValidationError(phrase("another spelling is asked for"))


def _others(validator: Any, rule: Any, instance: Any, schema: Mapping[str, Any]) -> Iterator[ValidationError]:
    # The library walks a set here: which problems of a flood are told would change from run to run.
    if isinstance(instance, dict) and isinstance(rule, dict):
        for key in instance:
            if key not in schema.get("properties", {}):
                yield from validator.descend(instance[key], rule, path=key)
    else:
        yield from _LIBRARY["additionalProperties"](validator, rule, instance, schema)


@cache
def _validator_of(kind: str) -> Validator:
    return _validator(schema(kind))


def _validator(published: Mapping[str, Any]) -> Validator:
    formats = FormatChecker(formats=())
    formats.checks("date")(scalars.is_day)
    formats.checks("cron")(scalars.is_cron)
    extend: Any = validators.extend
    strict: Any = extend(Draft202012Validator, {"pattern": _full_match, "additionalProperties": _others})
    validator: Validator = strict(published, registry=Registry(), format_checker=formats)
    return validator


def _unknown_keys(refusal: Refusal) -> Iterator[Problem]:
    known = list(refusal.schema["properties"])
    unknown = [key for key in refusal.value if key not in known]
    for index, key in enumerate(unknown):
        explanation = _misplaced(refusal.path, key)
        if explanation is None:
            hint = _unglued(key) or (suggest(key, known) if index < MOST_SUGGESTIONS else "")
            explanation = "VN102", phrase("unknown key {key!r}", key=key), hint
        yield Problem(
            explanation[0], refusal.file, (*refusal.path, key), explanation[1], explanation[2], key=True
        )


def _unglued(key: str) -> str:
    """What to write where a full-width colon, or one without a blank, made one text of a key and its value."""
    if len(key) > _SHOWN:
        return ""
    if glued := _GLUED.fullmatch(key):
        return phrase("write {text}", text=f"{glued[1]}: {glued[2]}")
    if "：" not in key:
        return ""
    return phrase("write {text}: the full-width ： is no colon", text=key.replace("：", ": "))


_GLUED = re.compile(r"([A-Za-z]+)(?::| ?= ?)(\S+)")
"""`region:x` in braces, and `region = x`."""


def _misplaced(path: Path, key: str) -> tuple[str, str, str] | None:
    """Keys that make sense elsewhere: the seed's table says why not here."""
    section = path[1] if len(path) == 3 else None
    if section == "hotlines" and key == "instance":
        hint = phrase("service instances are bound to landline and mobile numbers only; remove it")
        return "VN304", phrase("a 400 number is never bound to a service instance"), hint
    if section == "publicMode" and key in {
        "number",
        "instance",
        "ivr",
        "documents",
        "callType",
        "select",
        "line",
    }:
        hint = phrase(
            "it is outbound only and has no number of its own; remove it, or declare a number under numbers"
        )
        return "VN301", phrase("public mode has no {key}", key=key), hint
    return None


def _missing(refusal: Refusal) -> Iterator[Problem]:
    key = refusal.expected
    yield Problem(
        "VN103",
        refusal.file,
        refusal.path,
        phrase("{key!r} is missing", key=key),
        phrase("add {key}", key=key),
        key=True,
    )


_NUMBER = phrase("a number")


def _type(refusal: Refusal) -> Iterator[Problem]:
    expected = [refusal.expected] if isinstance(refusal.expected, str) else refusal.expected
    words = dict.fromkeys(_TYPES.get(name, _NUMBER) for name in expected)
    wanted = meant(str(refusal.value), ("true", "false")) if expected == ["boolean"] else None
    hint = phrase("write {words}{example}", words=wanted or joined(" or ", words), example=_example(refusal))
    if refusal.value is None:
        hint = phrase("{hint}, or leave the key out", hint=hint)
    yield refusal.problem(
        "VN104", phrase("{name} is {kind}", name=_name(refusal.path), kind=_kind(refusal.value)), hint
    )


def _example(refusal: Refusal) -> str:
    """What is asked for, as it would be written."""
    last = refusal.path[-1] if refusal.path else "KEY"
    key = f"{last}: " if isinstance(last, str) else ""
    match refusal.expected:
        case "object":
            return f": {key}{_mapping(refusal.schema)}"
        case "array":
            return f": {key}[{_item(refusal)}]"
        case "string":
            return f": {key}TEXT"
    return ""


def _item(refusal: Refusal) -> str:
    """One item of the list that is asked for."""
    item = refusal.schema.get("items", {})
    part = refusal.parts.get(str(item.get("$ref", "")).removeprefix("#/$defs/"), item)
    return _mapping(part, "…")


def _mapping(schema: Mapping[str, Any], otherwise: str = "{NAME: …}") -> str:
    known = schema.get("properties", {})
    usual = [field for field in _USUAL if field in known] or list(known)
    fields = schema.get("required") or usual[:3]
    return f"{{{', '.join(f'{field}: …' for field in fields)}}}" if fields else otherwise


def _choice(refusal: Refusal) -> Iterator[Problem]:
    choices = [refusal.expected] if refusal.keyword == "const" else list(refusal.expected)
    if _kind(refusal.value) != _kind(choices[0]):
        return  # The type's own error says it.
    words = ["true" if choice is True else str(choice) for choice in choices]
    choice = meant(str(refusal.value), words)
    near = [choice] if choice else get_close_matches(str(refusal.value), words, n=1)
    hint = (
        phrase("did you mean {near!r}?", near=near[0])
        if near and len(words) > 1
        else phrase("write {words}", words=joined(" or ", words))
    )
    if "hotlines" in refusal.path[1:3] and refusal.path[-1] == "callType":
        yield refusal.problem("VN301", phrase("a 400 number is inbound only"), hint)
    else:
        yield refusal.problem(
            "VN105", phrase("{name} is none of the words known here", name=_name(refusal.path)), hint
        )


def _spelling(refusal: Refusal) -> Iterator[Problem]:
    if refusal.expected in _NUMBERS:
        plain = normalise(refusal.value.strip(_QUOTES))
        if (elsewhere := _other_section(refusal, plain)) is not None:
            yield refusal.problem("VN107", *elsewhere)
            return
        good = re.fullmatch(refusal.expected, plain) is not None
        hint: str = (
            phrase('write "{plain}"', plain=plain)
            if good
            else phrase("write {numbers}", numbers=_NUMBERS[refusal.expected])
        )
        yield refusal.problem("VN107", phrase("this is not the accepted spelling of a number"), hint)
        return
    path = (*refusal.path, refusal.value) if refusal.of_key else refusal.path
    hint = _about(refusal)
    if refusal.expected in _SPELLINGS:
        hint = phrase("write {spellings}", spellings=_SPELLINGS[refusal.expected])
        if text := _respelled(refusal.expected, refusal.value, of_key=refusal.of_key):
            hint = phrase("{hint}: here {text}", hint=hint, text=text)
        if refusal.of_key and re.search("[\u00a0\u3000]", refusal.value):
            hint = phrase("write plain blanks: a full-width or unbreakable one stands in it")
    message = phrase("{name} is not spelled as it must be", name=_name(path))
    yield Problem("VN106", refusal.file, path, message, hint, key=refusal.of_key)


def _respelled(pattern: str, typed: str, *, of_key: bool) -> str | None:
    """The day or amount that was typed, as it is spelled here; None for what is neither: values are not repeated."""
    plain = normalize("NFKC", typed[:_SHOWN]).strip(_QUOTES)
    if pattern == scalars.DAY and (date := _DATE.fullmatch(plain)):
        day = f"{date[1]}-{int(date[2]):02}-{int(date[3]):02}"
        return f'"{day}"' if scalars.is_day(day) else None
    if pattern == scalars.DAY and (date := _DAY_FIRST.fullmatch(plain)) and int(date[1]) > 12:
        day = f"{date[3]}-{int(date[2]):02}-{int(date[1]):02}"
        return f'"{day}"' if scalars.is_day(day) else None
    if pattern == scalars.NAME and of_key:
        name = re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")
        return name if re.fullmatch(pattern, name) else None
    if pattern in {scalars.COUNT, scalars.AMOUNT}:
        amount = _UNITS.sub("", plain)
        return amount if re.fullmatch(pattern, amount) else None
    return None


def _other_section(refusal: Refusal, number: str) -> tuple[str, str] | None:
    """Message and hint for a number that is declared in the other section; None if it is not."""
    section = refusal.path[1:2]
    if section == ("hotlines",) and (is_landline(number) or is_mobile(number)):
        message = phrase(
            "this is a {line_of} number, and hotlines holds 400 numbers", line_of=line_of(number)
        )
        return message, phrase(
            'move the entry below numbers: KEY: {{number: "{number}", region: …, instance: …}}', number=number
        )
    if section in {("numbers",), ("pools",)} and is_hotline(number):
        message = phrase(
            "this is a 400 number, and {section} holds landline and mobile numbers", section=section[0]
        )
        return message, phrase(
            'move the entry below hotlines: KEY: {{number: "{number}", carrier: …, package: …}}',
            number=number,
        )
    return None


def _format(refusal: Refusal) -> Iterator[Problem]:
    if re.fullmatch(scalars.DAY, refusal.value):
        message = phrase("{name} is a day that does not exist", name=_name(refusal.path))
        yield refusal.problem("VN106", message, phrase("write a day such as 2026-12-01"))
    elif refusal.expected == "cron" and re.fullmatch(scalars.CRON, refusal.value):
        message = phrase("{name}: no instant fits these cron fields", name=_name(refusal.path))
        yield refusal.problem("VN106", message, phrase("write {words}", words=_SPELLINGS[scalars.CRON]))


def _size(refusal: Refusal) -> Iterator[Problem]:
    least = refusal.keyword.startswith("min")
    what = "character" if refusal.keyword.endswith("Length") else "item"
    what += "" if refusal.expected == 1 else "s"
    bound = f"{'at least' if least else 'at most'} {refusal.expected} {what}"
    message = phrase(
        "{name} is too {value}", name=_name(refusal.path), value=phrase("short") if least else phrase("long")
    )
    yield refusal.problem("VN108", message, phrase("write {bound}", bound=bound))


def _otherwise(refusal: Refusal) -> Iterator[Problem]:
    message = phrase(
        "{name} is not as the schema asks ({keyword})", name=_name(refusal.path), keyword=refusal.keyword
    )
    yield refusal.problem("VN100", message, _about(refusal))


_TELLING: dict[str, Callable[[Refusal], Iterator[Problem]]] = {
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
        return phrase("the document")
    return (
        repr(path[-1])
        if isinstance(path[-1], str)
        else phrase("item {path} of {name}", path=path[-1] + 1, name=_name(path[:-1]))
    )


def _kind(value: Any) -> str:
    if value is None:
        return "empty"
    names = {bool: phrase("true or false"), str: "text", list: phrase("a list")}
    return names.get(type(value), phrase("a mapping"))


def _about(refusal: Refusal) -> str:
    """An example of what to write, or else what it is."""
    examples = refusal.schema.get("examples")
    if examples:
        return phrase("write it like this: {example}", example=examples[0])
    return " ".join(str(refusal.schema.get("description", "")).split())
