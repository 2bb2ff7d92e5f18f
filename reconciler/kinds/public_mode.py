"""Public mode: activated once per account, never deactivated; removing an entry does nothing.

Seed: "No number application required. Ready to use immediately after service activation."
"""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.catalogue import console
from reconciler.contracts.facts import Facts
from reconciler.contracts.kind import Draft, FieldSpec, VerbSpec
from reconciler.model.action import Action, Verb
from reconciler.model.change import Fields
from reconciler.model.observation import ObservedNumber
from reconciler.model.resource import PUBLIC, DesiredNumber


class PublicModeKind:
    """Kind `public_mode`."""

    name = "public_mode"
    whole = False
    fields: tuple[FieldSpec, ...] = ()
    verbs: tuple[VerbSpec, ...] = (
        VerbSpec(
            verb=Verb.ACTIVATE_PUBLIC_MODE,
            title="Activate public mode",
            rank=99,
            types=(PUBLIC,),
            fact="status",
            vouch="active=true",
            steps=console.ACTIVATE_PUBLIC_MODE,
        ),
    )

    def wanted(self, desired: DesiredNumber) -> Fields:
        """Nothing: public mode belongs to the account."""
        return {}

    def live(self, observed: ObservedNumber) -> Fields:
        """Nothing: public mode belongs to the account."""
        return {}

    def blind(self, observed: ObservedNumber) -> frozenset[str]:
        """Nothing."""
        return frozenset()

    def propose(self, facts: Facts) -> Iterator[Draft]:
        """One activation, at the first entry that uses it, unless it is known to be active or already asked for."""
        requested = any(intent.action == Verb.ACTIVATE_PUBLIC_MODE for intent in facts.memory.held.values())
        active = facts.observed.public_mode
        if active or requested or (active is None and facts.memory.activated):
            return
        for desired in facts.desired.public_modes.values():
            if desired.account == facts.account.name:
                action = Action(
                    address=desired.address,
                    kind=self.name,
                    verb=Verb.ACTIVATE_PUBLIC_MODE,
                    team=desired.team,
                    source=desired.source,
                )
                yield Draft(action, {"publicMode": False}, {"publicMode": True})
                return


PUBLIC_MODE_KIND = PublicModeKind()
