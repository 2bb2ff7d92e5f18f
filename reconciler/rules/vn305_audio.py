"""VN305: what callers hear has been reviewed."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.contracts.facts import Facts
from reconciler.contracts.queries import unseen, with_desired
from reconciler.contracts.rule import Rule
from reconciler.model.action import Verb
from reconciler.model.finding import Finding, Verdict
from reconciler.model.phrase import phrase

APPROVED = "approved"

RULE = Rule(
    code="VN305",
    title="playback audio",
    verdicts=(Verdict.HOLD, Verdict.BLOCK),
    what=(
        "A playback uses an audio file that the provider's review has passed. Where review states can be "
        "read, a file that is not listed counts as passed. While they are unknown, the configuration waits."
    ),
    seed=(
        "If you want to customize the playback content, the platform provides a self-service IVR audio "
        "playback feature."
    ),
    example=(
        "ivr:\n  welcome: {playback: {audio: draft.wav, description: Welcome}}   # draft.wav is under review"
    ),
    fix="Wait until the file is approved, or use one that is.",
    scope="slot",
)


def check(facts: Facts) -> Iterator[Finding]:
    """Judges every playback that would be configured."""
    for action, desired in with_desired(facts, Verb.CONFIGURE_IVR):
        if desired.ivr is None or desired.ivr.playback is None:
            continue
        file, states = desired.ivr.playback.audio, facts.observed.audio
        why = unseen(facts, action, "audio", states)
        if why or states is None:
            yield RULE.wait(
                (action,),
                phrase("the review state of {file} {why}", file=file, why=why),
                phrase("try again when it can be read"),
            )
            continue
        state = states.get(file, APPROVED)
        if state != APPROVED:
            yield RULE.block(
                (action,),
                phrase("the audio file {file} is {state}, not approved", file=file, state=state),
                phrase("use an approved file"),
            )
