"""The one way JSON comes in: RFC 8259 to the letter, and nothing two readers could understand differently.

No key twice, no NaN or infinity, no lone surrogate, no more than DEPTH levels, no more than a limit of bytes.
"""

from __future__ import annotations

import json
import re
from math import isinf
from typing import Any, NoReturn

SIZE_LIMIT = 64 << 20
"""Bytes; a plan of 100,000 actions is about 40 MB."""
JSON_DEPTH = 64
"""Levels of objects and lists; our own documents have six."""
TOO_DEEP = f"nested deeper than {JSON_DEPTH} levels"

_NO_BRACKET = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[^][{}"]+', re.DOTALL)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class NotJson(ValueError):
    """Why a text is no JSON that we read. `line` and `column` from 1; 0 where there is no place."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        place = f", line {line} column {column}" if line else ""
        super().__init__(message + place)
        self.message = message
        self.line = line
        self.column = column


def parse(text: str | bytes, limit: int = SIZE_LIMIT) -> Any:
    """The value of a JSON text. Raises NotJson."""
    if len(text) > limit:
        raise NotJson(f"larger than {limit >> 20} MiB")
    text = decoded(text) if isinstance(text, bytes) else text
    if not _is_unicode(text):
        raise NotJson("it holds half a character (a lone surrogate)")
    if _deeper_than(text, JSON_DEPTH):
        raise NotJson(TOO_DEEP)
    value = _value(text)
    if _SURROGATE.search(text) and not _is_unicode(json.dumps(value, ensure_ascii=False)):
        raise NotJson("it holds half a character (a lone surrogate)")
    return value


def decoded(content: bytes) -> str:
    """UTF-8 as text, without a byte order mark. Raises NotJson naming the line."""
    try:
        return content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise NotJson("it is not UTF-8", content.count(b"\n", 0, error.start) + 1, 1) from error


def _value(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise NotJson(error.msg, error.lineno, error.colno) from error
    except NotJson:
        raise
    except RecursionError as error:  # brackets that nothing closes
        raise NotJson(TOO_DEEP) from error
    except ValueError as error:
        raise NotJson("a number has thousands of digits") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in value if names.count(name) > 1)
        raise NotJson(f"an object has the key {twice[:60]!r} twice")
    return value


def _no_constant(name: str) -> NoReturn:
    raise NotJson(f"{name} is no JSON value")


def _finite(text: str) -> float:
    value = float(text)
    if isinf(value):
        raise NotJson("a number is too large")
    return value


def _is_unicode(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _deeper_than(text: str, most: int) -> bool:
    """Whether brackets are nested deeper; each round takes the innermost pairs away."""
    if text.count("{") + text.count("[") <= most:
        return False
    brackets = _NO_BRACKET.sub("", text).replace("{", "[").replace("}", "]")
    for _ in range(most):
        shorter = brackets.replace("[]", "")
        if len(shorter) == len(brackets):
            return False  # they do not match: the parser says where
        brackets = shorter
    return bool(brackets)
