"""The repository that a workspace lies in: its top, its default branch, its CODEOWNERS file."""

from __future__ import annotations

from pathlib import Path

from reconciler import files
from reconciler.validate.owners import OwnersFile

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
"""Where code hosts look, in order."""
OURS = {".github/workflows/voice-on-merge.yml": PLACES[0], ".gitlab/voice.yml": PLACES[3]}
"""What `init --ci` wrote: a repository that has it applies what is merged, and needs owners; and where they go."""
_LIMIT = 3 * 1024 * 1024
"""GitHub's own."""


def top_of(workspace: Path) -> tuple[Path, str]:
    """The repository's top, and the workspace's folder below it; the workspace itself outside of Git."""
    here = workspace.resolve()
    top = next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)
    path = here.relative_to(top).as_posix()
    return top, "" if path == "." else path


def folder_in_repository(workspace: Path) -> str:
    """The workspace's folder below the repository's top, empty at the top: two may have accounts of equal names."""
    return top_of(workspace)[1]


def default_branch(top: Path) -> str:
    """What the clone's origin calls its default branch; `main` where Git does not say."""
    try:
        head = files.below(top, ".git/refs/remotes/origin/HEAD", 1024).decode("utf-8", "replace")
    except OSError:
        return "main"
    return head.strip().removeprefix("ref: refs/remotes/origin/") or "main"


def owners_file(workspace: Path) -> OwnersFile | None:
    """The file that counts; an empty one where our workflows are there without; None where nothing is to be judged."""
    top, folder = top_of(workspace)
    for place in PLACES:
        if (top / place).is_file():
            return OwnersFile(place, _text(top, place), folder)
    place = next((owners for workflow, owners in OURS.items() if (top / workflow).is_file()), "")
    return OwnersFile(place, "", folder) if place else None


def _text(top: Path, place: str) -> str:
    """What it says; what cannot be read names nobody."""
    try:
        return files.below(top, place, _LIMIT).decode("utf-8", "replace")
    except OSError:
        return ""
