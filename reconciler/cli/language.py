"""Which language a run speaks: `--lang`, RECONCILER_LANG, the workspace's `language`, the locale; in this order."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from itertools import pairwise
from typing import Any, TypeVar

import click

from reconciler.locale import ENGLISH, LANGUAGES, language_of

Command = TypeVar("Command", bound=Callable[..., Any])

VARIABLE = "RECONCILER_LANG"
_LOCALE = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""As gettext reads them: the first that is set decides."""


_HELP = frozenset({"--help", "-h"})
_HEAD = 65_536
"""Bytes of reconciler.yaml that help looks at."""

chosen: ContextVar[str] = ContextVar("chosen", default=ENGLISH)
"""What the user asked for, before any workspace is read."""


class Language(click.ParamType[str]):
    """`zh`, or a locale's name that begins with it."""

    name = "language"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The language's short name; a usage error says which there are."""
        known = language_of(str(value))
        if known is None:
            from reconciler.model.phrase import phrase

            self.fail(
                phrase("{value!r} is not one of {names}", value=value, names=", ".join(LANGUAGES)), param, ctx
            )
        return known


def option(command: Command, *, variable: str | None = None) -> Command:
    """`--lang`, before and after the command. `begin` has acted on it already: a usage error speaks it too."""
    return click.option(
        "--lang",
        type=Language(),
        metavar="LANG",
        expose_value=False,
        envvar=variable,
        help="Speak this language: en or zh.",
    )(command)


def global_option(command: Command) -> Command:
    """The one before the command, which the environment may give too."""
    return option(command, variable=VARIABLE)


def begin(words: Sequence[str], environment: Mapping[str, str]) -> None:
    """Chooses the language of a command line, before any of it is understood."""
    chosen = _asked(words) or environment.get(VARIABLE)
    if chosen:
        _choose(language_of(chosen) or ENGLISH, firmly=True)
    else:
        _choose(language_of(next(filter(None, map(environment.get, _LOCALE)), "")) or ENGLISH)
        if not _HELP.isdisjoint(words):
            _listen(words)


def _listen(words: Sequence[str]) -> None:
    """What the workspace says, where help is asked for: a command reads it all, `--help` only this word of it."""
    folder = next((following for word, following in pairwise([*words, ""]) if word == "-C"), "") or "."
    if not os.path.lexists(f"{folder}/reconciler.yaml"):
        return
    import re
    from pathlib import Path

    from reconciler import files

    try:
        text = files.head(Path(folder), "reconciler.yaml", _HEAD).decode("utf-8", "replace")
    except OSError:
        return
    stated = re.search(r"""^(?: +|spec: *\{(?:[^#\n]*, *)?)language: *["']?(\w+)""", text, re.MULTILINE)
    if stated is not None and (language := language_of(stated[1])) is not None:
        _choose(language, firmly=True)


def _asked(words: Sequence[str]) -> str | None:
    for word, following in pairwise([*words, ""]):
        name, _, value = word.partition("=")
        if name == "--lang":
            return value or following
    return None


def _choose(language: str, *, firmly: bool = False) -> None:
    if language == ENGLISH and not firmly:
        return
    from reconciler.report.sink import language as sink

    chosen.set(language)
    sink.choose(language, firmly=firmly)
