"""`reconciler attest`: a person vouches for a fact that cannot be read."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli import options, out
from reconciler.errors import UsageError
from reconciler.model.phrase import joined, phrase

if TYPE_CHECKING:
    from reconciler.pipeline.attestation import Retraction


@click.command()
@options.workspace
@click.argument("subject", required=False)
@click.argument("facts", nargs=-1, metavar="FACT=VALUE...")
@click.option("--by", help="Who vouches for it.")
@click.option("--evidence", help="Where it can be looked up: a ticket, a screenshot, a mail.")
@click.option("--expires", type=options.Instant(), help="Until when it counts; by default 90 days from now.")
@click.option("--for-address", metavar="ADDRESS", help="The entry whose application got this number.")
@click.option(
    "--corrects", type=int, metavar="N", help="The attestation that was wrong; this one takes its place."
)
@click.option(
    "--retract", type=int, metavar="N", help="Take attestation N back; what it closed is open again."
)
@click.option("--confirm", type=int, metavar="N", help="Vouch for attestation N as a second person.")
@options.account
def command(
    subject: str | None,
    facts: tuple[str, ...],
    by: str | None,
    evidence: str | None,
    expires: datetime | None,
    for_address: str | None,
    corrects: int | None,
    retract: int | None,
    confirm: int | None,
    account: str | None,
) -> int:
    """Vouch for facts that cannot be read.

    SUBJECT is a number, enterprise:NAME, script:CODE, instance:CODE, public-mode or listing. An empty value says
    that there is none: instance= is a number bound to nothing. What can be observed is never overruled; what was
    attested is asked for again once it expires. Days that cannot be true are refused. Attestations are numbered, as
    `history` shows; until something else rests on it, one can be corrected or taken back.
    """
    from reconciler import pipeline
    from reconciler.cli.apply import owner

    by, evidence = (by or "").strip(), (evidence or "").strip()
    if not by or not evidence:
        raise UsageError(phrase("Missing option '{value}'", value="--evidence" if by else "--by"))
    number = retract if confirm is None else confirm
    if number is None and (subject is None or not facts):
        raise UsageError(
            phrase("Missing argument '{value}'", value="SUBJECT" if subject is None else "FACT=VALUE...")
        )
    others = (subject, expires, for_address, corrects, None if confirm is None else retract)
    if number is not None and any(other is not None for other in others):
        raise UsageError(
            phrase("--retract N and --confirm N stand alone"), hint=phrase("give --by and --evidence only")
        )
    words = _said(facts)
    session = pipeline.open_session(Path(), account, strict=False)
    if confirm is not None:
        about = pipeline.confirm(session, owner(), confirm, by, evidence)
        out.say(
            phrase(
                "attestation {confirm} ({about}) is confirmed by {by}", confirm=confirm, about=about, by=by
            )
        )
    elif retract is not None:
        _say_retracted(retract, pipeline.retract(session, owner(), retract, by, evidence), by)
    elif subject is not None:
        word = pipeline.AttestationRequest(subject, words, by, evidence, expires, for_address, corrects)
        nth, until = pipeline.attest(session, owner(), word)
        out.say(
            phrase(
                "{subject}: {words} attested by {by} until {until:%Y-%m-%d}",
                subject=subject,
                words=joined(", ", words),
                by=by,
                until=until,
            )
        )
        hint = phrase(
            "attestation {nth}; if it is wrong: reconciler attest --retract {nth} --by YOU --evidence TICKET",
            nth=nth,
        )
        out.say(hint, err=True)
    return 0


def _say_retracted(number: int, gone: Retraction, by: str) -> None:
    about = gone.subject
    out.say(
        phrase("attestation {retract} ({about}) is taken back by {by}", retract=number, about=about, by=by)
    )
    if gone.reopened:
        out.say(phrase("open again: {tasks}", tasks=joined(", ", gone.reopened)), err=True)
    if gone.corrected is not None:
        text = phrase(
            "attestation {number}, which it corrected, does not stand again: attest what is true",
            number=gone.corrected,
        )
        out.say(text, err=True)


def _said(facts: tuple[str, ...]) -> dict[str, str | None]:
    words: dict[str, str | None] = {}
    for name, value in map(_parse, facts):
        if words.get(name, value) != value:
            raise UsageError(phrase("{name} is said twice", name=name), hint=phrase("say each fact once"))
        words[name] = value
    return words


def _parse(fact: str) -> tuple[str, str | None]:
    name, equals, value = fact.partition("=")
    if not equals or not name:
        raise UsageError(
            phrase("{fact!r} is no fact", fact=fact), hint=phrase("write FACT=VALUE, e.g. status=active")
        )
    return name, value or None
