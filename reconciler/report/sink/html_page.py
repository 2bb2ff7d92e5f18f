"""A page as one HTML file: no script, no network, light and dark, on paper and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from reconciler.report.sink.encode import html
from reconciler.report.sink.language import current, tr
from reconciler.report.sink.page import Column, Page, Table, TableRow, TextKind, filled
from reconciler.report.sink.table import width

STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --soft: #57606a; --line: #d8dee4; --card: #f6f8fa;
  --grave: #b42318; --grave-bg: #fef3f2; --warn: #8a5a00; --warn-bg: #fff8e6; --people: #0b5cad; --people-bg: #eef6ff; }
@media screen and (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #0d1117; --soft: #9aa4af;
  --line: #30363d; --card: #161b22; --grave: #ff8a80; --grave-bg: #2d1514; --warn: #f0c36d; --warn-bg: #2b2111;
  --people: #7cc0ff; --people-bg: #10233a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 72rem; font: 15px/1.5 system-ui, "Noto Sans CJK SC", sans-serif;
  color: var(--ink); background: var(--paper); }
h1 { font-size: 1.35rem; margin: 0 0 .25rem; } h2 { font-size: 1.05rem; margin: 1.75rem 0 .5rem; }
code { font: .9em/1.4 ui-monospace, "Noto Sans Mono CJK SC", monospace; overflow-wrap: break-word; }
a { color: inherit; } .head { color: var(--soft); margin: 0 0 1rem; }
.notice { border-left: .3rem solid var(--line); background: var(--card); padding: .6rem .9rem; margin: .75rem 0; }
.notice ul { margin: .3rem 0 0; padding-left: 1.2rem; }
.answers { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: .6rem; margin: 1rem 0; }
.answers div { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .8rem; }
.answers div:last-child { grid-column: 1 / -1; } code.w { white-space: nowrap; }
.day { white-space: nowrap; }
dt { color: var(--soft); font-size: .85rem; } dd { margin: 0; overflow-wrap: anywhere; } dl { margin: 0; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; }
th { text-align: left; color: var(--soft); font-weight: 600; font-size: .85rem; }
th, td { padding: .4rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
.r { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } .w { white-space: nowrap; }
.grave { --edge: var(--grave); } .warn { --edge: var(--warn); } .people { --edge: var(--people); }
tr.grave td:first-child, tr.warn td:first-child, tr.people td:first-child { box-shadow: inset .25rem 0 var(--edge);
  font-weight: 600; color: var(--edge); }
.notice.grave { border-color: var(--grave); background: var(--grave-bg); }
.notice.warn { border-color: var(--warn); background: var(--warn-bg); }
.notice.people { border-color: var(--people); background: var(--people-bg); }
tr.faint { color: var(--soft); } h2.grave, summary.grave { color: var(--grave); }
summary { cursor: pointer; font-weight: 600; margin: 1.25rem 0 .5rem; } footer { color: var(--soft); font-size: .85rem;
  margin-top: 2rem; overflow-wrap: anywhere; }
@media screen and (max-width: 50rem) { body { padding: 1rem; } thead { display: none; }
  tr, td { display: block; width: 100%; }
  tr { border: 1px solid var(--line); border-radius: .5rem; margin: 0 0 .6rem; padding: .3rem 0; }
  td { border: 0; padding: .2rem .7rem; } td:empty { display: none; } .r, .w { text-align: left; white-space: normal; }
  td[data-name]::before { content: attr(data-name) ": "; color: var(--soft); font-size: .85rem; } }
@media print { :root { color-scheme: light; } body { max-width: none; padding: 0; font-size: 11px; }
  details::details-content { content-visibility: visible; height: auto; } details > :not(table) { display: block; }
  h2, summary, thead { break-after: avoid; } tr, .notice { break-inside: avoid; } }
"""
_DAY = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b(?: [0-9]{2}:[0-9]{2}\b)?")
_UNBROKEN = 24
"""Characters of a value that is never broken over two lines: a number, an address, a day."""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def text(page: Page, *, mask: Callable[[str], str] = str) -> str:
    """The whole document."""
    title = html(mask(f"{page.kind} · {page.subject}"))
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="{current()}"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            f"<title>{title}</title><style>{STYLE}</style></head><body>",
            f"<header><h1>{page.icon} {title}</h1>",
            f'<p class="head">{html(mask(page.headline))}</p></header><main>',
            *_notices(page, mask),
            *_answers(page, mask),
            *(line for table in page.tables if table.rows for line in _table(filled(table), mask)),
            "</main><footer>",
            *(f"<p>{html(mask(line))}</p>" for line in page.footer),
            "</footer></body></html>\n",
        ]
    )


def _notices(page: Page, mask: Callable[[str], str]) -> Iterator[str]:
    for tone, sentence, others in page.notices:
        items = "".join(f"<li>{_prose(mask(other))}</li>" for other in others)
        listed = f"<ul>{items}</ul>" if items else ""
        yield f'<div class="notice {tone}" role="note"><strong>{html(sentence)}</strong>{listed}</div>'


def _answers(page: Page, mask: Callable[[str], str]) -> Iterator[str]:
    if page.answers:
        cards = (
            f"<div><dt>{html(question)}</dt><dd>{_prose(mask(answer))}</dd></div>"
            for question, answer in page.answers
        )
        yield f'<dl class="answers">{"".join(cards)}</dl>'


def _table(table: Table, mask: Callable[[str], str]) -> Iterator[str]:
    title = f"{html(table.title)} ({len(table.rows):,})"
    yield (
        f'<details><summary class="{table.tone}">{title}</summary>'
        if table.folded
        else f'<section><h2 class="{table.tone}">{title}</h2>'
    )
    heads = "".join(
        f'<th scope="col"{_class(column)}>{html(tr(column.name))}</th>' for column in table.columns
    )
    yield f"<table><thead><tr>{heads}</tr></thead><tbody>"
    yield from (_row(row, table, mask) for row in table.rows)
    yield "</tbody></table></details>" if table.folded else "</tbody></table></section>"


def _row(row: TableRow, table: Table, mask: Callable[[str], str]) -> str:
    values = (at for at, column in enumerate(table.columns) if column.text is TextKind.VALUE)
    linked = next(values, -1) if row.href else -1
    cells = []
    for at, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True)):
        content = _cell(cell, column, mask)
        if at == linked:
            content = f'<a href="{html(row.href)}">{content}</a>'
        name = f' data-name="{html(tr(column.name))}"' if content and column.name else ""
        cells.append(f"<td{_class(column)}{name}>{content}</td>")
    return f'<tr class="{row.tone}">{"".join(cells)}</tr>'


def _cell(cell: str | tuple[str, ...], column: Column, mask: Callable[[str], str]) -> str:
    texts = [mask(line) for line in ((cell,) if isinstance(cell, str) else cell) if line]
    if column.text is not TextKind.VALUE:
        return "<br>".join(map(_prose, texts))
    return "<br>".join(
        f'<code class="w">{html(line)}</code>' if width(line) <= _UNBROKEN else f"<code>{html(line)}</code>"
        for line in texts
    )


def _prose(text: str) -> str:
    """Encoded words in which no line ends within a day."""
    return _DAY.sub(r'<span class="day">\g<0></span>', html(text))


def _class(column: Column) -> str:
    return ' class="r"' if column.right else ""
