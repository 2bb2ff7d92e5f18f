"""A job from validation to the morning's drift, spoken in Chinese: no sentence of ours is left in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from staged import Workspace, stage

from reconciler.cli.main import cli
from reconciler.report.sink.table import width

ENTERPRISE = "enterprise:杭州示例科技有限公司"
WORD = ("--by", "ops", "--evidence", "OPS-1")
JOB: tuple[tuple[str, ...], ...] = (
    ("validate",),
    ("plan",),
    ("plan", "-o", "markdown"),
    ("apply", "--yes"),
    ("attest", ENTERPRISE, "approved=true", "hotline=true", *WORD),
    ("attest", "script:SCRIPT-3321", "approved=true", *WORD),
    ("attest", "listing", "complete=true", *WORD),
    ("apply", "--yes"),
    ("tasks",),
    ("tasks", "-o", "markdown"),
    ("status",),
    ("drift",),
    ("drift", "-o", "markdown"),
    ("deadlines",),
    ("deadlines", "-o", "ics"),
    ("history",),
    ("rules",),
    ("plan", "--team", "nobody"),
    ("apply", "--digest", "sha256:0"),
)
PASTED = re.compile(r"`[^`]*`|<code>.*?</code>|reconciler [a-z]+ .*|https?://\S+")
"""What is to be typed as it stands, and in Markdown also what stands as code."""
DATA = ("Welcome to Example", "lag stale short-list")
SENTENCE = re.compile(r"\b[a-z']{2,} [a-z']{2,} [a-z']{2,}\b")


def english(text: str) -> list[str]:
    """The lines that hold three English words in a row."""
    for value in DATA:
        text = text.replace(value, "")
    return [line for line in text.splitlines() if SENTENCE.search(PASTED.sub("", line))]


def test_it_would_notice() -> None:
    assert english("- hint: top up the account") == ["- hint: top up the account"]


def test_no_sentence_is_left_in_english(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workspace = Workspace(stage(tmp_path / "public", api="public"), capsys)
    left = {}
    for words in JOB:
        ran = workspace(*words, "--lang", "zh")
        left[words] = english(ran.out + ran.err)
    assert {words: lines for words, lines in left.items() if lines} == {}


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command line that has a help page of its own."""
    yield path
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


def test_every_page_of_help_is_said_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workspace = Workspace(stage(tmp_path / "shop"), capsys)
    pages = {words: workspace.ok("--lang", "zh", *words, "--help").out for words in commands(cli)}
    assert {words: lines for words, page in pages.items() if (lines := english(page))} == {}
    assert [
        words for words, page in pages.items() if "用法：" not in page or "显示本说明并退出。" not in page
    ] == []
    assert max(width(line) for page in pages.values() for line in page.splitlines()) <= 110
