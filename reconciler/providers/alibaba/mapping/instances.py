"""Service instances."""

from __future__ import annotations

from reconciler.model.observation import InstanceStatus, ObservedInstance
from reconciler.providers.alibaba.mapping.answer import Answer
from reconciler.providers.alibaba.mapping.list_page import ListPage


def instances(answer: Answer) -> ListPage[ObservedInstance]:
    """A status word that nobody documents is kept beside `unknown`; enterprise and routing are not told."""
    model = answer.nested("Model")
    rows = tuple(_instance(row) for row in model.rows("Records"))
    number = model.integer_or_none("PageNo")
    return ListPage(rows, model.integer("TotalCount"), model.integer_or_none("PageSize"), number)


def _instance(row: Answer) -> ObservedInstance:
    word = row.text("InstanceStatus")
    status = InstanceStatus(word)
    other = word if status is InstanceStatus.UNKNOWN else None
    return ObservedInstance(row.text("Code"), row.text_or_none("Name"), status=status, status_text=other)


def query(page: int, size: int) -> dict[str, object]:
    """The request's fields for ListServiceInstanceForPage; the SDK sends them as one parameter of JSON."""
    return {"Pager": {"PageIndex": page, "PageSize": size}}
