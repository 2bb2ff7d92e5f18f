"""What the account shows about a call of unknown outcome, before a person is believed."""

from __future__ import annotations

from reconciler.contracts.facts import Facts
from reconciler.memory.records import Intent, OutcomeResult
from reconciler.model.action import Verb
from reconciler.model.observation import ObservedNumber
from reconciler.noun import noun
from reconciler.planning.settle import Evidence


@noun
class Testimony:
    """What is listed that may be what the call got, and what the state proves."""

    candidates: tuple[ObservedNumber, ...] = ()
    """Numbers or applications that may be what an order got."""
    proof: Evidence | None = None

    def against(self, *, done: bool) -> tuple[str, ...]:
        """The identities that contradict a person who says this of the call; empty if nothing does."""
        listed = () if done else tuple(number.identity for number in self.candidates)
        if listed or self.proof is None or (self.proof.result is OutcomeResult.DONE) is done:
            return listed
        intent = self.proof.intent
        return (self.proof.number or intent.number or self.proof.application or intent.address,)


def testimony(intent: Intent, facts: Facts, evidence: tuple[Evidence, ...]) -> Testimony:
    """What the facts tell of this call. Attested facts are left to the person who is asked now."""
    listed = {number.identity: number for number in facts.unmanaged}
    candidates = tuple(
        listed[identity]
        for identity, addresses in facts.held_for.items()
        if intent.action == Verb.ORDER and intent.address in addresses and identity in listed
    )
    proof = next((proof for proof in evidence if proof.intent.id == intent.id), None)
    return Testimony(candidates, proof)
