"""The resource kinds, one file each. A new kind is a file and one line here."""

from collections.abc import Mapping

from reconciler.contracts.kind import FieldSpec, Kind, VerbSpec
from reconciler.kinds.binding import BINDING_KIND
from reconciler.kinds.ivr import IVR_KIND
from reconciler.kinds.number import NUMBER_KIND
from reconciler.kinds.public_mode import PUBLIC_MODE_KIND
from reconciler.model.action import Verb
from reconciler.model.resource import NumberType

KINDS: tuple[Kind, ...] = (NUMBER_KIND, BINDING_KIND, IVR_KIND, PUBLIC_MODE_KIND)
"""In the order in which a number comes to life."""

FIELDS: tuple[FieldSpec, ...] = tuple(field for kind in KINDS for field in kind.fields)
"""Every field of a number."""

VERBS: Mapping[Verb, VerbSpec] = {
    spec.verb: spec for spec in sorted((v for kind in KINDS for v in kind.verbs), key=lambda v: v.rank)
}
"""Every verb, in the order in which they run at one address: what we own is recorded first."""


def facts_of(number_type: NumberType) -> tuple[str, ...]:
    """The facts that a number of this type has, each once, in the order in which a list shows them."""
    return tuple(dict.fromkeys(field.fact for field in FIELDS if number_type in field.types))
