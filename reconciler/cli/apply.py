"""`reconciler apply`: carry out a plan, recording each intent before its call."""

from __future__ import annotations

import getpass
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reconciler.cli import options, out, progress
from reconciler.cli.failed_page import told_on_a_page
from reconciler.cli.interrupt import stoppable
from reconciler.cli.page_forms import FORMS
from reconciler.cli.page_forms import render as page_form
from reconciler.errors import UsageError
from reconciler.model.phrase import phrase

if TYPE_CHECKING:
    from reconciler.model.outcome import ApplyResult, Result
    from reconciler.model.plan import Plan
    from reconciler.pipeline import Session
    from reconciler.planning.approval import Approval


@click.command()
@options.workspace
@click.argument("plan_file", metavar="[PLAN]", required=False, type=click.Path(exists=True, dir_okay=False))
@options.scope
@options.config_from
@click.option("--digest", metavar="DIGEST", help="Apply only if the plan made now has this digest.")
@click.option(
    "--reviewed",
    metavar="PLAN",
    type=click.Path(exists=True, dir_okay=False),
    help="The plan that was reviewed, saved or as a comment, to say what differs where --digest does not match.",
)
@click.option("--resume", is_flag=True, help="Only what follows from merged documents; never a purchase.")
@click.option("--yes", is_flag=True, help="Apply whatever is planned now, without a prompt.")
@click.option(
    "--approved-by", metavar="WHO", help="Who approved it, as the CI step knows; kept in the ledger."
)
@click.option(
    "--write-back",
    is_flag=True,
    help="Write the numbers that were chosen, now or before, into the team files.",
)
@options.show_numbers
@options.output(FORMS)
def command(
    plan_file: str | None,
    account: str | None,
    team: str | None,
    config_from: Path | None,
    digest: str | None,
    reviewed: str | None,
    resume: bool,
    yes: bool,
    approved_by: str | None,
    write_back: bool,
    show_numbers: bool,
    form: str,
    output_file: str | None,
) -> int:
    """Carry out a plan.

    PLAN is a file that `plan --out` saved. Exits 0, 1 (error), 3 (something is blocked, held, overdue or in
    violation), 4 (an action failed, was skipped or has an unknown outcome), 5 (not the approved plan), 6 (locked),
    64 (usage) or 130 (interrupted).
    """
    from reconciler import pipeline
    from reconciler.pipeline import exit_code

    if plan_file is not None and digest is not None:
        raise UsageError(
            phrase("a plan file and a digest are two approvals"), hint=phrase("give one of them")
        )
    approval = _approval(plan_file, digest, reviewed)
    if approval is not None and approval.document is not None:
        scope = approval.document["scope"]
        account, team = account or scope["account"], team or scope["team"]
    targets = [(form, output_file)]
    with told_on_a_page("apply", account, team, config_from, targets, show_numbers=show_numbers):
        session = pipeline.open_session(Path(), account, config_from=config_from)
        options.print_warnings(session)
        progress.follow(session)
        if approval is None and not resume:
            pipeline.refuse_unapproved(session)
            approval = _ask(session, team, yes)
        applying = progress.ProgressBar(progress.APPLYING)
        with stoppable() as stopping:
            apply_options = pipeline.ApplyOptions(
                approval=approval,
                approved_by=approved_by,
                only=pipeline.follows if resume else lambda _: True,
                stopping=stopping,
                expect=applying.expect,
                say=lambda ended: _say(ended, applying),
            )
            plan, result = pipeline.apply(session, owner(), apply_options, team)
    live = output_file is None and sys.stdout.isatty() and sys.stderr.isatty()
    printed = frozenset(entry.action.id for entry in result.results) if live else frozenset()
    options.emit(
        _text(plan, result, printed, options.colour(output_file))
        if form == "text"
        else _render(plan, result, form, show_numbers),
        output_file,
    )
    _name_ledger(session, config_from)
    if write_back:
        _write_back(session, team)
    return exit_code.of_apply(result)


def _approval(plan_file: str | None, digest: str | None, reviewed: str | None) -> Approval | None:
    from reconciler.planning.approval import Approval

    if plan_file is not None:
        document = _saved(plan_file)
        return Approval(document["digest"], document)
    if reviewed is not None and digest is None:
        raise UsageError(
            phrase("--reviewed approves nothing by itself"), hint=phrase("give the approved --digest too")
        )
    return None if digest is None else Approval(digest, reviewed=_reviewed(reviewed) if reviewed else None)


def _saved(file: str) -> dict[str, Any]:
    from reconciler.wire.read import parse_plan

    return options.read(file, parse_plan).model_dump(mode="json")


def _reviewed(file: str) -> dict[str, Any] | None:
    from reconciler.wire.comment import parse_reviewed

    return options.read(file, parse_reviewed)


def _ask(session: Session, team: str | None, yes: bool) -> Approval | None:
    """A bare apply prompts on a terminal and elsewhere needs --yes. Saying yes approves just what was shown."""
    from reconciler import pipeline
    from reconciler.planning.approval import Approval
    from reconciler.report.plan import as_text

    if yes:
        return None
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            phrase("a bare apply needs a terminal to ask on"),
            hint=phrase("apply a plan file, --digest, or add --yes"),
        )
    plan = pipeline.plan(session, team)
    out.put(as_text.text(plan), err=True)
    if plan.ready:
        click.confirm(phrase("Apply this?"), abort=True, err=True)
    return Approval(plan.digest)


def owner() -> str:
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = str(os.getuid())
    return f"{user}@{socket.gethostname()}:{os.getpid()}"


def _name_ledger(session: Session, config_from: Path | None) -> None:
    """After the first apply reconciler.yaml names the ledger; where it cannot be written, people are told to."""
    ledger_id = session.store.identity() if session.desired.ledger_id is None else None
    if ledger_id is None:
        return
    from reconciler.edit import name_ledger
    from reconciler.errors import ReconcilerError
    from reconciler.load import WORKSPACE

    line = f'ledgerId: "{ledger_id}"'
    try:
        if config_from is not None:
            raise ReconcilerError(phrase("{workspace} is read from another folder", workspace=WORKSPACE))
        name_ledger(session.root / WORKSPACE, ledger_id)
    except (ReconcilerError, OSError, ValueError):
        out.say(
            phrase(
                "commit `{line}` below `spec` in {workspace}: a ledger that is lost is then noticed",
                line=line,
                workspace=WORKSPACE,
            ),
            err=True,
        )
        return
    out.say(
        phrase(
            "{workspace}: {line} is new; commit it, and a ledger that is lost is noticed",
            workspace=WORKSPACE,
            line=line,
        ),
        err=True,
    )


def _write_back(session: Session, team: str | None) -> None:
    """Pins the numbers that the account's open entries have got by now, in the files that asked for them.

    Whoever chose them and whenever: this run, an earlier one, or a person. Raises ReconcilerError for an entry that
    is not in its file any more.
    """
    from reconciler import pipeline
    from reconciler.edit import pin_number

    for desired, number in pipeline.chosen(session, team):
        pin_number(session.root, desired, number)
        out.say(
            phrase(
                "{file}: {address} is {number} now",
                file=desired.source.file,
                address=desired.address,
                number=number,
            ),
            err=True,
        )


def _say(ended: Result, applying: progress.ProgressBar) -> None:
    """A fate as soon as it is known, on a terminal only; the report does not say it there again."""
    if sys.stderr.isatty():
        from reconciler.report.apply import as_text

        out.say(as_text.line(ended), err=True)
    applying.step()


def _text(plan: Plan, result: ApplyResult, printed: frozenset[str], colour: bool) -> str:
    from reconciler.report.apply import as_text

    return as_text.text(plan, result, printed=printed, colour=colour)


def _render(plan: Plan, result: ApplyResult, form: str, show_numbers: bool) -> str:
    from reconciler.wire.write import apply_document, plan_document

    if form == "json":
        from reconciler.report.apply import as_json

        return as_json.text(plan, result)
    if form == "csv":
        from reconciler.report import sheets

        return sheets.text(sheets.RESULT_COLUMNS, apply_document(plan, result)["results"])
    from reconciler.load.owners import folder_in_repository
    from reconciler.report.apply.as_page import page

    folder = folder_in_repository(Path())
    document = [plan_document(plan), apply_document(plan, result)]
    return page_form(
        page(plan, result, workspace=folder), form, document, plan.codes, show_numbers=show_numbers
    )
