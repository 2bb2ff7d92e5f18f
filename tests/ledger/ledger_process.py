"""Another process on a ledger: `ROOT URL WHAT`, told what to do on stdin, telling what it did on stdout."""

from __future__ import annotations

import sys
from pathlib import Path

from ledger_places import NOW, intent

from reconciler.errors import LedgerError
from reconciler.ledger import open_ledger
from reconciler.ledger.store import Ledger


def hold(ledger: Ledger) -> None:
    """Takes the lock and keeps it."""
    with ledger.lock("prod", "another", NOW) as lease:
        print(lease.fence)
        sys.stdin.readline()


def flood(ledger: Ledger) -> None:
    """Appends for ever, saying each number once it is durable."""
    with ledger.lock("prod", "another", NOW) as lease:
        head, _ = ledger.read("prod")
        while True:
            head = ledger.append("prod", [intent(head.seq)], after=head, fence=lease.fence)
            print(head.seq)


def race(ledger: Ledger) -> None:
    """Reads, waits for the word, and tries to append what it decided on."""
    head, _ = ledger.read("prod")
    print("ready")
    sys.stdin.readline()
    try:
        with ledger.lock("prod", "another", NOW) as lease:
            ledger.append("prod", [intent(1)], after=head, fence=lease.fence)
    except LedgerError as error:
        print(type(error).__name__)
    else:
        print("won")


if __name__ == "__main__":
    root, url, what = sys.argv[1:]
    {"hold": hold, "flood": flood, "race": race}[what](open_ledger(url, Path(root)))
