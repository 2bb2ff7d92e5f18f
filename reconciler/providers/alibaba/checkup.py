"""What can be wrong before the first call: the extra, credentials, the network, the clock, permissions, the roster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

from reconciler.errors import MissingExtra, ReconcilerError
from reconciler.model.calendar import day_of, month_before
from reconciler.model.check import Check, Health
from reconciler.model.phrase import phrase
from reconciler.model.state import Account
from reconciler.providers.alibaba import provider_roster
from reconciler.providers.alibaba.client import NO_CREDENTIALS, Client, load
from reconciler.providers.alibaba.mapping import relations, traces
from reconciler.providers.alibaba.pace import Pace
from reconciler.providers.alibaba.settings import Settings, parse

WINDOW = timedelta(minutes=15)
"""By how much the clock may differ before every signature is refused."""
UNEASY = timedelta(minutes=2)


def checkup(account: Account, root: Path, now: Callable[[], datetime]) -> Iterator[Check]:
    """Every check that the ones before it leave possible; changes nothing. Raises ReconcilerError for bad settings."""
    settings = parse(account.settings)
    yield from _roster(settings, root, now())
    try:
        sdk = load(settings)
    except MissingExtra as error:
        yield Check("extra", Health.FAIL, error.message, error.hint)
        return
    yield Check("extra", Health.OK, phrase("the provider's SDK is installed"))
    date = None
    for endpoint in dict.fromkeys((settings.endpoint, settings.billing_endpoint)):
        date, check = _reach(settings.protocol, endpoint)
        yield check
    yield from _clock(date, now())
    try:
        yield Check("credentials", Health.OK, phrase("from {origin}", origin=sdk.origin()))
    except Exception as error:
        yield Check(
            "credentials",
            Health.FAIL,
            phrase("none were found: {error}", error=type(error).__name__),
            NO_CREDENTIALS,
        )
        return
    accepted = _accepted(settings)
    yield accepted
    if accepted.status == Health.OK:
        yield from _records(settings, now())
    yield Check(
        "writing",
        Health.UNKNOWN,
        phrase("whether the key may bind and set transfers is known once it does"),
        _WRITING,
    )


def _reach(protocol: str, endpoint: str) -> tuple[datetime | None, Check]:
    """Any answer will do, also one that refuses: it comes from the provider and tells its time."""
    import requests

    from reconciler.providers.alibaba.connection import CONNECT_TIMEOUT, READ_TIMEOUT, GuardedSession

    name = f"reach {endpoint}"
    try:
        with GuardedSession() as session:
            answer = session.get(f"{protocol}://{endpoint}/", timeout=(CONNECT_TIMEOUT, READ_TIMEOUT))
    except requests.RequestException as error:
        hint = "check DNS, firewall and proxy (HTTPS_PROXY) of this machine"
        return None, Check(name, Health.FAIL, phrase("no answer: {error}", error=type(error).__name__), hint)
    try:
        date = parsedate_to_datetime(answer.headers["Date"])
    except (KeyError, ValueError):
        date = None
    return date, Check(
        name, Health.OK, phrase("answers (HTTP {status_code})", status_code=answer.status_code)
    )


def _clock(theirs: datetime | None, ours: datetime) -> Iterator[Check]:
    if theirs is None:
        yield Check("clock", Health.WARN, phrase("the provider did not tell its time"))
        return
    skew = abs(ours - theirs)
    detail = f"{skew.total_seconds():.0f} s from the provider's"
    if skew > WINDOW:
        yield Check(
            "clock",
            Health.FAIL,
            detail,
            phrase("beyond 15 minutes every signature is refused: set the machine's clock"),
        )
    else:
        yield Check("clock", Health.WARN if skew > UNEASY else Health.OK, detail)


def _accepted(settings: Settings) -> Check:
    """One signed read of the least there is."""
    try:
        client = Client(settings, Pace())
        client.read("QueryVirtualNumberRelation", relations.query("region-first", 1, 1))
    except ReconcilerError as error:
        return Check("signed read", Health.FAIL, error.message, error.hint)
    return Check("signed read", Health.OK, phrase("the key may list bindings"))


_WRITING = "the provider's pages differ on granting operations one by one: if all are refused, grant dyvms:*"


def _records(settings: Settings, now: datetime) -> Iterator[Check]:
    """What is shown beside a plan: welcome, never needed."""
    client = Client(settings, Pace())
    requests: dict[str, tuple[str, Mapping[str, object]]] = {
        "call tasks": ("ListCallTask", traces.tasks_query(1)),
        "bills": ("DescribeInstanceBill", traces.bills_query(month_before(now), "")),
    }
    if settings.audit_endpoint is None:
        yield Check(
            "audit trail", Health.UNKNOWN, phrase("not asked: settings.auditEndpoint says where it is")
        )
    else:
        look = traces.events_query(traces.EVENTS["regular"][0], now - timedelta(days=1), now, "")
        requests["audit trail"] = ("LookupEvents", look)
    for name, (action, fields) in requests.items():
        try:
            client.read(action, fields)
        except ReconcilerError as error:
            yield Check(
                name, Health.WARN, error.message, phrase("not needed; the policy for evidence grants it")
            )
        else:
            yield Check(name, Health.OK, phrase("the key may call {action}", action=action))


def _roster(settings: Settings, root: Path, now: datetime) -> Iterator[Check]:
    if settings.roster is None:
        return
    try:
        roster = provider_roster(root, settings.roster)
    except ReconcilerError as error:
        yield Check("roster", Health.FAIL, error.message, error.hint)
        return
    kind = "complete" if roster.complete else "not complete"
    detail = f"{kind}, {len(roster.rows)} in all, taken on {day_of(roster.as_of)}"
    fresh = roster.fresh(now)
    yield Check(
        "roster",
        Health.OK if fresh else Health.WARN,
        detail,
        "" if fresh else phrase("too old to be believed: export it again"),
    )
