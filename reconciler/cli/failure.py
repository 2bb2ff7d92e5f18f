"""Errors as text: on stderr for people, as JSON on stdout for machines."""

from __future__ import annotations

import os
import traceback
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import click

from reconciler.cli import out
from reconciler.cli.click_words import message_of
from reconciler.errors import InvalidManifests, ReconcilerError, StalePlan
from reconciler.model.phrase import phrase
from reconciler.report.sink import json_lines
from reconciler.report.sink.encode import terminal


def report(error: Exception, words: Sequence[str]) -> int:
    """Prints one error with its code and hint; returns the exit code. RECONCILER_DEBUG=1 adds the traceback."""
    if os.environ.get("RECONCILER_DEBUG") == "1":
        traceback.print_exception(error)
    code, message, hint = _describe(error, words)
    if _wants_json(words):
        from reconciler.wire.write import error_document

        out.put(json_lines.indented(error_document(code, message, hint), indent=None))
    else:
        _explain(error)
        out.say(phrase("error[{code}]: {message}", code=code, message=terminal(message)), err=True)
        if hint:
            out.say(phrase("  hint: {hint}", hint=terminal(hint)), err=True)
    return exit_code(error)


def exit_code(error: Exception) -> int:
    """The exit code an error stands for."""
    if isinstance(error, ReconcilerError):
        return error.exit_code
    return 64 if isinstance(error, click.UsageError) else 1


def _describe(error: Exception, words: Sequence[str]) -> tuple[str, str, str]:
    if isinstance(error, ReconcilerError):
        return error.code, error.message, error.hint
    if isinstance(error, click.UsageError):
        return "VN064", message_of(error), _usage_hint(error)
    if isinstance(error, click.ClickException):
        return "VN001", message_of(error), ""
    if isinstance(error, OSError):
        return "VN002", f"{error.filename or 'system'}: {error.strerror or error}", ""
    text = phrase("internal error: {name}: {error}", name=type(error).__name__, error=error)
    return "VN999", text, _bug_report(error, words)


def _usage_hint(error: click.UsageError) -> str:
    command = error.ctx.command_path if error.ctx else "reconciler"
    if isinstance(error, click.NoSuchOption) and error.option_name.startswith("-/"):
        return phrase(
            "write `--` before an address that begins with a hyphen: {command} -- -/NUMBER", command=command
        )
    return phrase("see {command} --help", command=command)


def _bug_report(error: Exception, words: Sequence[str]) -> str:
    """What to paste into a bug report: versions, command and place. Nothing of the user's files or values."""
    import platform

    from reconciler import __version__
    from reconciler.cli.main import COMMANDS

    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "reconciler" in frame.filename]
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else phrase("an unknown place")
    command = [word.partition("=")[0] for word in words if word in COMMANDS or word.startswith("--")]
    return phrase(
        "this is a bug, please report it: reconciler {version}, Python {python_version}, "
        "{system}, `{value}`, {name} at {place}. RECONCILER_DEBUG=1 prints the whole way there",
        version=__version__,
        python_version=platform.python_version(),
        system=platform.system(),
        value=" ".join(["reconciler", *command]),
        name=type(error).__name__,
        place=place,
    )


def _explain(error: Exception) -> None:
    """What stands above the error line: the diagnostics, or in what two plans differ."""
    if isinstance(error, InvalidManifests):
        from reconciler.report.diagnostics import text

        out.say(text(error.diagnostics), err=True)
    if isinstance(error, StalePlan) and error.difference:
        from reconciler.report.stale_plan import lines

        for line in lines(error.difference):
            out.say(f"  {terminal(line)}", err=True)


def _wants_json(words: Sequence[str]) -> bool:
    return any(
        word in {"-ojson", "--output=json"} or (word in {"-o", "--output"} and value == "json")
        for word, value in pairwise([*words, ""])
    )
