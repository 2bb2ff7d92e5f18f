# ruff: noqa: E501  # tables of texts
"""Documents of every class that a reader may meet, and a good one with a single thing in it changed.

The YAML test suite, JSONTestSuite and the big list of naughty strings are public; these are our own of the same classes.
"""

from __future__ import annotations

import copy
import csv
import io
import json
import random
from collections.abc import Iterator, Mapping
from typing import Any

POISON = (
    "甲\x1b[31m\x9b2J\x07\x08\u202e\u2066\u200b\ufe0f\u2028\u2029\u00a0\u00ad\u061c\u180e\u2060\u3164\ufff9\U000e0041"
    "\U000e0100\ue000 ##[command]rm ##vso[task.x] ::add-mask::x section_start:1:x"
    " </details><img src=x> [a](http://e) @team `x` | =HYPERLINK(1) \x7f\ufeff"
)
"""C0, C1, bidi, zero width, variation selectors, line separators, tags, private use, runners' commands, Markdown, HTML,
a formula, a mention: all at once."""
NAUGHTY = (
    "", " ", POISON, "x\n::add-mask::x", "x\r::add-mask::x", "=1+1", "@SUM(1)", "\t=1", "<!-- x -->", "```",
    "undefined", "NULL", "nil", "NaN", "Infinity", "true", "no", "-1", "00", "1E+309", "0x0", "1_000", "1,000.00", "１２３",
    "١٢٣", "½", "9" * 5_000, "../../../nowhere/passwd", "C:\\temp\\x", "$(touch x)", "`id`", "%s%n%d{0}", "' OR 1=1 --",
    "--upload-pack=x", "-/4008100001", "care/hz-001", "care/../x", "/", "a/b/c", "2026-02-30", "0000-00-00",
    "9999-12-31", "99999-01-01T00:00:00Z", "2026-11-23T10:00:00+99:99", "2026-11-23T10:00:00", "2026-11-23",
    "057188880001", "4008100001", "0571****0001", "sha256:0", "e\u0301", "Å", "𠜎", "👩‍👩‍👧‍👧", "ﷺ", "İ", "ß", "﹡", "a" * 70_000,
    "data:text/html,x", "javascript:alert(1)", "file:///nowhere/passwd", "http://127.0.0.1:9/", "env:HOME", "sqlite:///x",
)  # fmt: skip
"""What a text may be that nobody meant."""
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 10**30, -(10**9), 1e308, [], {}, [[]], [None], {"": None}, {"a": {"b": []}},
    ["x"] * 3, *NAUGHTY,
)  # fmt: skip
DEEP = 100_000
BROKEN: dict[str, bytes] = {
    name: text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    for name, text in {
        "nothing": "", "a mark": "\ufeff", "two marks": "\ufeff\ufeff{}", "blanks": " \n\t\r\n", "null": "null", "true": "true",
        "a number": "1", "minus": "-", "a text": '"a"', "a list": "[]", "an object": "{}", "objects": '[{}, {"": 1}]',
        "lists": "[[], [1]]", "two values": "{}{}", "lines of JSON": '{"a":1}\n{"a":2}\n', "an open list": "[", "an open text": '{"a": "',
        "a comma too many": '{"a": 1,}', "a comment": '{"a": 1} // x', "single quotes": "{'a': 1}", "no quotes": "{a: 1}",
        "twice": '{"a": 1, "a": 2}', "NaN": '{"a": NaN}', "Infinity": '{"a": -Infinity}', "a huge float": '{"a": 1e999}',
        "a huge integer": '{"a": ' + "9" * 5_000 + "}", "a long fraction": '{"a": 0.' + "1" * 5_000 + "}",
        "half a character": '{"a": "\\ud800"}', "a raw half": '{"a": "\ud800"}', "half a key": '{"\\udc00": 1}',
        "a nul": '{"a": "\\u0000"}', "raw controls": "{\x00\x1b[2J\x07: 1}", "a poisoned key": json.dumps({POISON: POISON}),
        "a poisoned text": json.dumps(POISON), "raw poison": POISON, "deep lists": "[" * DEEP, "deep objects": '{"a":' * DEEP,
        "deep dashes": "- " * DEEP, "deep and closed": "[" * DEEP + "]" * DEEP, "wide": "[" + "0," * 200_000 + "0]",
        "a wide object": json.dumps(dict.fromkeys(map(str, range(50_000)))), "a long text": json.dumps("x" * (2 << 20)),
        "a long key": json.dumps({"x" * (2 << 20): 1}), "a long line": "x" * (4 << 20), "many lines": "\n" * (1 << 20),
        "commas": "," * 100_000, "quotes": '"' * 100_001, "semicolons": "a;b\n1;2\n", "tabs": "a\tb\n1\t2\n", "a comma list": "number,status\n,\n",
        "an anchor": "a: &a x\nb: *a\n", "an anchor of itself": "a: &a [*a]\n", "a merge key": "a: &a {x: 1}\nb: {<<: *a}\n",
        "a bomb": "a: &a [x,x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1 or ''},*a{n - 1 or ''}]\n" for n in range(1, 40)),
        "a tag": "!!python/object/apply:os.system [id]\n", "a directive": "%YAML 1.1\n---\na: 1\n", "two documents": "a: 1\n---\nb: 2\n",
        "an end": "a: 1\n...\nb\n", "tabs for blanks": "a:\n\tb: 1\n", "a conflict": "<<<<<<< a\na: 1\n=======\na: 2\n>>>>>>> b\n",
        "a key that is a list": "? [a, b]\n: c\n", "a block text": "a: |2+\n   x\n\n", "a folded text": "a: >-\n  x\n  y\n", "a colon": ":\n",
        "Latin-1": b'{"a": "\xe4"}', "UTF-16": '{"a": 1}'.encode("utf-16"), "UTF-16 without a mark": '{"a": 1}'.encode("utf-16-le"),
        "UTF-32": '{"a": 1}'.encode("utf-32"), "GBK": '{"a": "杭州"}'.encode("gbk"), "an overlong slash": b'"\xc0\xaf"', "cut": b'{"a": "\xe6\x9d',
        "bytes": bytes(range(256)), "an ELF": b"\x7fELF\x02\x01\x01\x00" + bytes(64), "a ZIP": b"PK\x05\x06" + bytes(18),
        "a ZIP that is cut": b"PK\x03\x04" + bytes(40), "a gzip": b"\x1f\x8b\x08\x00" + bytes(30), "a picture": b"\x89PNG\r\n\x1a\n" + bytes(30),
        "a database": b"SQLite format 3\x00" + bytes(100),
    }.items()
}  # fmt: skip
"""Texts that are broken, and whole ones that mean nothing here."""


def changed(good: Any, seed: int, most: int) -> Iterator[tuple[str, Any]]:
    """A good document with one thing changed, so many times: a value replaced, dropped, doubled, a key added or renamed."""
    chance = random.Random(seed)
    places = list(_places(good, ()))
    every = [(place, value) for place in places for value in range(len(VALUES))]
    every += [(place, what) for place in places if place for what in ("drop", "double", "rename")]
    for place, what in every if len(every) <= most else chance.sample(every, most):
        yield f"{'.'.join(map(str, place))[-60:] or 'all'} ← {what}", _with(good, place, what)


def _places(value: Any, at: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    yield at
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield from _places(part, (*at, key))


def _with(good: Any, place: tuple[Any, ...], what: int | str) -> Any:
    if not place:
        return VALUES[what] if isinstance(what, int) else good
    document = copy.deepcopy(good)
    holder = document
    for step in place[:-1]:
        holder = holder[step]
    last = place[-1]
    match what:
        case "drop":
            del holder[last]
        case "double" if isinstance(holder, list):
            holder.append(holder[last])
        case "rename" | "double" if isinstance(holder, dict):
            holder[POISON if what == "rename" else f"{last}x"] = holder.pop(last)
        case int():
            holder[last] = VALUES[what]
    return document


def as_json(good: Any, seed: int, most: int) -> Iterator[tuple[str, bytes]]:
    """The same as JSON, which is YAML too."""
    for name, document in changed(good, seed, most):
        yield name, json.dumps(document, ensure_ascii=len(name) % 2 == 0).encode("utf-8", "surrogatepass")


def as_csv(rows: list[dict[str, str]], seed: int, most: int) -> Iterator[tuple[str, bytes]]:
    """Rows of a table with one cell, row or column changed."""
    for name, document in changed(rows, seed, most):
        written = io.StringIO()
        lines = [row for row in document if isinstance(row, Mapping)] if isinstance(document, list) else []
        writer = csv.DictWriter(written, list(lines[0]) if lines else ["number"], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(lines)
        yield name, written.getvalue().encode("utf-8", "surrogatepass")
