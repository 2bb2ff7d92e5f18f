"""Service instances."""

from __future__ import annotations

from reconciler.model.observation import ObservedInstance
from reconciler.providers.alibaba.mapping.answer import Answer
from reconciler.providers.alibaba.mapping.list_page import ListPage


def instances(answer: Answer) -> ListPage[ObservedInstance]:
    """Status words are verbatim (`destory` is theirs); enterprise and routing are not told."""
    model = answer.nested("Model")
    rows = tuple(_instance(row) for row in model.rows("Records"))
    number = model.integer_or_none("PageNo")
    return ListPage(rows, model.integer("TotalCount"), model.integer_or_none("PageSize"), number)


def _instance(row: Answer) -> ObservedInstance:
    return ObservedInstance(row.text("Code"), row.text_or_none("Name"), status=row.text("InstanceStatus"))


def query(page: int, size: int) -> dict[str, object]:
    """The request's fields for ListServiceInstanceForPage; the SDK sends them as one parameter of JSON."""
    return {"Pager": {"PageIndex": page, "PageSize": size}}
