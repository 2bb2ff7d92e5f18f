"""What `init --ci` writes: the workflows of a code host for one workspace's accounts, and who must approve what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources
from typing import TYPE_CHECKING

from reconciler import __version__, distribution
from reconciler.model.phrase import phrase
from reconciler.validate.owners import OWNERS, consent_paths

if TYPE_CHECKING:
    from reconciler.model.state import DesiredState, Team

HOSTS = ("github", "gitlab")
REUSABLE = ("accounts", "validate", "plan", "apply", "watch")
"""GitHub: one job description each, called by the three below; the same files are in this project's own `.github`."""
CALLERS = ("on-pull-request", "on-merge", "every-morning")

NEXT = {
    "github": phrase("""\
Next:
  uv pip compile --generate-hashes --universal --python-version 3.13 .github/reconciler.in \\
    --output-file .github/reconciler.txt
                          pin the tool and what it needs, with hashes
  CODEOWNERS              put your people in place of @example
  Settings > Environments, for each account:
                          voice-plan-ACCOUNT with the reader's secrets, voice-approve-ACCOUNT with the reviewers,
                          voice-apply-ACCOUNT with the writer's secrets, for the default branch, without reviewers
  Settings > Branches     require the check `voice` and a review from code owners
"""),
    "gitlab": phrase("""\
Next:
  uv pip compile --generate-hashes --universal --python-version 3.13 .gitlab/reconciler.in \\
    --output-file .gitlab/reconciler.txt
                          pin the tool and what it needs, with hashes
  .gitlab-ci.yml          include: [{local: .gitlab/voice.yml}]
  CODEOWNERS              put your people in place of @example
  Settings > CI/CD        VOICE_ROLE and RECONCILER_LEDGER in the scope of each environment, voice-apply-* protected;
                          RECONCILER_GITLAB_TOKEN for the comment; a schedule for the mornings
"""),
}
SHARED = phrase("""\
  reconciler.yaml         ledger: env:RECONCILER_LEDGER: a job's own disk is gone when it ends
""")
"""What a workspace whose ledger is a file is told."""


def files(host: str, workspace: DesiredState, folder: str, branch: str) -> dict[str, str]:
    """Each file by its path below the repository's top; `folder` is the workspace's, empty at the top."""
    written = _github(folder, branch) if host == "github" else _gitlab(workspace, folder)
    place = f".{host}"
    return {
        **written,
        f"{place}/reconciler.in": _requirement(workspace),
        f"{place}/CODEOWNERS": owners(workspace, folder, place),
    }


def _github(folder: str, branch: str) -> dict[str, str]:
    below = f"{folder}/" if folder else ""
    reusable = {f".github/workflows/voice-{name}.yml": template("github", name) for name in REUSABLE}
    values = {"WORKSPACE": folder or ".", "FOLDER": below, "BRANCH": branch}
    callers = {
        f".github/workflows/voice-{name}.yml": re.sub(
            "|".join(values), lambda names: values[names[0]], template("github", name)
        )
        for name in CALLERS
    }
    return {**callers, **reusable}


def _gitlab(workspace: DesiredState, folder: str) -> dict[str, str]:
    """GitLab's matrix cannot be computed in a pipeline: each account is written out."""
    common = template("gitlab", "voice").replace("@WORKSPACE@", folder or ".")
    account = template("gitlab", "account")
    jobs = (account.replace("@ACCOUNT@", name) for name in workspace.accounts)
    return {".gitlab/voice.yml": common.replace("@FOLDER@", f"{folder}/" if folder else "") + "".join(jobs)}


def template(host: str, name: str) -> str:
    """A file of this package."""
    file = resources.files("reconciler.cli").joinpath("workflows", host, f"{name}.yml")
    return file.read_text(encoding="utf-8")


def _requirement(workspace: DesiredState) -> str:
    extras = {"alibaba" for account in workspace.accounts.values() if account.provider == "alibaba"}
    if not workspace.ledger.startswith("sqlite"):
        extras.add("postgres")
    chosen = f"[{','.join(sorted(extras))}]" if extras else ""
    return f"{distribution.name()}{chosen}=={__version__}\n"


def owners(workspace: DesiredState, folder: str, place: str) -> str:
    """A CODEOWNERS file: teams own their folders, somebody outside them what is for ever."""
    return "\n".join(_owner_lines(workspace, folder, place)) + "\n"


def _owner_lines(workspace: DesiredState, folder: str, place: str) -> Iterator[str]:
    top = f"/{folder}/" if folder else "/"
    yield "# Who must approve what. A later line wins; replace @example by your organisation."
    yield f"{top}  {OWNERS}"
    yield f"/{place}/  {OWNERS}"
    if place == ".gitlab":
        yield f"/.gitlab-ci.yml  {OWNERS}"
    yield from (line for team in workspace.teams.values() for line in _team_lines(team, top))
    yield "# Cancelling is for ever and an acknowledgement binds the company: somebody outside the team looks too."
    yield from (f"{top}{path}  {OWNERS}" for path in consent_paths(workspace))


def _team_lines(team: Team, top: str) -> Iterator[str]:
    yield from (f"{top}{path}/  @example/{team.name}" for path in team.paths)
