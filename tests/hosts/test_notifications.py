"""`drift --notify`: people are told once per change, at a server on loopback that takes what apprise sends."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from staged import Workspace, stage

# apprise looks for plugins that it knows, one of which is on its way out of Python's own library.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


class Post:
    """Takes messages, until it is told to refuse."""

    def __init__(self):
        self.messages, self.status = [], 200
        post = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                content = self.rfile.read(int(self.headers["Content-Length"]))
                post.messages.append(json.loads(content))
                self.send_response(post.status)
                self.end_headers()

            def log_message(self, *_):
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        self.address = f"json://127.0.0.1:{self.server.server_port}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def post(monkeypatch):
    post = Post()
    monkeypatch.setenv("RECONCILER_NOTIFY", post.address)
    yield post
    post.close()


@pytest.fixture
def shop(tmp_path, capsys):
    shop = Workspace(stage(tmp_path / "shop"), capsys)
    shop.ok("apply", "--yes")
    shop.ok("import", "--baseline")
    return shop


def morning(shop, day):
    """One day's report, compared with the day's before."""
    words = ["--previous", f"day-{day - 1}.json"] if day else []
    return shop("drift", "--notify", "-o", "json", "--output-file", f"day-{day}.json", *words).err


def test_a_week_of_foreign_changes_is_told_once_each(shop, post):
    deeds = {
        1: ("unbind", "057188880001"),
        3: ("unbind", "057188880002"),
        5: ("bind", "057188880001", "057100001234"),
    }
    told = []
    for day in range(7):
        if day in deeds:
            shop.ok("simulator", "console", *deeds[day])
        before = len(post.messages)
        morning(shop, day)
        told.append(len(post.messages) - before)
        shop.ok("simulator", "advance", "1h")
    assert told == [0, 1, 0, 1, 0, 1, 0]
    first, second, third = (message["message"] for message in post.messages)
    assert "~ care/hz-001: changed outside Git: instance" in first
    assert "care/hz-001" not in "\n".join(line for line in second.splitlines() if line.startswith("~"))
    assert "+ care/hz-001: over (changed outside Git: instance (unbind by console on 2026-11-23" in third
    assert "care/brand: submit the documents of 4008100001, or it is released (care@example.com)" in first
    assert "057188880001" not in json.dumps(post.messages)
    assert post.messages[0]["title"] == "Voice numbers: prod"


def test_who_changes_a_number_once_more_is_told_of_once_more(shop, post):
    deeds = {
        1: ("configure-ivr", "057188880001", "--audio", "a.wav", "--description", "A"),
        2: ("configure-ivr", "057188880001", "--audio", "b.wav", "--description", "A"),
        4: ("unbind", "057188880001"),
    }
    told = []
    for day in range(6):
        if day in deeds:
            shop.ok("simulator", "console", *deeds[day])
        before = len(post.messages)
        morning(shop, day)
        told.append(len(post.messages) - before)
    assert told == [0, 1, 1, 0, 1, 0]
    since = json.loads((shop.root / "day-2.json").read_text())["since"]
    assert (since["new"], since["again"]) == ([], [{"address": "care/hz-001", "category": "changed"}])


def test_what_an_exception_let_be_is_told_when_it_ends(shop, post):
    exception = "{rule: VN610, address: care/hz-001, reason: OPS-1, until: '2026-11-24'}"
    shop.edit("reconciler.yaml", "  manifests:", f"  exceptions: [{exception}]\n  manifests:")
    shop.ok("simulator", "console", "unbind", "057188880001")
    told = []
    for day in range(4):
        before = len(post.messages)
        morning(shop, day)
        told.append(len(post.messages) - before)
        shop.ok("simulator", "advance", "1d")
    assert told == [0, 0, 1, 0]


def test_a_message_that_nobody_took_is_an_error_without_the_secret(shop, post):
    shop.ok("simulator", "console", "unbind", "057188880001")
    post.status = 500
    ran = shop("drift", "--notify")
    assert ran.code == 1
    assert "address 1 of the notifications did not take the message" in ran.err
    assert post.address not in ran.err


def test_one_that_is_out_of_order_keeps_no_other_from_hearing_of_it(shop, post, monkeypatch):
    shop("drift", "-o", "json", "--output-file", "before.json")
    shop.ok("simulator", "console", "unbind", "057188880001")
    silent = Post()
    silent.status = 500
    monkeypatch.setenv("RECONCILER_NOTIFY", f"{silent.address} nothing-known {post.address}")
    ran = shop("drift", "--notify", "--previous", "before.json", "-o", "json", "--output-file", "after.json")
    assert (ran.code, len(post.messages)) == (1, 1)
    error = ran.json["error"]
    assert "address 1 of the notifications did not take the message; address 2 of the" in error["message"]
    assert error["hint"].startswith("1 of 3 addresses were told")
    silent.close()
    monkeypatch.setenv("RECONCILER_NOTIFY", post.address)
    shop("drift", "--notify", "--previous", "before.json")
    assert len(post.messages) == 2
    shop("drift", "--notify", "--previous", "after.json")
    assert len(post.messages) == 2


@pytest.mark.parametrize(("value", "code"), [(None, 64), ("", 64), ("nothing-known", 1)])
def test_addresses_that_are_none_are_said(shop, monkeypatch, value, code):
    shop.ok("simulator", "console", "unbind", "057188880001")
    monkeypatch.delenv("RECONCILER_NOTIFY", raising=False)
    if value is not None:
        monkeypatch.setenv("RECONCILER_NOTIFY", value)
    assert shop("drift", "--notify").code == code
