"""Whatever a file holds, it is refused with a code and a position, in little time and memory, without a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from workspaces import HEAD, check, codes, lay, plain, spots

from reconciler.load.tree import parse

POSITIONED = {
    "alias": (HEAD + "  enterprise: &a x\n  script: *a\n", [("VN018", 6, 15), ("VN018", 7, 11)]),
    "merge key": (HEAD + "  ivr:\n    <<: {}\n", [("VN018", 7, 5)]),
    "tag": ("a: !!python/object/apply:os.system [id]\n", [("VN109", 1, 1), ("VN019", 1, 4)]),
    "own tag": (HEAD + "  enterprise: !secret x\n", [("VN019", 6, 15)]),
    "directive": ("%YAML 1.1\n---\n" + HEAD, [("VN017", 1, 1)]),
    "second document": (HEAD + "---\n" + HEAD, [("VN017", 6, 1)]),
    "duplicate key": (HEAD + "  account: prod\n", [("VN020", 6, 3)]),
    "duplicate key in brackets": (HEAD + "  defaults: {numbers: {}, numbers: {}}\n", [("VN020", 6, 27)]),
    "key that is a list": (HEAD + "  ? [a]\n  : b\n", [("VN023", 6, 5)]),
    "not closed": (HEAD + '  enterprise: "abc\n', [("VN016", 6, 15)]),
    "not closed, and another one opens": (HEAD + '  a: {b: "c}\n  d: "e"\n', [("VN016", 6, 10)]),
    "tab": (HEAD + "\tscript: x\n", [("VN014", 6, 1)]),
    "nul": (HEAD + "  script: a\0b\n", [("VN014", 6, 12)]),
    "carriage return": ("a: 1\rb: 2\n", [("VN014", 1, 5)]),
    "next line": (HEAD + "  script: x # note\u0085  account: y\n", [("VN014", 6, 19)]),
    "line separator": (HEAD + "  script: x # note\u2028  account: y\n", [("VN014", 6, 19)]),
    "paragraph separator": (HEAD + "  script: x # note\u2029  account: y\n", [("VN014", 6, 19)]),
    "bidi": (HEAD + "  script: x\u202ey\n", [("VN014", 6, 12)]),
    "zero width": (HEAD + "  script: x\u200by\n", [("VN014", 6, 12)]),
    "byte order mark inside": (HEAD + "  script: x\ufeffy\n", [("VN014", 6, 12)]),
    "private use": (HEAD + "  script: x\ue000y\n", [("VN014", 6, 12)]),
    "noncharacter": (HEAD + "  script: x\ufdd0y\n", [("VN014", 6, 12)]),
    "bidi by escape": (HEAD + '  script: "x\\u202ey"\n', [("VN014", 6, 11)]),
    "nul by escape": (HEAD + '  script: "x\\0y"\n', [("VN014", 6, 11)]),
    "terminal escape": (HEAD + '  script: "\\e]0;pwn\\a"\n', [("VN014", 6, 11)]),
    "line separator by escape": (HEAD + '  script: "x\\Ly"\n', [("VN014", 6, 11)]),
    "not composed": (HEAD + "  script: e\u0301\n", [("VN024", 6, 1)]),
    "not composed by escape": (HEAD + '  script: "e\\u0301"\n', [("VN024", 6, 11)]),
    "latin-1": ((HEAD + "  script: é\n").encode("latin-1"), [("VN013", 6, 1)]),
    "utf-16": (HEAD.encode("utf-16"), [("VN013", 1, 1)]),
    "surrogate": (HEAD.encode() + b"  script: \xed\xa0\x80\n", [("VN013", 6, 1)]),
    "conflict": ("<<<<<<< HEAD\na: 1\n=======\nb: 1\n>>>>>>> x\n", [("VN015", n, 1) for n in (1, 3, 5)]),
    "empty": ("", [("VN027", 1, 1)]),
    "only a comment": ("# nothing\n", [("VN027", 2, 1)]),
    "list": ("- a\n", [("VN027", 2, 1)]),
    "unquoted number": (HEAD + "  script: 057188880001\n", [("VN101", 6, 11)]),
    "unquoted number as a key": (HEAD + "  ivr: {057188880001: {}}\n", [("VN101", 6, 9)]),
    "unquoted number in a list": (HEAD + "  ivr: {a: {transfer: {to: [057188880001]}}}\n", None),
}


@pytest.mark.parametrize("name", POSITIONED)
def test_each_oddity_is_told_at_its_place(tmp_path: Path, name: str) -> None:
    """Code, line and column, and nothing else is said of the file."""
    text, expected = POSITIONED[name]
    found = [(code, line, column) for code, _, line, column in spots(plain(tmp_path, text))]
    if expected is None:
        assert ("VN101", 6, 29) in found
    else:
        assert sorted(found) == sorted(expected)


def test_every_oddity_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    """Two broken files and a broken reconciler.yaml: three files are named."""
    root = plain(tmp_path, HEAD + "  script: *a\n", other=HEAD + "  script: !x y\n")
    lay(
        root,
        {
            "reconciler.yaml": "kind: Workspace\nmetadata: {name: x}\nmetadata: {name: y}\nspec: {manifests: [teams]}\n"
        },
    )
    found = {(file, code) for code, file, _, _ in spots(root)}
    assert {
        ("teams/team.yaml", "VN018"),
        ("teams/other.yaml", "VN019"),
        ("reconciler.yaml", "VN020"),
    } <= found


def test_a_file_may_begin_with_a_byte_order_mark_and_end_its_lines_as_windows_does(tmp_path: Path) -> None:
    """Neither hides anything; columns are counted without the mark."""
    assert codes(plain(tmp_path, ("\ufeff" + HEAD).replace("\n", "\r\n"))) == []


def test_marks_that_mean_nothing_are_allowed(tmp_path: Path) -> None:
    """Ampersands, stars and the like inside words and comments."""
    text = (
        HEAD + "  enterprise: R&D * 100% ! & Söhne\n  # *all* of it, & more! {not: yaml}\n  script: 'a: b'\n"
    )
    assert codes(plain(tmp_path, text)) == []


@pytest.mark.parametrize(
    "secret",
    [
        "LTAI5tEXAMPLEEXAMPLEEXAM",
        "STS.NTexampleexample",
        "ghp_" + "x" * 36,
        "postgresql+psycopg://u:example@host/db",
    ],
)
def test_a_secret_is_refused_and_not_repeated(tmp_path: Path, secret: str) -> None:
    """Neither the message nor the excerpt shows it."""
    found = check(plain(tmp_path, HEAD + f"  script: {secret}\n")).diagnostics
    assert [(item.code, item.line, item.column) for item in found] == [("VN025", 6, 11)]
    assert secret not in repr(found)


def test_words_that_merely_look_like_a_secrets_beginning_are_words(tmp_path: Path) -> None:
    """No false alarm."""
    text = HEAD + "  enterprise: COSTS.international LTAI through postgresql://host/db ghs_short\n"
    assert codes(plain(tmp_path, text)) == []


def test_scalars_keep_the_text_that_was_typed(tmp_path: Path) -> None:
    """No octal, sexagesimal, float, date or yes/no: what is text stays text."""
    names = "[NO, 0x1F, 1:30, 1e3, 2026-06-01, 1_0, .5, ~x, Null, TRUE]"
    root = lay(
        tmp_path, {"reconciler.yaml": f"spec: {{manifests: [teams], x: {names}}}\n", "teams/a.yaml": HEAD}
    )
    from reconciler import load

    workspace = load.read(root).workspace
    assert workspace is not None
    assert workspace.data["spec"]["x"] == names.strip("[]").split(", ")


HEAVY = {
    "deep brackets": ("a: " + "[" * 50_000, "VN021"),
    "deep braces": ("{a: " * 50_000, "VN021"),
    "deep dashes": ("- " * 100_000, "VN021"),
    "deep questions": ("? " * 100_000, "VN021"),
    "deep indentation": ("".join(" " * depth + "a:\n" for depth in range(1000)), "VN021"),
    "merge bomb": (
        "a: &a {x: 1}\n" + "".join(f"b{n}: &b{n} {{<<: [*a, *a, *a, *a]}}\n" for n in range(500)),
        "VN018",
    ),
    "too big": ("# " + "x" * (1 << 20) + "\n", "VN012"),
    "too many values": (HEAD + "  x: [" + "a," * 200_000 + "]\n", "VN022"),
    "as many entries as fit": (
        HEAD + "  numbers:\n" + "".join(f"    k{n}: {{}}\n" for n in range(16_000)),
        "VN103",
    ),
    "many unknown keys": (HEAD + "".join(f"  k{n}: a\n" for n in range(20_000)), "VN102"),
    "many wrong entries": (HEAD + "  ivr: {" + ", ".join(f"k{n}: 1" for n in range(12_000)) + "}\n", "VN104"),
    "many anchors": ("".join(f"k{n}: &a{n} x\n" for n in range(20_000)), "VN018"),
    "many duplicates": ("a: 1\n" * 20_000, "VN020"),
    "many bare numbers": (HEAD + "  x: [" + "12345678," * 20_000 + "]\n", "VN101"),
    "many unseen characters": ("\u202e" * 300_000, "VN014"),
    "many conflicts": ("<<<<<<< a\n" * 100_000, "VN015"),
    "long key": ("x" * 1_000_000 + ": 1\n", "VN016"),
    "long value": (HEAD + "  script: " + "x" * 1_000_000 + "\n", "VN108"),
    "long name": (HEAD.replace("care", "a-" * 400_000), "VN106"),
    "colons": (":" * 1_000_000, "VN016"),
    "quotes": ('"' * 1_000_000, "VN016"),
    "lines": ("\n" * 1_000_000, "VN027"),
}


APART = """
import contextlib, cProfile, io, json, os, pstats, resource, sys
from reconciler.cli.main import run

for root in sys.argv[1:]:
    os.chdir(root)
    work, out = cProfile.Profile(), io.StringIO()
    with contextlib.redirect_stdout(out):
        code = work.runcall(run, ["validate", "-o", "json"])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps([code, out.getvalue(), pstats.Stats(work).total_calls, peak]), flush=True)
"""
"""A small process for all of them: how each run ended, what it wrote, how many functions it called, and the peak of
memory until then, in KiB."""
SMALL = ("sh", "-c", '"$@"; exit "$?"', "sh")
"""Begins a process from a small one: a new program's peak counts what the process it was begun from held."""
CALLS = 3 << 20
"""Most calls for one text: three for each byte of the largest file that is read."""


def test_no_file_costs_three_calls_a_byte_or_256_mebibytes(tmp_path: Path) -> None:
    """A crash of the parser would end the process with a signal. Work is counted: seconds say how busy a machine is."""
    roots = [plain(tmp_path / str(index), text) for index, (text, _) in enumerate(HEAVY.values())]
    done = subprocess.run(
        [*SMALL, sys.executable, "-c", APART, *roots],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    runs = [json.loads(line) for line in done.stdout.splitlines()]
    for (name, (_, code)), (ended, told, calls, peak) in zip(HEAVY.items(), runs, strict=True):
        assert (ended, f'"code": "{code}"' in told) == (1, True), name
        assert (name, calls < CALLS, peak < 256 * 1024) == (name, True, True)


@pytest.mark.parametrize(
    ("below", "hint"),
    [
        ("  a: {b: c\n  d: e\n", "close the bracket that opens in line 6"),
        ("  a:\n    - b\n    c: d\n", "a list begins in line 7"),
        ("  a:\n    b: c\n   d: e\n", "nothing above begins in column 4"),
        ("  a:b\n  c: d\n", "line 6 lacks a blank behind its colon"),
        ("  a：b\n  c: d\n", "line 6 has the full-width mark ：: write :"),
        ("  url: http://a\n  c: [d\n", "close the bracket that opens in line 7"),
    ],
)
def test_what_is_no_yaml_says_what_to_write(below: str, hint: str) -> None:
    [problem] = parse(HEAD + below, nodes=None).problems
    assert (problem.code, problem.hint[: len(hint)]) == ("VN016", hint)
