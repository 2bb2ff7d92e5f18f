"""Field changes between two flat resources. The only module that knows deepdiff.

A flat pair costs 1 µs here and 130 µs in deepdiff, whose tree of a pair is full of cycles too. So deepdiff is asked
only about a value that is itself nested and is not plainly equal, and is imported only then.
"""

from __future__ import annotations

from typing import Any

from reconciler.model.change import Change, Fields


def changes(before: Fields, after: Fields) -> tuple[Change, ...]:
    """The fields that differ, by path; an absent field is None."""
    if before == after:
        return ()
    pairs = ((path, before.get(path), after.get(path)) for path in sorted(before.keys() | after.keys()))
    return tuple(Change(path, was, will) for path, was, will in pairs if _differ(was, will))


def _differ(was: Any, will: Any) -> bool:
    if was == will:
        return False
    if not (_nested(was) and _nested(will)):
        return True
    from deepdiff.diff import DeepDiff

    # JSON has no tuples: a list that holds the same is no change.
    return bool(DeepDiff(was, will, ignore_type_in_groups=[(list, tuple)]))


def _nested(value: Any) -> bool:
    return isinstance(value, tuple | list | dict)
