"""VN308: one setting of the account can cut every number off from its business."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.catalogue.notice import ACCOUNT_WIDE_PLAYBACK, NOTICES
from reconciler.contracts.facts import Facts
from reconciler.contracts.rule import Rule
from reconciler.model.calendar import day_of
from reconciler.model.finding import Finding, Verdict
from reconciler.model.phrase import phrase

_VERSION = NOTICES[ACCOUNT_WIDE_PLAYBACK].version

RULE = Rule(
    code="VN308",
    title="account-wide playback",
    verdicts=(Verdict.WARN, Verdict.BLOCK),
    what=(
        "An account-wide playback sends every inbound call of the account to one audio file and cuts off "
        "business routing, also of numbers with a playback or a transfer of their own. Whether Git declares "
        "it or somebody set it in the console, it needs its own Acknowledgement (notice: "
        f"{ACCOUNT_WIDE_PLAYBACK}). There is no API: what is declared and not live, or live and not "
        "declared, is reported."
    ),
    seed="ensure smooth inbound call routing and configure inbound audio playback",
    example=(
        "accounts:\n  prod: {provider: simulator, playback: {audio: closed.wav, description: We are closed}}"
    ),
    fix=(
        "Prefer a `playback` on the numbers. If every call really must hear the file, commit an "
        f"Acknowledgement of {ACCOUNT_WIDE_PLAYBACK}, version {_VERSION}, for the account."
    ),
    scope="slot",
)


def check(facts: Facts) -> Iterator[Finding]:
    """Compares what is declared, what is live and what is acknowledged for the account."""
    name, declared, live = facts.account.name, facts.account.playback, facts.observed.playback
    playback = live or declared
    if playback is None:
        return
    message = phrase(
        "an account-wide playback ({audio}) is {value}",
        audio=playback.audio,
        value=phrase("in force") if live is not None else phrase("declared"),
    )
    if not _acknowledged(facts):
        text = phrase("{said}: it diverts every inbound call, and nobody has agreed to that", said=message)
        hint = phrase(
            "remove it, or commit an Acknowledgement of {notice}, version {version}: `reconciler new "
            "acknowledgement --notice {notice}` writes one",
            notice=ACCOUNT_WIDE_PLAYBACK,
            version=_VERSION,
        )
        yield RULE.at(name, Verdict.BLOCK, text, hint)
    if declared is None:
        hint = phrase("remove it in the console, or declare `playback` on account {name}", name=name)
        yield RULE.at(
            name,
            Verdict.WARN,
            phrase("{said} but not declared: it diverts every inbound call", said=message),
            hint,
        )
    elif facts.observed.playback_readable and live != declared:
        now = live.audio if live is not None else phrase("not set")
        text = phrase(
            "the account-wide playback is declared as {audio} and is {now}", audio=declared.audio, now=now
        )
        yield RULE.at(name, Verdict.WARN, text, phrase("set it in the console; no API does"))


def _acknowledged(facts: Facts) -> bool:
    return any(
        a.account == facts.account.name
        and a.notice == ACCOUNT_WIDE_PLAYBACK
        and a.version == _VERSION
        and a.acknowledged_on <= day_of(facts.now)
        for a in facts.desired.acknowledgements
    )
