"""Signature V3 against a vector of the provider's page and a recorded request of the SDK."""

import json
from pathlib import Path

import pytest

from reconciler.providers.simulator.serve.signature import (
    Authorization,
    HttpRequest,
    authorization,
    matches,
    signature,
)

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
RECORDED = Path(__file__).parents[2] / "alibaba" / "samples"


def documented() -> tuple[HttpRequest, tuple[str, ...], str, str]:
    vector = json.loads((RECORDED / "v3_signature_vector.json").read_text("utf-8"))
    query = "&".join(f"{name}={value}" for name, value in vector["query"].items())
    request = HttpRequest(vector["method"], vector["path"], query, vector["headers"])
    return request, tuple(vector["headers"]), vector["access_key_secret"], vector["expected_signature"]


def captured() -> HttpRequest:
    lines = (RECORDED / "wire_capture.txt").read_text("utf-8").splitlines()
    method, target, _ = lines[1].split(" ")
    headers = dict(line.split(": ", 1) for line in lines[2:14])
    path, _, query = target.partition("?")
    return HttpRequest(method, path, query, {name.lower(): value for name, value in headers.items()})


def test_the_documented_vector():
    request, signed, secret, expected = documented()
    assert signature(request, signed, secret) == expected


def test_a_recorded_request_of_the_sdk():
    request = captured()
    claim = authorization(request.headers["authorization"])
    assert claim is not None
    assert claim.key == "testid"
    assert matches(request, claim, "testsecret")


def test_another_secret_does_not_match():
    request = captured()
    claim = authorization(request.headers["authorization"])
    assert claim is not None
    assert not matches(request, claim, "testsecret2")


@pytest.mark.parametrize(
    "change",
    [
        {"query": "PhoneNum=057100005678"},
        {"path": "/other"},
        {"method": "GET"},
        {"body": b"more"},
        {"headers": {"x-acs-action": "QueryAccountBalance"}},
        {"headers": {"host": "127.0.0.1:1"}},
        {"headers": {"x-acs-unsigned": "1"}},
        {"headers": {"x-acs-content-sha256": "0" * 64}},
    ],
)
def test_whatever_is_changed_on_the_way_no_longer_matches(change):
    request = captured()
    claim = authorization(request.headers["authorization"])
    assert claim is not None
    parts = {"method": request.method, "path": request.path, "query": request.query, "body": b""}
    headers = {**request.headers, **change.pop("headers", {})}
    assert not matches(HttpRequest(headers=headers, **{**parts, **change}), claim, "testsecret")


def test_a_space_may_be_sent_as_plus_and_signed_as_percent_20():
    headers = {"host": "h", "x-acs-content-sha256": EMPTY}
    plus = HttpRequest("POST", "/", "b=%7E+%2A&a=", headers)
    percent = HttpRequest("POST", "/", "a=&b=~%20%2A", headers)
    assert signature(plus, ("host",), "s") == signature(percent, ("host",), "s")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic dGVzdA==",
        "ACS3-HMAC-SHA256 Credential=,SignedHeaders=host,Signature=" + "0" * 64,
        "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host,Signature=00",
        "ACS3-RSA-SHA256 Credential=a,SignedHeaders=host,Signature=" + "0" * 64,
    ],
)
def test_another_authorization_is_none(header):
    assert authorization(header) is None


def test_an_authorization_is_taken_apart():
    header = "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host;x-acs-date,Signature=" + "0" * 64
    assert authorization(header) == Authorization("a", ("host", "x-acs-date"), "0" * 64)
