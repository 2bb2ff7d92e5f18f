"""The real service as a provider: reads everything the API tells, calls what the API can do."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from reconciler.contracts.provider import Call, Progress, Questions, Receipt
from reconciler.errors import OutcomeUnknown, Refused, Unreadable, Unsupported
from reconciler.model.action import Verb
from reconciler.model.calendar import day_of
from reconciler.model.capability import Capabilities
from reconciler.model.observation import ObservedState
from reconciler.model.phone import is_hotline
from reconciler.model.phrase import phrase
from reconciler.model.resource import Transfer
from reconciler.model.trace import NO_TRACES, Traces
from reconciler.noun import replace
from reconciler.providers.alibaba import assembly
from reconciler.providers.alibaba.capabilities import CAPABILITIES
from reconciler.providers.alibaba.client import Transport
from reconciler.providers.alibaba.mapping import hotlines, relations
from reconciler.providers.alibaba.pace import CALL, Budget, Pace
from reconciler.providers.alibaba.paging import PAGE_SIZE
from reconciler.providers.alibaba.reader import AccountReader
from reconciler.providers.alibaba.roster.rows import Roster
from reconciler.providers.alibaba.traces import LOOK, Records

UNBOUND_UNLISTED = phrase(
    "an unbound number, and every 400, is not listed by the API: one that is missing may still exist"
)
"""Why absence proves nothing without a complete roster."""


class AlibabaProvider:
    """Implements MutatingProvider, and `set_lookup_targets`: what cannot be listed is asked for by name."""

    def __init__(
        self,
        account: str,
        client: Transport,
        *,
        pace: Pace,
        budget: float,
        roster: Roster | None = None,
        audit: Pace | None = None,
        threads: int = 1,
    ) -> None:
        self._account = account
        self._client = client
        self._pace = pace
        self._budget = budget
        self._roster = roster
        self._audit = audit
        self._threads = threads
        self._hotlines: tuple[str, ...] = ()
        self._audio: tuple[str, ...] | None = None
        self._progress: Progress = lambda _done, _total: None
        self._bound = 0
        """How many bindings the account had when it was last read whole."""

    @property
    def rate_key(self) -> str:
        """The service limits each access key; where the key comes from elsewhere, all of its kind share one."""
        key = os.environ.get("ALIBABA_CLOUD_ACCESS_KEY_ID", "")
        return f"alibaba {sha256(key.encode()).hexdigest()[:16]}"

    @property
    def rate_limit(self) -> float:
        """Requests a second."""
        return self._pace.per_second

    def take_turns(self, turn: Callable[[], None]) -> None:
        """Turns at a limit that several processes share."""
        self._pace.turn = turn

    def tell_progress(self, progress: Progress) -> None:
        """Told by whole reads; single numbers are read in a moment."""
        self._progress = progress

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the roster leaves out or does not say."""
        return () if self._roster is None else self._roster.remarks

    @property
    def capabilities(self) -> Capabilities:
        """What the public API can do."""
        return CAPABILITIES

    def now(self) -> datetime | None:
        """The service's clock, as its last answer told it; None before the first."""
        return self._client.now()

    def set_lookup_targets(self, numbers: Iterable[str], files: Iterable[str]) -> None:
        """Which 400 numbers and audio files to ask for: declared, remembered or rostered ones."""
        self._hotlines = tuple(sorted({number for number in numbers if is_hotline(number)}))
        self._audio = tuple(sorted(set(files)))

    def observe(self) -> ObservedState:
        """The account as far as it can be read within the budget; `gaps` names what could not.

        Raises Unreadable if neither query of bindings could be read.
        """
        reader = AccountReader(self._client, Budget(self._budget, self._pace), self._progress, self._threads)
        readings = reader.readings(self._hotlines, self._roster)
        now = self._client.now()
        if now is None:
            raise Unreadable(phrase("the service does not tell its time (no Date header)"))
        roster = self._roster if self._roster is not None and self._roster.fresh(now) else None
        self._bound = max(len(readings.pairs or ()), sum(map(len, (readings.bindings or {}).values())))
        numbers, contradictions = assembly.numbers(readings, roster)
        complete = assembly.complete(readings, roster, numbers)
        state = ObservedState(
            account=self._account,
            now=now,
            numbers=numbers,
            instances=assembly.instances(readings, roster),
            enterprises=assembly.enterprises(readings, roster),
            scripts=None if roster is None else roster.scripts,
            audio=reader.audio(self._audio),
            balance=reader.balance(),
            public_mode=None if roster is None else roster.public_mode,
            complete=complete,
        )
        unlisted = () if complete else (UNBOUND_UNLISTED,)
        gaps = (*reader.gaps, *contradictions, *_stale(self._roster, roster), *unlisted)
        return replace(state, gaps=gaps, origins=_origins(state))

    def traces(self, questions: Questions) -> Traces:
        """What the records tell, as far as they are granted; `settings.auditEndpoint` says where the trail is."""
        now = self._client.now()
        if now is None:
            return NO_TRACES
        token = CALL.set(LOOK)
        try:
            return Records(self._client, now, self._audit).traces(questions)
        finally:
            CALL.reset(token)

    def observe_numbers(self, numbers: Sequence[str]) -> ObservedState:
        """These numbers: asked for one by one while that takes fewer requests than the listings, and the instances."""
        reader = AccountReader(self._client, Budget(self._budget, self._pace))
        requested = frozenset(numbers)
        readings = reader.readings_of(requested, singly=len(requested) * PAGE_SIZE < self._bound)
        now = self._client.now()
        if now is None:
            raise Unreadable(phrase("the service does not tell its time (no Date header)"))
        roster = self._roster if self._roster is not None and self._roster.fresh(now) else None
        if roster is not None:
            known = {number: row for number, row in roster.rows.items() if number in requested}
            roster = replace(roster, rows=known)
        live, contradictions = assembly.numbers(readings, roster)
        state = ObservedState(
            account=self._account,
            now=now,
            numbers=live,
            instances=assembly.instances(readings, roster),
            complete=assembly.complete(readings, roster, live),
        )
        return replace(state, gaps=(*reader.gaps, *contradictions), origins=_origins(state))

    def execute(self, call: Call) -> Receipt:
        """One request. Raises Refused, OutcomeUnknown, or Unsupported for what is a human task."""
        if call.verb is Verb.BIND:
            return self._bind(call)
        if call.verb is Verb.SET_TRANSFER:
            return self._set_transfer(call)
        raise Unsupported(
            phrase("{verb} has no public API: it is a human task in the console", verb=call.verb)
        )

    @property
    def together(self) -> Mapping[Verb, int]:
        """Bindings to one instance."""
        return {Verb.BIND: relations.BIND_LIMIT}

    def execute_together(self, calls: Sequence[Call]) -> Mapping[str, Refused]:
        """One binding of several numbers to the instance that all of them ask for; returns those that failed.

        Raises Refused, or OutcomeUnknown for an answer that speaks of other numbers.
        """
        numbers = tuple(call.number for call in calls if call.number is not None)
        desired = calls[0].desired
        if desired is None or len(numbers) < len(calls) or not desired.instance or desired.routing is None:
            raise Refused(phrase("a bind needs a number, an instance and its routing; nothing was sent"))
        fields = relations.bind_fields(numbers, desired.instance, desired.routing)
        answer = self._client.write("AddVirtualNumberRelation", fields)
        try:
            failed = relations.not_bound(answer)
        except Unreadable as error:
            raise OutcomeUnknown(error.message) from error
        if not failed <= set(numbers):
            raise OutcomeUnknown(
                phrase("the answer to binding {numbers} speaks of other numbers", numbers=", ".join(numbers))
            )
        return {
            number: Refused(
                phrase(
                    "the provider did not bind {number} to {instance}",
                    number=number,
                    instance=desired.instance,
                ),
                reason="Data",
            )
            for number in sorted(failed)
        }

    def _bind(self, call: Call) -> Receipt:
        for refusal in self.execute_together((call,)).values():
            raise refusal
        return Receipt(call.number)

    def _set_transfer(self, call: Call) -> Receipt:
        wanted = _transfer(call)
        if wanted is None or call.number is None:
            raise Refused(phrase("a transfer needs a number and its targets; nothing was sent"))
        try:
            fields = hotlines.transfer_fields(call.number, wanted)
        except ValueError as error:
            raise Refused(phrase("{error}; nothing was sent", error=error)) from error
        answer = self._client.write("SetTransferCalleePoolConfig", fields)
        try:
            done = answer.flag("Data")
        except Unreadable as error:
            raise OutcomeUnknown(error.message) from error
        if not done:
            raise OutcomeUnknown(
                phrase("setting the transfer of {number} answered success, but not true", number=call.number)
            )
        return Receipt(call.number)


def _transfer(call: Call) -> Transfer | None:
    ivr = None if call.desired is None else call.desired.ivr
    return None if ivr is None else ivr.transfer


def _stale(current: Roster | None, used: Roster | None) -> tuple[str, ...]:
    if current is None or used is not None:
        return ()
    return (
        phrase(
            "{name} was taken on {as_of} and is not believed any more: export it again",
            name=current.name,
            as_of=day_of(current.as_of),
        ),
    )


def _origins(state: ObservedState) -> Mapping[str, str]:
    sources = {
        "enterprises": state.enterprises,
        "scripts": state.scripts,
        "public_mode": state.public_mode,
        "numbers": state.complete or None,
    }
    return {fact: "attested" for fact, value in sources.items() if value is not None}
