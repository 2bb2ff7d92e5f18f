"""The simulator's rows as the model's nouns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from reconciler.model.change import Scalar
from reconciler.model.observation import GONE, Enterprise, NumberStatus, ObservedInstance, ObservedNumber
from reconciler.model.resource import HOTLINE, Ivr, NumberType, Playback, Transfer
from reconciler.providers.simulator.world.words import (
    CALL_TYPE_TEXT,
    LEAST_PACKAGE,
    REGULAR_FEE,
    RUNNING_STATUS,
)

NOTHING_DUE = Decimal("0.00")


def cny(fen: int) -> Decimal:
    """Fen as CNY with two places."""
    return Decimal(fen).scaleb(-2)


class NumberMapper:
    """Maps rows to numbers. Equal values become one object: a large account repeats few values many times."""

    def __init__(self) -> None:
        self._shared: dict[Any, Any] = {None: None}
        self._days: dict[str | None, date | None] = {None: None}
        self._fees: dict[int | None, Decimal | None] = {None: None}
        self._nothing: dict[str, Scalar] = {}
        self._answers: dict[tuple[Any, ...], Ivr | None] = {(None,) * 5: None}

    def __call__(self, row: Sequence[Any]) -> ObservedNumber:
        """A number with everything the provider knows of it, from a row of COLUMNS."""
        (
            type_,
            status,
            number,
            application,
            line,
            call_type,
            region,
            carrier,
            package,
            enterprise,
            script,
        ) = row[:11]
        (running_status, reason, applied_on, activated_on, documents, instance, routing) = row[11:18]
        share = self._shared.setdefault
        return ObservedNumber(
            type=NumberType(type_),
            status=NumberStatus(status),
            number=number,
            application=application,
            line=share(line, line),
            call_type=share(call_type, call_type),
            call_type_text=CALL_TYPE_TEXT[call_type],
            region=share(region, region),
            carrier=share(carrier, carrier),
            package=self._fee(package),
            enterprise=share(enterprise, enterprise),
            script=share(script, script),
            running_status=share(running_status, running_status) or RUNNING_STATUS[status],
            reason=share(reason, reason),
            applied_on=self._day(applied_on),
            activated_on=self._day(activated_on),
            documents=documents,
            instance=share(instance, instance),
            routing=share(routing, routing),
            ivr=self._ivr(tuple(row[18:])),
            monthly=self._monthly(type_, status, package),
            more=self._nothing,
        )

    def _day(self, text: str | None) -> date | None:
        try:
            return self._days[text]
        except KeyError:
            return self._days.setdefault(text, date.fromisoformat(text or ""))

    def _fee(self, fen: int | None) -> Decimal | None:
        try:
            return self._fees[fen]
        except KeyError:
            return self._fees.setdefault(fen, cny(fen or 0))

    def _monthly(self, type_: str, status: str, package: int | None) -> Decimal | None:
        if status in GONE and not (status == NumberStatus.REJECTED and type_ == HOTLINE):
            return NOTHING_DUE  # what was set aside for a 400 stays so while its documents may be corrected
        return self._fee(package or LEAST_PACKAGE if type_ == HOTLINE else REGULAR_FEE)

    def _ivr(self, columns: tuple[Any, ...]) -> Ivr | None:
        try:
            return self._answers[columns]
        except KeyError:
            return self._answers.setdefault(columns, ivr(columns))


def ivr(columns: Sequence[Any]) -> Ivr | None:
    """How a number answers, from its last five columns."""
    audio, description, routing, to, qualification = columns
    playback = None if audio is None else Playback(audio, description or "")
    transfer = None if to is None else Transfer(routing, tuple(to.split(",")), qualification)
    return Ivr(playback, transfer)


def instances(rows: Iterable[Sequence[Any]]) -> dict[str, ObservedInstance]:
    """Instances by code."""
    return {row[0]: ObservedInstance(*row) for row in rows}


def enterprises(rows: Iterable[Sequence[Any]]) -> dict[str, Enterprise]:
    """Qualifications by name."""
    return {name: Enterprise(name, bool(approved), bool(hotline)) for name, approved, hotline in rows}
