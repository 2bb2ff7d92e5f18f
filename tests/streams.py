"""What a command prints, kept where there is no pytest to keep it."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from typing import NamedTuple


class Output(NamedTuple):
    """What was printed since it was last taken."""

    out: str
    err: str


class Streams:
    """Both streams of this process, with the one method of pytest's `capsys` that `staged.Workspace` needs."""

    def __init__(self) -> None:
        self.out, self.err = _stream(), _stream()

    @classmethod
    @contextlib.contextmanager
    def kept(cls) -> Iterator[Streams]:
        streams = cls()
        with contextlib.redirect_stdout(streams.out), contextlib.redirect_stderr(streams.err):
            yield streams

    def readouterr(self) -> Output:
        return Output(_taken(self.out), _taken(self.err))


def _stream() -> io.TextIOWrapper[io.BytesIO]:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="", write_through=True)


def _taken(stream: io.TextIOWrapper[io.BytesIO]) -> str:
    stream.seek(0)
    text = stream.read()
    stream.seek(0)
    stream.truncate()
    return text
