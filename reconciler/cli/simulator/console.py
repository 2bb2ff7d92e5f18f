"""`reconciler simulator console`: what a person does in the provider's console, by hand, outside Git."""

from __future__ import annotations

import click

from reconciler.cli import out
from reconciler.cli.simulator.counter import Counter, at_the_counter
from reconciler.model.phrase import phrase

BY_HAND = "console"


@click.group()
def console() -> None:
    """The person in the console, by hand, outside Git."""


@console.command()
@click.argument("number")
@click.option("--enterprise", required=True, help="The enterprise to apply for.")
@click.option("--carrier", required=True, help="Who offers the number.")
@click.option("--package", required=True, help="CNY a month.")
@click.option("--script", help="The script to apply with.")
@at_the_counter
def apply(
    counter: Counter, number: str, enterprise: str, carrier: str, package: str, script: str | None
) -> int:
    """Buy NUMBER, a 400 on offer, and tick "I acknowledge and agree"."""
    from reconciler.providers.simulator.world.applying import HotlineForm
    from reconciler.providers.simulator.world.words import NOTICE_VERSION

    form = HotlineForm(number, carrier, _fen(package), enterprise, script, NOTICE_VERSION)
    answer = counter.world.apply_hotline(form, BY_HAND)
    out.say(phrase("{number}: applied for, {application}", number=number, application=answer.application))
    return 0


@console.command("apply-regular")
@click.option("--line", required=True, type=click.Choice(["landline", "mobile"]), help="Which kind of line.")
@click.option("--region", required=True, help="Where, e.g. 浙江/杭州.")
@click.option("--enterprise", required=True, help="The enterprise to apply for.")
@click.option("--call-type", default="both", type=click.Choice(["inbound", "outbound", "both"]))
@click.option("--script", help="The script to apply with.")
@at_the_counter
def apply_regular(
    counter: Counter, line: str, region: str, enterprise: str, call_type: str, script: str | None
) -> int:
    """Apply for a landline or mobile number, which the provider allots, and tick "I acknowledge and agree"."""
    from reconciler.providers.simulator.world.applying import RegularForm
    from reconciler.providers.simulator.world.words import NOTICE_VERSION

    form = RegularForm(line, region, call_type, enterprise, script, NOTICE_VERSION)
    out.say(
        phrase(
            "applied for, {application}", application=counter.world.apply_regular(form, BY_HAND).application
        )
    )
    return 0


def _fen(package: str) -> int:
    from decimal import Decimal, InvalidOperation

    from reconciler.providers.simulator.world.money import fen

    try:
        return fen(Decimal(package))
    except (InvalidOperation, ValueError) as error:
        raise click.BadParameter(
            phrase("{package!r} is no amount", package=package), param_hint="--package"
        ) from error


@console.command()
@click.argument("number")
@at_the_counter
def cancel(counter: Counter, number: str) -> int:
    """Deregister NUMBER, for ever."""
    counter.world.cancel(number, BY_HAND)
    out.say(phrase("{number}: deregistered", number=number))
    return 0


@console.command()
@click.argument("number")
@click.argument("instance")
@at_the_counter
def bind(counter: Counter, number: str, instance: str) -> int:
    """Bind NUMBER to INSTANCE."""
    counter.world.bind([number], instance, by=BY_HAND)
    out.say(phrase("{number}: bound to {instance}", number=number, instance=instance))
    return 0


@console.command()
@click.argument("number")
@at_the_counter
def unbind(counter: Counter, number: str) -> int:
    """Take NUMBER off its instance."""
    counter.world.unbind(number, BY_HAND)
    out.say(phrase("{number}: bound to nothing", number=number))
    return 0


@console.command("configure-ivr")
@click.argument("number")
@click.option("--audio", required=True, help="The audio file callers hear.")
@click.option("--description", required=True, help="What it says.")
@at_the_counter
def configure_ivr(counter: Counter, number: str, audio: str, description: str) -> int:
    """Set the inbound playback of NUMBER."""
    counter.world.configure_playback(number, audio, description, BY_HAND)
    out.say(phrase("{number}: plays {audio}", number=number, audio=audio))
    return 0


@console.command("submit-documents")
@click.argument("number")
@click.option("--reference", required=True, help="Which documents.")
@at_the_counter
def submit_documents(counter: Counter, number: str, reference: str) -> int:
    """Hand in the documents of NUMBER, a 400."""
    counter.world.submit_documents(number, reference, BY_HAND)
    out.say(phrase("{number}: documents {reference} submitted", number=number, reference=reference))
    return 0


@console.command("set-transfer")
@click.argument("number")
@click.option("--to", required=True, multiple=True, metavar="NUMBER", help="Who takes the calls; repeatable.")
@click.option("--routing", default="round-robin", type=click.Choice(["round-robin", "random"]))
@click.option("--qualification", required=True, help="The qualification to transfer under.")
@at_the_counter
def set_transfer(counter: Counter, number: str, to: tuple[str, ...], routing: str, qualification: str) -> int:
    """Transfer the calls of NUMBER, a 400."""
    counter.world.set_transfer(number, routing, to, qualification, BY_HAND)
    out.say(phrase("{number}: transfers to {names}", number=number, names=", ".join(to)))
    return 0


@console.command("clear-transfer")
@click.argument("number")
@at_the_counter
def clear_transfer(counter: Counter, number: str) -> int:
    """Take the transfer of NUMBER, a 400, away."""
    counter.world.clear_transfer(number, BY_HAND)
    out.say(phrase("{number}: transfers to nobody", number=number))
    return 0


@console.command("activate-public-mode")
@at_the_counter
def activate_public_mode(counter: Counter) -> int:
    """Activate the service's public mode, for ever."""
    counter.world.activate_public_mode(BY_HAND)
    out.say(phrase("public mode is active"))
    return 0


@console.command()
@click.argument("number")
@click.option("--qualification", required=True, help="The qualification the targets are registered under.")
@at_the_counter
def register(counter: Counter, number: str, qualification: str) -> int:
    """Register the transfer targets of NUMBER, a 400."""
    counter.world.register(number, qualification)
    out.say(
        phrase(
            "{number}: transfers are registered under {qualification}",
            number=number,
            qualification=qualification,
        )
    )
    return 0
