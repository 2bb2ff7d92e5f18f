"""Whether something leads back to itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def circle(start: str, leads_to: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The shortest way from `start` back to it, both ends included; empty if there is none."""
    came_from: dict[str, str] = {}
    edge = [start]
    while edge:
        reached = []
        for here in edge:
            for there in leads_to.get(here, ()):
                if there == start:
                    return (*_way(here, start, came_from), start)
                if there not in came_from:
                    came_from[there] = here
                    reached.append(there)
        edge = reached
    return ()


def _way(end: str, start: str, came_from: Mapping[str, str]) -> tuple[str, ...]:
    way = [end]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return tuple(reversed(way))
