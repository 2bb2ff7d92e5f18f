"""The one door for files: in with a limit and without waiting, out whole or not at all.

What comes in is a regular file. A FIFO would be waited for, a device never ends, and a link leads where nobody
reviewed. What goes out holds unmasked numbers, so only its owner may read it.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reconciler.errors import ReconcilerError
from reconciler.model.phrase import phrase

PRIVATE, SHARED = 0o600, 0o644
"""Modes: for its owner only, and for every program of this machine to read."""
_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.ENOSYS})
"""How a file system says that it knows no hard links."""
_READ = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


class NotRegular(OSError):
    """It is a FIFO, a socket, a device or a folder."""

    def __init__(self) -> None:
        super().__init__(errno.EINVAL, phrase("it is no regular file"))


class Outside(OSError):
    """A path in the workspace that is a link out of it."""

    def __init__(self) -> None:
        super().__init__(errno.ELOOP, phrase("it is a link that leads out of the workspace"))


class TooLarge(OSError):
    """It holds more bytes than its reader takes."""

    def __init__(self, limit: int) -> None:
        super().__init__(errno.EFBIG, phrase("it is larger than {limit} MiB", limit=limit >> 20))


def below(root: Path, name: str, limit: int) -> bytes:
    """A file below a folder, no part of its path a link. Raises OSError; TooLarge beyond the limit."""
    return _whole(_stepwise(root, name), limit)


def named(root: Path, name: str, limit: int) -> bytes:
    """A file that the workspace's settings name. Raises OSError; TooLarge beyond the limit."""
    inside = not name.startswith("/") and ".." not in name.split("/")
    return below(root, name, limit) if inside else named_by_user(root / name, limit)


def head(root: Path, name: str, most: int) -> bytes:
    """The first bytes of such a file. Raises OSError."""
    return _content(_stepwise(root, name), most)


def named_by_user(path: str | Path, limit: int) -> bytes:
    """A file that somebody named on the command line; a link may lead to it, but not out of the workspace.

    Raises OSError; Outside, NotRegular, TooLarge.
    """
    _refuse_outside(path)
    return _whole(os.open(path, _READ), limit)


def database(path: Path) -> None:
    """Refuses what a library that opens files by itself must not open. Raises OSError; Outside, NotRegular."""
    _refuse_outside(path)
    if path.exists() and not path.is_file():
        raise NotRegular


def _refuse_outside(path: str | Path) -> None:
    """Raises Outside for a path in the workspace, as it was written, that is a link out of it or a circle of links."""
    here, there = Path.cwd(), Path(os.path.normpath(Path.cwd() / path))
    if there.is_relative_to(here):
        real = Path(os.path.realpath(there))
        if not real.is_relative_to(os.path.realpath(here)):
            raise Outside
        if real.is_symlink():
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))


def text_given(path: str | Path, limit: int) -> str:
    """Such a file's text. Raises ReconcilerError with the file, and the line that is not UTF-8."""
    try:
        content = named_by_user(path, limit)
        return content.decode("utf-8").removeprefix("\ufeff")
    except OSError as error:
        code = {errno.EFBIG: "VN012", errno.ELOOP: "VN010", errno.EINVAL: "VN010"}.get(
            error.errno or 0, "VN011"
        )
        hint = phrase("name a regular file in the workspace") if code == "VN010" else ""
        raise ReconcilerError(f"{path}: {error.strerror or error}", code=code, hint=hint) from error
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ReconcilerError(
            phrase("{path}:{line}: this is not UTF-8 text", path=path, line=line),
            code="VN013",
            hint=phrase("save it as UTF-8"),
        ) from error


def private(path: Path, limit: int) -> bytes:
    """A file of our own that nobody else can read or write. Raises OSError."""
    handle = os.open(path, _READ | os.O_NOFOLLOW)
    status = os.fstat(handle)
    if status.st_mode & 0o077 or status.st_uid != os.geteuid():
        os.close(handle)
        raise PermissionError(errno.EACCES, phrase("others can write to it"))
    return _whole(handle, limit)


def write(path: str | Path, text: str, *, mode: int = PRIVATE) -> None:
    """Puts a file in place whole: written beside it, on the disk, then renamed. Raises OSError; Outside.

    What is no regular file, such as /dev/stdout, is written to as it is; a FIFO only while somebody reads it.
    """
    _refuse_outside(path)
    target = Path(os.path.realpath(path))
    if Path(path).exists() and not Path(path).is_file():
        handle = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        os.set_blocking(handle, True)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
        return
    with _draft(target) as handle, os.fdopen(handle, "wb") as file:
        file.write(text.encode("utf-8"))
        file.flush()
        os.fchmod(handle, mode)
        os.fsync(handle)


def keep(path: Path, text: str) -> None:
    """Puts a private file in place whole, whatever stood there; a power cut may lose it. Raises OSError."""
    with _draft(path) as handle, os.fdopen(handle, "wb") as file:
        file.write(text.encode("utf-8"))


def create(path: Path, text: str) -> None:
    """Puts a new file in place whole. Raises FileExistsError: one that is there is never overwritten."""
    from secrets import token_hex

    draft = path.with_name(f".{path.name[:40]}.{token_hex(8)}.tmp")
    try:
        _new(draft, text)
        os.link(draft, path)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _new(path, text)
    finally:
        draft.unlink(missing_ok=True)


def _new(path: Path, text: str) -> None:
    with path.open("x", encoding="utf-8", newline="") as stream:
        stream.write(text)


@contextmanager
def _draft(target: Path) -> Iterator[int]:
    """A file beside the target that takes its place at the end, or vanishes."""
    import tempfile

    handle, draft = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.", suffix=".tmp")
    try:
        yield handle
        Path(draft).replace(target)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def _stepwise(root: Path, name: str) -> int:
    """Steps from folder to folder, so that no part of the path can be a link."""
    *parents, last = name.split("/")
    here = os.open(root, _FOLDER)
    try:
        for parent in parents:
            inner = os.open(parent, _FOLDER | os.O_NOFOLLOW, dir_fd=here)
            os.close(here)
            here = inner
        return os.open(last, _READ | os.O_NOFOLLOW, dir_fd=here)
    finally:
        os.close(here)


def _whole(handle: int, limit: int) -> bytes:
    content = _content(handle, limit + 1)
    if len(content) > limit:
        raise TooLarge(limit)
    return content


def _content(handle: int, most: int) -> bytes:
    with os.fdopen(handle, "rb") as opened:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise NotRegular
        return opened.read(most)
