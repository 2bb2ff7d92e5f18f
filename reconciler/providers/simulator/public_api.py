"""The account as the real public API shows it: what is not bound and transfers nowhere is not seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from reconciler.model.observation import Balance, NumberStatus, ObservedInstance, ObservedNumber
from reconciler.model.phone import line_of
from reconciler.model.phrase import phrase
from reconciler.model.resource import HOTLINE, REGULAR, Ivr
from reconciler.noun import replace
from reconciler.providers.simulator.mapping import cny

API_GAP = phrase(
    "the public API lists bound numbers and 400 transfers only: a number that is missing may still exist"
)


def numbers(live: Iterable[ObservedNumber]) -> Iterator[ObservedNumber]:
    """What remains of the numbers; a status is never told."""
    for number in live:
        if number.type == REGULAR and number.instance is not None:
            yield _bound(number)
        elif number.type == HOTLINE and number.ivr is not None and number.ivr.transfer is not None:
            yield _transferred(number)


def _bound(number: ObservedNumber) -> ObservedNumber:
    return ObservedNumber(
        type=REGULAR,
        status=NumberStatus.UNKNOWN,
        number=number.number,
        line=line_of(number.identity),
        region=number.region,
        enterprise=number.enterprise,
        activated_on=number.activated_on,
        instance=number.instance,
        routing=number.routing,
    )


def _transferred(number: ObservedNumber) -> ObservedNumber:
    transfer = None if number.ivr is None else number.ivr.transfer
    return ObservedNumber(
        type=HOTLINE,
        status=NumberStatus.UNKNOWN,
        number=number.number,
        call_type="inbound",
        ivr=None if transfer is None else Ivr(transfer=replace(transfer, qualification=None)),
    )


def instances(live: dict[str, ObservedInstance]) -> dict[str, ObservedInstance]:
    """Instances without their enterprise and routing, which the API does not return."""
    return {code: replace(instance, enterprise=None, routing=None) for code, instance in live.items()}


def balance(account: dict[str, Any]) -> Balance:
    """One signed amount is all the billing API shows: less than nothing is a debt."""
    amount = cny(account["balance"] - account["arrears"])
    return Balance(amount, max(-amount, cny(0)))
