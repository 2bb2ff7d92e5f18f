"""One limit for every worker of one key: turns are given by the database, evenly, to whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

from accounts import Company

from reconciler.fleet.turns import Turns
from reconciler.ledger.location import locate


def test_workers_of_one_key_share_its_limit_and_another_key_has_its_own(
    make: Callable[..., Company], tmp_path: Path
) -> None:
    location = locate(make(1).url, tmp_path)
    waits: list[float] = []
    with ExitStack() as workers:
        turns = [workers.enter_context(closing(Turns(location, waits.append))) for _ in range(3)]
        for one in turns * 2:
            one.of("key", 0.01)()
        assert [round(wait, -2) for wait in waits] == [100, 200, 300, 400, 500]  # the first does not wait
        turns[0].of("another key", 0.01)()
        assert len(waits) == 5
