"""Problems in files: for people with the line and a caret under the value, for machines as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reconciler.model.diagnostic import Diagnostic, Severity
from reconciler.model.phrase import phrases as phrases_of
from reconciler.report.sink import phrases
from reconciler.report.sink.encode import terminal
from reconciler.report.sink.json_lines import write
from reconciler.report.sink.language import tr
from reconciler.report.sink.paint import BOLD, CYAN, RED, YELLOW, paint
from reconciler.report.sink.table import width

FIXABLE = "VN101"
"""What `validate --fix` mends."""

_SHOWN = 110
"""Characters of a line that are shown."""
_BEFORE = 60
"""Characters before the caret that a long line keeps."""
SEVERITIES = phrases_of("error", "warning", "advice")
_STYLES = {Severity.ERROR: RED, Severity.WARNING: YELLOW}


def text(diagnostics: Sequence[Diagnostic], *, colour: bool = False) -> str:
    """Every problem as a block: code and message, place, the line with a caret, hint."""
    return "\n\n".join("\n".join(_block(diagnostic, colour=colour)) for diagnostic in diagnostics)


def summary(diagnostics: Sequence[Diagnostic], files: int, resources: int) -> str:
    """One line: how much is wrong, or how much was looked at."""
    errors = sum(diagnostic.is_error for diagnostic in diagnostics)
    warnings = sum(diagnostic.severity == Severity.WARNING for diagnostic in diagnostics)
    fixable = sum(diagnostic.code == FIXABLE for diagnostic in diagnostics)
    extent = phrases.comma().join(
        (phrases.plural(files, "file"), phrases.plural(resources, "entry", "entries"))
    )
    wrong = [phrases.plural(errors, "error")] if errors else []
    wrong += [phrases.plural(warnings, "warning")] if warnings else []
    if not wrong:
        return tr("Valid: {seen}.", seen=extent)
    fix = tr("; {fixable} fixable with `reconciler validate --fix`", fixable=fixable) if fixable else ""
    if errors:
        return tr("Found {wrong} in {seen}{fix}.", wrong=tr(" and ").join(wrong), seen=extent, fix=fix)
    return tr("Valid: {wrong} in {seen}{fix}.", wrong=tr(" and ").join(wrong), seen=extent, fix=fix)


def as_json(diagnostics: Sequence[Diagnostic], files: int, resources: int, gaps: Sequence[str] = ()) -> str:
    """The document of `validate -o json`."""
    from reconciler.model.plan import FORMAT_VERSION
    from reconciler.wire.write import reading

    errors = sum(diagnostic.is_error for diagnostic in diagnostics)
    warnings = sum(diagnostic.severity == Severity.WARNING for diagnostic in diagnostics)
    document = {
        "format_version": FORMAT_VERSION,
        "valid": errors == 0,
        "diagnostics": [_entry(diagnostic) for diagnostic in diagnostics],
        "summary": {"files": files, "resources": resources, "errors": errors, "warnings": warnings},
        **reading(gaps),
    }
    return write(document)


def _entry(diagnostic: Diagnostic) -> dict[str, str | int]:
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "file": diagnostic.file,
        "line": diagnostic.line,
        "column": diagnostic.column,
        "hint": diagnostic.hint,
    }


def _block(diagnostic: Diagnostic, *, colour: bool) -> Iterator[str]:
    label = diagnostic.code if diagnostic.is_error else f"{diagnostic.code} {tr(diagnostic.severity)}:"
    style = _STYLES.get(diagnostic.severity, CYAN)
    yield f"{paint(label, style, colour=colour)} {paint(terminal(diagnostic.message), BOLD, colour=colour)}"
    place = f"{diagnostic.file}:{diagnostic.line}:{diagnostic.column}" if diagnostic.line else diagnostic.file
    yield f"  --> {terminal(place)}"
    if diagnostic.excerpt:
        yield from _excerpt(diagnostic, style, colour=colour)
    if diagnostic.hint:
        yield tr("hint: {hint}", hint=terminal(diagnostic.hint))


def _excerpt(diagnostic: Diagnostic, style: str, *, colour: bool) -> Iterator[str]:
    column = diagnostic.column - 1
    start = max(0, column - _BEFORE) if len(diagnostic.excerpt) > _SHOWN else 0
    text = diagnostic.excerpt[start : start + _SHOWN]
    before, marked = text[: column - start], text[column - start : column - start + diagnostic.width]
    gutter = " " * len(str(diagnostic.line))
    carets = "^" * max(1, width(terminal(marked)))
    yield f"{gutter} |"
    yield f"{diagnostic.line} | {terminal(text)}"
    yield f"{gutter} | {' ' * width(terminal(before))}{paint(carets, style, colour=colour)}"
