"""`reconciler explain`: a rule or a code, told in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from reconciler.cli import complete, options
from reconciler.errors import UsageError
from reconciler.model.phrase import phrase

if TYPE_CHECKING:
    from reconciler.catalogue.codes import Code
    from reconciler.contracts.rule import Rule


@click.command()
@options.workspace
@click.argument("code", shell_complete=complete.codes)
@options.output(["text", "markdown", "json"])
def command(code: str, form: str, output_file: str | None) -> int:
    """Explain a rule or an error code: what, why with the provider's sentence, example, fix."""
    from reconciler.report import rulebook

    page = _page(code.upper())
    render = {
        "text": rulebook.explain_text,
        "markdown": rulebook.explain_markdown,
        "json": rulebook.explain_json,
    }[form]
    options.emit(render(page), output_file)
    return 0


def _page(code: str) -> Rule | Code:
    """The page of a code. Raises UsageError that suggests a near one."""
    from difflib import get_close_matches

    from reconciler.catalogue.codes import CODES
    from reconciler.rules import RULES

    pages: dict[str, Rule | Code] = {**CODES, **{rule.code: rule for rule in RULES}}
    if code in pages:
        return pages[code]
    near = get_close_matches(code, pages, n=1)
    hint = (
        phrase("did you mean {near}?", near=near[0])
        if near
        else phrase("`reconciler rules` lists every rule")
    )
    raise UsageError(phrase("no rule or code {code!r}", code=code), hint=hint)
