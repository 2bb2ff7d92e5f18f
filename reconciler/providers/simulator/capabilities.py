"""What the simulator can read and do: everything, or no more than the provider's real public API."""

from __future__ import annotations

from dataclasses import fields

from reconciler.kinds import VERBS
from reconciler.model.action import Verb
from reconciler.model.capability import ACCOUNT_FACTS, Capabilities
from reconciler.model.observation import ObservedNumber
from reconciler.model.resource import HOTLINE, PUBLIC, REGULAR
from reconciler.providers.simulator.calls import REQUESTS

_FIELDS = frozenset(field.name for field in fields(ObservedNumber)) - {"unknown", "attested"}

FULL = Capabilities(
    calls={
        kind: frozenset(spec.verb for spec in VERBS.values() if kind in spec.types and spec.verb in REQUESTS)
        for kind in (HOTLINE, REGULAR, PUBLIC)
    },
    reads={HOTLINE: _FIELDS, REGULAR: _FIELDS, PUBLIC: frozenset({"status"})},
    account=frozenset(ACCOUNT_FACTS),
    listing=True,
)
"""`api: full`."""

BOUND = frozenset({"type", "number", "line", "region", "enterprise", "activated_on", "instance", "routing"})
"""What the real API tells of a regular number, as long as it is bound."""
TRANSFERRED = frozenset({"type", "number", "ivr.transfer"})
"""What it tells of a 400: where its calls go, without the qualification; nothing of its playback."""

PUBLIC_API = Capabilities(
    calls={REGULAR: frozenset({Verb.BIND}), HOTLINE: frozenset({Verb.SET_TRANSFER})},
    reads={REGULAR: BOUND, HOTLINE: TRANSFERRED},
    account=frozenset({"instances", "audio", "balance"}),
    listing=False,
    conditions={REGULAR: "while bound", HOTLINE: "with a transfer"},
    inquiries=5,
)
"""`api: public`: bindings, instances, transfers, balance and audio reviews; nothing else has an API."""
