"""Pydantic without its plugins: nothing that happens to be installed beside us may change what is valid.

Before its first model it asks every installed distribution for a plugin, and imports `importlib.metadata`, `email` and
`zipfile` to do so: an eighth of the start of `validate`. There is a variable to have none, but it is read after that.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

LOADER = "pydantic.plugin._loader"


def refuse_plugins() -> None:
    """Answers for pydantic's loader of plugins; only for a process of our own, not for a program that imports us."""
    sys.modules.setdefault(LOADER, _NoPlugins(LOADER))


class _NoPlugins(ModuleType):
    """The loader, which finds none; asked for anything else, the real one answers."""

    @staticmethod
    def get_plugins() -> tuple[Any, ...]:
        """No plugin."""
        return ()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        del sys.modules[LOADER]
        return getattr(import_module(LOADER), name)
