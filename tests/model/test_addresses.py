"""Addresses: a team's key, or a number that nobody manages."""

import pytest

from reconciler.model.address import is_unmanaged, join, key_of, team_of, unmanaged


@pytest.mark.parametrize(
    ("address", "team", "key", "nobodys"),
    [
        (join("care", "hz-001"), "care", "hz-001", False),
        (unmanaged("057188880099"), "-", "057188880099", True),
        ("care/a/b", "care", "a/b", False),
        ("prod", "prod", "", False),
    ],
)
def test_an_address_tells_its_team_and_its_key(address, team, key, nobodys):
    assert (team_of(address), key_of(address), is_unmanaged(address)) == (team, key, nobodys)
