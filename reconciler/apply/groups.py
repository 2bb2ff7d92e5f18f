"""Which actions go out together: those that ask for the same, need nothing first, and fit into one request."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator

from reconciler.apply.refusals import Class, class_of
from reconciler.model.action import Action, Verb


class Groups:
    """The actions in their order; what may go along with an earlier one comes with it.

    A number that is to be taken off something first goes by itself: if it cannot be put on the other, one is off.
    """

    def __init__(self, actions: Iterable[Action], most: Callable[[Verb], int]) -> None:
        self._actions = tuple(actions)
        self._most = most
        self._alike: dict[Class, deque[Action]] = defaultdict(deque)
        for action in self._actions:
            if not action.needs:
                self._alike[class_of(action)].append(action)

    def __iter__(self) -> Iterator[tuple[Action, ...]]:
        gone: set[str] = set()
        for action in self._actions:
            if action.id in gone:
                continue
            if action.needs:
                yield (action,)
                continue
            alike = self._alike[class_of(action)]
            group = tuple(alike.popleft() for _ in range(min(self._most(action.verb), len(alike))))
            gone.update(member.id for member in group)
            yield group
