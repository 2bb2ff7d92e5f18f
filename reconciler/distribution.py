"""Which package of the registry this program came in, and the line that installs it with an extra.

The registry's name is not the import package's name, so it is read from the installed metadata.
"""

from __future__ import annotations

import sys
from importlib.metadata import entry_points
from pathlib import Path

FALLBACK = "voice-reconciler"
"""For a tree that runs without being installed."""
_SCRIPT = "reconciler.cli.main:main"


def name() -> str:
    """The distribution whose script this program is."""
    scripts = entry_points(group="console_scripts", name="reconciler")
    owners = (script.dist for script in scripts if script.value == _SCRIPT)
    return next((owner.name for owner in owners if owner is not None), FALLBACK)


def install_line(extra: str) -> str:
    """The command that adds an extra to the environment this program runs in: pipx's, uv's or pip's."""
    wanted = f"'{name()}[{extra}]'"
    environment = Path(sys.prefix)
    if (environment / "pipx_metadata.json").exists():
        return f"pipx install --force {wanted}"
    if (environment / "uv-receipt.toml").exists():
        return f"uv tool install {wanted}"
    return f"uv pip install {wanted}" if _made_by_uv(environment) else f"pip install {wanted}"


def _made_by_uv(environment: Path) -> bool:
    """uv's environments hold no pip; their pyvenv.cfg names uv's version."""
    try:
        lines = (environment / "pyvenv.cfg").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    return any(line.partition("=")[0].strip() == "uv" for line in lines)
