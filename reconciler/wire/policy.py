"""One of the organisation's JSON Schemas, run on a document: no `$ref` is fetched, and it comes to an end.

What ends it is counted, not timed, so that a busy machine judges as an idle one does. Only a search for a pattern has
a time limit: it holds inside the search, in any thread.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from reconciler.model.phrase import phrase

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

    Keyword = Callable[[Any, Any, Any, Any], Iterator[Any] | None]

PATTERN_SECONDS = 0.25
"""Of the processor, for one pattern with one text; an honest one takes microseconds."""
STEP_LIMIT = 20_000
"""Keywords that may be judged with one document, at least."""
STEPS_PER_VALUE = 50
"""The same for each value of a large document."""
_LISTED_PER_STEP = 10
"""Members of an `enum` that are compared as fast as one keyword is judged."""
_SHOWN = 80
"""Characters of a value in a message."""


class UnusablePolicy(ValueError):
    """A policy cannot be run to its end. Its text says why."""


class Judge:
    """Runs one schema that was checked before."""

    def __init__(self, schema: Any) -> None:
        self._steps = 0
        self._validator = self._made(schema)

    def errors(self, document: Any) -> list[Any]:
        """What the schema says against a document. Raises Unusable."""
        import regex
        from jsonschema.exceptions import UnknownType
        from referencing.exceptions import Unresolvable

        self._steps = max(STEP_LIMIT, STEPS_PER_VALUE * _values(document))
        try:
            return list(self._validator.iter_errors(document))
        except UnusablePolicy:
            raise
        except Unresolvable as error:
            raise UnusablePolicy(phrase("this policy refers to a schema outside its own file")) from error
        except RecursionError as error:
            raise UnusablePolicy(
                phrase("this policy is nested too deep, or refers to itself without end")
            ) from error
        except (
            AttributeError,
            TypeError,
            ValueError,
            LookupError,
            ArithmeticError,
            UnknownType,
            regex.error,
        ) as error:  # a reference may lead to what nobody checked: a title, a default
            raise UnusablePolicy(
                phrase("this policy refers to what is no schema, or has a pattern that is none")
            ) from error

    def _made(self, schema: Any) -> Validator:
        from jsonschema import Draft202012Validator, validators
        from referencing import Registry

        keywords = {**Draft202012Validator.VALIDATORS, **_OWN}
        counted = {name: self._counted(keyword) for name, keyword in keywords.items()}
        registry: Registry[Any] = Registry()
        extended: type[Validator] = validators.extend(Draft202012Validator, counted)  # type: ignore[no-untyped-call]
        return extended(schema, registry=registry)

    def _counted(self, keyword: Keyword) -> Keyword:
        def judge(validator: Any, wanted: Any, instance: Any, schema: Any) -> Iterator[Any] | None:
            self._steps -= 1 + (len(wanted) // _LISTED_PER_STEP if isinstance(wanted, list) else 0)
            if self._steps < 0:
                message = (
                    "this policy does not come to an end with one document: see its references and lists"
                )
                raise UnusablePolicy(phrase(message))
            return keyword(validator, wanted, instance, schema)

        return judge


def _values(document: Any) -> int:
    """How many values a document has, inner ones counted."""
    inner = (
        document.values() if isinstance(document, dict) else document if isinstance(document, list) else ()
    )
    return 1 + sum(map(_values, inner))


def _pattern(_judge: Any, pattern: str, instance: Any, _schema: Any) -> Iterator[Any]:
    from jsonschema import ValidationError

    if isinstance(instance, str) and not _matches(pattern, instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _pattern_properties(judge: Any, patterns: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    for pattern, schema in patterns.items() if isinstance(instance, dict) else ():
        for name, value in instance.items():
            if _matches(pattern, name):
                yield from judge.descend(value, schema, path=name, schema_path=pattern)


def _additional_properties(judge: Any, wanted: Any, instance: Any, schema: Any) -> Iterator[Any]:
    from jsonschema import ValidationError

    if not isinstance(instance, dict):
        return
    patterns = schema.get("patternProperties", ())
    others = [
        name
        for name in instance
        if name not in schema.get("properties", ()) and not any(_matches(known, name) for known in patterns)
    ]
    if others and wanted is False:
        yield ValidationError(f"{', '.join(others)} may not be here")
        return
    for name in others:
        yield from judge.descend(instance[name], wanted, path=name)


def _unique_items(_judge: Any, wanted: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    from jsonschema import ValidationError

    if not wanted or not isinstance(instance, list):
        return
    if len({json.dumps(_level(item), sort_keys=True) for item in instance}) < len(instance):
        yield ValidationError("two of its items are equal")


def _level(value: Any) -> Any:
    """The value with whole numbers as integers: to a schema 1.0 is 1."""
    if isinstance(value, dict):
        return {name: _level(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_level(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


_OWN: dict[str, Keyword] = {
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional_properties,
    "uniqueItems": _unique_items,
}
"""Keywords whose own implementation searches without a limit, or compares everything with everything."""


def _matches(pattern: str, text: str) -> bool:
    """As `re` would. What goes astray is stopped inside the search: a signal reaches one thread only."""
    import regex

    try:
        return regex.search(pattern, text, timeout=PATTERN_SECONDS) is not None
    except TimeoutError as error:
        raise UnusablePolicy(
            phrase(
                "this policy's pattern {pattern} takes longer than {seconds:g} s with one text",
                pattern=_short(pattern),
                seconds=PATTERN_SECONDS,
            )
        ) from error


def against(error: Any) -> str:
    """What the document has there, and what the schema wants: `it is 200, and maximum is 150`."""
    if error.validator == "required":
        missing = [name for name in error.validator_value if name not in error.instance]
        return phrase("it has no {names}", names=", ".join(missing))
    return phrase(
        "it is {short}, and {validator} is {short_2}",
        short=_short(error.instance),
        validator=error.validator,
        short_2=_short(error.validator_value),
    )


def about(error: Any) -> str:
    """The schema's own words about it."""
    texts = [error.schema.get(word) for word in ("title", "description") if isinstance(error.schema, dict)]
    return ": ".join(str(text) for text in texts if text)


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
