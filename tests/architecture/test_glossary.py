"""One meaning a word: docs/glossary.md and the names of the nouns hold each other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from house import PACKAGE, ROOT

GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
WORDS = re.findall(r"^\| \*\*(.+?)\*\* \| (.+) \|$", GLOSSARY, re.MULTILINE)
NOUNS = sorted(path.stem for path in (PACKAGE / "model").glob("[a-z]*.py"))
PARTICIPLES = {"asked", "assembled", "buried", "found", "given", "said", "seen", "shown", "told"}
"""What was done to a thing, where a name should say what the thing is."""
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
