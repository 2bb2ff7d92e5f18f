# ruff: noqa: E501  # tables of texts
"""Every class of text that YAML's own test suite has, of our own making, as manifests: two parsers never disagree.

`fmt` twice is `fmt` once and means the same, or the text is refused with its line; `--fix`, write-back and pin change what
they mean to and no other byte, or refuse.
"""

from __future__ import annotations

import os
from itertools import product

from workspaces import HEAD

from reconciler.edit.fields import set_field
from reconciler.edit.pin import pinned
from reconciler.edit.quote import quoted
from reconciler.edit.tidy import Untidy, tidy
from reconciler.errors import ReconcilerError
from reconciler.load import meaning, tree

INLINE = (
    "x", "x y  z", "'x'", "'it''s'", '"x"', '"a \\" b \\\\ c \\t \\u00e9"', "''", '""', "", "~", "null", "true", "False", "120", "-1",
    "12.5", "0x1F", "1e3", ".inf", "2026-01-01", "12:30", "yes", "NO", "=", "<", "a#b", "a:b", "http://x/y#z", "C:\\temp\\x", "- x",
    "'- x'", "'# x'", '"a: b"', "杭州", "📞 x", "x   ", "x # why", "'x'   # why", "# why", "{}", "[]", "{ }", "[ ]", "{a: 1}", "{a: 1, }",
    "{a: 1,b: 2}", "{a: [b, {c: d}]}", "{a, b}", '{"a":1}', '{"a": "b"}', "{? a : b}", "[a, b]", "[a,b, ]", "[[a], [b, [c]]]", "[a: b]",
    "{a: , b: }", "{'a': 'b', \"c\": \"d\"}", "{a: 'x, y'}", "[ 'a' , \"b\" ]", "{a: {}, b: []}", "x, y", "x]", "x}", "?x", "? x", ":x", "-x",
    "@x", "`x`", "%x", "!!str x", "!x y", "&a x", "*a", "|", ">", "x" * 300, "a\tb", "'a\tb'", "x\u00a0y", "x\u3000y", "e\u0301", "x\ufeffy",
)  # fmt: skip
"""What may stand behind a key on one line."""
BELOW = (
    "x\n{m}  y", "'x\n{m}  y'", '"x\n{m}  y"', '"x \\\n{m}  y"', "'x\n\n{m}  y'", "|\n{m}  x\n{m}  y", "|-\n{m}  x", "|+\n{m}  x\n", "|2\n{m}   x",
    "| # why\n{m}  x", ">\n{m}  x\n{m}  y", ">-\n{m}  x\n\n{m}  y", ">+\n{m}  x\n\n", "|\n{m}    x\n{m}   y", "|\n{m}  # no comment\n{m}  x",
    "\n{m}  a: 1\n{m}  b: 2", "\n{m}      a: 1\n{m}      b: 2", " # why\n{m}  a: 1", "\n{m}  # why\n{m}  a: 1", "\n{m}  a: 1 # why\n{m}  # then\n{m}  b: 2",
    "\n{m}- a\n{m}- b", "\n{m}  - a\n{m}  - b", "\n{m}  -   a\n{m}  -  b", "\n{m}  - - a\n{m}    - b", "\n{m}  - a: 1\n{m}    b: 2\n{m}  - c: 3",
    "\n{m}  -\n{m}    a: 1", "\n{m}  # why\n{m}  - a\n{m}  # then\n{m}  - b", "\n{m}  - a # one\n\n{m}  - b # two", "\n{m}  - |\n{m}    x\n{m}  - y",
    "{{a: 1,\n{m}  b: 2}}", "{{a: 1, # one\n{m}  b: 2}}", "{{\n{m}  a: 1,\n{m}  b: 2,\n{m}}}", "[a,\n{m}  b]", "[\n{m}  a, # one\n{m}  b\n{m}]", "{{ # why\n{m}  a: 1}}",
    "[\n\n{m}  a]", "{{a: [b,\n{m}   c], d: e}}", "\n{m}  a:\n{m}    b:\n{m}      c: 1", "\n\n{m}  a: 1\n\n\n{m}  b: 2", "\n{m}  a: 1\n{m}    # deeper\n{m} # shallower",
    "\n{m}  ? a\n{m}  : b", "\n{m}  ? a\n{m}  # odd\n{m}  : b", "\n{m}  ? [a, b]\n{m}  : c", "\n{m}  'a': 1\n{m}  \"b\": 2", "\n{m}  a:   1\n{m}  bb:  2", "\n{m}  a : 1",
    "\n{m}  a: 1\n{m}  a: 2", "\n{m}  <<: {{a: 1}}", "\n{m}  a: &x 1\n{m}  b: *x", "\n{m}\ta: 1", "\n{m}  a: 1\n{m} b: 2", "\n{m}  - a\n{m}  b: 1", "\n{m}  a: b: c", "\n{m}  a\n{m}  b: 1",
)  # fmt: skip
"""What may stand behind a key over several lines; `{m}` is the key's margin."""
ENVELOPES = {
    "plain": str,
    "Windows": lambda text: text.replace("\n", "\r\n"),
    "a mark": lambda text: "\ufeff" + text,
    "begun": lambda text: "# top\n---\n" + text,
    "begun and ended": lambda text: "--- # here\n" + text + "...\n",
    "no last line break": lambda text: text.rstrip("\n"),
    "blank lines at the end": lambda text: text + "\n\n# end\n\n",
}
ENTRY = (
    HEAD
    + "  numbers:\n    # the desk\n    a:   # why\n      region: VALUE\n      purpose: two-way   # kept\n\n    b: {}  # end\n"
)
FLOW = HEAD + "  numbers:\n    a: {region:   VALUE, purpose: two-way}   # why\n    b: {}\n"


def _texts() -> list[str]:
    values = [*INLINE, *(below.format(m="      ") for below in BELOW)]
    blocks = [ENTRY.replace("VALUE", value) for value in values]
    flows = [FLOW.replace("VALUE", value) for value in INLINE]
    odd = [*blocks[::6], *flows[::9]]
    wrapped = [wrap(text) for (name, wrap), text in product(ENVELOPES.items(), odd) if name != "plain"]
    return [*blocks, *flows, *wrapped]


def grown(text: str) -> tree.Tree:
    """What our reader makes of it."""
    return tree.parse(text.removeprefix("\ufeff"), nodes=None)


TEXTS = _texts()
FUZZ = os.environ.get("HYPOTHESIS_PROFILE") == "fuzz"
SOUND = [text for text in TEXTS if not grown(text).problems]


def _comments(text: str) -> int:
    return text.count("#")


def test_there_are_texts_of_either_kind() -> None:
    assert (len(TEXTS), len(SOUND)) == (418, 323)


def test_the_one_format_keeps_the_meaning_and_is_reached_at_once() -> None:
    """All of them in `make fuzz`: the library that writes YAML anew takes its time."""
    wrong = []
    for text in SOUND if FUZZ else SOUND[::6]:
        try:
            once = tidy(text)
        except Untidy as error:
            if not 1 <= error.line <= text.count("\n") + 1:
                wrong.append(("line", error.line, text))
            continue
        if meaning(once) != meaning(text):
            wrong.append(("meaning", once, text))
        if _comments(once) != _comments(text):
            wrong.append(("comments", once, text))
        if tidy(once) != once:
            wrong.append(("twice", once, text))
    assert wrong == []


def test_a_text_with_flaws_is_told_with_its_line() -> None:
    for text in TEXTS:
        problems = grown(text).problems
        assert all(0 <= problem.line <= text.count("\n") + 1 for problem in problems), text
    for text in SOUND:
        assert meaning(text) is not None


def test_a_number_is_pinned_or_refused_and_no_other_byte_changes() -> None:
    wrong = []
    for text in SOUND if FUZZ else SOUND[::3]:
        for edit in (lambda text: pinned(text, "a", "1"), lambda text: set_field(text, "a", "carrier", "1")):
            try:
                after = edit(text)
            except (ReconcilerError, ValueError):
                continue
            if not _is_subsequence(text, after) or len(after) - len(text) > 40:
                wrong.append((after, text))
    assert wrong == []


def _is_subsequence(part: str, whole: str) -> bool:
    """Whether nothing went and what was added stands in one place."""
    same = next((at for at, (a, b) in enumerate(zip(part, whole, strict=False)) if a != b), len(part))
    return whole.endswith(part[same:]) or any(
        whole.startswith(part[:at]) and whole.endswith(part[at:]) for at in range(max(0, same - 40), same + 1)
    )


def test_numbers_are_quoted_and_no_other_byte_changes() -> None:
    for text in TEXTS:
        bare = text.replace("purpose: two-way", "number: 057188880001")
        problems = grown(bare).problems
        places = {
            (problem.line + 1, problem.column + 1, problem.width)
            for problem in problems
            if problem.code == "VN101"
        }
        after = quoted(bare, places)
        assert after.replace('"057188880001"', "057188880001") == bare.replace(
            '"057188880001"', "057188880001"
        )
        left = grown(after).problems
        assert [problem for problem in left if problem.code == "VN101"] == [], bare
