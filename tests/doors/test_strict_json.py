"""JSON comes in to the letter of RFC 8259, and never so that two readers could understand it differently."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.wire.strict import JSON_DEPTH, NotJson, parse

REFUSED = {
    "nothing": "",
    "blanks": "  \n",
    "NaN": "[NaN]",
    "Infinity": '{"a": -Infinity}',
    "a number beyond all floats": "[1e999]",
    "an integer of thousands of digits": "9" * 5000,
    "a key twice": '{"a": 1, "a": 1}',
    "a key twice, deeper": '[{"a": {"b": 1, "c": 2, "b": 3}}]',
    "a key twice, one escaped": '{"a": 1, "\\u0061": 2}',
    "half a character": '"\\ud800"',
    "the other half": '"\\udc00 "',
    "half a character in a key": '{"\\udbff": 1}',
    "a raw surrogate": '"\udc80"',
    "too deep": "[" * (JSON_DEPTH + 1) + "]" * (JSON_DEPTH + 1),
    "too deep by turns": '{"a":[' * JSON_DEPTH + "]}" * JSON_DEPTH,
    "endless brackets": "[" * 500_000,
    "endless objects": '{"a":' * 500_000,
    "a trailing comma": "[1,]",
    "two values": "1 2",
    "a comment": "[1] // one",
    "single quotes": "{'a': 1}",
    "a leading zero": "[01]",
    "a plus": "[+1]",
    "a hexadecimal": "[0x1]",
    "an unfinished string": '"abc',
    "a control character": '"a\x00"',
    "a raw line break": '"a\nb"',
    "a bad escape": '"\\x41"',
    "not UTF-8": b'"\xff"',
    "UTF-16": '"a"'.encode("utf-16"),
    "an overlong form": b'"\xc0\xaf"',
    "too large": b"[" + b" " * (64 << 20) + b"]",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_json_is_refused(name):
    with pytest.raises(NotJson):
        parse(REFUSED[name])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("null", None),
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        ('"\\ud83d\\ude00"', "😀"),
        ('"[[[{{{\\"]"', '[[[{{{"]'),
        ("[" * JSON_DEPTH + "]" * JSON_DEPTH, None),
        ("[" + ",".join(["[{}]"] * 500) + "]", [[{}]] * 500),
    ],
)
def test_json_is_read(text, value):
    assert parse(text) == (json.loads(text) if value is None else value)


def test_an_error_says_where():
    with pytest.raises(NotJson, match="line 3 column 1") as caught:
        parse('{\n"a": 1\n"b": 2}')
    assert (caught.value.line, caught.value.column) == (3, 1)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(values, st.booleans())
def test_what_json_writes_comes_back(value, ascii_only):
    assert parse(json.dumps(value, ensure_ascii=ascii_only)) == value


@given(st.text() | st.binary())
def test_any_text_is_read_or_refused(text):
    try:
        parse(text)
    except NotJson:
        return
