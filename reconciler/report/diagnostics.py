"""Problems in files: for people with the line and a caret under the value, for machines as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reconciler.model.diagnostic import Diagnostic, Severity
from reconciler.model.phrase import phrases as phrases_of
from reconciler.model.plan import FORMAT_VERSION
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
    return "\n\n".join("\n".join(_block(found, colour=colour)) for found in diagnostics)


def summary(diagnostics: Sequence[Diagnostic], files: int, resources: int) -> str:
    """One line: how much is wrong, or how much was looked at."""
    errors = sum(found.is_error for found in diagnostics)
    warnings = sum(found.severity == Severity.WARNING for found in diagnostics)
    fixable = sum(found.code == FIXABLE for found in diagnostics)
    seen = f"{phrases.plural(files, 'file')}, {phrases.plural(resources, 'entry', 'entries')}"
    wrong = [phrases.plural(errors, "error")] if errors else []
    wrong += [phrases.plural(warnings, "warning")] if warnings else []
    if not wrong:
        return tr("Valid: {seen}.", seen=seen)
    fix = tr("; {fixable} fixable with `reconciler validate --fix`", fixable=fixable) if fixable else ""
    return tr(
        "{value} {wrong} in {seen}{fix}.",
        value="Found" if errors else "Valid:",
        wrong=" and ".join(wrong),
        seen=seen,
        fix=fix,
    )


def as_json(diagnostics: Sequence[Diagnostic], files: int, resources: int, gaps: Sequence[str] = ()) -> str:
    """The document of `validate -o json`."""
    from reconciler.wire.write import reading

    errors = sum(found.is_error for found in diagnostics)
    warnings = sum(found.severity == Severity.WARNING for found in diagnostics)
    document = {
        "format_version": FORMAT_VERSION,
        "valid": errors == 0,
        "diagnostics": [_entry(found) for found in diagnostics],
        "summary": {"files": files, "resources": resources, "errors": errors, "warnings": warnings},
        **reading(gaps),
    }
    return write(document)


def _entry(found: Diagnostic) -> dict[str, str | int]:
    return {
        "code": found.code,
        "severity": found.severity,
        "message": found.message,
        "file": found.file,
        "line": found.line,
        "column": found.column,
        "hint": found.hint,
    }


def _block(found: Diagnostic, *, colour: bool) -> Iterator[str]:
    label = found.code if found.is_error else f"{found.code} {tr(found.severity)}:"
    style = _STYLES.get(found.severity, CYAN)
    yield f"{paint(label, style, colour=colour)} {paint(terminal(found.message), BOLD, colour=colour)}"
    place = f"{found.file}:{found.line}:{found.column}" if found.line else found.file
    yield f"  --> {terminal(place)}"
    if found.excerpt:
        yield from _excerpt(found, style, colour=colour)
    if found.hint:
        yield tr("hint: {hint}", hint=terminal(found.hint))


def _excerpt(found: Diagnostic, style: str, *, colour: bool) -> Iterator[str]:
    column = found.column - 1
    start = max(0, column - _BEFORE) if len(found.excerpt) > _SHOWN else 0
    shown = found.excerpt[start : start + _SHOWN]
    before, marked = shown[: column - start], shown[column - start : column - start + found.width]
    gutter = " " * len(str(found.line))
    carets = "^" * max(1, width(terminal(marked)))
    yield f"{gutter} |"
    yield f"{found.line} | {terminal(shown)}"
    yield f"{gutter} | {' ' * width(terminal(before))}{paint(carets, style, colour=colour)}"
