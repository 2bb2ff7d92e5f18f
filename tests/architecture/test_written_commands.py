"""Every command line that a document or an example shows is one that this program understands."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import click
import pytest
from house import ROOT

from reconciler.cli.main import cli

DOCUMENTS = sorted(
    [
        *ROOT.glob("*.md"),
        *(file for file in ROOT.glob("docs/*.md") if file.name != "cli.md"),
        *(ROOT / "examples").rglob("*.md"),
        *(ROOT / "examples").rglob("*.yml"),
        *(ROOT / "examples").rglob("*.sh"),
    ]
)
SHOWN = re.compile(r"(?:^|`|\$ )\s*(?:step [0-9] )?(reconciler [^`\n]*)", re.MULTILINE)
ENDS = {"|", "||", "&&", ";", ">", ">>", "#"}


def shown() -> Iterator[tuple[str, str]]:
    for file in DOCUMENTS:
        text = file.read_text(encoding="utf-8").replace("\\\n", " ")
        for line in SHOWN.findall(text):
            yield file.relative_to(ROOT).as_posix(), line.strip()


def words(line: str) -> list[str]:
    """The words of one command, up to whatever the shell does next."""
    split = shlex.split(line.replace("`", " "), comments=True)[1:]
    end = next((place for place, word in enumerate(split) if word in ENDS), len(split))
    return split[:end]


def unknown(line: str) -> list[str]:
    """The options, or the command, that do not exist."""
    command: click.Command = cli
    known = {name for param in cli.params for name in (*param.opts, *param.secondary_opts)}
    strange = []
    for word in words(line):
        if word.startswith("-") and len(word) > 1 and not word[1:2].isdigit():
            strange += [word] if word.partition("=")[0] not in {*known, "--help", "-h"} else []
        elif isinstance(command, click.Group) and word.islower():
            found = command.get_command(click.Context(command), word)
            if found is None:
                return [*strange, word]
            command = found
            known |= {name for param in command.params for name in (*param.opts, *param.secondary_opts)}
    return strange


@pytest.mark.parametrize(("file", "line"), sorted(set(shown())))
def test_a_command_line_in_a_document_exists(file: str, line: str) -> None:
    assert unknown(line) == []


def test_a_command_line_that_does_not_exist_is_noticed() -> None:
    assert unknown("reconciler plan --everything") == ["--everything"]
    assert unknown("reconciler destroy --yes") == ["destroy"]
