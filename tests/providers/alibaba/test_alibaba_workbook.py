"""Rosters as a spreadsheet saves them are judged like the CSV they could have been saved as."""

from __future__ import annotations

import io
import sys
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from openpyxl import Workbook

from reconciler.errors import InvalidManifests, MissingExtra
from reconciler.providers.alibaba.roster.reading import parse

TOP = [["# as of: 2026-11-20"], ["# complete: true"], ["# rows: 1"]]
HEADER = ["号码", "运行状态", "开通时间", "套餐", "备注"]


def saved(*sheets: list[list[object]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def problems(data: bytes) -> list[tuple[int, str]]:
    with pytest.raises(InvalidManifests) as invalid:
        parse(data, "roster.xlsx")
    return [(found.line, found.message) for found in invalid.value.diagnostics]


def listed(cell: object) -> list[str]:
    return list(parse(saved([["# as of:", date(2026, 11, 20)], ["号码"], [cell]]), "roster.xlsx").rows)


def test_typed_cells_say_what_they_say():
    rows = [*TOP, [], HEADER, ["057188880001", "正常", datetime(2026, 8, 1), 120, None], [None] * 5]
    roster = parse(saved([["notes"]], rows), "roster.xlsx")
    assert (roster.complete, roster.counted, roster.unused) == (True, True, ("备注",))
    assert roster.rows["057188880001"].facts == {
        "status": "active",
        "running_status": "正常",
        "activated_on": date(2026, 8, 1),
        "package": Decimal("120.00"),
    }


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("057188880001", "057188880001"),
        ("'057188880001", "057188880001"),
        ("0571-88880001", "057188880001"),
        (4008100001, "4008100001"),
        (13800001111, "13800001111"),
    ],
)
def test_a_number_that_lost_nothing_is_read(cell, number):
    assert listed(cell) == [number]


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        (57188880001, "has lost its leading 0 in a spreadsheet; format the column as text"),
        (1088880001, "has lost its leading 0 in a spreadsheet; format the column as text"),
        (4008100000.5, "is a number with decimals, as a spreadsheet writes one; format the column as text"),
        ("4.0081E+9", "is a number a spreadsheet rounded; format the column as text"),
        ("057188880001 057188880002", "holds more than one number; one a row"),
        (None, "is no phone number"),
        (True, "is no phone number"),
        ("=1/0", "is no phone number"),
    ],
)
def test_a_number_that_may_be_another_one_is_refused_with_its_row(cell, why):
    [(line, message)] = problems(saved([["# as of: 2026-11-20"], ["号码", "备注"], [cell, "x"]]))
    assert (line, message.endswith(why)) == (3, True), message


def test_numbers_twice_and_lists_cut_short_are_refused():
    rows = [*TOP, HEADER, ["4008100001"], ["4008100001"], [4008100001]]
    assert problems(saved(rows)) == [
        (6, "4008100001 stands in the list twice"),
        (7, "4008100001 stands in the list twice"),
        (0, "3 rows, and it says 1: the list was cut off or changed"),
    ]


def test_two_sheets_of_numbers_are_one_too_many():
    assert problems(saved([*TOP, ["号码"], ["4008100001"]], [*TOP, ["number"], ["4008100002"]])) == [
        (0, "the sheets Sheet, Sheet1 each have a column of numbers")
    ]


def rewritten(data: bytes, part: str, text: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, text if name == part else old.read(name))
    return stream.getvalue()


GOOD = saved([*TOP, ["号码"], ["4008100001"]])
SHEET = "xl/worksheets/sheet1.xml"
BROKEN = [(0, "no .xlsx workbook, or a broken one")]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04", "no .xlsx workbook"),
        (GOOD[:-40], "no .xlsx workbook"),
        (rewritten(GOOD, SHEET, b"<worksheet"), "no .xlsx workbook"),
        (rewritten(GOOD, "xl/workbook.xml", b"{}"), "no .xlsx workbook"),
        (rewritten(GOOD, SHEET, b" " * (129 << 20)), "larger than 128 MiB once unpacked"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512, "an .xls file"),
        (b"<html><table><tr><td>x</table>", "an .xls file, or a page that calls itself one"),
    ],
)
def test_what_is_no_workbook_or_a_trap_is_refused(data, message):
    [(line, text)] = problems(data)
    assert (line, text.startswith(message)) == (0, True), text


def test_a_sheet_costs_what_it_holds_not_what_it_claims():
    claims = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<dimension ref="A1:XFD1048576"/><sheetData><row r="%d"><c r="%s"><v>1</v></c></row>'
        b"</sheetData></worksheet>"
    )
    too_large = "the sheet Sheet is larger than 100000 rows of 500 columns"
    for row, cell in ((1048576, b"A1048576"), (1, b"XFD1")):
        line, message = problems(rewritten(GOOD, SHEET, claims % (row, cell)))[0]
        assert (line, message) == (min(row, 100_001), too_large)
    assert problems(rewritten(GOOD, SHEET, claims % (1, b"A1")))[0] == (1, "no column of numbers")


def test_without_the_extra_the_line_that_installs_it_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(MissingExtra) as missing:
        parse(GOOD, "roster.xlsx")
    assert "'voice-reconciler[xlsx]'" in missing.value.hint
