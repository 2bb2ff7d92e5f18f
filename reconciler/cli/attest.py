"""`reconciler attest`: a person vouches for a fact that cannot be read."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from reconciler.cli import options
from reconciler.errors import UsageError


@click.command()
@options.workspace
@click.argument("subject")
@click.argument("facts", nargs=-1, required=True, metavar="FACT=VALUE...")
@click.option("--by", required=True, help="Who vouches for it.")
@click.option("--evidence", required=True, help="Where it can be looked up: a ticket, a screenshot, a mail.")
@click.option("--expires", type=options.Instant(), help="Until when it counts; by default 90 days from now.")
@click.option("--for-address", metavar="ADDRESS", help="The entry whose application got this number.")
@options.account
def command(
    subject: str,
    facts: tuple[str, ...],
    by: str,
    evidence: str,
    expires: datetime | None,
    for_address: str | None,
    account: str | None,
) -> int:
    """Vouch for facts that cannot be read.

    SUBJECT is a number, enterprise:NAME, script:CODE, instance:CODE, public-mode or listing. An empty value says
    that there is none: instance= is a number bound to nothing. What can be observed is never overruled; what was
    attested is asked for again once it expires.
    """
    from reconciler import pipeline
    from reconciler.cli.apply import owner

    said = dict(_parse(fact) for fact in facts)
    session = pipeline.open_session(Path(), account, strict=False)
    word = pipeline.Word(subject, said, by, evidence, expires, for_address)
    until = pipeline.attest(session, owner(), word)
    click.echo(f"{subject}: {', '.join(said)} attested by {by} until {until:%Y-%m-%d}")
    return 0


def _parse(fact: str) -> tuple[str, str | None]:
    name, equals, value = fact.partition("=")
    if not equals or not name:
        raise UsageError(f"{fact!r} is no fact", hint="write FACT=VALUE, e.g. status=active")
    return name, value or None
