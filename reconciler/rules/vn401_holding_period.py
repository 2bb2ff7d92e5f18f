"""VN401: a regular number is kept for three full months. "May not before" takes the latest reading."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from reconciler.contracts.facts import Facts
from reconciler.contracts.queries import cancellations, requires_observation
from reconciler.contracts.rule import Rule
from reconciler.model.action import Action
from reconciler.model.calendar import add_days, day_of, earliest_cancellation
from reconciler.model.finding import Finding, Verdict
from reconciler.model.observation import PENDING, ObservedNumber
from reconciler.model.phrase import phrase
from reconciler.model.resource import REGULAR
from reconciler.model.state import Tombstone

RULE = Rule(
    code="VN401",
    title="holding period",
    verdicts=(Verdict.HOLD, Verdict.BLOCK),
    what=(
        "A regular number may be cancelled from 00:00 in Shanghai on the day after its activation day plus "
        "three calendar months (a month without that day ends on its last). An earlier tombstone is "
        "deferred to that instant and a later run carries it out; one that expires before it is blocked "
        "with the day to write. A pending or released 400 has no holding period. While the activation day "
        "is unknown, the cancellation waits."
    ),
    seed="A regular number can only be canceled after it has been active for at least three months.",
    example=(
        'spec: {target: care/hz-007, expires: "2026-11-30"}   # active since 2026-09-15: from 2026-12-16 on'
    ),
    fix="Nothing, if it is deferred. If it is blocked, write the day that the finding names as `expires`.",
    liftable=False,
    scope="slot",
)


def check(facts: Facts) -> Iterator[Finding]:
    """Judges every cancellation of a regular number."""
    for action, tombstone, live in cancellations(facts):
        if live.type == REGULAR:
            yield from _judge(facts, action, tombstone, live)


def _judge(facts: Facts, action: Action, tombstone: Tombstone, live: ObservedNumber) -> Iterator[Finding]:
    if live.activated_on is None:
        yield RULE.wait(
            (action,),
            _unknown(live),
            phrase(
                "`reconciler attest {identity} activatedOn=YYYY-MM-DD`, from the console",
                identity=live.identity,
            ),
        )
        return
    if requires_observation(action) and "activated_on" in live.attested:
        text = phrase("the activation day of {identity} is only attested", identity=live.identity)
        yield RULE.wait((action,), phrase("{text}, and an automatic cancel needs it observed", text=text))
        return
    earliest = earliest_cancellation(live.activated_on)
    if facts.now >= earliest:
        return
    day = day_of(earliest)
    since = phrase(
        "{identity}, active since {activated_on}, may be cancelled from {day} on",
        identity=live.identity,
        activated_on=live.activated_on,
        day=day,
    )
    if tombstone.expires < day:
        text = phrase(
            "{since}; the tombstone {name} expires on {expires}, before that",
            since=since,
            name=tombstone.name,
            expires=tombstone.expires,
        )
        yield RULE.block(
            (action,),
            text,
            phrase('write `expires: "{day}"` or later in {name}', day=day, name=tombstone.name),
        )
    else:
        yield RULE.hold((action,), earliest, since, _price(facts, action, day))


def _unknown(live: ObservedNumber) -> str:
    if live.status in PENDING:
        return phrase(
            "{identity} is {status}: its three months begin when it is activated",
            identity=live.identity,
            status=live.status,
        )
    return phrase("nobody knows since when {identity} is active", identity=live.identity)


def _price(facts: Facts, action: Action, day: date) -> str:
    """Says so where the latest reading costs a month more than the lenient one."""
    if day.day != 1:
        return phrase("the cancellation is deferred; nothing needs to be done")
    fee = action.cost.now or facts.account.tariff.regular_monthly
    lenient = add_days(day, -1)
    return phrase(
        "counted leniently it would be {lenient}; the safe reading costs one more month's fee, {fee:.2f} CNY",
        lenient=lenient,
        fee=fee,
    )
