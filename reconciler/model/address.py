"""Addresses: `team/key` for what is declared, `-/NUMBER` for what nobody manages.

The key, not the phone number, is the identity; it survives the number being chosen later. Addresses are plain
strings: they are compared, sorted and hashed a few million times in a large plan.
"""

from __future__ import annotations

from typing import TypeAlias

Address: TypeAlias = str
"""`team/key`, or `-/NUMBER` for an unmanaged number."""


def join(team: str, key: str) -> Address:
    """The address of a team's entry."""
    return f"{team}/{key}"


def unmanaged(number: str) -> Address:
    """The address of a number that no team declares."""
    return f"-/{number}"


def is_unmanaged(address: Address) -> bool:
    """Whether nobody manages what stands at this address."""
    return address.startswith("-/")


def team_of(address: Address) -> str:
    """The owning team; `-` for an unmanaged number."""
    return address.partition("/")[0]


def key_of(address: Address) -> str:
    """The entry's key within its team."""
    return address.partition("/")[2]
