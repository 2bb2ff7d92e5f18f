"""A real browser, driven over the WebDriver protocol on loopback: Debian's chromium and chromedriver, nothing more."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

DRIVER = shutil.which("chromedriver")
needs_browser = pytest.mark.skipif(
    DRIVER is None or shutil.which("chromium") is None,
    reason="needs apt-get install chromium chromium-driver",
)


class Browser:
    """One window."""

    def __init__(self, address: str, session: str) -> None:
        self._base = f"{address}/session/{session}"

    def open(self, path: Path) -> None:
        """Opens a file, and waits until all of it is there."""
        self._post("url", {"url": path.as_uri()})
        self.wait("return document.readyState === 'complete' || null")

    def run(self, script: str, *arguments: Any) -> Any:
        """The value of a script's `return`."""
        return self._post("execute/sync", {"script": script, "args": list(arguments)})

    def wait(self, script: str) -> Any:
        """The value of a script's `return`, once it is not null."""
        look = "const look = () => { const v = value(); v === null ? setTimeout(look, 5) : done(v); };"
        whole = f"const done = arguments[0], value = () => {{ {script} }}; {look} look();"
        return self._post("execute/async", {"script": whole, "args": []})

    def keys(self, text: str) -> None:
        """Types on the keyboard, wherever the focus is."""
        actions = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        self._post("actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def size(self, width: int, height: int) -> None:
        """The window's size."""
        self._post("window/rect", {"width": width, "height": height})

    def emulate(self, command: str, **parameters: Any) -> Any:
        """A command of the developer tools."""
        return self._post("goog/cdp/execute", {"cmd": command, "params": parameters})

    def picture(self, path: Path) -> None:
        """Saves what is seen."""
        path.write_bytes(base64.b64decode(self._get("screenshot")))

    def console(self) -> list[str]:
        """What the console was told since the last call: errors, refused scripts, requests."""
        return [entry["message"] for entry in self._post("se/log", {"type": "browser"})]

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        return _call(f"{self._base}/{path}", body)

    def _get(self, path: str) -> Any:
        return _call(f"{self._base}/{path}", None)


def _call(url: str, body: dict[str, Any] | None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)["value"]


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless chromium for as long as the block runs."""
    environment = {**os.environ, "TZ": "Asia/Shanghai"}
    with subprocess.Popen(
        [str(DRIVER), "--port=0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
    ) as process:
        try:
            address = f"http://127.0.0.1:{_port(process)}"
            options = {
                "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
                "binary": shutil.which("chromium"),
            }
            wanted = {
                "browserName": "chrome",
                "goog:chromeOptions": options,
                "goog:loggingPrefs": {"browser": "ALL"},
            }
            session = _call(f"{address}/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]
            yield Browser(address, session)
            urllib.request.urlopen(
                urllib.request.Request(f"{address}/session/{session}", method="DELETE"), timeout=60
            ).close()
        finally:
            process.terminate()


def _port(process: subprocess.Popen[str]) -> int:
    for line in process.stdout or ():
        if "started successfully on port" in line:
            return int(line.rstrip(". \n").rpartition(" ")[2])
    raise AssertionError("chromedriver did not start")
