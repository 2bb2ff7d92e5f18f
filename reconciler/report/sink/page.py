"""A report as data before it has a form: a headline, notices, short answers, tables. Every text is still untrusted.

`markdown_page`, `html_page` and `csv_rows` give it its form; each encodes for its own sink.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from reconciler.noun import noun, replace


class Tone(StrEnum):
    """How grave a row or a notice is."""

    PLAIN = "plain"
    GRAVE = "grave"
    """Something is destroyed, blocked or overdue."""
    WARN = "warn"
    PEOPLE = "people"
    """A person has to do something."""
    FAINT = "faint"


class TextKind(StrEnum):
    """Whose text a column holds. A code host makes links and mentions of whatever does not stand as code."""

    OURS = "ours"
    """Our own words, amounts and days."""
    VALUE = "value"
    """Somebody's name, number or value: code everywhere."""
    PROSE = "prose"
    """Somebody's sentence: code in Markdown, words in HTML."""


@noun
class Column:
    """One column's heading."""

    name: str
    text: TextKind = TextKind.OURS
    right: bool = False
    """Amounts are right-aligned."""


@noun
class TableRow:
    """One line of a table: a text, or several lines, a column."""

    cells: tuple[str | tuple[str, ...], ...]
    tone: Tone = Tone.PLAIN
    href: str = ""
    """Where the first value leads to."""
    team: str = ""


@noun
class Table:
    """Rows under one title; folded ones are opened by whoever wants them."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[TableRow]
    tone: Tone = Tone.PLAIN
    folded: bool = False


def filled(table: Table) -> Table:
    """The table without the columns that are empty in every row."""
    kept = [at for at in range(len(table.columns)) if any(any(row.cells[at]) for row in table.rows)]
    if len(kept) == len(table.columns):
        return table
    rows = [replace(row, cells=tuple(row.cells[at] for at in kept)) for row in table.rows]
    return replace(table, columns=[table.columns[at] for at in kept], rows=rows)


@noun
class Page:
    """One report."""

    kind: str
    """What it is, in a word or two: `Voice plan`."""
    subject: str
    """Whose: the account, perhaps with a team."""
    headline: str
    """Ours."""
    tables: Sequence[Table]
    icon: str = "📞"
    notices: Sequence[tuple[Tone, str, Sequence[str]]] = ()
    """Above everything else: a tone, a sentence of ours, and other people's lines."""
    answers: Sequence[tuple[str, str]] = ()
    """Question and answer, both plain text."""
    footer: Sequence[str] = ()
    marker: str = ""
    """A hidden first line by which a later run finds this report."""
