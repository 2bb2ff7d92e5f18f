"""`reconciler simulator fault`: scripted faults that strike whichever process comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from reconciler.cli import options
from reconciler.cli.simulator.counter import Counter, at_the_counter
from reconciler.report.sink import json_lines
from reconciler.report.sink.language import tr

if TYPE_CHECKING:
    from reconciler.providers.simulator.world.faults import Fault


@click.command(epilog="KIND `list` shows the faults that still wait, `clear` forgets them.")
@click.argument("kind")
@click.option(
    "--verb",
    help="Strike only at this verb (order, bind, …), or at `read`; without it at any change.",
)
@click.option("--number", help="Strike only at this number.")
@click.option("--times", type=click.IntRange(1), default=1, show_default=True, help="How often it strikes.")
@click.option(
    "--after", type=click.IntRange(0), default=0, show_default=True, help="How many requests pass first."
)
@click.option(
    "--wait",
    type=click.FloatRange(0),
    help="Seconds a throttled caller is asked to wait, or until a late request lands.",
)
@click.option("--code", help="The provider's code of a business error.")
@options.output(["text", "json"])
@at_the_counter
def fault(
    counter: Counter,
    kind: str,
    verb: str | None,
    number: str | None,
    times: int,
    after: int,
    wait: float | None,
    code: str | None,
    form: str,
    output_file: str | None,
) -> int:
    """Script a fault of KIND for requests to come.

    \b
    A request is lost:     timeout-before reset-before error-500-before throttle-before undecodable-before
    Its answer is lost:    timeout-after reset-after error-500-after throttle-after undecodable-after
    It lands later:        late (after --wait seconds of the account's clock, 60 if left out; unanswered)
    It is answered badly:  business-error partial-bind sold-between-list-and-buy
    Reads are wrong:       lag stale short-list duplicate-entry total-changes unreadable
    """
    from reconciler.providers.simulator.world.faults import Fault

    if kind == "clear":
        counter.world.clear_faults()
    elif kind != "list":
        counter.world.script(Fault(kind, verb, number, times, after, wait, code))
    options.emit(_listed(counter, form), output_file)
    return 0


def _listed(counter: Counter, form: str) -> str:
    waiting = counter.world.faults()
    if form == "json":
        fields = ("kind", "verb", "number", "times", "after", "wait", "code")
        return json_lines.indented(
            [{name: getattr(fault, name) for name in fields} for fault in waiting], indent=None
        )
    if not waiting:
        return tr("No fault waits.")
    return "\n".join(map(_line, waiting))


def _line(fault: Fault) -> str:
    place = fault.verb or tr("any change")
    if fault.number:
        place = tr("{verb} of {number}", verb=place, number=fault.number)
    return tr(
        "{kind} at {place}: {times} times after {after}",
        kind=fault.kind,
        place=place,
        times=fault.times,
        after=fault.after,
    )
