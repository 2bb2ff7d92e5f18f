"""Who may ask: key, clock, signature and nonce of a request, in the order in which the real gateway complains."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import datetime, timedelta

from reconciler.noun import noun
from reconciler.providers.simulator.serve import signature, signature_v2
from reconciler.providers.simulator.serve.refusal import Rejected
from reconciler.providers.simulator.serve.signature import HttpRequest

WINDOW = timedelta(minutes=15)
WINDOW_V2 = timedelta(minutes=31)
"""As the page of signature V2 has it of late; that of V3 which we have does not say, and 15 is what it used to be."""


@noun
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

    def check(self, request: HttpRequest) -> None:
        """Lets a request pass, once. Raises Rejected."""
        header = request.headers.get("authorization", "")
        if header.startswith("ACS3-HMAC-SM3"):
            raise Rejected(
                400, "InvalidSignatureMethod", "ACS3-HMAC-SM3 is not simulated; ACS3-HMAC-SHA256 is."
            )
        claim = signature.authorization(header)
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

    def check_v2(self, method: str, parameters: Mapping[str, str]) -> None:
        """The same for a request that is signed in its parameters. Raises Rejected."""
        used = parameters.get("SignatureMethod", ""), parameters.get("SignatureVersion", "")
        if used != (signature_v2.METHOD, signature_v2.VERSION):
            text = f"SignatureMethod {used[0]!r} of version {used[1]!r} is not simulated; {signature_v2.METHOD} is."
            raise Rejected(400, "InvalidSignatureMethod", text)
        if parameters.get("Format", "XML").upper() != "JSON":
            raise Rejected(400, "InvalidFormat", "Format: answers in XML are not simulated; JSON is.")
        if parameters.get("AccessKeyId") != self._keys.id:
            raise Rejected(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.")
        now = self._clock()
        if abs(now - _instant(parameters.get("Timestamp", ""))) > WINDOW_V2:
            raise Rejected(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.")
        if not signature_v2.matches(method, parameters, self._keys.secret):
            raise Rejected(
                400, "SignatureDoesNotMatch", "Specified signature is not matched with our calculation."
            )
        self._once(parameters.get("SignatureNonce", ""), now)

    def _once(self, nonce: str, now: datetime) -> None:
        if not nonce:
            raise Rejected(400, "MissingSignatureNonce", "SignatureNonce is mandatory for this action.")
        with self._lock:
            self._seen = {known: at for known, at in self._seen.items() if now - at <= 2 * WINDOW_V2}
            if nonce in self._seen:
                raise Rejected(400, "SignatureNonceUsed", "Specified signature nonce was used already.")
            self._seen[nonce] = now


def _date(request: HttpRequest) -> datetime:
    return _instant(request.headers.get("x-acs-date", ""))


def _instant(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z")
    except ValueError:
        raise Rejected(
            400, "InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted."
        ) from None
