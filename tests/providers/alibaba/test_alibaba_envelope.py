"""Success, refusal, throttling and doubt: one table of what every kind of answer means."""

import pytest

from reconciler.errors import Denied, OutcomeUnknown, Refused, Throttled, Unreadable
from reconciler.providers.alibaba.mapping.envelope import (
    Failure,
    business_failure,
    described,
    opened,
    read_body,
    read_error,
    write_error,
    written_body,
)


@pytest.mark.parametrize("code", ["200", 200, "OK"])
@pytest.mark.parametrize("extra", [{}, {"Success": True}, {"Message": "每页最大100条!"}])
def test_success_has_two_words_and_no_message_changes_it(code, extra):
    body = {"Code": code, **extra}
    assert read_body("X", body).values == body
    assert written_body("X", body).values == body


@pytest.mark.parametrize("code", ["ok", "201", 0, -200, "isv.INVALID_PARAMETERS"])
def test_any_other_code_in_an_http_200_is_an_error(code):
    assert business_failure(opened("X", {"Code": code})) is not None


@pytest.mark.parametrize("success", [False, "false"])
def test_a_success_code_that_says_no_success_is_an_error_of_unknown_outcome(success):
    body = {"Code": "OK", "Success": success, "Message": "half"}
    with pytest.raises(Unreadable, match="X: half"):
        read_body("X", body)
    with pytest.raises(OutcomeUnknown, match="X: half"):
        written_body("X", body)


REFUSED = [
    "InvalidParameters",
    "InvalidParameter.date",
    "InvalidAction.NotFound",
    "InvalidAccessKeyId.NotFound",
    "InvalidTimeStamp.Expired",
    "MissingParameter",
    "SignatureDoesNotMatch",
    "UnauthorizedOperation",
    "Forbidden.RAM",
    "NoPermission",
    "NotAuthorized",
    "VirtualNumber.NotOwn",
    "isp.RAM_PERMISSION_DENY",
    "isv.OUT_OF_SERVICE",
    "isv.AMOUNT_NOT_ENOUGH",
    "isv.AMOUNT_NOT_ENOUG",
    "isv.BUSINESS_LIMIT_CONTROL",
]
DOUBTFUL = [
    "SignatureNonceUsed",
    "isp.UNKNOWN",
    "isp.SYSTEM_ERROR",
    "isp.GATEWAY_ERROR",
    "InternalError",
    "100008.0",
    "NewCode",
    "",
]


@pytest.mark.parametrize("code", REFUSED)
@pytest.mark.parametrize("status", [200, 400, 403, 404])
def test_a_documented_refusal_is_refused_in_both_layers(code, status):
    error = write_error("Bind", Failure("no", status=status, code=code))
    assert type(error) is Refused
    assert error.reason == code


@pytest.mark.parametrize("code", [*REFUSED, *DOUBTFUL, "Throttling.User"])
@pytest.mark.parametrize("status", [None, 500, 502, 503])
def test_a_mutation_that_ends_in_a_5xx_or_without_an_answer_is_unknown_whatever_it_says(code, status):
    assert type(write_error("Bind", Failure("?", status=status, code=code))) is OutcomeUnknown


@pytest.mark.parametrize("code", DOUBTFUL)
@pytest.mark.parametrize("status", [200, 400, 404])
def test_a_code_that_is_no_documented_refusal_leaves_a_mutation_unknown(code, status):
    assert type(write_error("Bind", Failure("?", status=status, code=code))) is OutcomeUnknown


@pytest.mark.parametrize(
    "failure",
    [
        Failure("slow", status=400, code="Throttling"),
        Failure("slow", status=400, code="Throttling.User"),
        Failure("slow", status=200, code="Throttling.Api"),
        Failure("slow", status=429, code="Anything"),
    ],
)
def test_throttling_is_told_by_code_or_by_429(failure):
    assert type(read_error("Q", failure)) is Throttled


@pytest.mark.parametrize(("wait", "hint"), [(None, "apply again"), (2.5, "apply again after 2.5 s")])
def test_a_throttled_mutation_was_denied_and_says_when_to_ask_again(wait, hint):
    error = write_error("Q", Failure("slow", status=429, code="Throttling.User", retry_after=wait))
    assert isinstance(error, Denied)
    assert isinstance(error, Refused)
    assert (error.reason, error.hint, error.retry_after) == ("Throttling.User", hint, wait)


def test_throttling_carries_the_provider_s_wait():
    error = read_error("Q", Failure("slow", status=429, code="Throttling.User", retry_after=1.5))
    assert isinstance(error, Throttled)
    assert error.retry_after == 1.5


@pytest.mark.parametrize(
    ("failure", "retryable"),
    [
        (Failure("reset"), True),
        (Failure("redirect", lasting=True), False),
        (Failure("x", status=500, code="InternalError"), True),
        (Failure("x", status=503, code="ServiceUnavailable"), True),
        (Failure("x", status=500, code="VirtualNumber.Query.Fail"), True),
        (Failure("x", status=200, code="isp.GATEWAY_ERROR"), True),
        (Failure("x", status=400, code="isp.SYSTEM_ERROR"), True),
        (Failure("x", status=200, code="isv.OUT_OF_SERVICE"), False),
        (Failure("x", status=400, code="InvalidParameters"), False),
        (Failure("x", status=403, code="isp.RAM_PERMISSION_DENY"), False),
        (Failure("x", status=400, code="SignatureDoesNotMatch"), False),
    ],
)
def test_reads_are_asked_again_only_where_that_can_help(failure, retryable):
    error = read_error("Q", failure)
    assert isinstance(error, Unreadable)
    assert error.retryable is retryable


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("isv.AMOUNT_NOT_ENOUG", "balance"),
        ("isv.AMOUNT_NOT_ENOUGH", "balance"),
        ("isv.OUT_OF_SERVICE", "arrears"),
        ("isp.RAM_PERMISSION_DENY", "doctor"),
        ("InvalidTimeStamp.Expired", "clock"),
        ("InvalidSecurityToken.Expired", "expired"),
    ],
)
def test_a_known_code_says_what_to_do(code, hint):
    assert hint in write_error("Bind", Failure("no", status=400, code=code)).hint


def test_an_error_is_one_short_line():
    failure = Failure("first\nsecond " + "x" * 1000, status=400, code="InvalidParameters", request_id="R-1")
    text = described("Bind", failure)
    assert text.startswith("Bind: InvalidParameters first second xxx")
    assert text.endswith("(HTTP 400, request R-1)")
    assert len(text) < 400
    assert "\n" not in text
