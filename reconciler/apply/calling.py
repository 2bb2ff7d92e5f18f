"""Intents, one request, outcomes: of one action, or of several that ask for the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reconciler.apply import ledger_records
from reconciler.apply.refusals import Refusals
from reconciler.apply.run_state import RunState
from reconciler.contracts.facts import Facts
from reconciler.contracts.provider import Call, Receipt, TakesSeveral
from reconciler.errors import Denied, InvariantError, LedgerError, OutcomeUnknown, Refused, Unsupported
from reconciler.memory.records import Intent
from reconciler.model.action import Action, Verb
from reconciler.model.outcome import Fate, Result
from reconciler.model.phrase import phrase
from reconciler.rules import sweeping

CallResult = Receipt | Exception
"""Done, or why not: Refused and Unsupported are positive; after anything else nothing is known."""


@dataclass(slots=True)
class Caller:
    """Makes the calls of one run."""

    state: RunState
    digest: str
    refusals: Refusals = field(default_factory=Refusals)
    calls: int = 0

    def most(self, verb: Verb) -> int:
        """How many numbers one request takes."""
        provider = self.state.context.provider
        return provider.together.get(verb, 1) if isinstance(provider, TakesSeveral) else 1

    def call(self, actions: Sequence[Action], facts: Facts) -> list[Result]:
        """What became of each. An intent for each is durable before the request is made, all in one append."""
        intents = [self._intent(action) for action in actions]
        try:
            self.state.record(*intents)
        except LedgerError:
            text = phrase("{broken}; the provider was not called", broken=self.state.broken)
            return [Result(action, Fate.SKIPPED, text) for action in actions]
        try:
            answers = self._ask([_request(action, facts) for action in actions])
        except Exception as error:
            answers = [error] * len(actions)
        notes = self._record(intents, answers)
        for action, answer in zip(actions, answers, strict=True):
            self._learn(action, answer)
        if all(isinstance(answer, Receipt) for answer in answers):
            self.state.unsettled |= any(sweeping(action.verb) for action in actions)
        else:
            self.state.unsettled = True
        return [
            _result(action, answer, notes.get(intent.id, ""))
            for action, intent, answer in zip(actions, intents, answers, strict=True)
        ]

    def _intent(self, action: Action) -> Intent:
        state = self.state
        self.calls += 1
        name = f"{state.name}-{self.calls}"
        return ledger_records.intent(state.stamp(), name, action, self.digest, state.context.lease.fence)

    def _ask(self, requests: Sequence[Call]) -> Sequence[CallResult]:
        """What the provider says of each. A request that was not passed on is sent again under the same intents, while
        patience lasts and no other run has settled them: it may have taken the lock over during the pause.

        What a later try is refused for may be the effect of an earlier one after all: then nothing is known.
        """
        context = self.state.context
        again, denied = context.pauses(), False
        while True:
            try:
                answers = self._send(requests)
                return [_doubted(a) if denied and isinstance(a, Refused) else a for a in answers]
            except Denied as error:
                if context.stopping() or not again(error.retry_after or 0.0) or not self.state.holds():
                    raise
                denied = True
            except Refused as error:
                if not denied:
                    raise
                raise _doubted(error) from error

    def _send(self, requests: Sequence[Call]) -> Sequence[CallResult]:
        provider = self.state.context.provider
        if len(requests) == 1:
            return [provider.execute(requests[0])]
        if not isinstance(provider, TakesSeveral):
            raise InvariantError("this provider takes one number at a time")
        left_out = provider.execute_together(requests)
        return [left_out.get(request.number or "", Receipt(request.number)) for request in requests]

    def _record(self, intents: Sequence[Intent], answers: Sequence[CallResult]) -> Mapping[str, str]:
        """Records what was answered, all in one append; what the ledger cannot take any more is kept elsewhere, with a
        note by intent."""
        state, outcomes = self.state, []
        for intent, answer in zip(intents, answers, strict=True):
            if isinstance(answer, Receipt):
                state.took_effect(intent, answer)
                outcomes.append(ledger_records.answered(state.stamp(), intent, answer, done=True))
            elif isinstance(answer, Refused | Unsupported):
                receipt = Receipt(message=answer.message)
                outcomes.append(ledger_records.answered(state.stamp(), intent, receipt, done=False))
        try:
            if outcomes:
                state.record(*outcomes)
        except LedgerError:
            return {outcome.intent: state.context.rescue(outcome) for outcome in outcomes}
        return {}

    def _learn(self, action: Action, answer: CallResult) -> None:
        if isinstance(answer, Receipt):
            self.refusals.forget(action)
        elif isinstance(answer, Refused | Unsupported):
            self.refusals.note_refused(action, getattr(answer, "reason", ""))
        else:
            self.refusals.note(action, phrase("left without an answer"))


def _doubted(refusal: Refused) -> OutcomeUnknown:
    return OutcomeUnknown(phrase("{message}, after it was throttled", message=refusal.message))


def _result(action: Action, answer: CallResult, note: str) -> Result:
    if isinstance(answer, Refused | Unsupported):
        return Result(action, Fate.REFUSED, "; ".join(filter(None, (answer.message, note))))
    if not isinstance(answer, Receipt):
        unknown = phrase("{error}; the slot is held until evidence or `reconciler resolve`", error=answer)
        return Result(action, Fate.UNKNOWN, unknown)
    number = answer.number or action.number
    if note:
        return Result(action, Fate.UNKNOWN, phrase("done, but the slot is held: {note}", note=note), number)
    return Result(action, Fate.DONE, answer.message, number)


def _request(action: Action, facts: Facts) -> Call:
    slot = facts.slots.get(action.address)
    return Call(
        verb=action.verb,
        desired=None if slot is None else slot.desired,
        number=action.number,
        application=action.application,
        acknowledgement=action.acknowledgement,
    )
