"""What the simulator can read and do: everything, or no more than the provider's real public API."""

from __future__ import annotations

from dataclasses import fields

from reconciler.model.action import Verb
from reconciler.model.capability import FULL_CALLS, Capabilities
from reconciler.model.observation import ObservedNumber
from reconciler.model.resource import HOTLINE, REGULAR

PUBLIC_MODE = "public"
_FIELDS = frozenset(field.name for field in fields(ObservedNumber)) - {"unknown", "attested"}
_REGULAR_ONLY = frozenset({Verb.BIND, Verb.UNBIND})
_HOTLINE_ONLY = frozenset({Verb.SUBMIT_DOCUMENTS, Verb.SET_TRANSFER, Verb.CLEAR_TRANSFER})
_PUBLIC_MODE_ONLY = frozenset({Verb.ACTIVATE_PUBLIC_MODE})

FULL = Capabilities(
    calls={
        HOTLINE: FULL_CALLS - _REGULAR_ONLY - _PUBLIC_MODE_ONLY,
        REGULAR: FULL_CALLS - _HOTLINE_ONLY - _PUBLIC_MODE_ONLY,
        PUBLIC_MODE: _PUBLIC_MODE_ONLY,
    },
    reads={HOTLINE: _FIELDS, REGULAR: _FIELDS, PUBLIC_MODE: frozenset({"status"})},
    account=frozenset(
        {"instances", "enterprises", "scripts", "audio", "offers", "balance", "public_mode", "playback"}
    ),
    listing=True,
)
"""`api: full`."""

BOUND = frozenset({"type", "number", "line", "region", "enterprise", "activated_on", "instance", "routing"})
"""What the real API tells of a regular number, as long as it is bound."""
TRANSFERRED = frozenset({"type", "number", "ivr.transfer"})
"""What it tells of a 400: where its calls go, without the qualification; nothing of its playback."""

PUBLIC = Capabilities(
    calls={REGULAR: frozenset({Verb.BIND}), HOTLINE: frozenset({Verb.SET_TRANSFER})},
    reads={REGULAR: BOUND, HOTLINE: TRANSFERRED},
    account=frozenset({"instances", "audio", "balance"}),
    listing=False,
    conditions={REGULAR: "while bound", HOTLINE: "with a transfer"},
    inquiries=5,
)
"""`api: public`: bindings, instances, transfers, balance and audio reviews; nothing else has an API."""
