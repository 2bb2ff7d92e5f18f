"""Where a chain was last folded to, so that the next plan folds only what came after.

A cache, never evidence: every hash of the chain is verified anyhow, and whoever holds the lock to act folds the whole
chain. A checkpoint counts only if it is of this ledger and account, written by this version of the tool in this form,
and the chain has at its place the very hash it names; else there is none. It holds numbers unmasked, and lies where
parsed manifests lie: in the user's own cache folder, for nobody else to read.
"""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from reconciler import __version__
from reconciler.load.cache_folder import CacheFolder, name_of
from reconciler.memory.memory import Memory, Owned

FORM = 1
"""Of what is written, and of what folding makes of a record: raised when either changes."""
WORTH = 1000
"""Records that are folded in 12 ms; fewer are folded each time."""
_MOST = 64 << 20
"""Bytes of one checkpoint: about half a million numbers."""


class Checkpoints:
    """One for each ledger and account, in one folder, or none at all."""

    def __init__(self, place: Path | None = None) -> None:
        self._entries = CacheFolder(place)

    def get(self, ledger_id: str, account: str) -> Memory | None:
        """What the chain's beginning said, up to the head that the memory names."""
        text = self._entries.get(_name(ledger_id, account), _MOST)
        if text is None:
            return None
        from reconciler.memory import checkpoint

        try:
            return checkpoint.load(text)
        except (ValueError, TypeError, LookupError):
            return None

    def put(self, ledger_id: str, account: str, memory: Memory) -> None:
        """Keeps what the whole chain says."""
        if self._entries.place is None:
            return
        from reconciler.memory import checkpoint

        self._entries.put(_name(ledger_id, account), checkpoint.dump(memory))
        self._entries.trim()


def _name(ledger_id: str, account: str) -> str:
    """A field that a memory has got or lost makes another name, whoever forgets to raise FORM."""
    shape = [field.name for noun in (Memory, Owned) for field in fields(noun)]
    return name_of("checkpoint", FORM, __version__, *shape, repr(ledger_id), repr(account))
