"""What the provider refuses again and again is not asked of it for the next thousand numbers."""

from __future__ import annotations

from dataclasses import dataclass, field

from reconciler.model.action import Action, Verb
from reconciler.model.change import Change
from reconciler.model.phrase import phrase

ENOUGH_REFUSALS = 2
"""How often the same must go wrong in the same way before the rest of its class is left alone."""
Class = tuple[Verb, tuple[Change, ...]]
"""Actions that ask for the same: bindings to one instance, playbacks of one file."""


def class_of(action: Action) -> Class:
    """What an action has in common with those that ask for the same."""
    return action.verb, action.changes


def target(bind: Action) -> str:
    """The instance that a binding is for."""
    return next((str(change.after) for change in bind.changes if change.path == "instance"), "")


@dataclass(slots=True)
class Refusals:
    """How each class of actions has fared in a run."""

    _failures: dict[Class, tuple[str, int]] = field(default_factory=dict)
    """Why the last ones failed, and how many of them in a row."""
    _instances: set[str] = field(default_factory=set)

    def note(self, action: Action, why: str) -> None:
        """The provider refused it, or did not answer."""
        before, count = self._failures.get(class_of(action), ("", 0))
        self._failures[class_of(action)] = (why, count + 1 if why == before else 1)

    def note_refused(self, action: Action, reason: str) -> None:
        """The provider positively refused it."""
        self.note(action, phrase("refused ({reason})", reason=reason) if reason else phrase("refused"))
        if action.verb is Verb.BIND:
            self._instances.add(target(action))

    def forget(self, action: Action) -> None:
        """One of its class was done: the class is not what is refused."""
        self._failures.pop(class_of(action), None)

    def against(self, action: Action) -> str:
        """Why an action is not attempted; empty if nothing speaks against it."""
        why, count = self._failures.get(class_of(action), ("", 0))
        return (
            phrase("{count} others that ask for the same were {why} in this run", count=count, why=why)
            if count >= ENOUGH_REFUSALS
            else ""
        )

    def refuses(self, instance: str) -> bool:
        """Whether an instance refused a binding: no other number is taken off what it is bound to for its sake."""
        return instance in self._instances
