"""One meaning a word: docs/glossary.md and the names of the nouns hold each other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from house import PACKAGE, ROOT

GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
WORDS = re.findall(r"^\| \*\*(.+?)\*\* \| (.+) \|$", GLOSSARY, re.MULTILINE)
NOUNS = sorted(path.stem for path in (PACKAGE / "model").glob("[a-z]*.py"))
PARTICIPLES = {"asked", "found", "given", "said", "seen", "told"}


def test_every_word_is_explained_once_and_in_order() -> None:
    names = [word for word, _ in WORDS]
    assert names == sorted(set(names))
    assert len(names) > 40


@pytest.mark.parametrize("noun", NOUNS)
def test_a_noun_of_the_model_is_in_the_glossary(noun: str) -> None:
    assert {noun, noun.removesuffix("s")} & {word for word, _ in WORDS}


def test_no_module_is_named_by_a_participle_or_a_word_that_means_nothing() -> None:
    empty = {"base", "handler", "helper", "impl", "manager", "util", "utils"}
    modules = {path.stem for path in PACKAGE.rglob("*.py")}
    assert modules.isdisjoint(PARTICIPLES | empty)


def test_an_explanation_is_one_line_that_ends() -> None:
    assert [word for word, text in WORDS if not text.endswith(".")] == []


def test_the_readme_leads_to_it() -> None:
    assert "docs/glossary.md" in Path(ROOT / "README.md").read_text(encoding="utf-8")
