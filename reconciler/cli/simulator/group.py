"""`reconciler simulator`: the other side of the counter of the embedded provider."""

from __future__ import annotations

import click

from reconciler.cli import options, out
from reconciler.cli.simulator.console import console
from reconciler.cli.simulator.counter import Counter, at_the_counter
from reconciler.cli.simulator.fault import fault
from reconciler.cli.simulator.serve import serve
from reconciler.model.phrase import phrase
from reconciler.report.sink import json_lines


@click.group()
def command() -> None:
    """The other side of the counter: the provider's clock, its reviewers, the person in the console, faults."""


command.add_command(console)
command.add_command(fault)
command.add_command(serve)
for deed in console.commands.values():
    command.add_command(deed)


@command.command()
@at_the_counter
def reset(counter: Counter) -> int:
    """Start anew from the world file."""
    counter.world.populate(*counter.world_file(), anew=True)
    out.say(
        phrase(
            "{account}: it is {now} again",
            account=counter.account,
            now=counter.world.now().isoformat(timespec="seconds"),
        )
    )
    return 0


@command.command()
@at_the_counter
@options.output(["text", "json"])
def show(counter: Counter, form: str, output_file: str | None) -> int:
    """Show the account in the shape of the world file."""
    from reconciler.providers.simulator.show import document

    state = document(counter.world)
    options.emit(json_lines.indented(state, indent=None) if form == "json" else _yaml(state), output_file)
    return 0


def _yaml(state: object) -> str:
    """YAML in which whatever begins like a number is quoted: phone numbers, days and money stay text."""
    import yaml

    from reconciler.report.sink.encode import terminal

    class Dumper(yaml.CSafeDumper):
        pass

    def text(dumper: Dumper, value: str) -> yaml.Node:
        quoted = value[:1].isdigit() or terminal(value) != value
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style='"' if quoted else None)

    Dumper.add_representer(str, text)
    plain = yaml.dump(state, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=120)
    if all(terminal(line) == line for line in plain.split("\n")):
        return plain
    # Everything unusual as an escape, which only stands in double quotes.
    return yaml.dump(state, Dumper=Dumper, sort_keys=False, width=120).replace("##", "#\\x23")


@command.command()
@click.argument("duration")
@at_the_counter
def advance(counter: Counter, duration: str) -> int:
    """Move the clock on by DURATION (15d, 36h, 30m); what falls due on the way happens."""
    from reconciler.providers.simulator.world import wallclock

    now = counter.world.advance(wallclock.duration(duration))
    out.say(phrase("{account}: it is {now}", account=counter.account, now=now.isoformat(timespec="seconds")))
    return 0


@command.command()
@click.argument("number", required=False)
@at_the_counter
def approve(counter: Counter, number: str | None) -> int:
    """End the review of NUMBER (or an application) well, or lift its restriction; without NUMBER end every review."""
    for line in counter.world.approve(number) or ("nothing is under review",):
        out.say(line)
    return 0


@command.command()
@click.argument("number")
@click.option("--reason", help="What the running status will say.")
@at_the_counter
def reject(counter: Counter, number: str, reason: str | None) -> int:
    """End the review of NUMBER (or an application) badly."""
    counter.world.reject(number, reason)
    out.say(phrase("{number}: rejected", number=number))
    return 0


@command.command()
@click.argument("number")
@click.option("--reason", help="What the running status will say.")
@at_the_counter
def restrict(counter: Counter, number: str, reason: str | None) -> int:
    """Make NUMBER unusable, as a carrier does to numbers without playback."""
    counter.world.restrict(number, reason)
    out.say(phrase("{number}: restricted", number=number))
    return 0


@command.command()
@at_the_counter
@options.output(["text", "json"])
def requests(counter: Counter, form: str, output_file: str | None) -> int:
    """List every request that was meant to change something, and what became of it."""
    from dataclasses import asdict

    from reconciler.report.sink.table import align

    entries = counter.world.requests()
    if form == "json":
        listed = [asdict(entry) | {"at": entry.at.isoformat(timespec="seconds")} for entry in entries]
        options.emit(json_lines.indented(listed, indent=None), output_file)
        return 0
    rows = [("SEQ", "AT", "BY", "VERB", "NUMBER", "OUTCOME", "EFFECT")]
    for entry in entries:
        subject = entry.number or entry.application or "-"
        at = entry.at.isoformat(timespec="minutes")
        rows.append(
            (
                str(entry.seq),
                at,
                entry.by,
                entry.verb,
                subject,
                entry.outcome,
                "yes" if entry.effect else "no",
            )
        )
    options.emit("\n".join(align(rows)), output_file)
    return 0
