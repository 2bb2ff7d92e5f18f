"""`spec.baseline`: the reviewed list of what a company is not ready to own, one number or application a line.

`#` begins a comment. A list in YAML's spelling (`- "057188880001"`) reads the same.
"""

from __future__ import annotations

import re

from reconciler.load.reader import Reader
from reconciler.manifests.sources import Baseline, Span
from reconciler.model.diagnostic import Diagnostic, Severity
from reconciler.model.phone import is_number, normalise
from reconciler.model.phrase import phrase

CODE = "VN218"
BYTES = 8 << 20
"""Room for 100,000 numbers with a reason each."""

_LINE = re.compile(r"""[ ]*(?:-[ ]+)?(?P<quote>["']?)(?P<name>[^"'#\s]+)(?P=quote)[ ]*(?:[ ]\#.*)?""")
_APPLICATION = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}")
MOST = 100
"""Wrong lines that are told."""


def baseline(reader: Reader, file: str) -> Baseline:
    """The numbers and applications of the file; a line that is none of them, or says one again, is a fault."""
    text = reader.text(file, BYTES)
    lines: dict[str, Span] = {}
    faults: list[Diagnostic] = []
    for row, line in enumerate((text or "").splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        name = match["name"] if match else line.strip()
        span = Span(row, line.find(name) + 1, len(name), line)
        fresh = lines.setdefault(name, span) is span if match and _known(name) else None
        if not fresh and len(faults) < MOST:
            faults.append(_fault(file, span, name) if fresh is None else _again(file, span, lines[name]))
    reader.faults.extend(faults)
    return Baseline(file, lines)


def _known(name: str) -> bool:
    """A number in its one spelling, or an application: what would be a number if it were spelled right is neither."""
    return is_number(name) or (_APPLICATION.fullmatch(name) is not None and not is_number(normalise(name)))


def _again(file: str, span: Span, first: Span) -> Diagnostic:
    message = phrase("listed in line {line} already", line=first.line)
    return _diagnostic(file, span, CODE, message, phrase("remove this line"), Severity.WARNING)


def _fault(file: str, span: Span, name: str) -> Diagnostic:
    meant = normalise(name)
    if is_number(meant):
        message, hint, code = (
            phrase("this number has another spelling"),
            phrase('write "{meant}"', meant=meant),
            "VN107",
        )
    else:
        message, code = phrase("this is neither a number nor an application"), "VN106"
        hint = phrase("one number a line, digits only; # begins a comment")
    return _diagnostic(file, span, code, message, hint, Severity.ERROR)


def _diagnostic(file: str, span: Span, code: str, message: str, hint: str, severity: Severity) -> Diagnostic:
    return Diagnostic(file, span.line, span.column, code, message, hint, severity, span.excerpt, span.width)
