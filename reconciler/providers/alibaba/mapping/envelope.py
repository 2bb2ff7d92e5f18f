"""The outside of every answer: did it succeed, and if not, was it positively refused?

There are two layers of errors: HTTP 400 and above, and HTTP 200 with a business code in the body. A
mutation counts as refused only where the provider's documents say that nothing was done; whatever else is
not a success may have happened. The texts beside a code are shown and never judged: samples carry error
texts beside success.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from reconciler.errors import Denied, OutcomeUnknown, ProviderError, Refused, Throttled, Unreadable
from reconciler.model.phrase import phrase
from reconciler.noun import noun
from reconciler.providers.alibaba.mapping.answer import Answer

SUCCESS = frozenset({"200", "OK"})
"""Two actions and the billing say "200" (text or number), the others "OK"."""
_SUCCESS_OF = {"DescribeInstanceBill": SUCCESS | {"Success"}}
_CODELESS = frozenset({"LookupEvents"})

_REFUSALS = re.compile(
    r"isv\..+|isp\.RAM_PERMISSION_DENY|Invalid.+|Missing.+|Forbidden.*|NoPermission.*|Unauthorized.*|NotAuthorized"
    r"|NotApplicable|SignatureDoesNotMatch|IncompleteSignature|VirtualNumber\.NotOwn"
    r"|UnsupportedOperation"
)
"""Codes that say "rejected before anything was done": parameters, permissions, signatures, business rules. Not
SignatureNonceUsed: a request with this nonce came before, and that was ours."""
_PASSING = re.compile(
    r"isp\.(GATEWAY_ERROR|SYSTEM_ERROR|UNKNOWN)|ServiceUnavailable.*|InternalError|UndefinedError"
)
"""Codes worth asking again, for reads."""
_SHOWN = 300


class NotOwned(Unreadable):
    """The account does not have the number that was asked for."""


@noun
class Failure:
    """Why a call brought no answer body: the parts of the SDK's exception that mean something."""

    message: str
    status: int | None = None
    """The HTTP status; None where no answer arrived or it was no JSON."""
    code: str = ""
    request_id: str = ""
    retry_after: float | None = None
    """Seconds, from `x-acs-retry-after`."""
    lasting: bool = False
    """Asking again would fail the same way: a redirect, an answer too large, missing credentials."""


def opened(action: str, body: object) -> Answer:
    """The body of an HTTP 200, not yet judged. Raises Unreadable for what is no object or has no code."""
    if not isinstance(body, dict):
        raise Unreadable(phrase("{action}: the answer is no JSON object", action=action))
    answer = Answer(action, body)
    answer.word("Code", "code")
    return answer


def read_body(action: str, body: object) -> Answer:
    """The body of a successful read. Raises Unreadable or Throttled. The audit trail's has no code of success."""
    if action in _CODELESS and isinstance(body, dict) and not {"Code", "code"} & body.keys():
        return Answer(action, body)
    answer = opened(action, body)
    failure = business_failure(answer)
    if failure is not None:
        raise read_error(action, failure)
    return answer


def written_body(action: str, body: object) -> Answer:
    """The body of a mutation reported as done. Raises Refused or OutcomeUnknown."""
    try:
        answer = opened(action, body)
        failure = business_failure(answer)
    except Unreadable as error:
        raise OutcomeUnknown(error.message) from error
    if failure is not None:
        raise write_error(action, failure)
    return answer


def business_failure(answer: Answer) -> Failure | None:
    """What the body itself says went wrong; None for success."""
    code = answer.word("Code", "code")
    success = _SUCCESS_OF.get(answer.path, SUCCESS)
    if code in success and (not answer.has("Success") or answer.flag("Success")):
        return None
    return Failure(
        message=_loose(answer.values, "Message", "message"),
        status=200,
        code="" if code in success else code,
        request_id=_loose(answer.values, "RequestId", "requestId"),
    )


def read_error(action: str, failure: Failure) -> ProviderError:
    """A failed read: Throttled, or Unreadable with whether to ask again."""
    if _throttled(failure) or failure.retry_after is not None:
        return Throttled(described(action, failure), retry_after=failure.retry_after)
    if failure.code == "VirtualNumber.NotOwn":
        return NotOwned(described(action, failure))
    broken = failure.status is None or failure.status >= 500
    retryable = not failure.lasting and (broken or _PASSING.fullmatch(failure.code) is not None)
    return Unreadable(described(action, failure), retryable=retryable, hint=_hint(failure))


def write_error(action: str, failure: Failure) -> ProviderError:
    """A failed mutation: Refused where the documents say that nothing was done, else OutcomeUnknown.

    A throttled request was denied at the gateway and not executed: it may be sent again.
    """
    answered = failure.status is not None and failure.status < 500
    if answered and _throttled(failure):
        wait = (
            ""
            if failure.retry_after is None
            else phrase(" after {retry_after:g} s", retry_after=failure.retry_after)
        )
        return Denied(
            described(action, failure),
            reason=failure.code,
            retry_after=failure.retry_after,
            hint=phrase("apply again{wait}", wait=wait),
        )
    if answered and _REFUSALS.fullmatch(failure.code):
        return Refused(described(action, failure), reason=failure.code, hint=_hint(failure))
    return OutcomeUnknown(described(action, failure))


def described(action: str, failure: Failure) -> str:
    """One line: action, code, the provider's text, HTTP status and request id."""
    status = phrase("HTTP {status}", status=failure.status) if failure.status not in (None, 200) else ""
    request = phrase("request {request_id}", request_id=failure.request_id) if failure.request_id else ""
    tail = ", ".join(part for part in (status, request) if part)
    text = " ".join(failure.message.split())[:_SHOWN]
    head = " ".join(part for part in (failure.code, text) if part) or phrase("no reason given")
    return f"{action}: {head}" + (f" ({tail})" if tail else "")


def _throttled(failure: Failure) -> bool:
    """A 429, or a `Throttling` code. isv.BUSINESS_LIMIT_CONTROL limits calls to a person, not requests."""
    return failure.status == 429 or failure.code.startswith("Throttling")


_HINTS = (
    ("isv.OUT_OF_SERVICE", phrase("the service is suspended: check the account for arrears")),
    ("isv.AMOUNT_NOT_ENOUG", phrase("the account's balance is not sufficient")),
    ("isp.RAM_PERMISSION_DENY", phrase("grant the actions that `reconciler doctor` prints")),
    ("UnauthorizedOperation", phrase("grant the actions that `reconciler doctor` prints")),
    ("NoPermission", phrase("grant the actions that `reconciler doctor` prints")),
    ("Forbidden", phrase("grant the actions that `reconciler doctor` prints")),
    ("NotAuthorized", phrase("grant the actions that `reconciler doctor` prints")),
    (
        "InvalidAccessKeyId",
        phrase("the access key does not exist: `reconciler doctor` shows where it came from"),
    ),
    ("SignatureDoesNotMatch", phrase("the access key's secret is wrong")),
    (
        "InvalidSecurityToken",
        phrase(
            "the temporary credentials have expired or do not belong to this key: get new ones; "
            "`reconciler doctor` shows where they came from"
        ),
    ),
    ("SecurityTokenExpired", phrase("the temporary credentials have expired: get new ones")),
    ("InvalidTimeStamp", phrase("this machine's clock is off: `reconciler doctor` measures by how much")),
)


def _hint(failure: Failure) -> str:
    """What to do about a code; AMOUNT_NOT_ENOUG is how one of the provider's tables spells it."""
    return next((hint for prefix, hint in _HINTS if failure.code.startswith(prefix)), "")


def _loose(values: Mapping[str, object], *names: str) -> str:
    """A text for people; anything else is shown as nothing."""
    candidates = (values.get(name) for name in names)
    return next((value.strip() for value in candidates if isinstance(value, str)), "")
