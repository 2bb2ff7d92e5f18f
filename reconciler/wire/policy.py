"""One of the organisation's JSON Schemas, run on a document: no `$ref` is fetched, and time limits end it."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

from reconciler.model.phrase import phrase

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

SECONDS = 1.0
"""How long one policy may look at one document."""
_SHOWN = 80
"""Characters of a value in a message."""


def validator(schema: Any) -> Validator:
    """Runs a schema that was checked before. Its registry is empty, and a pattern that takes too long ends, in any
    thread: validating raises TimeoutError."""
    from jsonschema import Draft202012Validator, validators
    from referencing import Registry

    keywords = {"pattern": _pattern, "patternProperties": _pattern_properties}
    registry: Registry[Any] = Registry()
    extended: type[Validator] = validators.extend(Draft202012Validator, keywords)  # type: ignore[no-untyped-call]
    return extended(schema, registry=registry)


def _pattern(_judge: Any, pattern: str, instance: Any, _schema: Any) -> Iterator[Any]:
    from jsonschema import ValidationError

    if isinstance(instance, str) and not _matches(pattern, instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _pattern_properties(judge: Any, patterns: Any, instance: Any, _schema: Any) -> Iterator[Any]:
    for pattern, schema in patterns.items() if isinstance(instance, dict) else ():
        for name, value in instance.items():
            if _matches(pattern, name):
                yield from judge.descend(value, schema, path=name, schema_path=pattern)


def _matches(pattern: str, text: str) -> bool:
    """As `re` would. What goes astray is stopped inside the search: a signal reaches one thread only."""
    import regex

    return regex.search(pattern, text, timeout=SECONDS) is not None


def against(error: Any) -> str:
    """What the document has there, and what the schema wants: `it is 200, and maximum is 150`."""
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


@contextmanager
def limited() -> Iterator[None]:
    """Ends what takes longer than SECONDS. Raises TimeoutError; only the main thread can be interrupted."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _late)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _late(_number: int, _frame: object) -> NoReturn:
    raise TimeoutError
