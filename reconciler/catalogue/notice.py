"""The compliance notices the console makes people confirm, as texts with a version.

A new version makes an older acknowledgement stale. The texts restate the seed's page ("Inbound audio playback
compliance", "Apply for a 400 number").
"""

from __future__ import annotations

from reconciler.noun import noun

STATEMENT = "I acknowledge and agree"
INBOUND_PLAYBACK = "inbound-audio-playback"
ACCOUNT_WIDE_PLAYBACK = "account-wide-playback"


@noun
class Notice:
    """One notice: its name, its current version (a date) and what is agreed to."""

    name: str
    version: str
    text: str


NOTICES = {
    INBOUND_PLAYBACK: Notice(
        INBOUND_PLAYBACK,
        "2026-06-01",
        "Carriers require that a number has a smooth inbound call path and, once active, inbound audio playback. "
        "Without it the carrier may restrict the number, which makes it unusable. Since June 1, 2026 the platform "
        "applies default inbound answering and playback rules, with your authorisation; this may incur fees. "
        "Activating a number constitutes agreement to these default rules. Documents must be submitted within "
        "15 days of applying for a 400 number, or it is released.",
    ),
    ACCOUNT_WIDE_PLAYBACK: Notice(
        ACCOUNT_WIDE_PLAYBACK,
        "2026-06-01",
        "An account-wide playback sends every inbound call of the account to one audio file and cuts off business "
        "routing, also of numbers that have a playback or a transfer of their own.",
    ),
}
