"""A process that has everything imported and forks a real one for each command; JSON lines in, numbers out.

A request is {"root", "words"} and more: `step` is where the child kills itself with SIGKILL, or sends itself `signal`
instead; with `hang` its first call never returns, and it says so in the file `hanging`. The answer is the child's
process number at once. A request {"wait": PID} answers how it ended.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from documents import Git, Tombstone
from steps import SteppedProvider, SteppedStore, Steps
from watch import Watch, in_file, on_server

from reconciler import pipeline
from reconciler.cli.main import run
from reconciler.contracts.provider import Call, Receipt

LEDGER = "PROOF_LEDGER"
"""The variable that holds the URL of a ledger on a server."""


class HangingProvider(SteppedProvider):
    """A provider whose answer never comes; a stubborn one does not let itself be interrupted either."""

    where: Path
    stubborn = False

    def execute(self, call: Call) -> Receipt:
        receipt = super().execute(call)
        self.where.touch()
        try:
            time.sleep(600)
        except KeyboardInterrupt:
            if not self.stubborn:
                raise
            time.sleep(600)
        return receipt


def _end(number: int) -> Callable[[], None]:
    return lambda: os.kill(os.getpid(), number)


def _doors(request: dict[str, Any]) -> Callable[..., pipeline.Session]:
    """What `open_session` is replaced by: the same session, its doors counted and the counter watched."""
    opened = pipeline.open_session
    root = Path(request["root"])
    deadly = signal.Signals[request.get("signal", "SIGKILL")]
    at = {request["step"]: _end(deadly)} if "step" in request else {}
    made = HangingProvider if request.get("hang") else SteppedProvider

    def open_session(*words: Any, **named: Any) -> pipeline.Session:
        session = opened(*words, **named)
        steps = Steps(at)
        server = os.environ.get(LEDGER)
        bodies = on_server(server) if server else in_file(root / ".reconciler/ledger.db")
        watch = Watch(session.provider.world, bodies, _git(root))
        watch.robbed = bool(request.get("robbed"))
        watch.tell = root / "violations"
        provider = made(session.provider, steps)
        if isinstance(provider, HangingProvider):
            provider.where = root / "hanging"
            provider.stubborn = request["hang"] == "stubborn"
        return pipeline.Session(
            root=session.root,
            validation=session.validation,
            desired=session.desired,
            account=session.account,
            provider=provider,
            store=SteppedStore(session.store, steps, []),
            clock=session.clock,
        )

    return open_session


def _git(root: Path) -> Callable[[], Git]:
    """The tombstones that are committed there."""
    stones = {}
    for file in sorted((root / "teams/care/cancellations").glob("*.yaml")):
        said = json.loads(file.read_text(encoding="utf-8"))
        spec = said["spec"]
        stones[said["metadata"]["name"]] = Tombstone(
            spec["target"], spec["number"], spec["notBefore"], spec["expires"]
        )
    return lambda: Git(tombstones=stones)


def child(request: dict[str, Any]) -> None:
    """One command, in this process, which ends with it."""
    root = Path(request["root"])
    os.environ.update(request.get("environment", {}))
    out = os.open(root / request.get("out", "out"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(out, 1)
    os.dup2(out, 2)
    if request["words"][0] == "apply":
        pipeline.open_session = _doors(request)
    os.chdir(root)
    code = run(request["words"])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def serve() -> None:
    """Answers requests until there are no more."""
    for line in sys.stdin:
        request = json.loads(line)
        if "wait" in request:
            _, status = os.waitpid(request["wait"], 0)
            print(os.waitstatus_to_exitcode(status), flush=True)
            continue
        pid = os.fork()
        if pid == 0:
            try:
                child(request)
            finally:
                os._exit(99)
        print(pid, flush=True)


if __name__ == "__main__":
    serve()
