"""One observation, part by part: a part that cannot be read becomes a sentence in `gaps`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

from reconciler.contracts.provider import Progress
from reconciler.errors import InvariantError, ProviderError, Unreadable
from reconciler.model.observation import Balance, ObservedInstance
from reconciler.model.phone import is_hotline
from reconciler.model.phrase import phrase
from reconciler.model.resource import Transfer
from reconciler.providers.alibaba.ahead import Ahead
from reconciler.providers.alibaba.assembly import Readings
from reconciler.providers.alibaba.client import Transport
from reconciler.providers.alibaba.mapping import audio, hotlines, instances, money, relations
from reconciler.providers.alibaba.mapping.answer import Answer
from reconciler.providers.alibaba.mapping.envelope import NotOwned
from reconciler.providers.alibaba.mapping.list_page import ListPage
from reconciler.providers.alibaba.mapping.relations import VALID, Pair, RelationRow
from reconciler.providers.alibaba.pace import Budget
from reconciler.providers.alibaba.paging import PAGE_SIZE, ROWS, whole
from reconciler.providers.alibaba.roster.rows import Roster

Part = TypeVar("Part")
Row = TypeVar("Row")


_PAIRS = "QueryVmsVirtualNumberRelationByPage"
CHANGES = 4
"""How often a listing that changes under our eyes is begun."""


class AccountReader:
    """Reads an account once, within one budget."""

    def __init__(
        self,
        client: Transport,
        budget: Budget,
        progress: Progress = lambda _done, _total: None,
        threads: int = 1,
    ) -> None:
        self._client = client
        self._threads = threads
        self._budget = budget
        self._progress = progress
        self._failures: list[ProviderError] = []
        self.gaps: list[str] = []

    def readings(self, numbers: Iterable[str], roster: Roster | None) -> Readings:
        """Everything but audio and balance. Raises Unreadable if neither query of bindings succeeds."""
        bindings = self._part(phrase("the bindings and their routing"), self._bindings)
        listed = None if bindings is None else [row for rows in bindings.values() for row in rows]
        pairs = self._part(phrase("the states of the bindings"), lambda: self._states(listed))
        if bindings is None and pairs is None:
            raise self._failures[0]
        rostered = () if roster is None else roster.rows
        known = sorted({*numbers, *(number for number in rostered if is_hotline(number))})
        return Readings(
            bindings=bindings,
            pairs=pairs,
            transfers=self._transfers(known),
            instances=self._part(phrase("the service instances"), self._instances),
            qualified=self._qualified({} if roster is None else roster.orders),
        )

    def readings_of(self, numbers: Collection[str], *, singly: bool) -> Readings:
        """The same of these numbers alone: asked for one by one, or picked from the listings."""
        regular = sorted(number for number in numbers if not is_hotline(number))
        queries: Sequence[str | None] = regular if singly else [None] if regular else []
        bindings = self._part("the bindings and their routing", lambda: self._bindings(queries))
        pairs = self._part("the states of the bindings", lambda: self._pairs(queries))
        if bindings is None and pairs is None:
            raise self._failures[0]
        return Readings(
            bindings=None
            if bindings is None
            else {
                routing: tuple(row for row in rows if row.number in numbers)
                for routing, rows in bindings.items()
            },
            pairs=None if pairs is None else tuple(pair for pair in pairs if pair.number in numbers),
            transfers=self._transfers(sorted(number for number in numbers if is_hotline(number))),
            instances=self._part("the service instances", self._instances),
        )

    def audio(self, files: tuple[str, ...] | None) -> dict[str, str] | None:
        """Review states of the files asked for; one that the answers leave out counts as not approved."""
        if files is None:
            return None
        states = self._part(phrase("the review states of audio files"), lambda: self._audits(files))
        return None if states is None else {file: states.get(file, phrase("not told")) for file in files}

    def balance(self) -> Balance | None:
        """The account's money."""
        return self._part(phrase("the balance"), lambda: self._read("QueryAccountBalance", {}, money.balance))

    def _bindings(self, numbers: Sequence[str | None] = (None,)) -> dict[str, tuple[RelationRow, ...]]:
        """The routing is a filter and never told: one listing per value, of each number or of all."""

        def listing(routing: str, number: str | None) -> tuple[RelationRow, ...]:
            return self._listing(
                "QueryVirtualNumberRelation",
                lambda page: relations.query(routing, page, PAGE_SIZE, number),
                relations.bindings,
                lambda row: (row.number, row.instance),
            )

        return {
            routing: tuple(row for number in numbers for row in listing(routing, number))
            for routing in relations.ROUTE_TYPES
        }

    def _states(self, listed: Sequence[RelationRow] | None) -> tuple[Pair, ...]:
        """The pairs; of those that the bindings have all named, as many rows and nothing else, the first page alone.

        The two listings hold the same rows: this one tells the routing, that one which are not valid (any more).
        """
        if listed is not None and len(listed) > PAGE_SIZE:
            page = self._read(_PAIRS, relations.pairs_query(1, PAGE_SIZE), relations.pairs)
            named = {(row.number, row.instance) for row in listed}
            known = all(row.state == VALID and (row.number, row.instance) in named for row in page.rows)
            if known and page.rows and page.total == len(listed) and page.number in {None, 1}:
                return page.rows
        return self._pairs()

    def _pairs(self, numbers: Sequence[str | None] = (None,)) -> tuple[Pair, ...]:
        """A number may have been unbound from the same instance twice: only valid pairs are unique."""

        def listing(number: str | None) -> tuple[Pair, ...]:
            return self._listing(
                _PAIRS,
                lambda page: relations.pairs_query(page, PAGE_SIZE, number),
                relations.pairs,
                lambda row: (row.number, row.instance) if row.state == VALID else None,
            )

        return tuple(row for number in numbers for row in listing(number))

    def _instances(self) -> tuple[ObservedInstance, ...]:
        return self._listing(
            "ListServiceInstanceForPage",
            lambda page: instances.query(page, PAGE_SIZE),
            instances.instances,
            lambda row: row.code,
        )

    def _transfers(self, numbers: Sequence[str]) -> dict[str, Transfer | None]:
        """One question a number; once the share is spent nobody waits for the rest."""
        transfers: dict[str, Transfer | None] = {}
        with self._share():
            for done, number in enumerate(numbers):
                self._progress(done, len(numbers))
                if self._budget.spent:
                    self.gaps.append(
                        phrase(
                            "the transfer of {number} was not asked for: the time for it was spent",
                            number=number,
                        )
                    )
                    continue
                try:
                    transfers[number] = self._read(
                        "QueryCallInPoolTransferConfig", {"PhoneNumber": number}, hotlines.transfer
                    )
                except NotOwned:
                    continue
                except ProviderError as error:
                    self._note(phrase("the transfer of {number}", number=number), error)
        return transfers

    def _qualified(self, orders: Mapping[str, str]) -> dict[str, bool]:
        qualified: dict[str, bool] = {}
        for enterprise, order in sorted(orders.items()):
            status = self._part(
                phrase("the 400 qualification of {enterprise}", enterprise=enterprise),
                lambda order=order: self._read(  # type: ignore[misc]
                    "GetHotlineQualificationByOrder", {"OrderId": order}, hotlines.qualification
                ),
            )
            if status is not None:
                qualified[enterprise] = status.approved
        return qualified

    def _audits(self, files: tuple[str, ...]) -> dict[str, str]:
        states: dict[str, str] = {}
        for start in range(0, len(files), audio.QUERY_LIMIT):
            query = audio.query(files[start : start + audio.QUERY_LIMIT])
            states |= self._read("QueryVoiceFileAuditInfo", query, audio.audits)
        return states

    def _listing(
        self,
        action: str,
        fields: Callable[[int], Mapping[str, object]],
        decode: Callable[[Answer], ListPage[Row]],
        identity: Callable[[Row], object],
    ) -> tuple[Row, ...]:
        """A whole listing; one that changes while it is read is read again from its first page."""

        def listing(ahead: Ahead, number: int) -> ListPage[Row]:
            page = self._budget.spend(lambda: decode(ahead.page(number)))
            if number == 1 and page.rows:
                ahead.expect(-(-min(page.total, ROWS) // len(page.rows)))
            return page

        for attempt in range(1, CHANGES + 1):
            try:
                with Ahead(lambda number: self._client.read(action, fields(number)), self._threads) as ahead:
                    return whole(action, partial(listing, ahead), identity, self._progress)
            except Unreadable as error:
                if not error.retryable or self._budget.spent or attempt == CHANGES:
                    raise
            self._budget.pause()
        raise InvariantError(action)

    def _read(self, action: str, fields: Mapping[str, object], decode: Callable[[Answer], Part]) -> Part:
        """One decoded answer, asked for again while that can help and time is left."""
        return self._budget.spend(lambda: decode(self._client.read(action, fields)))

    def _part(self, what: str, read: Callable[[], Part]) -> Part | None:
        try:
            with self._share():
                return read()
        except ProviderError as error:
            self._note(what, error)
            return None

    @contextmanager
    def _share(self) -> Iterator[None]:
        """What fails in here may lose no more than its share of the time."""
        whole, self._budget = self._budget, self._budget.share()
        try:
            yield
        finally:
            self._budget = whole

    def _note(self, what: str, error: ProviderError) -> None:
        self._failures.append(error)
        self.gaps.append(phrase("{what} could not be read: {message}", what=what, message=error.message))
