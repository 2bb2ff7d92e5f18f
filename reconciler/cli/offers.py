"""`reconciler offers`: the 400 numbers on offer."""

from __future__ import annotations

from pathlib import Path

import click

from reconciler.cli import options
from reconciler.cli.accounts import looking
from reconciler.model.phrase import phrase


@click.command()
@options.workspace
@looking
@click.option("--carrier", help="Only this carrier's.")
@click.option("--prefix", default="", help="Only numbers that begin like this.")
@options.output(["text", "json"])
def command(
    account: str | None,
    carrier: str | None,
    prefix: str,
    form: str,
    output_file: str | None,
) -> int:
    """List the 400 numbers on offer, by carrier. Nothing is reserved."""
    from reconciler import pipeline
    from reconciler.errors import Unsupported
    from reconciler.model.plan import FORMAT_VERSION
    from reconciler.report.sink import json_lines
    from reconciler.report.sink.encode import terminal
    from reconciler.report.sink.language import tr
    from reconciler.report.sink.table import align
    from reconciler.wire.write import reading

    session = pipeline.open_session(Path(), account)
    observed = pipeline.look(session)
    if observed.offers is None:
        raise Unsupported(
            phrase("the provider has no API that lists the numbers on offer"),
            hint=phrase(
                "look in the console: Voice numbers > real number management > 400 numbers > Purchase Number"
            ),
        )
    offers = sorted(
        (offer.carrier, offer.number)
        for offer in observed.offers
        if offer.number.startswith(prefix) and carrier in {None, offer.carrier}
    )
    if form == "json":
        listed = [{"number": number, "carrier": name} for name, number in offers]
        text = json_lines.indented(
            {
                "format_version": FORMAT_VERSION,
                "account": session.account.name,
                "offers": listed,
                **reading(observed.gaps),
            },
            indent=None,
        )
    elif offers:
        text = "\n".join(
            align([(tr("CARRIER"), tr("NUMBER")), *((terminal(name), number) for name, number in offers)])
        )
    else:
        text = phrase("No 400 number on offer matches.")
    options.emit(text, output_file)
    return 0
