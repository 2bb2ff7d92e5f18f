"""In what two plans differ, as the lines of a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.model.difference import ActionDifference, Difference, Sign, ValueDifference
from reconciler.report.sink.language import spoken, tr


def lines(difference: Difference) -> Iterator[str]:
    """The notes, then every action with its values indented beneath it."""
    yield from (f"  {spoken(note)}" for note in difference.notes)
    for action in difference.actions:
        fields = f": {', '.join(action.fields)}" if action.fields else ""
        yield f"{action.sign} {action.address}{fields}"
        yield from (f"    {value}" for value in values(action))
    if difference.order is not None:
        old, new = difference.order
        yield tr("~ the order: {old} → {new}", old=old, new=new)


def values(action: ActionDifference) -> list[str]:
    """Money first; of an action on one side only in one line."""
    amounts = [_amount(amount) for amount in action.amounts]
    if action.sign is not Sign.CHANGED and amounts:
        amounts = ["; ".join(amounts)]
    texts = [*amounts, *map(_field, action.values)]
    if action.needs is not None:
        texts.append(tr("needs: {before} → {after}", before=action.needs.before, after=action.needs.after))
    if action.reason:
        texts.append(tr("{status} now: {reason}", status=action.status, reason=action.reason))
    return texts


def _amount(amount: ValueDifference) -> str:
    return f"{_moved(amount)} {spoken(amount.name)}"


def _field(value: ValueDifference) -> str:
    return f"{value.name}: {_moved(value)}"


def _moved(value: ValueDifference) -> str:
    after = spoken(value.after)
    return after if value.before is None else f"{spoken(value.before)} → {after}"
