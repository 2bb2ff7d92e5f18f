"""Finding and opening files: regular ones below the workspace, never through a symlink, never more than the limit."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

from reconciler import files as door
from reconciler.load.limits import DEPTH
from reconciler.model.diagnostic import Diagnostic, Severity
from reconciler.model.phrase import phrase

WORKSPACE = "reconciler.yaml"
SUFFIXES = (".yaml", ".yml")
_HEAD = 4096
_MARK = b"voice.reconciler/"


class UnreadableFile(Exception):
    """A file that cannot be read as one. Holds its diagnostic."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


def fault(
    file: str, code: str, message: str, hint: str = "", *, severity: Severity = Severity.ERROR
) -> Diagnostic:
    """A diagnostic for a file as a whole."""
    return Diagnostic(file, 0, 0, code, message, hint, severity)


def walk(
    root: Path, folder: str, names: list[str], faults: list[Diagnostic], *, hidden: bool = False
) -> None:
    """Adds every manifest file below a folder to `names`, relative to the root, and what is odd to `faults`.

    Names with a leading dot are not read; a manifest among them is one of the odd things.
    """
    if folder.count("/") > DEPTH:
        faults.append(
            fault(
                folder,
                "VN021",
                phrase("folders are nested deeper than {depth} levels", depth=DEPTH),
                phrase("move it up"),
            )
        )
        return
    try:
        entries = _listing(root, folder)
    except OSError as error:
        faults.append(_unreadable(folder, error))
        return
    for entry in entries:
        name, dark = f"{folder}/{entry.name}", hidden or entry.name.startswith(".")
        if entry.is_symlink():
            faults.append(_symlink(name))
        elif entry.is_dir(follow_symlinks=False):
            walk(root, name, names, faults, hidden=dark)
        elif not entry.is_file(follow_symlinks=False):
            hint = phrase("remove it: fifos, sockets and devices are not read")
            faults.append(fault(name, "VN010", phrase("this is no regular file"), hint))
        elif entry.name.endswith(SUFFIXES) and not dark:
            names.append(name)
        elif _looks_like_one(root, name):
            faults.append(_unread(name))


def strays(root: Path, folders: tuple[str, ...]) -> list[Diagnostic]:
    """Files elsewhere in the workspace that look like manifests and are not read."""
    return [_unread(name) for name in _elsewhere(root, "", folders)]


def _elsewhere(root: Path, folder: str, folders: tuple[str, ...]) -> Iterator[str]:
    try:
        entries = _listing(root, folder) if folder.count("/") <= DEPTH else []
    except OSError:
        return
    for entry in entries:
        name = f"{folder}/{entry.name}" if folder else entry.name
        if entry.name.startswith(".") or name in (WORKSPACE, *folders):
            continue
        if entry.is_dir(follow_symlinks=False):
            if not (Path(entry.path) / WORKSPACE).exists():
                yield from _elsewhere(root, name, folders)
        elif (
            entry.name.endswith(SUFFIXES)
            and entry.is_file(follow_symlinks=False)
            and _looks_like_one(root, name)
        ):
            yield name


def _listing(root: Path, folder: str) -> list[os.DirEntry[str]]:
    """A folder's entries by name. Raises OSError, ELOOP where a part of the path is a link."""
    path = root
    for part in folder.split("/") if folder else ():
        path /= part
        if path.is_symlink():
            raise OSError(errno.ELOOP, phrase("a symbolic link"))
    with os.scandir(path) as entries:
        return sorted(entries, key=lambda entry: entry.name)


def _looks_like_one(root: Path, file: str) -> bool:
    try:
        return _MARK in door.head(root, file, _HEAD)
    except OSError:
        return False


def read(root: Path, file: str, limit: int) -> bytes:
    """A file's bytes. Raises Unusable for what is no regular file, cannot be read, or is larger than the limit."""
    try:
        return door.below(root, file, limit)
    except door.TooLarge as error:
        message = phrase("this file is larger than {limit} MiB", limit=limit >> 20)
        raise UnreadableFile(
            fault(file, "VN012", message, phrase("split it: about 100 numbers a file read best"))
        ) from error
    except OSError as error:
        raise UnreadableFile(_unreadable(file, error)) from error


def _symlink(file: str) -> Diagnostic:
    return fault(
        file,
        "VN010",
        phrase("this is a symbolic link"),
        phrase("put the file itself here: links are never followed"),
    )


def _unreadable(file: str, error: OSError) -> Diagnostic:
    if file == WORKSPACE and error.errno == errno.ENOENT:
        hint = phrase("run reconciler init to make one, or choose a workspace with -C DIR")
        return fault(file, "VN003", phrase("this folder is no workspace: it has no reconciler.yaml"), hint)
    if error.errno == errno.ELOOP:
        return _symlink(file)
    message = phrase("this cannot be read: {strerror}", strerror=error.strerror or error)
    return fault(file, "VN011", message, phrase("check that it exists, and its permissions"))


def _unread(file: str) -> Diagnostic:
    hint = phrase("manifests end in .yaml or .yml and lie below a manifests folder of reconciler.yaml")
    return fault(
        file, "VN026", phrase("this looks like a manifest and is not read"), hint, severity=Severity.WARNING
    )
