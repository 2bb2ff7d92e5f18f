"""Whether CODEOWNERS has somebody approve what is for ever: cancellations and acknowledgements.

Patterns are those of GitHub and GitLab: the last one that matches decides, a pattern without an owner leaves a path to
anybody. GitLab's sections each decide for themselves: one that names an owner is enough, unless it is optional.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from reconciler.model.diagnostic import Diagnostic, Severity
from reconciler.model.phrase import phrase
from reconciler.model.state import DesiredState
from reconciler.noun import noun

CODE = "VN029"
OWNERS = "@example/voice-admins"
"""The placeholder in lines to paste."""
_SECTION = re.compile(r"(\^?)\[([^\]]+)\](?:\[[0-9]+\])?(.*)")
_PARTS = re.compile(r"(/?\*\*/?|\*|\?)")


@noun
class OwnersFile:
    """A CODEOWNERS file."""

    file: str
    """Relative to the repository's top."""
    text: str
    """Empty where the repository has none."""
    folder: str = ""
    """The workspace, relative to the repository's top; empty if it is the top."""


def consent_paths(desired: DesiredState) -> tuple[str, ...]:
    """The folders and files that hold consent: where tombstones are written, where each one and each agreement is."""
    teams = tuple(f"{path}/" for team in desired.teams.values() for path in team.paths)
    folders = {f"{path}cancellations/" for path in teams}
    for agreement in desired.acknowledgements:
        folder = agreement.source.file.rpartition("/")[0] + "/"
        alone = (
            folder != "/" and not folder.startswith(teams) and not any(t.startswith(folder) for t in teams)
        )
        folders.add(folder if alone else agreement.source.file)
    tombstones = {tombstone.source.file for tombstone in desired.tombstones}
    return tuple(sorted(folders | {file for file in tombstones if not file.startswith(tuple(folders))}))


def unowned(desired: DesiredState, owners: OwnersFile) -> list[Diagnostic]:
    """A warning with the lines to paste, if nobody must approve some of it."""
    top = f"{owners.folder}/" if owners.folder else ""
    open_paths = [
        f"/{top}{path}"
        for path in consent_paths(desired)
        if not owned(owners.text, f"{top}{path}" + ("x.yaml" if path.endswith("/") else ""))
    ]
    if not open_paths:
        return []
    where = owners.file if owners.text else phrase("the repository, without a CODEOWNERS file,")
    message = phrase(
        "{where} asks for nobody's approval of {brief}: cancelling is for ever",
        where=where,
        brief=_brief(open_paths),
    )
    hint = "; ".join(f"{path}  {OWNERS}" for path in open_paths)
    return [
        Diagnostic(
            "reconciler.yaml",
            0,
            0,
            CODE,
            message,
            phrase("add to {file}: {hint}", file=owners.file, hint=hint),
            Severity.WARNING,
        )
    ]


def _brief(paths: list[str]) -> str:
    return (
        paths[0]
        if len(paths) == 1
        else phrase("{paths} and {count} more", paths=paths[0], count=len(paths) - 1)
    )


def owned(text: str, path: str) -> bool:
    """Whether somebody must approve a change of `path`, which is relative to the repository's top."""
    decided: dict[str, bool] = {}
    for section, pattern, has_owner in _lines(text.splitlines()):
        if _names(pattern, path):
            decided[section] = has_owner
    return any(decided.values())


def _lines(lines: Iterable[str]) -> Iterator[tuple[str, str, bool]]:
    """Each pattern with its section and whether somebody must approve what it names."""
    section, default, optional = "", False, False
    for line in lines:
        words = re.sub(r"(?:^|\s)#.*", "", line).replace("\\ ", "\0").split()
        heading = _SECTION.fullmatch(" ".join(words))
        if heading:
            optional, section, default = (
                bool(heading[1]),
                heading[2].lower(),
                _names_somebody(heading[3].split()),
            )
        elif words:
            exempt = optional or words[0].startswith("!")
            yield (
                section,
                words[0].lstrip("!").replace("\0", " "),
                not exempt and (_names_somebody(words[1:]) or (len(words) == 1 and default)),
            )


def _names_somebody(owners: Iterable[str]) -> bool:
    """An owner is a user, a team, a role or a mail address; hosts pass over any other word."""
    return any("@" in owner for owner in owners)


def _names(pattern: str, path: str) -> bool:
    """Whether a pattern names a path: below the top if it holds a slash, a folder with all it holds.

    Where each part may end is followed for all its beginnings at once: work grows with both lengths and no faster.
    """
    anchored = "/" in pattern.rstrip("/")
    ends = {0} if anchored else {0, *_behind_slashes(path, 0)}
    for part in filter(None, _PARTS.split(pattern.strip("/"))):
        ends = {end for begin in ends for end in _ends(part, path, begin)}
        if not ends:
            return False
    if pattern.endswith(("/*", "**")):
        return len(path) in ends
    below = any(path.startswith("/", end) for end in ends)
    return below or (not pattern.endswith("/") and len(path) in ends)


def _ends(part: str, path: str, begin: int) -> Iterable[int]:
    """Where a part of a pattern may end that begins there."""
    length = len(path)
    match part:
        case "*":
            slash = path.find("/", begin)
            return range(begin, (length if slash < 0 else slash) + 1)
        case "?":
            return [begin + 1] if begin < length and path[begin] != "/" else []
        case "**":
            return range(begin, length + 1)
        case "**/":
            return [begin, *_behind_slashes(path, begin)]
        case "/**":
            return range(begin + 1, length + 1) if path.startswith("/", begin) else []
        case "/**/":
            return _behind_slashes(path, begin) if path.startswith("/", begin) else []
    return [begin + len(part)] if path.startswith(part, begin) else []


def _behind_slashes(path: str, begin: int) -> list[int]:
    return [at + 1 for at in range(begin, len(path)) if path[at] == "/"]
