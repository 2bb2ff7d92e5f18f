"""Bindings of numbers to service instances: two queries that tell different halves of one relation.

`QueryVirtualNumberRelation` knows activation, region and enterprise; the routing is only a filter, read by
asking once per value. `QueryVmsVirtualNumberRelationByPage` knows the state.
"""

from __future__ import annotations

from datetime import datetime

from reconciler.errors import Unreadable
from reconciler.model import wording
from reconciler.model.phrase import phrase
from reconciler.noun import noun
from reconciler.providers.alibaba.mapping.answer import Answer
from reconciler.providers.alibaba.mapping.list_page import ListPage

ROUTE_TYPES = {"region-first": 0, "random": 1}
"""Our word for an instance's routing to the provider's RouteType."""
VALID, INVALID, CANCELLED = "1", "0", "-1"
"""Values of `State`; the documents do not say whether it is the number's or the binding's."""
BIND_LIMIT = 200
"""Numbers in one bind (console rule)."""


@noun
class RelationRow:
    """A row of QueryVirtualNumberRelation."""

    number: str
    instance: str | None = None
    activated: datetime | None = None
    region: str | None = None
    enterprise: str | None = None


@noun
class Pair:
    """A row of QueryVmsVirtualNumberRelationByPage."""

    number: str
    instance: str
    state: str
    """`1`, `0`, `-1` or whatever the provider says."""
    region: str | None = None


def bindings(answer: Answer) -> ListPage[RelationRow]:
    """`Data` is a string of JSON or an object; the page size is spelt in two ways."""
    data = answer.nested("Data", "data")
    rows = tuple(_binding(row) for row in data.rows("data", "Data"))
    size = data.integer_or_none("pageSize", "pagSize", "PageSize")
    return ListPage(rows, data.integer("total", "Total"), size, data.integer_or_none("pageNo", "PageNo"))


def _binding(row: Answer) -> RelationRow:
    return RelationRow(
        number=row.text("relatedNum"),
        instance=row.text_or_none("virtualNum"),
        activated=row.instant_or_none("createTime"),
        region=region(row.text_or_none("regionNameProvince"), row.text_or_none("regionNameCity")),
        enterprise=row.text_or_none("corpName"),
    )


def pairs(answer: Answer) -> ListPage[Pair]:
    """`Model` with its `Data`; the message beside a success means nothing."""
    model = answer.nested("Model")
    rows = tuple(_pair(row) for row in model.rows("Data"))
    number = model.integer_or_none("PageNo")
    return ListPage(rows, model.integer("Total"), model.integer_or_none("PageSize"), number)


def _pair(row: Answer) -> Pair:
    return Pair(
        number=row.text("RealNumber"),
        instance=row.text("VirtualNumber"),
        state=row.word("State"),
        region=region(row.text_or_none("NumberProvince"), row.text_or_none("NumberCity")),
    )


def region(province: str | None, city: str | None) -> str | None:
    """`浙江/杭州` from any spelling: with the province inside the city, with 省 and 市, or apart."""
    if not city:
        return None
    place = wording.region(city if not province or "/" in city else f"{province}/{city}")
    return place if place.count("/") == 1 else None


def query(routing: str, page: int, size: int, number: str | None = None) -> dict[str, object]:
    """The request's fields for QueryVirtualNumberRelation, of one number or of all."""
    one = {} if number is None else {"RelatedNum": number}
    return {"RouteType": ROUTE_TYPES[routing], "PageNo": page, "PageSize": size, **one}


def pairs_query(page: int, size: int, number: str | None = None) -> dict[str, object]:
    """The request's fields for QueryVmsVirtualNumberRelationByPage, of one number or of all."""
    one = {} if number is None else {"RealNumber": number}
    return {"PageNo": page, "PageSize": size, **one}


def bind_fields(numbers: tuple[str, ...], instance: str, routing: str) -> dict[str, object]:
    """The request's fields for AddVirtualNumberRelation. Raises ValueError beyond the limits."""
    if not 1 <= len(numbers) <= BIND_LIMIT:
        raise ValueError(
            phrase(
                "a bind takes 1 to {bind_limit} numbers, not {count}",
                bind_limit=BIND_LIMIT,
                count=len(numbers),
            )
        )
    return {"PhoneNum": instance, "NumberList": ",".join(numbers), "RouteType": ROUTE_TYPES[routing]}


def not_bound(answer: Answer) -> frozenset[str]:
    """The numbers a bind failed for, although its code says success; empty when all were bound."""
    if not answer.has("Data"):
        return frozenset()
    numbers = frozenset(part.strip() for part in answer.text("Data").split(","))
    if "" in numbers:
        raise Unreadable(
            phrase("{path}.Data: an empty number among {count}", path=answer.path, count=len(numbers))
        )
    return numbers
