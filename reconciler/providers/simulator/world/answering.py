"""How a number answers: inbound playback, and where a 400 number hands its calls to."""

from __future__ import annotations

from collections.abc import Sequence
from sqlite3 import Connection, Row

from reconciler.providers.simulator.world import lookup, traces
from reconciler.providers.simulator.world.words import ACTIVE, HOTLINE, RESTRICTED, refuse

ROUTINGS = ("round-robin", "random")


def _in_use(db: Connection, name: str) -> Row:
    """A number that takes calls, or would if the carrier had not restricted it."""
    row = lookup.number(db, name)
    if row["status"] not in (ACTIVE, RESTRICTED):
        refuse("Number.NotActive", f"{name} is {row['status']}")
    return row


def configure_playback(db: Connection, name: str, audio: str, description: str) -> None:
    """Page: playback is configured "after the number is activated"; the audio file has passed its review."""
    row = _in_use(db, name)
    if row["call_type"] == "outbound":
        refuse("Playback.OutboundOnly", f"{name} takes no incoming calls")
    if not audio:
        refuse("Playback.AudioRequired", f"{name}: no audio file was named")
    review = db.execute("SELECT state FROM audio WHERE file = ?", (audio,)).fetchone()
    if review is not None and review["state"] != "approved":
        refuse("Audio.NotApproved", f"{audio} is {review['state']}")
    db.execute(
        "UPDATE numbers SET audio = ?, description = ? WHERE seq = ?", (audio, description, row["seq"])
    )


def clear_playback(db: Connection, name: str) -> None:
    """Removes a number's own playback."""
    row = _in_use(db, name)
    if row["audio"] is None:
        refuse("Playback.NotConfigured", f"{name} has no playback")
    db.execute("UPDATE numbers SET audio = NULL, description = NULL WHERE seq = ?", (row["seq"],))


def set_transfer(
    db: Connection, name: str, routing: str, to: Sequence[str], qualification: str | None
) -> None:
    """Replaces the numbers a 400 number transfers to."""
    row = _in_use(db, name)
    if row["type"] != HOTLINE:
        refuse("Transfer.HotlineOnly", f"{name}: only 400 numbers transfer")
    if routing not in ROUTINGS:
        refuse("Transfer.Routing", f"{routing!r} is no way to transfer")
    if not to or not qualification:
        refuse("Transfer.Incomplete", f"{name}: a transfer needs a target and a qualification")
    if not traces.registered(db, name, qualification):
        refuse("Transfer.NotRegistered", f"{name}: no target is registered under {qualification}")
    db.execute(
        "UPDATE numbers SET transfer_routing = ?, transfer_to = ?, qualification = ? WHERE seq = ?",
        (routing, ",".join(to), qualification, row["seq"]),
    )


def clear_transfer(db: Connection, name: str) -> None:
    """Removes a transfer."""
    row = lookup.number(db, name)
    if row["transfer_to"] is None:
        refuse("Transfer.NotConfigured", f"{name} transfers nowhere")
    db.execute(
        "UPDATE numbers SET transfer_routing = NULL, transfer_to = NULL, qualification = NULL WHERE seq = ?",
        (row["seq"],),
    )


def check_inbound(db: Connection, name: str) -> None:
    """Stopping and recovering the inbound calls of a 400. No query tells whether they are stopped; the journal does."""
    if _in_use(db, name)["type"] != HOTLINE:
        refuse("Inbound.HotlineOnly", f"{name}: only the calls of 400 numbers are stopped")
