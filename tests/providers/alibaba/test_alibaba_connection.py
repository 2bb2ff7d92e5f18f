"""What the SDK leaves open and our session closes: redirects, proxies, sizes, retries, logs, secrets."""

import gzip
import io
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from alibabacloud_credentials.utils import auth_util

from reconciler.errors import MissingExtra, OutcomeUnknown, Refused, Unreadable
from reconciler.providers.alibaba import connection, sdk, settings
from reconciler.providers.alibaba.client import Client, redacted
from reconciler.providers.alibaba.pace import CALL

Answering = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def answering(answer: Answering) -> Iterator[tuple[str, list[str]]]:
    """A server of one behaviour; yields its endpoint and the paths it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked.append(self.path)
            answer(self)

        do_GET = do_POST

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}", asked
        finally:
            server.shutdown()
            thread.join()


def reply(status: int, body: bytes, **headers: str) -> Answering:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


OK = b'{"Code": "OK", "Data": true}'
WRITE = ("SetTransferCalleePoolConfig", {"PhoneNumber": "4008100001"})


def at(endpoint: str, pace) -> Client:
    return Client(settings.parse({"endpoint": endpoint, "protocol": "http"}), pace)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_never_followed(status, pace):
    with answering(reply(200, OK)) as (elsewhere, seen):
        redirect = reply(status, OK, Location=f"http://{elsewhere}/")
        with answering(redirect) as (endpoint, asked):
            client = at(endpoint, pace)
            with pytest.raises(Unreadable, match=f"redirect .HTTP {status}.") as unreadable:
                client.read("QueryAccountBalance", {})
            with pytest.raises(OutcomeUnknown):
                client.write(*WRITE)
    assert not unreadable.value.retryable
    assert len(asked) == 2
    assert seen == []


def test_a_redirect_without_a_target_is_no_success_either(pace):
    with answering(reply(302, OK)) as (endpoint, _), pytest.raises(OutcomeUnknown):
        at(endpoint, pace).write(*WRITE)


def test_a_success_other_than_200_is_not_understood(pace):
    with answering(reply(202, OK)) as (endpoint, _), pytest.raises(OutcomeUnknown):
        at(endpoint, pace).write(*WRITE)


def test_a_huge_answer_is_cut_off(pace):
    body = b'{"Code": "OK", "Data": "' + b"x" * connection.SIZE_LIMIT + b'"}'
    with (
        answering(reply(200, body)) as (endpoint, _),
        pytest.raises(Unreadable, match="more than 4 MiB") as unreadable,
    ):
        at(endpoint, pace).read("QueryAccountBalance", {})
    assert not unreadable.value.retryable


def test_a_compressed_answer_is_not_unpacked(pace):
    squeezed = gzip.compress(OK)
    encoded = reply(200, squeezed, Content_Encoding="gzip")
    with answering(encoded) as (endpoint, _), pytest.raises(Unreadable, match="compressed"):
        at(endpoint, pace).read("QueryAccountBalance", {})


def test_an_answer_has_a_total_time(pace, monkeypatch):
    """A clock that jumps takes the place of a server that drips for half a minute."""
    times = iter((0.0, 1.0, 31.0, 32.0))
    monkeypatch.setattr(connection.time, "monotonic", lambda: next(times, 99.0))
    with (
        answering(reply(200, OK)) as (endpoint, _),
        pytest.raises(Unreadable, match="took more than 30 s") as unreadable,
    ):
        at(endpoint, pace).read("QueryAccountBalance", {})
    assert unreadable.value.retryable


def test_a_truncated_answer_is_unreadable_and_for_a_mutation_unknown(pace):
    def cut(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(OK)
        handler.close_connection = True

    with answering(cut) as (endpoint, asked):
        with pytest.raises(Unreadable):
            at(endpoint, pace).read("QueryAccountBalance", {})
        with pytest.raises(OutcomeUnknown):
            at(endpoint, pace).write(*WRITE)
    assert len(asked) == 2


@pytest.mark.parametrize("body", [b"", b"[]", b'"OK"', b"null", b"{", b"\xff\xfe", b'{"Data": true}'])
def test_a_body_that_is_no_answer(body, pace):
    with answering(reply(200, body)) as (endpoint, _):
        with pytest.raises(Unreadable):
            at(endpoint, pace).read("QueryAccountBalance", {})
        with pytest.raises(OutcomeUnknown):
            at(endpoint, pace).write(*WRITE)


def test_a_refused_connection_leaves_a_mutation_unknown(pace):
    with answering(reply(200, OK)) as (endpoint, _):
        pass
    with pytest.raises(Unreadable) as unreadable:
        at(endpoint, pace).read("QueryAccountBalance", {})
    assert unreadable.value.retryable
    with pytest.raises(OutcomeUnknown):
        at(endpoint, pace).write(*WRITE)


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy"])
def test_a_proxy_of_the_environment_does_not_get_what_is_meant_for_this_machine(name, pace, monkeypatch):
    with answering(reply(200, b"{}")) as (proxy, through), answering(reply(200, OK)) as (endpoint, asked):
        monkeypatch.setenv(name, f"http://{proxy}")
        at(endpoint, pace).read("QueryAccountBalance", {})
    assert (len(through), len(asked)) == (0, 1)


def test_the_sdk_has_no_retries_and_both_timeouts():
    built = sdk.Sdk(settings.parse({"endpoint": "127.0.0.1:1", "protocol": "http"}))
    for client in (built._voice, built._billing):
        assert client._retry_options is None
        assert (client._connect_timeout, client._read_timeout) == (5000, 10000)


def test_every_session_of_the_sdk_is_ours():
    sdk._guard()
    for owner in (sdk.darabonba.core.DaraCore, sdk.Tea.core.TeaCore):
        assert isinstance(owner._get_session("https://anywhere", "https"), connection.GuardedSession)


def test_an_sdk_that_cannot_be_guarded_is_not_used(monkeypatch):
    from reconciler.errors import InvariantError

    monkeypatch.setattr(sdk.darabonba.core.DaraCore, "_get_session", staticmethod(lambda *_: object()))
    with pytest.raises(InvariantError, match="cannot guard"):
        sdk.Sdk(settings.parse({}))


def test_secrets_that_the_provider_repeats_are_not_shown(pace, monkeypatch):
    monkeypatch.setattr(auth_util, "environment_security_token", "STS.token-1")

    def echo(handler):
        said = f"canonical: {handler.headers['x-acs-security-token']} testsecret testid"
        body = f'{{"Code": "SignatureDoesNotMatch", "Message": "{said}"}}'.encode()
        reply(400, body)(handler)

    with answering(echo) as (endpoint, _):
        with pytest.raises(Unreadable) as unreadable:
            at(endpoint, pace).read("QueryAccountBalance", {})
        with pytest.raises(Refused) as refused:
            at(endpoint, pace).write(*WRITE)
    for error in (unreadable.value, refused.value):
        assert "canonical: *** *** ***" in error.message
        assert error.__cause__ is None


def test_redaction_leaves_the_rest():
    assert redacted("key A, secret B", ("B", "A")) == "key ***, secret ***"


def test_debug_sdk_prints_no_header(pace, monkeypatch):
    said = io.StringIO()
    loud = logging.StreamHandler(said)
    logging.getLogger().addHandler(loud)
    monkeypatch.setenv("DEBUG", "sdk")
    monkeypatch.setattr(sys, "stderr", said)
    try:
        with answering(reply(200, OK)) as (endpoint, _):
            at(endpoint, pace).read("QueryAccountBalance", {})
    finally:
        logging.getLogger().removeHandler(loud)
    assert "Authorization" not in said.getvalue()
    assert "Signature" not in said.getvalue()


def test_without_credentials_nothing_is_sent(pace, monkeypatch):
    monkeypatch.setattr(auth_util, "environment_access_key_id", None)
    monkeypatch.setattr(auth_util, "environment_cli_profile_disabled", "true")
    monkeypatch.setattr(auth_util, "environment_credentials_file", "/nonexistent")
    with answering(reply(200, OK)) as (endpoint, asked):
        client = at(endpoint, pace)
        with pytest.raises(Unreadable, match="no credentials") as unreadable:
            client.read("QueryAccountBalance", {})
        with pytest.raises(Refused, match="nothing was sent"):
            client.write(*WRITE)
    assert asked == []
    assert not unreadable.value.retryable
    assert "ALIBABA_CLOUD_ACCESS_KEY_ID" in unreadable.value.hint


def test_without_the_extra_an_error_names_the_install_line(pace, monkeypatch):
    monkeypatch.setitem(sys.modules, "reconciler.providers.alibaba.sdk", None)
    with pytest.raises(MissingExtra) as missing:
        at("127.0.0.1:1", pace).read("QueryAccountBalance", {})
    assert missing.value.hint == "pip install 'voice-reconciler[alibaba]'"


def test_the_sdk_is_not_imported_before_the_first_call(tmp_path):
    code = (
        "import sys; from pathlib import Path; from reconciler.model.state import Account;"
        "from reconciler.providers import create;"
        "provider = create('alibaba', Account('prod', 'alibaba'), Path('.')); provider.capabilities;"
        "heavy = {'alibabacloud_dyvmsapi20170525', 'alibabacloud_credentials', 'Tea', 'darabonba', 'requests'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_headers_that_come_drop_by_drop_are_cut_off(pace):
    """Each drop would start the socket's own timeout anew; the server drips until its client is gone."""
    gone = threading.Event()

    def drip(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        with suppress(OSError):
            while not gone.wait(0.01):
                handler.wfile.write(b"X-Drop: 1\r\n")
        handler.close_connection = True

    with answering(drip) as (endpoint, asked):
        token = CALL.set(0.3)
        try:
            with pytest.raises(Unreadable) as unreadable:
                at(endpoint, pace).read("QueryAccountBalance", {})
            with pytest.raises(OutcomeUnknown) as unknown:
                at(endpoint, pace).write(*WRITE)
        finally:
            CALL.reset(token)
            gone.set()
    assert unreadable.value.retryable
    for error in (unreadable, unknown):
        assert error.value.message.endswith("ReadTimeout: the answer took more than 0.3 s")
    assert len(asked) == 2


@pytest.mark.parametrize(("status", "retryable"), [(403, False), (404, False), (502, True), (504, True)])
def test_a_page_in_place_of_an_answer_keeps_its_status_and_type(status, retryable, pace):
    page = reply(status, b"<html>Gateway</html>", Content_Type="text/html; charset=utf-8")
    with answering(page) as (endpoint, _):
        with pytest.raises(Unreadable) as unreadable:
            at(endpoint, pace).read("QueryAccountBalance", {})
        with pytest.raises(OutcomeUnknown, match=f"HTTP {status} with text/html"):
            at(endpoint, pace).write(*WRITE)
    assert f"HTTP {status} with text/html; charset=utf-8 in place of JSON" in unreadable.value.message
    assert unreadable.value.retryable is retryable


def test_a_refusal_says_which_permission_is_missing(pace):
    body = (
        b'{"Code": "NoPermission", "Message": "You are not authorized.", "RequestId": "R-1", "AccessDeniedDetail":'
        b' {"AuthAction": "dyvms:SetTransferCalleePoolConfig", "PolicyType": "AccountLevelIdentityBasedPolicy"}}'
    )
    with answering(reply(403, body)) as (endpoint, _), pytest.raises(Refused) as refused:
        at(endpoint, pace).write(*WRITE)
    assert "denied: AuthAction dyvms:SetTransferCalleePoolConfig" in refused.value.message
