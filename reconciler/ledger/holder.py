"""Which process holds a lock, and whether it still lives."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from reconciler.noun import noun

_PROC = Path("/proc")


@noun
class Holder:
    """A process that no other can be mistaken for, not even one that got its number after it."""

    host: str
    pid: int
    token: str
    """`BOOT/NAMESPACE/START` where the system tells them, else empty."""

    @property
    def dead(self) -> bool:
        """Whether it is known to have ended. Of another host, container or boot nothing is known."""
        here = current()
        if self.host != here.host or _place(self.token) != _place(here.token):
            return False
        return not _exists(self.pid) or _token(self.pid) != self.token


def current() -> Holder:
    """This process."""
    return Holder(socket.gethostname(), os.getpid(), _token(os.getpid()))


def _place(token: str) -> str:
    return token.rpartition("/")[0]


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _token(pid: int) -> str:
    """Boot, process namespace and start time; a zombie's is another, because it holds nothing any more."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()
        space = (_PROC / "self/ns/pid").readlink()
        state, *rest = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return f"{boot}/{space}/{'zombie' if state in 'ZX' else rest[18]}"
