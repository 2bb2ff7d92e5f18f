"""Collects the texts of the program and compiles the catalogues: `make wording`.

Babel reads the sources with `collect` below, brings `reconciler/locale/LANGUAGE/LC_MESSAGES/reconciler.po` up to date
and compiles it. A text that is new has no translation yet, and the tests name it.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "reconciler/locale"

HEADER = """\
# written by `make wording`, which keeps the translations; edit those, then run it again
msgid ""
msgstr ""
"Project-Id-Version: reconciler\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
Message = tuple[int, str, str | tuple[str, str], list[str]]

SINGLE = {
    **dict.fromkeys(("phrase", "tr", "joined"), ("1",)),
    **dict.fromkeys(("phrases", "phrases_of"), ("*",)),
    "Rule": ("title", "what", "fix"),
    "VerbSpec": ("title",),
}
"""Whose texts are collected: of each callable, which arguments; `*` is all."""
PAIRS = frozenset({"counted", "counted_tr"})
"""Their first two arguments are one text and its plural."""
HEADINGS = frozenset({"Column"})
"""Collected in `report/` only: tables of a database have columns too."""
HELPED = frozenset({"option", "command", "group"})
"""Collected in `cli/` only, with the first lines of its commands: what `--help` prints."""


def collect(file: BinaryIO, _keywords: object, _tags: object, options: object) -> Iterator[Message]:  # noqa: ARG001
    """A method of Babel's: every text in a source file that a reader may want in another language."""
    helps = "/cli/" in Path(file.name).as_posix()
    for node in ast.walk(ast.parse(file.read())):
        if helps:
            yield from ((1, "gettext", text, []) for text in _helps(node) if text)
        if isinstance(node, ast.Call):
            name = _name(node.func)
            if name in HEADINGS and "/report/" in Path(file.name).as_posix():
                name = "phrase"
            for text in _texts(node, name):
                yield node.lineno, "ngettext" if isinstance(text, tuple) else "gettext", text, []


def _helps(node: ast.AST) -> Iterator[str]:
    """What click prints of an option, a command, or the table of commands."""
    if isinstance(node, ast.Call) and _name(node.func) in HELPED:
        yield from filter(None, (_constant(k.value) for k in node.keywords if k.arg in {"help", "epilog"}))
    elif isinstance(node, ast.FunctionDef):
        made = {_name(d.func if isinstance(d, ast.Call) else d) for d in node.decorator_list}
        if made & {"command", "group"}:
            yield ast.get_docstring(node) or ""
    elif (
        isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "COMMANDS"
    ):
        tuples = (value for value in ast.walk(node) if isinstance(value, ast.Tuple))
        yield from (_constant(entry.elts[1]) for entry in tuples if len(entry.elts) == 2)


CLICK = (
    "Usage: ",
    "Options",
    "Commands",
    "Show this message and exit.",
    "Show the version and exit.",
    "required",
)
"""What click says by itself."""


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _texts(call: ast.Call, name: str) -> Iterator[str | tuple[str, str]]:
    if name in PAIRS:
        one, many = (_constant(argument) for argument in call.args[:2])
        if one and many:
            yield one, many
    elif name == "plural":
        yield from _plural(call)
    for which in SINGLE.get(name, ()):
        arguments = call.args if which == "*" else call.args[:1] if which == "1" else ()
        named = (keyword.value for keyword in call.keywords if keyword.arg == which)
        yield from filter(None, map(_constant, (*arguments, *named)))


def _plural(call: ast.Call) -> Iterator[tuple[str, str]]:
    """`plural(count, "entry", "entries")`, as `report/sink/phrases.py` writes it."""
    nouns = [_constant(argument) for argument in call.args[1:3]]
    if nouns and nouns[0]:
        many = nouns[1] if len(nouns) > 1 else f"{nouns[0]}s"
        yield f"{{count:,}} {nouns[0]}", f"{{count:,}} {many}"


def _constant(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def closed_sets() -> Iterator[str]:
    """The words of enumerations that reports show, and the pages of codes."""
    from reconciler.catalogue.codes import CODES
    from reconciler.kinds import VERBS
    from reconciler.memory.records import EvidenceSource, OutcomeResult
    from reconciler.model.action import Mode, Status
    from reconciler.model.finding import Verdict
    from reconciler.model.listing import DeadlineKind, TaskState
    from reconciler.model.observation import NumberStatus
    from reconciler.model.outcome import Fate
    from reconciler.report.drift.words import TITLES

    for words in (
        VERBS,
        Status,
        Mode,
        TaskState,
        DeadlineKind,
        OutcomeResult,
        EvidenceSource,
        Fate,
        NumberStatus,
    ):
        yield from (word.value for word in words)
    yield from (verdict.word for verdict in Verdict)
    for code in CODES.values():
        yield from (code.title, code.what, code.fix)
    yield from CLICK
    yield from TITLES


def template() -> Catalog:
    """Every text of the program."""
    found = Catalog()
    paths = extract_from_dir(str(ROOT / "reconciler"), [("ledger/tables.py", "ignore"), ("**.py", collect)])
    for path, _line, text, _comments, _context in sorted(paths, key=lambda entry: (entry[0], entry[1])):
        found.add(text, locations=[(f"reconciler/{Path(path).as_posix()}", None)])
    for word in closed_sets():
        found.add(word)
    return found


def catalogues() -> Iterable[Path]:
    """The file of each language."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/reconciler.po"))


def read(path: Path) -> Catalog:
    """A catalogue as people edited it."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3], abort_invalid=True)


def updated(path: Path) -> Catalog:
    """The catalogue with exactly the texts that the program has now; what was guessed counts for nothing."""
    kept = read(path)
    kept.update(template(), no_fuzzy_matching=True)
    kept.obsolete.clear()
    return kept


def text_of(catalogue: Catalog) -> bytes:
    """The file people edit. It holds no day and no line numbers: it changes only where a text does."""
    written = io.BytesIO()
    write_po(written, catalogue, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    return HEADER.format(language=catalogue.locale_identifier).encode() + written.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """The file the program reads. It holds no day of its own either."""
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    written = io.BytesIO()
    write_mo(written, catalogue)
    return written.getvalue()


def main() -> None:
    for path in catalogues():
        catalogue = updated(path)
        path.write_bytes(text_of(catalogue))
        path.with_suffix(".mo").write_bytes(compiled(catalogue))
        print(f"{path.parts[-3]}: {len(catalogue)} texts, {len(missing(catalogue))} without a translation")


def missing(catalogue: Catalog) -> list[str]:
    """The English texts that a catalogue does not translate, or only by a guess (`fuzzy`)."""
    return [
        _first(message.id)
        for message in catalogue
        if message.id and (message.fuzzy or not all(_all(message.string)))
    ]


def _first(text: str | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else text[0]


def _all(string: str | tuple[str, ...]) -> tuple[str, ...]:
    return string if isinstance(string, tuple) else (string,)


if __name__ == "__main__":
    main()
