"""VN306: nobody applies for a number that takes calls without the console's "I acknowledge and agree"."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.catalogue.notice import INBOUND_PLAYBACK, NOTICES, STATEMENT
from reconciler.contracts.facts import Facts
from reconciler.contracts.queries import with_desired
from reconciler.contracts.rule import Rule
from reconciler.model.action import Verb
from reconciler.model.calendar import day_of
from reconciler.model.finding import Finding, Verdict
from reconciler.model.phrase import phrase

_VERSION = NOTICES[INBOUND_PLAYBACK].version

RULE = Rule(
    code="VN306",
    title="compliance acknowledgement",
    verdicts=(Verdict.BLOCK,),
    what=(
        "An application for a number that takes calls (every 400, and a regular number unless `callType` is "
        "outbound) relies on an Acknowledgement of the account for the current text of the notice on "
        "inbound audio playback. It also authorises the provider's default rules and their fees. A new text "
        "makes an older one stale."
    ),
    seed="Proceeding with number activation constitutes agreement to these default rules.",
    example="A first number is declared, and the workspace holds no Acknowledgement document.",
    fix=(
        "Have the person in charge commit one:\n"
        "apiVersion: voice.reconciler/v1\n"
        "kind: Acknowledgement\n"
        "metadata: {name: inbound-2026}\n"
        f'spec: {{notice: {INBOUND_PLAYBACK}, version: "{_VERSION}", statement: {STATEMENT},\n'
        '       by: compliance-lead, acknowledgedOn: "2026-11-18", account: prod}'
    ),
    scope="slot",
)


def check(facts: Facts) -> Iterator[Finding]:
    """Blocks every application that needs an acknowledgement while there is no current one."""
    actions = tuple(action for action, desired in with_desired(facts, Verb.ORDER) if desired.inbound)
    missing = _missing(facts) if actions else ""
    if missing:
        hint = phrase(
            "commit an Acknowledgement of version {version}: `reconciler new acknowledgement` writes one",
            version=_VERSION,
        )
        yield RULE.block(actions, missing, hint, address=facts.account.name)


def _missing(facts: Facts) -> str:
    """What is wrong with the account's acknowledgements; empty if one is current."""
    messages = [
        a
        for a in facts.desired.acknowledgements
        if a.account == facts.account.name and a.notice == INBOUND_PLAYBACK
    ]
    current = [a for a in messages if a.version == _VERSION]
    if any(a.acknowledged_on <= day_of(facts.now) for a in current):
        return ""
    if current:
        day = min(a.acknowledged_on for a in current)
        return phrase(
            "the notice {inbound_playback} is acknowledged only from {day} on",
            inbound_playback=INBOUND_PLAYBACK,
            day=day,
        )
    if messages:
        old = max(a.version for a in messages)
        return phrase(
            "the notice {inbound_playback} was acknowledged as of {old}; its current text is of {version}",
            inbound_playback=INBOUND_PLAYBACK,
            old=old,
            version=_VERSION,
        )
    return phrase(
        "nobody has acknowledged the notice {inbound_playback} for account {name}",
        inbound_playback=INBOUND_PLAYBACK,
        name=facts.account.name,
    )
