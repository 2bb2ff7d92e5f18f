"""Applying for numbers and handing in documents: what the purchase dialog asks and checks."""

from __future__ import annotations

from sqlite3 import Connection

from reconciler.noun import noun
from reconciler.providers.simulator.world import lookup, money, store
from reconciler.providers.simulator.world.wallclock import day, documents_deadline
from reconciler.providers.simulator.world.words import (
    CALL_TYPE_TEXT,
    DOCUMENTS_DUE,
    HOTLINE,
    LEAST_PACKAGE,
    MOST_PACKAGE,
    NOTICE_VERSION,
    REGULAR,
    REGULAR_FEE,
    REJECTED,
    REVIEWING,
    refuse,
    yuan,
)

LINES = ("landline", "mobile")


@noun
class HotlineForm:
    """An application for a 400 number. Money in fen; `acknowledgement` is the notice version agreed to."""

    number: str
    carrier: str | None
    package: int | None
    enterprise: str | None
    script: str | None = None
    acknowledgement: str | None = None


@noun
class RegularForm:
    """An application for a landline or mobile number; which one it will be is decided after the review."""

    line: str | None
    region: str | None
    call_type: str
    enterprise: str | None
    script: str | None = None
    acknowledgement: str | None = None


def hotline(db: Connection, form: HotlineForm) -> str:
    """Takes a 400 number off the offer; documents are due in 15 days. Returns the application's reference."""
    _check_enterprise(db, form.enterprise, hotline=True)
    if form.script is not None:
        _check_script(db, form.script)
    _check_notice(db, form.acknowledgement)
    package = _check_package(form.package)
    _check_offer(db, form.number, form.carrier)
    _set_aside(db, package)
    db.execute("UPDATE pool SET sold = 1 WHERE number = ?", (form.number,))
    now = lookup.clock(db)
    return _insert(
        db,
        number=form.number,
        type=HOTLINE,
        status=DOCUMENTS_DUE,
        call_type="inbound",
        carrier=form.carrier,
        package=package,
        enterprise=form.enterprise,
        script=form.script,
        applied_on=day(now).isoformat(),
        set_aside=package,
        due=documents_deadline(day(now)),
    )


def regular(db: Connection, form: RegularForm) -> str:
    """Starts a review at whose end a number is allotted from stock. Returns the application's reference."""
    if form.line not in LINES or not form.region:
        refuse("Line.Required", "a regular number needs a line (landline or mobile) and a region")
    if form.call_type not in CALL_TYPE_TEXT:
        refuse("CallType.Unknown", f"{form.call_type!r} is no call type")
    _check_enterprise(db, form.enterprise, hotline=False)
    _check_script(db, form.script)
    if form.call_type != "outbound":
        _check_notice(db, form.acknowledgement)
    _set_aside(db, REGULAR_FEE)
    now = lookup.clock(db)
    takes = db.execute("SELECT review_regular FROM account").fetchone()[0]
    return _insert(
        db,
        type=REGULAR,
        status=REVIEWING,
        line=form.line,
        call_type=form.call_type,
        region=form.region,
        enterprise=form.enterprise,
        script=form.script,
        applied_on=day(now).isoformat(),
        set_aside=REGULAR_FEE,
        due=now + takes,
    )


def _insert(db: Connection, **columns: object) -> str:
    application = lookup.next_application(db)
    store.insert(db, "numbers", [columns | {"application": application}])
    return application


def submit_documents(db: Connection, name: str, reference: str) -> None:
    """Hands in the documents of a 400 number, or corrected ones after a refusal; the review begins."""
    row = lookup.number(db, name)
    if row["status"] != DOCUMENTS_DUE and not (row["status"] == REJECTED and row["due"] is not None):
        refuse("Documents.NotDue", f"{name}: no documents are due ({row['status']})")
    if not reference:
        refuse("Documents.Required", f"{name}: no documents were named")
    lookup.move(db, row, REVIEWING)
    db.execute(
        "UPDATE numbers SET documents = ?, due = (SELECT now + review_documents FROM account) WHERE seq = ?",
        (reference, row["seq"]),
    )


def _check_enterprise(db: Connection, name: str | None, *, hotline: bool) -> None:
    row = db.execute("SELECT approved, hotline FROM enterprises WHERE name = ?", (name,)).fetchone()
    if row is None or not row["approved"]:
        refuse("Enterprise.NotApproved", f"{name or 'no enterprise'}: not an approved qualification")
    if hotline and not row["hotline"]:
        refuse("Enterprise.NotApprovedForHotline", f"{name}: not approved for 400 numbers")


def _check_script(db: Connection, code: str | None) -> None:
    row = db.execute("SELECT approved FROM scripts WHERE code = ?", (code,)).fetchone()
    if row is None or not row["approved"]:
        refuse("Script.NotApproved", f"{code or 'no script'}: not an approved script")


def _check_notice(db: Connection, version: str | None) -> None:
    if version is None:
        known = db.execute("SELECT version FROM acknowledged WHERE version = ?", (NOTICE_VERSION,)).fetchone()
        version = None if known is None else NOTICE_VERSION
    if version != NOTICE_VERSION:
        refuse(
            "Notice.NotAcknowledged",
            f"the inbound playback notice of {NOTICE_VERSION} was not agreed to",
            hint="agree to the current version of the notice",
        )


def _check_package(package: int | None) -> int:
    if package is None or not LEAST_PACKAGE <= package <= MOST_PACKAGE:
        amount = "none" if package is None else yuan(package)
        refuse(
            "Package.OutOfRange",
            f"a package costs {yuan(LEAST_PACKAGE)} to {yuan(MOST_PACKAGE)} CNY, not {amount}",
        )
    return package


def _check_offer(db: Connection, number: str, carrier: str | None) -> None:
    if db.execute("SELECT 1 FROM numbers WHERE number = ?", (number,)).fetchone():
        refuse("Number.HeldBefore", f"{number} is or was a number of this account")
    row = db.execute("SELECT carrier FROM pool WHERE number = ? AND NOT sold", (number,)).fetchone()
    if row is None:
        refuse("Number.NotOnOffer", f"{number} is not on offer")
    if row["carrier"] != carrier:
        refuse(
            "Carrier.Mismatch", f"{number} is offered by {row['carrier']}, not by {carrier or 'no carrier'}"
        )


def _set_aside(db: Connection, amount: int) -> None:
    money.require(db, amount)
    db.execute("UPDATE account SET balance = balance - ?", (amount,))
