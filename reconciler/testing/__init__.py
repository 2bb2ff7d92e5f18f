"""For whoever brings a provider: the conformance suite, an emulator of the real protocol, a proxy that breaks things.

Importing this needs pytest. The page docs/adding-a-provider.md walks through it.
"""

from reconciler.testing.conformance import ProviderConformance
from reconciler.testing.emulator import Emulated, emulated
from reconciler.testing.proxy import FaultProxy, proxied
from reconciler.testing.scene import ACCOUNT, Enrolment, Scene
from reconciler.testing.worlds import enrolled

__all__ = [
    "ACCOUNT",
    "Emulated",
    "Enrolment",
    "FaultProxy",
    "ProviderConformance",
    "Scene",
    "emulated",
    "enrolled",
    "proxied",
]
