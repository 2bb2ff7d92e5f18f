"""In what the approved plan and the plan of now are not alike."""

from __future__ import annotations

from enum import StrEnum

from reconciler.noun import noun


class Sign(StrEnum):
    """What became of an action since it was approved; the value begins its line."""

    GONE = "-"
    """It was approved, and is not ready now."""
    NEW = "+"
    """It is ready now, and was not approved."""
    CHANGED = "~"


@noun
class ValueDifference:
    """One field of an action or one amount, written out; `before` is None where there is one value only."""

    name: str
    """The manifest path, or the unit of an amount."""
    before: str | None
    after: str


@noun
class ActionDifference:
    """One action that is ready on one side only, with its values, or on both and not alike: approved, then now."""

    sign: Sign
    address: str
    """The action's id, `team/key:verb`."""
    fields: tuple[str, ...] = ()
    """Of a changed one: `changes`, `cost`, `needs`."""
    amounts: tuple[ValueDifference, ...] = ()
    values: tuple[ValueDifference, ...] = ()
    needs: ValueDifference | None = None
    status: str = ""
    reason: str = ""
    """Why it is not ready any more, where it is still planned; else empty, as `status` then is."""


@noun
class Difference:
    """What costs or earns most stands first."""

    notes: tuple[str, ...] = ()
    """What is said of the plans as wholes."""
    actions: tuple[ActionDifference, ...] = ()
    order: tuple[str, str] | None = None
    """The actions that run in another order, approved and now, where nothing else differs."""

    def __bool__(self) -> bool:
        return bool(self.notes or self.actions or self.order)
