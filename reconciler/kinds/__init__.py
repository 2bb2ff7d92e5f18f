"""The resource kinds, one file each. A new kind is a file and one line here."""

from reconciler.contracts.kind import Kind
from reconciler.kinds.binding import BINDING
from reconciler.kinds.ivr import IVR
from reconciler.kinds.number import NUMBER
from reconciler.kinds.public_mode import PUBLIC_MODE

KINDS: tuple[Kind, ...] = (NUMBER, BINDING, IVR, PUBLIC_MODE)
"""In the order in which a number comes to life."""
