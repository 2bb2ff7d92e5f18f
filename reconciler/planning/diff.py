"""Field changes between two flat resources. The only module that knows deepdiff.

deepdiff costs a hundred times an equality test, so it is asked only about what differs, and imported only then. Its own
notation stays in here: what comes out are manifest paths.
"""

from __future__ import annotations

from reconciler.model.change import Change, Fields


def changes(before: Fields, after: Fields) -> tuple[Change, ...]:
    """The fields that differ, by path; an absent field is None."""
    if before == after:
        return ()
    from deepdiff.diff import DeepDiff

    difference = DeepDiff(before, after, view="tree", ignore_order=False, threshold_to_diff_deeper=0)
    paths = {str(node.path(output_format="list")[0]) for group in difference.values() for node in group}
    return tuple(Change(path, before.get(path), after.get(path)) for path in sorted(paths))
