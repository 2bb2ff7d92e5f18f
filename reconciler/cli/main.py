"""The entry point: the table of commands and the one place that turns errors into text and exit codes."""

from __future__ import annotations

import gc
import importlib
import os
import signal
import sys
from collections.abc import Sequence
from contextvars import copy_context
from typing import NoReturn

import click

from reconciler import __version__
from reconciler.cli import caching, language, out
from reconciler.cli.helping import SpokenHelp
from reconciler.cli.plugins import refuse_plugins

click.Context.formatter_class = SpokenHelp

COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("reconciler.cli.init", "Scaffold a workspace on the embedded simulator."),
    "new": (
        "reconciler.cli.new",
        "Write a cancellation, hotline, number or acknowledgement as a file to fill.",
    ),
    "validate": ("reconciler.cli.validate", "Check every manifest; no provider call."),
    "fmt": ("reconciler.cli.fmt", "Put manifests in the one format, comments kept."),
    "render": ("reconciler.cli.render", "Show every expanded entry and where each value came from."),
    "plan": ("reconciler.cli.plan", "Show what an apply would do, cost and destroy."),
    "apply": ("reconciler.cli.apply", "Carry out a plan, recording each intent before its call."),
    "drift": ("reconciler.cli.drift", "Report what moved since the last apply, and who moved it."),
    "status": (
        "reconciler.cli.status",
        "List the numbers with running status, call type, deadline and cost.",
    ),
    "deadlines": ("reconciler.cli.deadlines", "List what must happen by when."),
    "tasks": ("reconciler.cli.tasks", "List the human tasks: what, who, by when, how it is verified."),
    "attest": ("reconciler.cli.attest", "Vouch for a fact that cannot be read."),
    "resolve": ("reconciler.cli.resolve", "Say what became of a call whose outcome is unknown."),
    "import": ("reconciler.cli.import_", "Write manifests for numbers that nobody manages yet."),
    "offers": ("reconciler.cli.offers", "List the 400 numbers on offer."),
    "recommend": (
        "reconciler.cli.recommend",
        "Which type of number suits a purpose (the provider's own table).",
    ),
    "explain": ("reconciler.cli.explain", "Explain a rule: what, why, example, fix."),
    "rules": ("reconciler.cli.rules", "List every rule."),
    "schema": ("reconciler.cli.schema", "Print a published JSON Schema."),
    "ledger": ("reconciler.cli.ledger", "Show, verify, unlock, rebuild or export the ledger."),
    "history": ("reconciler.cli.history", "Show what was done to an address, and when."),
    "providers": ("reconciler.cli.providers", "Print what each provider can read and do."),
    "simulator": (
        "reconciler.cli.simulator.group",
        "The other side of the counter of the embedded simulator.",
    ),
    "roster": ("reconciler.cli.roster", "Look at a roster file before anybody relies on it."),
    "shards": ("reconciler.cli.shards", "List the accounts and their teams, for a CI matrix."),
    "fleet": ("reconciler.cli.fleet.group", "Workers for hundreds of accounts, on an existing engine."),
    "comment": ("reconciler.cli.comment", "Post a report as one comment per account."),
    "completion": ("reconciler.cli.completion", "Print a completion script for bash, zsh or fish."),
    "doctor": ("reconciler.cli.doctor", "Check credentials, clock, reachability and the ledger."),
}
"""Command name to the module whose `command` it is, and the help line shown without importing it."""


class LazyGroup(click.Group):
    """A group that imports a command's module only when that command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Imports the command's module; None for an unknown name."""
        if name not in COMMANDS:
            return None
        command = importlib.import_module(COMMANDS[name][0]).command
        if not isinstance(command, click.Command):
            raise TypeError(f"{name}: not a click command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command to call. An unknown one is answered with what may have been meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            name = error.command_name
            raise click.exceptions.NoSuchCommand(name, possibilities=COMMANDS, ctx=ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The help list, from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "RECONCILER"},
)
@click.option(
    "-C", "folder", metavar="DIR", default=None, help="Work in this folder instead of the current one."
)
@language.global_option
@caching.option
@click.version_option(__version__, prog_name="reconciler")
def cli(folder: str | None) -> None:
    """Phone numbers as code: declare voice numbers in YAML, review the plan, apply it once."""
    if folder is not None:
        enter(folder)


def enter(folder: str) -> None:
    """Makes a folder the workspace: every relative path is relative to it."""
    try:
        os.chdir(folder)
    except OSError as error:
        from reconciler.model.phrase import phrase

        raise click.UsageError(
            phrase("cannot enter {folder!r}: {strerror}", folder=folder, strerror=error.strerror)
        ) from error


def mute() -> None:
    """Nobody reads standard output any more: what is still to come goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs one command and exits with its code; no traceback reaches a user.

    One command makes much that lives and hardly a cycle that dies: looking for garbage would double a large plan.
    """
    gc.disable()
    signal.signal(signal.SIGTERM, _interrupt)
    out.take_everything()
    refuse_plugins()
    words = list(sys.argv[1:] if arguments is None else arguments)
    code = run(words)
    gc.freeze()  # the interpreter looks for garbage once more as it ends: a tenth of validating a broken file
    sys.exit(code)


def _interrupt(_number: int, _frame: object) -> NoReturn:
    """A job that is told to stop ends like one whose user pressed Ctrl-C; an apply says more, once it has begun."""
    raise KeyboardInterrupt


def run(words: Sequence[str]) -> int:
    """Runs one command line and returns the exit code. What it chooses, such as its language, ends with it."""
    try:
        return copy_context().run(_run, words)
    finally:
        out.clear()


def _refuse_half_characters(words: Sequence[str]) -> None:
    """Raises UsageError for a word that is no text in UTF-8, which no ledger and no account could keep.

    The name of a file that is there may be anything.
    """
    for place, word in enumerate(words, 1):
        try:
            word.encode("utf-8")
        except UnicodeEncodeError:
            if not any(map(os.path.lexists, (word, word.partition("=")[2]))):
                from reconciler.model.phrase import phrase

                raise click.UsageError(phrase("argument {place} is not UTF-8 text", place=place)) from None


def _run(words: Sequence[str]) -> int:
    try:
        language.begin(words, os.environ)
        _refuse_half_characters(words)
        code = cli.main(list(words), prog_name="reconciler", standalone_mode=False)
        sys.stdout.flush()
        return int(code or 0)
    except (
        BrokenPipeError,
        SystemExit,
    ):  # click ends the process when a pipe breaks within one of its own calls
        mute()
        return 0
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 64
    except (click.Abort, KeyboardInterrupt):
        from reconciler.model.phrase import phrase

        out.say(phrase("interrupted"), err=True)
        return 130
    except Exception as error:
        from reconciler.cli.failure import report

        return report(error, words)
