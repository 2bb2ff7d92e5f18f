"""Who may ask: key, clock, signature and nonce of a request, in the order in which the real gateway complains."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from reconciler.providers.simulator.serve import signature
from reconciler.providers.simulator.serve.refusal import Rejected
from reconciler.providers.simulator.serve.signature import Request

WINDOW = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Keys:
    """The one key pair that is let in."""

    id: str = "testid"
    secret: str = field(default="testsecret", repr=False)


class Gate:
    """Checks requests against the machine's clock; business times are the account's own."""

    def __init__(self, keys: Keys, clock: Callable[[], datetime]) -> None:
        self._keys = keys
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: dict[str, datetime] = {}

    def check(self, request: Request) -> None:
        """Lets a request pass, once. Raises Rejected."""
        claim = signature.authorization(request.headers.get("authorization", ""))
        if claim is None:
            raise Rejected(400, "IncompleteSignature", "The request has no valid Authorization header.")
        if claim.key != self._keys.id:
            raise Rejected(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.")
        now = self._clock()
        if abs(now - _date(request)) > WINDOW:
            raise Rejected(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.")
        if not signature.matches(request, claim, self._keys.secret):
            raise Rejected(
                400, "SignatureDoesNotMatch", "Specified signature is not matched with our calculation."
            )
        self._once(request.headers.get("x-acs-signature-nonce", ""), now)

    def _once(self, nonce: str, now: datetime) -> None:
        if not nonce:
            raise Rejected(400, "MissingSignatureNonce", "SignatureNonce is mandatory for this action.")
        with self._lock:
            self._seen = {known: at for known, at in self._seen.items() if now - at <= 2 * WINDOW}
            if nonce in self._seen:
                raise Rejected(400, "SignatureNonceUsed", "Specified signature nonce was used already.")
            self._seen[nonce] = now


def _date(request: Request) -> datetime:
    try:
        return datetime.strptime(request.headers.get("x-acs-date", ""), "%Y-%m-%dT%H:%M:%S%z")
    except ValueError:
        raise Rejected(
            400, "InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted."
        ) from None
