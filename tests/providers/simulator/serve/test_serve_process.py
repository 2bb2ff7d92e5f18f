"""`reconciler simulator serve` as a process, and the other side of its counter over HTTP."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from emulating import ACCOUNT, BARE_HOTLINE, BOUND, FREE, HOTLINE, INSTANCE, Emulated, emulated

WORKSPACE = """\
apiVersion: voice.reconciler/v1
kind: Workspace
metadata: {name: example}
spec:
  manifests: [teams]
  ledger: sqlite:///.reconciler/ledger.db
  accounts:
    prod: {provider: simulator, settings: {database: .reconciler/simulator.db, world: world.yaml, api: full}}
"""


def workspace(folder: Path) -> Path:
    (folder / "reconciler.yaml").write_text(WORKSPACE, encoding="utf-8")
    (folder / "world.yaml").write_text(json.dumps(ACCOUNT, ensure_ascii=False), encoding="utf-8")
    return folder


def deed(endpoint: str, name: str, **asked: Any) -> dict[str, Any]:
    request = urllib.request.Request(
        f"http://{endpoint}/_sim/{name}",
        data=json.dumps(asked).encode(),
        headers={"Content-Type": "application/json"},
        method="POST",
    )
    with urllib.request.urlopen(request) as answer:
        shown: dict[str, Any] = json.load(answer)
        return shown


def numbers(shown: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {number["number"]: number for number in shown["numbers"]}


@pytest.fixture
def account(tmp_path: Path) -> Iterator[Emulated]:
    with emulated(tmp_path) as served:
        yield served


def test_the_first_line_says_where_and_an_sdk_can_talk_to_it(tmp_path):
    """The process that asks is another one too: it finds the key pair in its environment."""
    keys = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "ours", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "hidden"}
    environment = os.environ | keys | {"ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true"}
    command = [sys.executable, "-m", "reconciler", "simulator", "serve"]
    with subprocess.Popen(
        command, cwd=workspace(tmp_path), stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            assert process.stdout is not None
            name, _, endpoint = process.stdout.readline().strip().partition(": ")
            assert name == "endpoint"
            assert endpoint.startswith("127.0.0.1:")
            asking = (
                "from pathlib import Path\n"
                "from reconciler.model.state import Account\n"
                "from reconciler.providers import create\n"
                f"settings = {{'endpoint': '{endpoint}', 'protocol': 'http'}}\n"
                "print(*create('alibaba', Account('prod', 'alibaba', settings), Path()).observe().numbers)"
            )
            asked = subprocess.run(
                [sys.executable, "-c", asking], capture_output=True, text=True, env=environment, check=True
            )
            assert asked.stdout == f"{BOUND}\n"
        finally:
            process.terminate()


def test_an_account_that_is_not_simulated_cannot_be_served(tmp_path):
    text = WORKSPACE.replace("provider: simulator", "provider: alibaba").partition(", settings")[0] + "}\n"
    (tmp_path / "reconciler.yaml").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "reconciler", "simulator", "serve", "-C", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 64
    assert "not simulated" in done.stderr


class TestBackstage:
    def test_the_account_is_shown(self, account):
        with urllib.request.urlopen(f"http://{account.endpoint}/_sim/show") as answer:
            shown = json.load(answer)
        assert shown["now"] == "2026-11-23T10:00:00+08:00"
        assert set(numbers(shown)) == {number["number"] for number in ACCOUNT["numbers"]}

    def test_the_virtual_clock_moves(self, account):
        assert deed(account.endpoint, "advance", by="36h")["now"] == "2026-11-24T22:00:00+08:00"

    def test_the_person_in_the_console(self, account):
        bound = deed(account.endpoint, "bind", number=FREE, instance=INSTANCE)
        assert numbers(bound)[FREE]["instance"] == INSTANCE
        assert "instance" not in numbers(deed(account.endpoint, "unbind", number=FREE))[FREE]
        played = deed(account.endpoint, "configure-ivr", number=FREE, audio="a.wav", description="A")
        assert numbers(played)[FREE]["ivr"]["playback"]["audio"] == "a.wav"
        gone = deed(account.endpoint, "cancel", number=FREE)
        assert numbers(gone)[FREE]["status"] == "cancelling"
        by = {entry.by for entry in account.world.requests()}
        assert by == {"console"}

    def test_an_application_from_documents_to_activation(self, tmp_path):
        offer = {"number": "4008100077", "carrier": "中国联通"}
        with emulated(tmp_path, ACCOUNT | {"pool": [offer]}) as account:
            enterprise = ACCOUNT["enterprises"][0]["name"]
            asked = {**offer, "enterprise": enterprise, "package": "120"}
            applied = deed(account.endpoint, "apply", **asked)
            assert numbers(applied)["4008100077"]["status"] == "documents_due"
            deed(account.endpoint, "submit-documents", number="4008100077", reference="DOC-1")
            approved = deed(account.endpoint, "approve", number="4008100077")
            assert numbers(approved)["4008100077"]["status"] == "active"

    def test_the_carrier_restricts(self, account):
        shown = deed(account.endpoint, "restrict", number=FREE, reason="投诉")
        assert (numbers(shown)[FREE]["status"], numbers(shown)[FREE]["reason"]) == ("restricted", "投诉")

    def test_a_fault_is_scripted_and_forgotten(self, account):
        deed(account.endpoint, "fault", kind="timeout-after", verb="bind", times=2)
        (fault,) = account.world.faults()
        assert (fault.kind, fault.verb, fault.times) == ("timeout-after", "bind", 2)
        deed(account.endpoint, "clear-faults")
        assert account.world.faults() == ()

    def test_reset_starts_anew(self, account):
        deed(account.endpoint, "cancel", number=FREE)
        assert numbers(deed(account.endpoint, "reset"))[FREE]["status"] == "active"

    @pytest.mark.parametrize(
        ("name", "asked", "status", "code"),
        [
            ("nothing", {}, 404, "InvalidAction.NotFound"),
            ("advance", {}, 400, "InvalidParameters"),
            ("advance", {"by": "soon"}, 400, "Duration.Invalid"),
            (
                "apply",
                {"number": "1", "enterprise": "e", "carrier": "c", "package": "x"},
                400,
                "InvalidParameters",
            ),
            ("bind", {"number": HOTLINE, "instance": INSTANCE}, 400, "Number.NotRegular"),
            ("unbind", {"number": BARE_HOTLINE}, 400, "Number.NotBound"),
            ("fault", {"kind": "earthquake"}, 400, "VN064"),
        ],
    )
    def test_what_cannot_be_done_is_an_error_body(self, account, name, asked, status, code):
        with pytest.raises(urllib.error.HTTPError) as failed:
            deed(account.endpoint, name, **asked)
        with failed.value as answer:
            body = json.load(answer)
            assert (answer.code, body["Code"]) == (status, code)

    @pytest.mark.parametrize(
        ("headers", "body", "status"),
        [
            ({"Host": "evil.example.com"}, b"{}", 403),
            ({"Content-Type": "text/plain"}, b"{}", 400),
            ({"Content-Type": "application/json"}, b"[]", 400),
            ({"Content-Type": "application/json"}, b"{", 400),
            ({"Content-Type": "application/json"}, b'{"a": NaN}', 400),
            ({"Content-Type": "application/json"}, b"[" * 200_000, 400),
            ({"Content-Type": "application/json", "Origin": "https://evil.example"}, b"{}", 403),
            ({"Content-Type": "application/json", "Origin": "null"}, b"{}", 403),
            ({}, None, 400),
        ],
    )
    def test_a_page_in_a_browser_cannot_reach_it(self, account, headers, body, status):
        connection = HTTPConnection(account.endpoint)
        connection.request("POST", "/_sim/reset", body=body, headers=headers)
        assert connection.getresponse().status == status
        connection.close()

    def test_only_a_post_is_a_deed(self, account):
        connection = HTTPConnection(account.endpoint)
        connection.request("GET", "/_sim/reset")
        assert connection.getresponse().status == 403
        connection.close()

    def test_a_request_that_is_too_large_is_refused(self, account):
        connection = HTTPConnection(account.endpoint)
        connection.putrequest("POST", "/_sim/advance")
        connection.putheader("Content-Length", str(10**9))
        connection.endheaders()
        assert connection.getresponse().status == 413
        connection.close()
