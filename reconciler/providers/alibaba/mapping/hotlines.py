"""400 numbers: their transfer pools and the qualification of an enterprise."""

from __future__ import annotations

from reconciler.model.resource import Transfer
from reconciler.noun import noun
from reconciler.providers.alibaba.mapping.answer import Answer

_ROUTINGS = {"round-robin": "roundRobin", "random": "random"}
"""Our word for a pool's routing to the provider's CalledRouteMode."""
_WORDS = {theirs: ours for ours, theirs in _ROUTINGS.items()}


@noun
class Qualification:
    """The status of one 400 qualification, asked for by its order."""

    order: str
    status: str
    """`NORMAL`, `OTHER` or whatever the provider says."""

    @property
    def approved(self) -> bool:
        """Only NORMAL is documented as good."""
        return self.status == "NORMAL"


def transfer(answer: Answer) -> Transfer | None:
    """The transfer pool; None where none is set. Its qualification is never told."""
    if not answer.has("Data"):
        return None
    data = answer.nested("Data")
    data.integer_or_none("TransferTimeout")
    data.instant_or_none("GmtCreate")
    mode = data.word("CalledRouteMode")
    called = tuple(row.text("Called") for row in data.rows("Details"))
    return Transfer(_WORDS.get(mode, mode), called, qualification=None)


def transfer_fields(number: str, wanted: Transfer) -> dict[str, object]:
    """The request's fields for SetTransferCalleePoolConfig.

    Raises ValueError where a required one is missing: the SDK would send the request all the same.
    """
    if not wanted.qualification or not wanted.to:
        raise ValueError("a transfer needs its qualification and at least one number")
    return {
        "PhoneNumber": number,
        "QualificationId": wanted.qualification,
        "CalledRouteMode": _ROUTINGS[wanted.routing],
        "Details": [{"Called": called} for called in wanted.to],
    }


def qualification(answer: Answer) -> Qualification:
    """The status behind an order of the console."""
    data = answer.nested("Data")
    return Qualification(data.word("OrderId"), data.text("Status"))
