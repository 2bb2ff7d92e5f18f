"""One meaning a word: docs/glossary.md and the names of the nouns hold each other."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from house import PACKAGE, ROOT


def _words(text: str) -> set[str]:
    return set(text.split())


GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
WORDS = re.findall(r"^\| \*\*(.+?)\*\* \| (.+) \|$", GLOSSARY, re.MULTILINE)
NOUNS = sorted(path.stem for path in (PACKAGE / "model").glob("[a-z]*.py"))
PARTICIPLES = {"asked", "assembled", "buried", "found", "given", "said", "seen", "shown", "told"}
"""What was done to a thing, where a name should say what the thing is."""
ONE_MEANING = _words("""
ALARM APPROVED BOM Body CODE CallTask Count DIALECT Day Digits Duration ENDED FORM FORMS HEADER Instant Json LARGEST
MOST Money NEXT NONE NOTHING PAGE_SIZE PATIENCE PRODUCT RULE SCHEMA SHANGHAI SHOWN SIZE_LIMIT SOON SOURCE Scalar TITLES
VARIABLE WANTS WINDOW
""")
"""Classes and constants that several modules name alike because they mean the same, each of its own: an export's
HEADER, a rule's RULE, a document's `Instant`. What else two modules call alike would mean two things."""
ONE_MEANING_MODULES = _words("""
__init__ as_csv as_html as_json as_markdown as_openmetrics as_sarif as_text baseline binding bundle capabilities
checkpoint checkup comment condition console deadlines doctor documents drift entries explain files group language
listing masked money observation offers overview owners page places plan policies provider reader reading records render
schema settings state status store tables tasks traces words
""")
"""Modules of several rooms that look at the same thing: its command, its noun, its stage, its report."""
MEANINGLESS = {"base", "handler", "helper", "impl", "manager", "util", "utils"}


def test_every_word_is_explained_once_and_in_order() -> None:
    names = [word for word, _ in WORDS]
    assert names == sorted(set(names))
    assert len(names) > 40


@pytest.mark.parametrize("noun", NOUNS)
def test_a_noun_of_the_model_is_in_the_glossary(noun: str) -> None:
    assert {noun, noun.removesuffix("s")} & {word for word, _ in WORDS}


def test_no_module_is_named_by_a_participle_or_a_word_that_means_nothing() -> None:
    modules = {path.stem for path in PACKAGE.rglob("*.py")}
    assert modules.isdisjoint(PARTICIPLES | MEANINGLESS)


def _names(tree: ast.AST) -> Iterator[str]:
    """Every name that a file gives: to a variable, a parameter, a field, a function or a class."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name


def _participles(path: Path) -> set[str]:
    return PARTICIPLES & set(_names(ast.parse(path.read_text(encoding="utf-8"))))


def test_a_name_says_what_it_holds_and_not_what_was_done_to_it() -> None:
    files = PACKAGE.rglob("*.py")
    named = {str(path.relative_to(PACKAGE)): words for path in files if (words := _participles(path))}
    assert named == {}


def test_a_participle_is_noticed_wherever_it_names_something(tmp_path: Path) -> None:
    file = tmp_path / "room.py"
    file.write_text("class A:\n    asked: int\ndef told(found, *, given): said = [seen for seen in found]\n")
    assert _participles(file) == {"asked", "told", "found", "given", "said", "seen"}


def test_an_explanation_is_one_line_that_ends() -> None:
    assert [word for word, text in WORDS if not text.endswith(".")] == []


def test_the_readme_leads_to_it() -> None:
    assert "docs/glossary.md" in Path(ROOT / "README.md").read_text(encoding="utf-8")


def _bound(path: Path) -> set[str]:
    """The classes and constants of a module; a type variable stands for whatever it is given."""
    names = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        match node:
            case ast.ClassDef(name=name):
                names.add(name)
            case ast.Assign(value=ast.Call(func=ast.Name(id="TypeVar"))):
                pass
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                names.add(name)
    return {name for name in names if name[0].isupper()}


def test_no_class_or_constant_has_two_meanings() -> None:
    bound = Counter(name for path in PACKAGE.rglob("*.py") for name in _bound(path))
    assert {name for name, modules in bound.items() if modules > 1} == ONE_MEANING


def test_no_module_has_two_meanings() -> None:
    modules = Counter(path.stem for path in PACKAGE.rglob("*.py"))
    assert {name for name, rooms in modules.items() if rooms > 1} == ONE_MEANING_MODULES
