"""A statement of the account as an observation, whole or as little of it as the public API shows."""

from __future__ import annotations

from typing import TypeAlias

from reconciler.model.observation import Balance, ObservedNumber, ObservedState, Offer
from reconciler.model.phrase import phrase
from reconciler.model.resource import Playback
from reconciler.providers.simulator import mapping, public_api
from reconciler.providers.simulator.world.statement import TABLES, Statement
from reconciler.providers.simulator.world.wallclock import instant

Numbers: TypeAlias = Statement[ObservedNumber]


def full(account_name: str, statement: Numbers) -> ObservedState:
    """Everything; complete if every entry was listed once and the totals agree."""
    numbers, gaps = _numbers(statement)
    account, tables = statement.account, dict.fromkeys(TABLES, ()) | statement.tables
    audio = account["playback_audio"]
    return ObservedState(
        account=account_name,
        now=instant(account["now"]),
        numbers=numbers,
        instances=mapping.instances(tables["instances"]),
        enterprises=mapping.enterprises(tables["enterprises"]),
        scripts={code: bool(approved) for code, approved in tables["scripts"]},
        audio=dict(tables["audio"]),
        offers=tuple(Offer(number, carrier) for number, carrier in tables["offers"]),
        balance=Balance(mapping.cny(account["balance"]), mapping.cny(account["arrears"])),
        public_mode=bool(account["public_mode"]),
        playback=None if audio is None else Playback(audio, account["playback_description"]),
        playback_readable=True,
        complete=not gaps,
        gaps=gaps,
    )


def public(account_name: str, statement: Numbers) -> ObservedState:
    """Bindings, instances, 400 transfers, audio reviews and one signed amount; never complete."""
    numbers, gaps = _numbers(statement)
    return ObservedState(
        account=account_name,
        now=instant(statement.account["now"]),
        numbers={number.identity: number for number in public_api.numbers(numbers.values())},
        instances=public_api.instances(mapping.instances(statement.tables["instances"])),
        audio=dict(statement.tables["audio"]),
        balance=public_api.balance(statement.account),
        gaps=(*gaps, public_api.API_GAP),
    )


def _numbers(statement: Numbers) -> tuple[dict[str, ObservedNumber], tuple[str, ...]]:
    """Every number by identity, sorted, and what is wrong with the pages it was read from."""
    listed = [number for page in statement.pages for number in page.rows]
    numbers = {_identity(number): number for number in sorted(listed, key=_identity)}
    totals = sorted({page.total for page in statement.pages})
    gaps = []
    if len(totals) > 1:
        gaps.append(
            phrase("the total changed while the numbers were listed: {map}", map=", ".join(map(str, totals)))
        )
    if len(numbers) < len(listed):
        gaps.append(phrase("of the numbers listed, {count} came twice", count=len(listed) - len(numbers)))
    if len(listed) != totals[-1]:
        gaps.append(phrase("{count} of {totals} numbers were listed", count=len(listed), totals=totals[-1]))
    return numbers, tuple(gaps)


def _identity(number: ObservedNumber) -> str:
    return number.number or number.application or ""
