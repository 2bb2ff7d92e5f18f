"""The rules' own pages: one rule or code explained, the list of rules, and all of it as a document."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from reconciler.catalogue.codes import Code
from reconciler.contracts.rule import Rule
from reconciler.locale import ENGLISH
from reconciler.model.phrase import phrase, phrases
from reconciler.report.sink import json_lines
from reconciler.report.sink.language import current, tr
from reconciler.report.sink.table import align
from reconciler.report.sink.wrap import folded

WIDTH = 88
_HEADER = phrases("CODE", "RULE", "VERDICTS", "LIFTABLE")
SOURCE = phrase('the provider\'s page "Real number management"')


def explain_text(page: Rule | Code) -> str:
    """One page for a terminal."""
    if isinstance(page, Code):
        return "\n\n".join(
            [_heading(page), _wrap(tr(page.what)), f"{tr('Fix')}\n" + _block(_wrap(tr(page.fix), 2))]
        )
    lifting = tr("an exception can lift it") if page.liftable else tr("no exception can lift it")
    return "\n\n".join(
        [
            _heading(page),
            _wrap(tr(page.what)),
            f"{tr('Why')}\n{_wrap(f'“{page.seed}”', 2)}\n  — {tr(SOURCE)}",
            f"{tr('Example')}\n{_block(page.example)}",
            f"{tr('Fix')}\n{_prose(tr(page.fix))}",
            tr("Verdicts: {verdicts}; {lifting}.", verdicts=_verdicts(page), lifting=lifting),
        ]
    )


def explain_json(page: Rule | Code) -> str:
    """One page as JSON."""
    return json_lines.indented({"format_version": "1.0", **_data(page)})


def explain_markdown(page: Rule | Code) -> str:
    """One page as Markdown; its example and fix keep their lines."""
    if isinstance(page, Code):
        return f"## {_heading(page)}\n\n{tr(page.what)}\n\n**{tr('Fix')}.** {tr(page.fix)}\n"
    first, _, rest = tr(page.fix).partition("\n")
    fix = f"{first}\n\n{_fence(rest)}" if rest else first
    lifting = tr("An exception can lift it.") if page.liftable else tr("No exception can lift it.")
    return (
        f"## {_heading(page)}\n\n{tr(page.what)}\n\n> {page.seed}\n>\n> — {tr(SOURCE)}\n\n"
        f"{_fence(page.example)}\n\n**{tr('Fix')}.** {fix}\n\n"
        f"{tr('Verdicts: {verdicts}.', verdicts=_verdicts(page))} {lifting}\n"
    )


def rules_text(rules: Sequence[Rule]) -> str:
    """The list of rules, aligned."""
    rows = [
        (
            r.code,
            tr(r.title),
            _verdicts(r),
            tr("yes") if r.liftable else tr("no"),
        )
        for r in rules
    ]
    return "\n".join(align([tuple(map(tr, _HEADER)), *rows]))


def rules_json(rules: Sequence[Rule]) -> str:
    """The list of rules as JSON, each with its page."""
    return json_lines.indented({"format_version": "1.0", "rules": [_data(r) for r in rules]})


def rules_markdown(rules: Sequence[Rule]) -> str:
    """`docs/rules.md`: the list, then every page."""
    rows = [
        f"| [{r.code}](#{_anchor(r)}) | {r.title} | {_verdicts(r)} | {'yes' if r.liftable else 'no'} |"
        for r in rules
    ]
    table = "\n".join(["| code | rule | verdicts | liftable |", "|---|---|---|---|", *rows])
    return "\n".join([_PREFACE, table, "", *(explain_markdown(rule) for rule in rules)])


_PREFACE = """\
# Rules

<!-- written by `make docs` -->

Every rule judges every plan. A rule looks at facts and says what it sees; it never acts. Verdicts, mildest first:
`info`, `warn`, `hold` (deferred to an instant, or waiting for an unknown fact), `violation`, `block`. A violation or
a block ends a command with exit code 3. There is no `--force`: a reviewed entry in `exceptions` of reconciler.yaml
lifts one rule for one address, or for the account where a finding concerns all of it, until a day. Asia/Shanghai
decides days and months. "May not before" takes the latest reading, "must by" the earliest. Unknown never counts as
allowed. Codes of other problems are told by `reconciler explain CODE` alone.
"""


def _data(page: Rule | Code) -> dict[str, Any]:
    if isinstance(page, Code):
        return {"code": page.code, "title": page.title, "what": page.what, "fix": page.fix}
    return {
        "code": page.code,
        "title": page.title,
        "verdicts": [verdict.word for verdict in page.verdicts],
        "liftable": page.liftable,
        "what": page.what,
        "why": page.seed,
        "example": page.example,
        "fix": page.fix,
    }


def _heading(page: Rule | Code) -> str:
    return f"{page.code}: {tr(page.title)}"


def _verdicts(rule: Rule) -> str:
    return ", ".join(tr(verdict.word) for verdict in rule.verdicts)


def _anchor(rule: Rule) -> str:
    """As GitHub makes it of the heading: small letters, blanks to hyphens, other marks dropped."""
    kept = "".join(c for c in f"{rule.code}: {rule.title}".lower() if c.isalnum() or c in " -_")
    return kept.replace(" ", "-")


def _wrap(text: str, indent: int = 0) -> str:
    """Lines of so many cells. English is filled word by word; Chinese breaks anywhere that its marks permit."""
    if current() != ENGLISH:
        return textwrap.indent(folded(text, WIDTH - indent), " " * indent)
    return textwrap.fill(
        text, WIDTH, initial_indent=" " * indent, subsequent_indent=" " * indent, break_on_hyphens=False
    )


def _prose(text: str) -> str:
    """The first line wrapped; what follows it is YAML and stays."""
    first, _, rest = text.partition("\n")
    return "\n".join([_wrap(first, 2), *([_block(rest)] if rest else [])])


def _block(text: str) -> str:
    return textwrap.indent(text.strip("\n"), "" if text.startswith("  ") else "  ")


def _fence(text: str) -> str:
    """A fenced block; YAML gets its colours where it looks like YAML."""
    return f"```{'yaml' if ': ' in text and not text[0].isupper() else ''}\n{text}\n```"
