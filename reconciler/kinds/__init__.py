"""The resource kinds, one file each. A new kind is a file and one line here."""

from reconciler.contracts.kind import FieldSpec, Kind
from reconciler.kinds.binding import BINDING
from reconciler.kinds.ivr import IVR
from reconciler.kinds.number import NUMBER
from reconciler.kinds.public_mode import PUBLIC_MODE

KINDS: tuple[Kind, ...] = (NUMBER, BINDING, IVR, PUBLIC_MODE)
"""In the order in which a number comes to life."""

FIELDS: tuple[FieldSpec, ...] = tuple(field for kind in KINDS for field in kind.fields)
"""Every field of a number."""


def facts_of(number_type: str) -> tuple[str, ...]:
    """The facts that a number of this type has, each once, in the order in which a list shows them."""
    return tuple(dict.fromkeys(field.fact for field in FIELDS if number_type in field.types))
