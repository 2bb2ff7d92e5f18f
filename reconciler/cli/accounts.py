"""`--account`, `--all-accounts` and `--jobs`: one report per account, in the workspace's order, made side by side.

A command is written for one account. Over several it runs once each; what it emits is kept until its turn comes.
Prose is printed as it comes; a form that is read as a whole is joined to one document, or refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextvars import copy_context
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from reconciler.cli import complete, out
from reconciler.cli.progress import ACCOUNTS, ProgressBar
from reconciler.errors import UsageError
from reconciler.model.phrase import phrase

if TYPE_CHECKING:
    from concurrent.futures import Future

Command = TypeVar("Command", bound=Callable[..., Any])
_Report = tuple[int, list[out.Output]]
"""An exit code, and what the command would have printed."""

_WRITES = ("output_file", "out", "save")
_READS = ("observed", "previous", "baseline")
_ORDER = (130, 64, 6, 1, 5, 4, 3, 2, 0)
"""Exit codes, the one that wins first."""


def looking(command: Command) -> Command:
    """Adds the three options to a command that only looks."""

    @wraps(command)
    def over(account: str | None, all_accounts: bool, jobs: int, **options: Any) -> int:
        if not all_accounts:
            return int(command(account=account, **options))
        _refuse(account, options)
        names = _names(options.get("config_from"))
        form = "json" if options.get("probe") else options["form"]
        return _each(names, jobs, lambda name: _one(command, name, options), form)

    for option in (
        click.option(
            "--jobs", type=click.IntRange(1, 64), default=4, help="Accounts looked at side by side."
        ),
        click.option(
            "--all-accounts",
            is_flag=True,
            help="A report of every account; files are named plan.ACCOUNT.json.",
        ),
        click.option(
            "--account",
            shell_complete=complete.accounts,
            help="The account; required if the workspace has several.",
        ),
    ):
        over = option(over)
    return over  # type: ignore[return-value]


def per_account(file: str, account: str) -> str:
    """`plan.json` of account `prod` is `plan.prod.json`."""
    path = Path(file)
    return str(path.with_name(f"{path.stem}.{account}{path.suffix}"))


def _refuse(account: str | None, options: dict[str, Any]) -> None:
    if account is not None:
        raise UsageError(
            phrase("--account and --all-accounts exclude each other"), hint=phrase("give one of them")
        )
    single = [f"--{name}" for name in _READS if options.get(name) is not None]
    if single:
        raise UsageError(
            phrase("{single} is one account's file", single=single[0]),
            hint=phrase("run once per account, each with its --account"),
        )
    if options["form"] == "html" and options.get("output_file") is None:
        raise UsageError(
            phrase("html is one page per account"),
            hint=phrase("add --output-file plan.html: account prod is written to plan.prod.html"),
        )


def _names(config_from: Path | None) -> tuple[str, ...]:
    from reconciler import pipeline

    return tuple(pipeline.find_workspace(config_from or Path()).accounts)


def _each(names: tuple[str, ...], jobs: int, run: Callable[[str], _Report], form: str) -> int:
    from concurrent.futures import ThreadPoolExecutor

    from reconciler.report import joining

    whole = joining.is_document(form)
    codes, documents = [], []
    with ThreadPoolExecutor(max_workers=min(jobs, len(names))) as pool:
        reports = [pool.submit(copy_context().run, run, name) for name in names]
        for name, (code, texts) in zip(names, _in_order(reports), strict=True):
            codes.append(code)
            document = "".join(text for text, err in texts if not err)
            if whole and document:
                documents.append((name, document))
            _print([output for output in texts if output[1] or not whole], form, parted=len(codes) > 1)
    if whole:
        out.put(joining.joined(form, documents))
    return next(code for code in _ORDER if code in codes)


def _in_order(reports: Sequence[Future[_Report]]) -> Iterator[_Report]:
    """Each as soon as it and those before it are there; meanwhile people are told how many are."""
    from concurrent.futures import FIRST_COMPLETED, wait

    progress, pending = ProgressBar(ACCOUNTS), set(reports)
    for report in reports:
        while not report.done():
            progress(len(reports) - len(pending), len(reports))
            pending -= wait(pending, return_when=FIRST_COMPLETED).done
        yield report.result()


def _print(texts: Sequence[out.Output], form: str, *, parted: bool) -> None:
    """Prints one account's texts; `parted`: an empty line stands before a report that follows another."""
    for text, err in texts:
        if parted and not err:
            out.say()
            parted = False
        out.put(text, err=err, wraps=err or form == "text")


def _one(command: Callable[..., int], account: str, options: dict[str, Any]) -> _Report:
    """One account's exit code and output; its failure is its own and stops no other."""
    files: dict[str, Any] = {
        name: per_account(options[name], account) for name in _WRITES if options.get(name)
    }
    if options.get("report"):
        files["report"] = tuple(per_account(report, account) for report in options["report"])
    from reconciler.cli.failure import report as report_error

    texts: list[out.Output] = []
    out.kept.set(texts)
    try:
        return int(command(account=account, **{**options, **files})), texts
    except Exception as error:
        return report_error(error, ["-o", options["form"]]), texts
