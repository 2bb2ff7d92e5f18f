"""The embedded provider's account: a second opinion that shares no code with the planner it checks.

An account lives in one SQLite file with a virtual clock that stands still until somebody advances it. Every rule
of the provider's page is enforced here again, from the page's own sentences. Nothing of the reconciler is imported
but its errors; an import contract keeps it so.
"""

from reconciler.providers.simulator.world.account import World, open_world

__all__ = ["World", "open_world"]
