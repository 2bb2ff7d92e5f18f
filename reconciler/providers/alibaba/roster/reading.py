"""A roster file's bytes to a Roster, with every problem at once. Pure.

CSV says when it was taken, whether it is complete and how many rows it has in comment lines before the header:
`# as of: 2026-11-20`, `# complete: true`, `# rows: 120`. JSON is `{"asOf": …, "complete": …, "rows": …, "numbers":
[{…}]}` and may add `enterprises`, `scripts`, `instances` and `publicMode`. An .xlsx workbook
is read as the CSV it could have been saved as.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from reconciler.model.calendar import SHANGHAI, day_of
from reconciler.model.observation import Enterprise
from reconciler.model.phrase import phrase
from reconciler.providers.alibaba.roster import objects, spreadsheet, workbook
from reconciler.providers.alibaba.roster.cells import NUMBER_COLUMN, facts, number, puzzling
from reconciler.providers.alibaba.roster.document import Problems, RosterDocument
from reconciler.providers.alibaba.roster.rows import Roster, RosterRow

SIZE_LIMIT = 16 * 1024 * 1024


def parse(data: bytes, name: str) -> Roster:
    """A roster. Raises InvalidManifests with a diagnostic for every problem."""
    problems = Problems(name)
    roster = _roster(_document(data, problems), problems)
    if problems.found or roster is None:
        raise problems.error()
    return roster


def _document(data: bytes, problems: Problems) -> RosterDocument:
    """Whichever of the three forms it is: its first bytes tell, not its name."""
    if len(data) > SIZE_LIMIT:
        problems.add(0, phrase("larger than {size_limit} MiB", size_limit=SIZE_LIMIT >> 20))
        raise problems.error()
    if data.startswith(workbook.MAGIC):
        return workbook.parse_document(data, problems)
    if data.startswith(_OLD_EXCEL) or data.lstrip()[:1] == b"<":
        problems.add(
            0,
            phrase("an .xls file, or a page that calls itself one"),
            phrase("save the list as .xlsx or as CSV"),
        )
        raise problems.error()
    text = _decoded(data, problems)
    is_json = text.lstrip()[:1] in ("{", "[")
    return objects.parse_document(text, problems) if is_json else spreadsheet.parse_document(text, problems)


_OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1")


def _decoded(data: bytes, problems: Problems) -> str:
    """UTF-8, with a mark or without; GB 18030, in which a Chinese spreadsheet saves; UTF-16 with a mark."""
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            if (
                encoding == "utf-8-sig"
                and error.end == len(data)
                and error.reason == "unexpected end of data"
            ):
                break  # the last character is half there: as GB 18030 it would be another text
    else:
        problems.add(0, phrase("neither UTF-8 nor GB 18030 text"))
        raise problems.error()
    problems.add(0, phrase("the file ends within a character: it was cut off"))
    raise problems.error()


def _roster(document: RosterDocument, problems: Problems) -> Roster | None:
    rows = _rows(document, _instant(document.top.get("asof")), problems)
    as_of = _as_of(document.top, problems)
    complete = bool(_flag(document.top, "complete", problems))
    counted = _count(document, problems)
    if complete and not rows and not problems.found:
        problems.add(
            0, phrase("complete, and without any number: the account would have none"), _EXPORT_AGAIN
        )
    more = _account(document.top, problems)
    puzzles = {word for row in rows.values() for word in puzzling(row.facts)}
    if as_of is None:
        return None
    return Roster(
        problems.name,
        as_of,
        complete,
        rows,
        counted=counted,
        unused=document.unused,
        puzzling=tuple(sorted(puzzles)),
        **more,
    )


_EXPORT_AGAIN = phrase("export the list again; if this is true, say `complete: false`")


def _count(document: RosterDocument, problems: Problems) -> bool:
    """Whether the roster says how many rows it has; a wrong number is a problem."""
    text = str(document.top.get("rows", "")).strip()
    if text and text != str(len(document.rows)):
        problems.add(
            0,
            phrase(
                "{count} rows, and it says {text}: the list was cut off or changed",
                count=len(document.rows),
                text=text[:40],
            ),
            _EXPORT_AGAIN,
        )
    return bool(text)


def _rows(document: RosterDocument, as_of: datetime | None, problems: Problems) -> dict[str, RosterRow]:
    rows: dict[str, RosterRow] = {}
    for cells in document.rows:
        try:
            digits = number(cells.values.get(NUMBER_COLUMN, ""))
            values = facts(cells.values)
            _not_after(as_of, values)
        except ValueError as error:
            problems.add(cells.line, f"{cells.place}{error}")
            continue
        if digits in rows:
            problems.add(
                cells.line, phrase("{place}{found} stands in the list twice", place=cells.place, found=digits)
            )
        elif digits is not None:
            rows[digits] = RosterRow(digits, values)
    return rows


def _not_after(as_of: datetime | None, values: Mapping[str, object]) -> None:
    """Raises ValueError for a day that had not come when the list was taken."""
    for key in ("applied_on", "activated_on"):
        day = values.get(key)
        if as_of is not None and isinstance(day, date) and day > day_of(as_of):
            raise ValueError(
                phrase(
                    "{key}: {day} is later than the list was taken, {taken}",
                    key=key,
                    day=day,
                    taken=day_of(as_of),
                )
            )


def _as_of(top: Mapping[str, Any], problems: Problems) -> datetime | None:
    text = top.get("asof")
    instant = _instant(text)
    if instant is None and isinstance(text, str) and text:
        problems.add(
            0,
            phrase(
                "the roster does not say when the list was taken: {text!r} is no day, e.g. 2026-11-20",
                text=text[:40],
            ),
        )
    elif instant is None:
        hint = phrase('begin the CSV with "# as of: 2026-11-20", or give the JSON an "asOf"')
        problems.add(0, phrase("the roster does not say when the list was taken"), hint)
    return instant


def _instant(text: object) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return instant if instant is None or instant.tzinfo else instant.replace(tzinfo=SHANGHAI)


def _flag(top: Mapping[str, Any], key: str, problems: Problems) -> bool | None:
    value = top.get(key)
    if value in (None, True, False, "true", "false"):
        return None if value is None else value in (True, "true")
    problems.add(0, phrase("{key}: neither true nor false", key=key))
    return None


def _account(top: Mapping[str, Any], problems: Problems) -> dict[str, Any]:
    """The account-wide facts of a JSON roster."""
    try:
        enterprises, scripts = _items(top, "enterprises"), _items(top, "scripts")
        return {
            "enterprises": None if enterprises is None else {e["name"]: _enterprise(e) for e in enterprises},
            "orders": {e["name"]: _text(e, "order") for e in enterprises or () if "order" in e},
            "scripts": None if scripts is None else {_text(s, "code"): _true(s, "approved") for s in scripts},
            "instances": {_text(i, "code"): _text(i, "enterprise") for i in _items(top, "instances") or ()},
            "public_mode": _flag(top, "publicMode", problems),
        }
    except (KeyError, TypeError) as error:
        problems.add(0, phrase("{args}: missing or not as described", args=error.args[0]))
        return {}


def _items(top: Mapping[str, Any], key: str) -> list[Any] | None:
    items = top.get(key)
    if items is None:
        return None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise TypeError(key)
    return items


def _enterprise(item: Mapping[str, Any]) -> Enterprise:
    return Enterprise(_text(item, "name"), _true(item, "approved"), _true(item, "hotline"))


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item[key]
    if not isinstance(value, str) or not value:
        raise TypeError(key)
    return value


def _true(item: Mapping[str, Any], key: str) -> bool:
    value = item.get(key, False)
    if not isinstance(value, bool):
        raise TypeError(key)
    return value
