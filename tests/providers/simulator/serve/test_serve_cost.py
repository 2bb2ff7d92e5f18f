"""A request costs what it answers, however large the account: counted in SQLite's steps, not in time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import seeded

from reconciler.providers.simulator.serve.parameters import Parameters
from reconciler.providers.simulator.serve.rpc_actions import VOICE, perform
from reconciler.providers.simulator.world import World, open_world

REQUESTS: dict[str, tuple[str, dict[str, str]]] = {
    "a page of the bindings": ("QueryVirtualNumberRelation", {"PageNo": "2", "PageSize": "100"}),
    "the binding of one number": ("QueryVirtualNumberRelation", {"RelatedNum": "057100000007"}),
    "a page of the relations": ("QueryVmsVirtualNumberRelationByPage", {"PageNo": "3", "PageSize": "100"}),
    "the instance of one number": (
        "ListServiceInstanceForPage",
        {"RelationNumber": "057100000007", "Code": "057200000000"},
    ),
}


def account(folder: Path, size: int) -> World:
    seeded.lay(folder, size)
    return open_world(folder / ".reconciler/simulator.db")


def steps(world: World, action: str, parameters: dict[str, str]) -> int:
    """Of one request, once one like it was answered."""
    counted: list[int] = []
    perform(world, action, VOICE, Parameters(parameters))
    world._db.set_progress_handler(lambda: counted.append(1), 1)
    perform(world, action, VOICE, Parameters(parameters))
    world._db.set_progress_handler(None, 1)
    return len(counted)


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> list[World]:
    return [account(tmp_path_factory.mktemp("account"), size) for size in (300, 1500)]


@pytest.mark.parametrize("request_name", REQUESTS)
def test_five_times_the_numbers_take_no_more_steps(request_name: str, worlds: list[World]) -> None:
    small, large = (steps(world, *REQUESTS[request_name]) for world in worlds)
    assert large <= small + 150, "a row of each instance may be looked at; no row of each number"


def test_a_page_is_of_the_account_as_it_is(tmp_path: Path) -> None:
    """What another connection wrote since the last page is in the next."""
    world, other = account(tmp_path, 150), open_world(tmp_path / ".reconciler/simulator.db")

    def bound(who: World) -> tuple[int, Any]:
        asked = {"PageNo": "1", "PageSize": "100"}
        found = perform(who, "QueryVmsVirtualNumberRelationByPage", VOICE, Parameters(asked))["Model"]
        return found["Total"], found["Data"][0]["RealNumber"]

    assert bound(world) == (150, "057100000000")
    other.unbind("057100000000")
    assert bound(world) == bound(other) == (149, "057100000001")
    world.unbind("057100000001")
    assert bound(world) == bound(other) == (148, "057100000002")
