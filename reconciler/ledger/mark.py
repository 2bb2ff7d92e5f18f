"""The high-water mark: a small file that knows how far each chain had come.

A copy of an older ledger is a perfect chain; only something outside it can tell. One mark lies beside a SQLite ledger
and moves with every record; one lies in the workspace and moves with every apply. A mark may lag behind the ledger,
never lead it: it is written after the commit, and a chain must contain the head it names.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

from reconciler import files
from reconciler.errors import LedgerAltered, LedgerError
from reconciler.ledger.chain import ALTERED
from reconciler.memory.memory import Head
from reconciler.model.phrase import phrase
from reconciler.wire import strict

_MOST = 1 << 20


NOTE = "ledger-head.json"
"""The same, in the workspace itself: committed, it lies where no restore of a database reaches."""


class Mark:
    """One such file: `LEDGER.head` beside a SQLite ledger, or the workspace's note."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def ledger_id(self) -> str | None:
        """The ledger it was written for; None without a mark."""
        value = self._read().get("ledger")
        return None if value is None else str(value)

    def head(self, account: str) -> Head | None:
        """The head a chain must contain; None if nothing is known of the account."""
        value = self._read().get("heads", {}).get(account)
        return None if value is None else Head(value[0], value[1])

    def advance(self, ledger_id: str, account: str, head: Head) -> None:
        """Moves an account's mark forward. A disk that is full now only leaves it behind, which is safe."""
        with contextlib.suppress(OSError, LedgerError):
            known = self.head(account)
            if known is None or known.seq < head.seq:
                self._write(ledger_id, {**self._read().get("heads", {}), account: [head.seq, head.hash]})

    def reset(self, ledger_id: str, account: str, head: Head) -> None:
        """A chain began anew: what was known of the old one does not hold. Raises LedgerError."""
        heads: dict[str, Any] = {}
        with contextlib.suppress(LedgerAltered):
            heads = self._read().get("heads", {}) if self.ledger_id() == ledger_id else {}
        try:
            self._write(ledger_id, {**heads, account: [head.seq, head.hash]})
        except OSError as error:
            raise LedgerError(
                phrase("{name} cannot be written: {strerror}", name=self.file.name, strerror=error.strerror),
                hint=phrase("run it again"),
            ) from error

    def _read(self) -> dict[str, Any]:
        try:
            content = strict.parse(files.below(self.file.parent, self.file.name, _MOST))
            heads = content["heads"]
            if all(isinstance(seq, int) and isinstance(hashed, str) for seq, hashed in heads.values()):
                return dict(content)
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except OSError as error:
            raise LedgerError(
                phrase("{name} cannot be read: {strerror}", name=self.file.name, strerror=error.strerror)
            ) from error
        except (ValueError, KeyError, TypeError, AttributeError):
            pass
        raise LedgerAltered(
            phrase("{name} is damaged: it guards the ledger against older copies", name=self.file.name),
            hint=ALTERED,
        )

    def _write(self, ledger_id: str, heads: dict[str, Any]) -> None:
        text = json.dumps({"ledger": ledger_id, "heads": heads}, sort_keys=True) + "\n"
        files.write(self.file, text)
