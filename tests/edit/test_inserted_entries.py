"""Entries added to a document: every byte that was there stays, and the document says both."""

import pytest

from reconciler import load
from reconciler.edit import insert

NEW = {"numbers": [('b: {number: "057188880002"}', "active since 2026-08-01")]}

DOCUMENTS = {
    "a mapping without brackets": 'spec:\n  numbers:\n    a: {number: "057188880001"}  # the front desk\n  # the end\n',
    "an entry in lines": "spec:\n  numbers:\n    a:\n      line: x\n      # why\n      region: x\n",
    "brackets": 'spec:\n  numbers: {a: {number: "057188880001"}}  # all in one\n',
    "brackets over lines": 'spec:\n  numbers: {\n    a: {number: "057188880001"}, # first\n    # last\n  }\n',
    "no such section": "spec:\n  account: prod  # ours\n# the end\n",
    "all in brackets": "spec: {account: prod}\n",
    "an empty mapping": "spec:\n  numbers: {}\n",
    "no newline at the end": 'spec:\n  numbers:\n    a: {number: "057188880001"}',
    "a deep margin": 'spec:\n      numbers:\n            a: {number: "057188880001"}\n',
    "a section in between": "spec:\n  numbers:\n    a: {region: 浙江/杭州}\n\n  pools:\n    p: {members: {c: x}}\n",
}


def _is_within(old, new):
    rest = iter(new)
    return all(character in rest for character in old)


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("bom", ["", "\ufeff"], ids=["", "bom"])
@pytest.mark.parametrize("text", DOCUMENTS.values(), ids=DOCUMENTS)
def test_every_byte_stays_and_the_entry_is_there(text, bom, newline):
    before = bom + text.replace("\n", newline)
    after = insert(before, NEW)
    assert _is_within(before, after)
    assert after.startswith(bom)
    assert after.replace("\r\n", "").count("\n") == (0 if newline == "\r\n" else after.count("\n"))
    old, new = load.meaning(before), load.meaning(after)
    assert new["spec"]["numbers"].pop("b") == {"number": "057188880002"}
    assert new["spec"] == {"numbers": {}, **old["spec"]} if "numbers" not in old["spec"] else old["spec"]


def test_two_sections_in_their_order():
    after = insert("spec:\n  account: prod\n", {"ivr": [("w: {playback: {}}", "")], **NEW})
    assert after == (
        "spec:\n  account: prod\n  ivr:\n    w: {playback: {}}\n"
        '  numbers:\n    b: {number: "057188880002"}  # active since 2026-08-01\n'
    )


@pytest.mark.parametrize("text", ["", "spec:\n", "spec: [a]\n", "a: b\n", "spec:\n  numbers: [a]\n"])
def test_what_can_take_no_entry_is_refused(text):
    with pytest.raises(ValueError, match=r"no spec|no mapping"):
        insert(text, NEW)


def test_a_file_with_both_line_ends_keeps_each_where_it_is():
    before = 'spec:\r\n  numbers:\n    a: {number: "057188880001"}\n  pools: {}\r\n'
    line = '    b: {number: "057188880002"}  # active since 2026-08-01\n'
    assert insert(before, NEW) == before.replace("  pools", line + "  pools")
