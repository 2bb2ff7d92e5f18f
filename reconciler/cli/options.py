"""Options that commands share."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from reconciler.cli import caching, complete, language, out
from reconciler.cli.main import enter, mute
from reconciler.model.phrase import phrase

if TYPE_CHECKING:
    from reconciler.pipeline import Session
    from reconciler.validate import Validation

Document = TypeVar("Document")
Command = TypeVar("Command", bound=Callable[..., Any])


_CHOSEN = "reconciler.folder"
_ANYWHERE = frozenset(
    {"comment", "completion", "explain", "init", "providers", "recommend", "roster", "rules", "schema"}
)
"""Commands that need no workspace, and stay where they were started."""


def _enter(context: click.Context, _option: click.Parameter, folder: str | None) -> None:
    """Where to work: in the folder that was named, else in the workspace that this folder lies in."""
    if folder is not None:
        context.meta[_CHOSEN] = True
        enter(folder)
        return
    given_folder = context.meta.get(_CHOSEN) or context.find_root().params.get("folder") is not None
    if not given_folder and _ANYWHERE.isdisjoint(context.command_path.split()):
        _ascend(quiet=context.resilient_parsing)


def _ascend(*, quiet: bool) -> None:
    """Goes up to the nearest workspace within the repository, and says so; stays where there is none."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "reconciler.yaml").is_file():
            if folder != here:
                enter(str(folder))
                if not quiet:
                    out.say(phrase("in the workspace {folder}", folder=folder), err=True)
            return
        if (folder / ".git").exists():
            return


def workspace(command: Command) -> Command:
    """`-C DIR`, `--lang` and `--no-cache`, accepted after the command too."""
    command = caching.option(language.option(command))
    return click.option(
        "-C", metavar="DIR", expose_value=False, is_eager=True, callback=_enter, help="Work in this folder."
    )(command)


def account(command: Command) -> Command:
    """`--account`."""
    return click.option(
        "--account",
        shell_complete=complete.accounts,
        help="The account; required if the workspace has several.",
    )(command)


def team(command: Command) -> Command:
    """`--team`."""
    return click.option("--team", shell_complete=complete.teams, help="Only this team's entries.")(command)


def scope(command: Command) -> Command:
    """`--account` and `--team`."""
    return account(team(command))


def output(formats: Sequence[str]) -> Callable[[Command], Command]:
    """`-o FORMAT` (the first is the default) and `--output-file FILE`."""

    def decorate(command: Command) -> Command:
        command = click.option(
            "--output-file", type=click.Path(dir_okay=False, writable=True), help="Write the output here."
        )(command)
        return click.option(
            "-o", "--output", "form", type=click.Choice(list(formats)), default=formats[0], show_default=True
        )(command)

    return decorate


def show_numbers(command: Command) -> Command:
    """`--show-numbers`: phone numbers are not masked."""
    return click.option("--show-numbers", is_flag=True, help="Do not mask phone numbers.")(command)


class Instant(click.ParamType[datetime]):
    """An ISO 8601 instant or day; without a zone it is Asia/Shanghai."""

    name = "instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Parses the text; a usage error says which spellings are accepted."""
        from reconciler.model.calendar import SHANGHAI

        if isinstance(value, datetime):
            return value
        try:
            instant = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(
                phrase(
                    "{value!r} is no ISO 8601 instant, e.g. 2026-12-01 or 2026-12-01T09:00:00+08:00",
                    value=value,
                ),
                param,
                ctx,
            )
        return instant if instant.tzinfo else instant.replace(tzinfo=SHANGHAI)


class Length(click.ParamType[timedelta]):
    """A length of time in whole days or hours, as far as `units` (of "dh") allows: `14d`, `36h`."""

    name = "duration"

    def __init__(self, units: str, complaint: Callable[[Any], str]) -> None:
        """`complaint`: what is said of a value that is none, with how it is written."""
        self._spelling = re.compile(f"([0-9]{{1,5}})([{units}])")
        self._complaint = complaint

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """Parses the text; a usage error says which spellings are accepted."""
        if isinstance(value, timedelta):
            return value
        match = self._spelling.fullmatch(str(value))
        if match is None:
            self.fail(self._complaint(value), param, ctx)
        count = int(match[1])
        return timedelta(days=count) if match[2] == "d" else timedelta(hours=count)


def as_of(command: Command) -> Command:
    """`--as-of INSTANT`: changes `now`, never the observation."""
    return click.option(
        "--as-of", type=Instant(), help="Judge as of this instant (the plan is then hypothetical)."
    )(command)


def text_of(file: str) -> str:
    """What a file says. Raises ReconcilerError for what is no regular file, too large or not UTF-8."""
    from reconciler.files import text_given
    from reconciler.wire.strict import SIZE_LIMIT

    return text_given(file, SIZE_LIMIT)


def read(file: str, parse: Callable[[str], Document]) -> Document:
    """What a file holds. Raises ReconcilerError that names the file, whatever is wrong."""
    from reconciler.errors import ReconcilerError

    text = text_of(file)
    try:
        return parse(text)
    except ReconcilerError as error:
        message = phrase("{message} ({file})", message=error.message, file=file)
        raise ReconcilerError(message, code=error.code, hint=error.hint) from error


def emit(text: str | Iterator[str], output_file: str | None, *, shared: bool = False) -> None:
    """Data to stdout, or to a file: a text, or its lines. A reader that has left changes nothing of how this ends.

    `shared`: it holds no number in full, and a program of another user reads it, such as a web server.
    """
    if output_file is None:
        try:
            for part in [_closed(text)] if isinstance(text, str) else _parts(text):
                out.put(part, wraps=_for_people())
        except BrokenPipeError:
            mute()
        return
    from reconciler.files import PRIVATE, SHARED, write

    whole = _closed(text if isinstance(text, str) else "".join(text)) or "\n"
    write(output_file, whole, mode=SHARED if shared else PRIVATE)


_AT_ONCE = 1000


def _parts(lines: Iterator[str]) -> Iterator[str]:
    while part := "".join(islice(lines, _AT_ONCE)):
        yield part


def _closed(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"


def _for_people() -> bool:
    """Whether the command that runs prints text; every other form is left as its reader expects it."""
    context = click.get_current_context(silent=True)
    return context is not None and context.params.get("form") == "text"


def config_from(command: Command) -> Command:
    """`--config-from DIR`: Workspace, policies and limits of another checkout (a pull request's base)."""
    return click.option(
        "--config-from",
        metavar="DIR",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="Take reconciler.yaml and its policies from this checkout instead.",
    )(command)


def colour(output_file: str | None = None) -> bool:
    """Whether the output goes to a terminal that shows colour, or FORCE_COLOR asks for it. NO_COLOR decides first.

    A file is never coloured.
    """
    if output_file is not None or "NO_COLOR" in os.environ:
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (sys.stdout.isatty() and os.environ.get("TERM") != "dumb")


def print_diagnostics(validation: Validation, complete: bool) -> None:
    """Tells of the errors in manifests, and whether the report had to leave out what they declare."""
    errors = [diagnostic for diagnostic in validation.diagnostics if diagnostic.is_error]
    if errors:
        from reconciler.report import diagnostics

        out.say(diagnostics.text(errors), err=True)
        if not complete:
            out.say(phrase("the report is incomplete: some manifests are invalid"), err=True)


def print_warnings(session: Session) -> None:
    """Names the files that look like manifests and are not read, what is listed for nothing, and what the provider
    says of its own set-up."""
    for problem in session.validation.diagnostics:
        if problem.code in {"VN026", "VN218"}:
            out.say(
                phrase(
                    "warning[{code}]: {file}: {message}",
                    code=problem.code,
                    file=problem.place,
                    message=problem.message,
                ),
                err=True,
            )
    from reconciler.contracts.provider import Warns

    for warning in session.provider.warnings if isinstance(session.provider, Warns) else ():
        out.say(phrase("warning: {warning}", warning=warning), err=True)
