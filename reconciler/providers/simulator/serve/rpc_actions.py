"""The actions of the API that an account can be read and changed by: parameters in, the fields of a body out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, time
from typing import Any, TypeAlias

from reconciler.errors import Refused
from reconciler.noun import noun
from reconciler.providers.simulator.serve import traces, view
from reconciler.providers.simulator.serve.parameters import Parameters
from reconciler.providers.simulator.serve.refusal import Business, Rejected, invalid
from reconciler.providers.simulator.serve.view import NumberDocument
from reconciler.providers.simulator.world import World
from reconciler.providers.simulator.world.statement import BOUND, NONE, NumberFilter
from reconciler.providers.simulator.world.wallclock import SHANGHAI
from reconciler.providers.simulator.world.words import HOTLINE, yuan

Body: TypeAlias = dict[str, Any]
Act: TypeAlias = Callable[[World, Parameters], Body]

VOICE, BILLING, AUDIT = "2017-05-25", "2017-12-14", "2020-07-06"
PRODUCT = "dyvms"
QUALIFICATIONS = 10_000_000_000_000
"""The qualification of the account's N-th enterprise by name has this number and N."""
PLAYBACK_FILE = 2
"""`BusinessType` of the files that inbound calls hear; 0 is a file for voice notifications."""
_OF_A_CARRIER = 2
"""`SpecId`: 1 is a virtual operator's number, 3 one of 95…; the simulated account has neither."""
_ROUTE_TYPES = ("region-first", "random")
_MODES = {"roundRobin": "round-robin", "random": "random"}
_AUDITS = {
    "approved": "AUDIT_STATE_PASS",
    "reviewing": "AUDIT_STATE_INIT",
    "rejected": "AUDIT_STATE_NOT_PASS",
}
_ENDED = ("cancelled", "released", "rejected")
_OF_THE_NUMBER = ("Number.", "Instance.OtherEnterprise")
"""Refusals that a bind reports by listing the number, without a word of why."""


def add_virtual_number_relation(world: World, parameters: Parameters) -> Body:
    """Binds; numbers that failed are named in `Data` beside a code of success, the others are bound."""
    instance, numbers = parameters.text("PhoneNum"), parameters.words("NumberList")
    parameters.text("RouteType")
    _product(parameters)
    routing = _ROUTE_TYPES[parameters.integer("RouteType", 0, 0, 1)]
    companies = parameters.words("CorpNameList") if parameters.optional("CorpNameList") else None
    try:
        failed = world.bind(numbers, instance, routing, companies=companies, partial=True).failed
    except Refused as refusal:
        if not refusal.reason.startswith(_OF_THE_NUMBER):
            raise
        failed = tuple(numbers)
    body = {"Code": "200", "Message": "successful"}
    return body | ({"Data": ",".join(failed)} if failed else {})


def _product(parameters: Parameters) -> None:
    if parameters.optional("ProdCode") not in (None, PRODUCT):
        raise invalid(f"ProdCode: only {PRODUCT} is simulated.")


def query_virtual_number_relation(world: World, parameters: Parameters) -> Body:
    """Bindings. The routing is a filter and no field; `Data` is a string of JSON."""
    _product(parameters)
    filters = {"instance": parameters.optional("PhoneNum"), "number": parameters.optional("RelatedNum")}
    if parameters.optional("RouteType") is not None:
        filters["routing"] = _ROUTE_TYPES[parameters.integer("RouteType", 0, 0, 1)]
    if parameters.optional("QualificationId") is not None:
        filters["enterprise"] = _enterprise_of(world, parameters.integer("QualificationId", 0, most=10**17))
    carrier = parameters.integer("SpecId", _OF_A_CARRIER, 1, 3) == _OF_A_CARRIER
    city = parameters.optional("RegionNameCity")
    page, size = parameters.integer("PageNo", 1), parameters.integer("PageSize", 20, most=100)
    rows, total = _bound(world, filters, (None, city), (page, size), known=carrier)
    data = {
        "data": [_binding(number) for number in rows],
        "pageNo": page,
        "pageSize": size,
        "total": total,
    }
    return {"Code": "200", "Data": json.dumps(data, ensure_ascii=False, separators=(",", ":"))}


def _bound(
    world: World,
    filters: Mapping[str, str | None],
    place: tuple[str | None, str | None],
    page: tuple[int, int],
    *,
    known: bool,
) -> tuple[list[NumberDocument], int]:
    """A page of the bound numbers that fit, and how many fit; none if what is asked for is not `known` at all."""
    if known and place == (None, None) and world.untroubled:
        rows = view.page(world, filters, *page)
        return rows.rows, rows.total
    listing = view.numbers(
        world,
        lambda number: (
            known and view.is_bound(number) and _fits(number, filters) and _lies_in(number, *place)
        ),
    )
    return listing.page(*page), listing.total


def _enterprise_of(world: World, qualification: int) -> str:
    """The enterprise behind a qualification, as `GetHotlineQualificationByOrder` tells it; empty for none."""
    rows = view.statement(world, "enterprises").tables["enterprises"]
    order = qualification - QUALIFICATIONS
    return str(rows[order - 1][0]) if 1 <= order <= len(rows) else ""


def _lies_in(number: NumberDocument, province: str | None, city: str | None) -> bool:
    """Whether a number's region is the one asked for, in the pages' spellings: `浙江/杭州`, `杭州市`, `浙江省`."""
    region = number["region"] or ""
    here, _, there = region.partition("/")
    cities = {region, there or here, f"{there or here}市"}
    return city in {None, *cities} and province in {None, here, f"{here}省", f"{here}市"}


def _binding(number: NumberDocument) -> Body:
    return {
        "relatedNum": number["number"],
        "virtualNum": number["instance"],
        "createTime": f"{number['activated_on']} 00:00:00",
        "specName": "运营商",
        "regionNameProvince": (number["region"] or "").partition("/")[0],
        "regionNameCity": number["region"],
        "corpName": number["enterprise"],
    }


def query_relation_by_page(world: World, parameters: Parameters) -> Body:
    """The same bindings as pairs with a state; 1 is valid."""
    filters = {"instance": parameters.optional("VirtualNumber"), "number": parameters.optional("RealNumber")}
    page, size = parameters.integer("PageNo", 1), parameters.integer("PageSize", 20, most=100)
    valid = parameters.integer("State", 1, -1, 1) == 1
    province, city = parameters.optional("NumberProvince"), parameters.optional("NumberCity")
    page_rows, total = _bound(world, filters, (province, city), (page, size), known=valid)
    rows = [
        {
            "RealNumber": number["number"],
            "VirtualNumber": number["instance"],
            "State": 1,
            "NumberProvince": (number["region"] or "").partition("/")[0],
            "NumberCity": (number["region"] or "").partition("/")[2],
        }
        for number in page_rows
    ]
    model = {"PageNo": page, "PageSize": size, "Total": total, "Data": rows}
    return _ok(Success=True, Model=model, AccessDeniedDetail="无")


def _fits(number: NumberDocument, filters: Mapping[str, str | None]) -> bool:
    return all(value is None or number[name] == value for name, value in filters.items())


def list_service_instances(world: World, parameters: Parameters) -> Body:
    """Service instances; neither enterprise nor routing is told."""
    page, size = parameters.pager()
    related, quick = parameters.optional("RelationNumber"), world.untroubled
    holding = NONE if related is None else NumberFilter("instance IS NOT NULL AND number = ?", (related,))
    statement = view.statement(world, "instances", part=holding if quick else BOUND)
    numbers = [number for part in statement.pages for number in part.rows]
    rows = statement.tables["instances"]
    if code := parameters.optional("Code"):
        rows = [row for row in rows if row[0] == code]
    if related is not None:
        holders = {number["instance"] for number in numbers if number["number"] == related}
        rows = [row for row in rows if row[0] in holders]
    page_rows = rows[(page - 1) * size : page * size]
    listed = Counter(number["instance"] for number in numbers)
    bound = world.bound_to([row[0] for row in page_rows]) if quick else listed
    records = [
        {
            "Code": row[0],
            "Name": row[1] or "",
            "InstanceStatus": row[3],
            "Status": "绑定" if row[0] in bound else "未绑定",
            "RelationTotalCount": bound[row[0]],
            "RelationAvailableCount": bound[row[0]],
            "GmtCreate": "1759109856000",
        }
        for row in page_rows
    ]
    model = {"PageNo": page, "PageSize": size, "TotalCount": len(rows), "TotalPage": -(-len(rows) // size)}
    return _ok(Success=True, Model=model | {"Records": records})


def query_transfer(world: World, parameters: Parameters) -> Body:
    """The transfer pool of a 400 number of the account; without one there is no `Data`."""
    number = _hotline(world, parameters.text("PhoneNumber"))
    if number["transfer_to"] is None:
        return _ok()
    modes = {ours: theirs for theirs, ours in _MODES.items()}
    day = datetime.fromisoformat(number["activated_on"] or number["applied_on"])
    created = datetime.combine(day.date(), time(), tzinfo=SHANGHAI)
    return _ok(
        Data={
            "GmtCreate": int(created.timestamp() * 1000),
            "CalledRouteMode": modes[number["transfer_routing"]],
            "TransferTimeout": 30,
            "Details": [{"Called": called} for called in number["transfer_to"].split(",")],
        }
    )


def _hotline(world: World, name: str) -> NumberDocument:
    listing = view.numbers(
        world,
        lambda number: number["number"] == name and number["type"] == HOTLINE,
        NumberFilter("number = ?", (name,)),
    )
    if not listing.rows or listing.rows[0]["status"] in _ENDED:
        raise Rejected(400, "VirtualNumber.NotOwn", "The number does not belong to the account.")
    return listing.rows[0]


def set_transfer(world: World, parameters: Parameters) -> Body:
    """Replaces a transfer pool."""
    number, qualification = parameters.text("PhoneNumber"), parameters.text("QualificationId")
    mode = parameters.text("CalledRouteMode")
    details = parameters.structs("Details")
    called = [struct.get("Called", "") for struct in details]
    if mode not in _MODES or not all(target.isascii() and target.isdecimal() for target in called):
        raise invalid("CalledRouteMode or Details.N.Called is wrong.")
    world.set_transfer(number, _MODES[mode], called, qualification)
    return _ok(Data=True)


def query_qualification(world: World, parameters: Parameters) -> Body:
    """The qualification behind order N: that of the account's N-th enterprise by name."""
    order = parameters.integer("OrderId", 0, 0)
    rows = view.statement(world, "enterprises").tables["enterprises"]
    if not 1 <= order <= len(rows):
        raise invalid("OrderId does not exist.")
    _, approved, hotline = rows[order - 1]
    status = "NORMAL" if approved and hotline else "OTHER"
    return _ok(Data={"OrderId": str(order), "QualificationId": f"{QUALIFICATIONS + order}", "Status": status})


def query_audio(world: World, parameters: Parameters) -> Body:
    """Review states; a file the account does not list is past its review."""
    files = parameters.words("VoiceCodes")
    if parameters.integer("BusinessType", 0, 0, 2) != PLAYBACK_FILE:
        raise invalid(f"BusinessType: only {PLAYBACK_FILE}, files for playback, is simulated.")
    if len(files) > 10:
        raise Rejected(400, "Query.Voice.File.Limit", "At most 10 voice files can be queried at once.")
    states = dict(view.statement(world, "audio").tables["audio"])
    rows = [{"VoiceCode": file, "AuditState": _AUDITS[states.get(file, "approved")]} for file in files]
    return _ok(Data=rows)


def stop_calls(world: World, parameters: Parameters) -> Body:
    """Stops a 400's inbound calls; nothing tells afterwards whether they are."""
    world.stop_inbound(parameters.text("Number"))
    return _ok(Data=True)


def recover_calls(world: World, parameters: Parameters) -> Body:
    """Lets a 400's inbound calls in again."""
    world.recover_inbound(parameters.text("Number"))
    return _ok(Data=True)


def query_balance(world: World, parameters: Parameters) -> Body:  # noqa: ARG001  (an action like the others)
    """One signed amount: less than nothing is a debt."""
    account = view.statement(world).account
    amount = yuan(account["balance"] - account["arrears"])
    data = {"AvailableAmount": amount, "AvailableCashAmount": amount, "CreditAmount": "0.00"}
    data |= {"MybankCreditAmount": "0.00", "QuotaLimit": "0.00", "Currency": "CNY"}
    return {"Code": "200", "Message": "success", "Success": True, "Data": data}


def _ok(**fields: Any) -> Body:
    return {"Code": "OK", "Message": "OK", **fields}


@noun
class RpcAction:
    """One action of one product, and the parameters it reads; any other is refused, never ignored."""

    version: str
    act: Act
    reads: frozenset[str] = frozenset()


def _voice(act: Act, reads: str) -> RpcAction:
    return RpcAction(VOICE, act, frozenset(reads.split()))


RPC_ACTIONS = {
    "AddVirtualNumberRelation": _voice(
        add_virtual_number_relation, "PhoneNum NumberList RouteType CorpNameList ProdCode"
    ),
    "QueryVirtualNumberRelation": _voice(
        query_virtual_number_relation,
        "PageNo PageSize PhoneNum RelatedNum RouteType QualificationId RegionNameCity SpecId ProdCode",
    ),
    "QueryVmsVirtualNumberRelationByPage": _voice(
        query_relation_by_page, "PageNo PageSize VirtualNumber RealNumber State NumberCity NumberProvince"
    ),
    "ListServiceInstanceForPage": _voice(list_service_instances, "Code RelationNumber Pager"),
    "QueryCallInPoolTransferConfig": _voice(query_transfer, "PhoneNumber"),
    "SetTransferCalleePoolConfig": _voice(
        set_transfer, "PhoneNumber QualificationId CalledRouteMode Details.N.Called"
    ),
    "StopCallInConfig": _voice(stop_calls, "Number"),
    "RecoverCallInConfig": _voice(recover_calls, "Number"),
    "GetHotlineQualificationByOrder": _voice(query_qualification, "OrderId"),
    "QueryVoiceFileAuditInfo": _voice(query_audio, "VoiceCodes BusinessType"),
    "QueryCallInTransferRecord": _voice(
        traces.query_calls, "PhoneNumber QueryDate PageNo PageSize CallInCaller"
    ),
    "ListCallTask": _voice(traces.list_call_tasks, "PageNumber PageSize Status TaskId TaskName"),
    "ListHotlineTransferRegisterFile": _voice(
        traces.list_registrations, "HotlineNumber QualificationId PageNo PageSize"
    ),
    "QueryAccountBalance": RpcAction(BILLING, query_balance),
    "DescribeInstanceBill": RpcAction(
        BILLING, traces.describe_bill, frozenset({"BillingCycle", "ProductCode", "MaxResults", "NextToken"})
    ),
    "LookupEvents": RpcAction(
        AUDIT,
        traces.lookup_events,
        frozenset(
            {
                *("StartTime", "EndTime", "LookupAttribute.N.Key", "LookupAttribute.N.Value"),
                *("MaxResults", "NextToken", "Direction"),
            }
        ),
    ),
}


def perform(world: World, action: str, version: str, parameters: Parameters) -> Body:
    """The body of an HTTP 200. Raises Rejected, Business, or Struck for a scripted fault."""
    known = RPC_ACTIONS.get(action)
    if known is None or known.version != version:
        text = f"{action or 'An action'} of version {version or '?'} is not simulated; {', '.join(RPC_ACTIONS)} are."
        raise Rejected(404, "InvalidAction.NotFound", text)
    parameters.refuse_unread(known.reads)
    try:
        return known.act(world, parameters)
    except Refused as refusal:
        raise _business(refusal) from refusal


def _business(refusal: Refused) -> Exception:
    """The account's refusal in the provider's way of naming them."""
    if refusal.reason == "Number.NotFound":
        return Rejected(400, "VirtualNumber.NotOwn", refusal.message)
    words = "".join(f"_{letter}" if letter.isupper() else letter for letter in refusal.reason)
    return Business("isv." + words.replace(".", "").lstrip("_").upper(), refusal.message)
