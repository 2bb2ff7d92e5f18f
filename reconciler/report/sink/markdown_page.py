"""A page as Markdown that no content can break and that fits where it is posted."""

from __future__ import annotations

from collections.abc import Callable

from reconciler.report.sink.budget import LIMIT, LineGroup, fit
from reconciler.report.sink.budget import BudgetLine as Line
from reconciler.report.sink.encode import markdown, markdown_code
from reconciler.report.sink.language import spoken, tr
from reconciler.report.sink.page import Column, Page, Table, TableRow, TextKind, Tone, filled

_CUT = 300
_NAMED = 20
"""Lines of a notice; a table or another form has them all."""
_ALERTS = {Tone.GRAVE: "CAUTION", Tone.WARN: "WARNING"}
_ESSENTIAL = frozenset({Tone.GRAVE, Tone.PEOPLE})


def text(page: Page, *, mask: Callable[[str], str] = str, limit: int = LIMIT) -> str:
    """The page, at most `limit` bytes long; rows that are left out are counted."""
    opening = LineGroup((), 0, before=_opening(page, mask))
    footer = "".join(f"\n<sub>{markdown(mask(line))}</sub>\n" for line in page.footer)
    tables = [_group(filled(table), rank, mask) for rank, table in enumerate(page.tables, 1) if table.rows]
    return fit([opening, *tables, LineGroup((), 0, before=footer)], limit)


def _opening(page: Page, mask: Callable[[str], str]) -> str:
    lines = [page.marker] if page.marker else []
    lines.append(f"### {page.icon} {page.kind} · {_code(page.subject, mask)} · {markdown(page.headline)}")
    for tone, sentence, others in page.notices:
        lines += ["", f"> [!{_ALERTS.get(tone, 'NOTE')}]", f"> {sentence}"]
        lines += [f"> - {_code(other, mask)}" for other in others[:_NAMED]]
        if len(others) > _NAMED:
            lines.append(f"> - {tr('… and {left:,} more', left=len(others) - _NAMED)}")
    if page.answers:
        lines += ["", *(f"- **{question}** {markdown(mask(answer))}" for question, answer in page.answers)]
    return "\n".join(lines) + "\n"


def _group(table: Table, rank: int, mask: Callable[[str], str]) -> LineGroup:
    head = f"\n| {' | '.join(tr(column.name) for column in table.columns)} |\n"
    head += "|" + "|".join("-:" if column.right else ":-" for column in table.columns) + "|\n"
    title = f"{markdown(mask(table.title))} ({len(table.rows):,})"
    before, after = f"\n**{title}**\n{head}", ""
    if table.folded:
        before, after = f"\n<details><summary>{title}</summary>\n{head}", "\n</details>\n"
    lines = [_line(row, table, mask) for row in table.rows]
    blanks = " |" * (len(table.columns) - 1)
    return LineGroup(lines, rank, before, after, lambda left_out: f"| {left_out} |{blanks}")


def _line(row: TableRow, table: Table, mask: Callable[[str], str]) -> Line:
    cells = [_cell(cell, column, mask) for cell, column in zip(row.cells, table.columns, strict=True)]
    if row.href:
        linked = next((at for at, column in enumerate(table.columns) if column.text is TextKind.VALUE), 0)
        cells[linked] = f"[{cells[linked]}]({row.href})"
    text = f"| {' | '.join(cells)} |"
    brief = text if row.tone in _ESSENTIAL else ""
    return Line(
        text, tr("rows") if len(table.rows) > 1 else tr("row"), brief=brief, team=_code(row.team[:40], mask)
    )


def _cell(cell: str | tuple[str, ...], column: Column, mask: Callable[[str], str]) -> str:
    lines = (cell,) if isinstance(cell, str) else cell
    if column.text is TextKind.OURS:
        return "<br>".join(markdown(line) for line in lines if line)
    return "<br>".join(_code(line, mask) for line in lines if line)


def _code(text: str, mask: Callable[[str], str]) -> str:
    code = spoken(mask(text))
    return markdown_code(code if len(code) <= _CUT else code[: _CUT - 1] + "…") if code else ""
