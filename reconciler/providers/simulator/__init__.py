"""The embedded provider: an account in a file, with a virtual clock and rules of its own.

`settings: {database: FILE, world: FILE, api: full|public}`; both files are relative to the workspace.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reconciler import files
from reconciler.errors import ReconcilerError
from reconciler.model.phrase import phrase

if TYPE_CHECKING:
    from reconciler.model.state import Account
    from reconciler.providers.simulator.provider import SimulatorProvider

_SETTINGS = {"database", "world", "api"}
APIS = ("full", "public")


def create(account: Account, root: Path) -> SimulatorProvider:
    """Opens the account's file and seeds it from its world file if that never happened.

    Raises ReconcilerError for settings it does not know and for a missing or faulty world file.
    """
    from reconciler.providers.simulator import worldfile
    from reconciler.providers.simulator.provider import SimulatorProvider
    from reconciler.providers.simulator.world import open_world

    api = _checked(account)
    database, source = paths(account, root)
    _refuse_odd(database)
    first = None if database.is_file() else worldfile.load(source)  # a faulty one leaves no database behind
    world = open_world(database)
    if not world.is_founded:
        world.populate(*(first or worldfile.load(source)))
    return SimulatorProvider(
        account.name, world, api, _warnings(world.origin, source, worldfile.digest(source))
    )


def _refuse_odd(database: Path) -> None:
    try:
        files.database(database)
    except OSError as error:
        raise ReconcilerError(
            f"{database}: {error.strerror}",
            hint=phrase("settings.database names the file that keeps the simulated account"),
        ) from error


def paths(account: Account, root: Path) -> tuple[Path, Path]:
    """The database and the world file of an account."""
    database = account.settings.get("database", f".reconciler/simulator-{account.name}.db")
    return root / str(database), root / str(account.settings.get("world", "world.yaml"))


def _checked(account: Account) -> str:
    unknown = sorted(set(account.settings) - _SETTINGS)
    if unknown:
        raise ReconcilerError(
            phrase(
                "account {name}: the simulator has no setting {unknown!r}",
                name=account.name,
                unknown=unknown[0],
            ),
            hint=phrase("it has: ") + ", ".join(sorted(_SETTINGS)),
        )
    api = str(account.settings.get("api", "full"))
    if api not in APIS:
        raise ReconcilerError(
            phrase("account {name}: api is full or public, not {api!r}", name=account.name, api=api)
        )
    return api


def _warnings(origin: str, source: Path, present: str) -> tuple[str, ...]:
    if origin in ("", present) or not present:
        return ()
    return (
        phrase(
            "{name} was edited after it seeded the simulator; `reconciler simulator reset` starts anew",
            name=source.name,
        ),
    )
