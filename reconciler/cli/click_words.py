"""What click says of a mistyped command line, as phrases: its own templates, recognised in what it wrote.

click looks its texts up in the one gettext domain of the process. Ours belongs to a run, and JSON stays English.
"""

from __future__ import annotations

import re
from functools import cache

import click

from reconciler.model.phrase import Phrase, joined, phrase, phrases

_TEMPLATES = phrases(
    "Missing argument {name}.",
    "Missing argument {name}. Choose from: {choices}",
    "Missing option {name}.",
    "Missing option {name}. Choose from: {choices}",
    "Missing command.",
    "No such option {name}.",
    "No such option {name}. Did you mean {near}?",
    "No such option {name}. (Did you mean one of: {near}?)",
    "No such command {name}.",
    "No such command {name}. Did you mean {near}?",
    "No such command {name}. (Did you mean one of: {near}?)",
    "Option {name} requires an argument.",
    "Option {name} does not take a value.",
    "Got unexpected extra argument ({words})",
    "Got unexpected extra arguments ({words})",
    "Invalid value for {name}: ",
    "Invalid value: ",
    "{value} is not one of {choices}.",
    "{value} is not {choice}.",
    "{value} is not in the range {range}.",
    "{value} is not a valid integer.",
    "{value} is not a valid float.",
    "File {name} does not exist.",
    "File {name} is a directory.",
    "File {name} is not readable.",
    "Directory {name} does not exist.",
    "Directory {name} is a file.",
    "Path {name} does not exist.",
)
"""As click 8 writes them; one that it changes is said in English until it is changed here."""


def message_of(error: click.ClickException) -> str:
    """What the error says, in one line. Words of ours within it stay phrases."""
    text, own = " ".join(error.format_message().split()), error.message
    if isinstance(error, click.BadParameter) and own and text != own and text.endswith(own):
        return joined("", (_recognised(text.removesuffix(own)), _recognised(own)))
    return own if text == own and isinstance(own, Phrase) else _recognised(text)


def _recognised(text: str) -> str:
    if isinstance(text, Phrase):
        return text
    for template, pattern in _patterns():
        match = pattern.fullmatch(text)
        if match is not None:
            return phrase(template, **match.groupdict())
    return text


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What has more words is tried first."""
    longest_first = sorted(_TEMPLATES, key=len, reverse=True)
    return tuple((template, _pattern(template)) for template in longest_first)


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(template)))
