"""Every text has a translation, every translation is of a text that is there, and what is compiled was edited."""

from __future__ import annotations

import string
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from scripts import script
from staged import ROOT

from reconciler.locale import ENGLISH, LANGUAGES

OTHERS = [language for language in LANGUAGES if language != ENGLISH]


@pytest.fixture(scope="module")
def wording() -> ModuleType:
    return script(ROOT / "docs/wording.py")


def path_of(language: str) -> Path:
    return ROOT / "reconciler/locale" / language / "LC_MESSAGES/reconciler.po"


def test_every_language_has_its_catalogue_and_no_other_is_there(wording: ModuleType) -> None:
    assert list(wording.catalogues()) == sorted(map(path_of, OTHERS))


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated(wording: ModuleType, language: str) -> None:
    """A new text: run `make wording`, write its translation into the catalogue, run it again."""
    assert wording.missing(wording.updated(path_of(language))) == []


@pytest.mark.parametrize("language", OTHERS)
def test_the_catalogue_holds_the_texts_of_today(wording: ModuleType, language: str) -> None:
    path = path_of(language)
    assert wording.text_of(wording.updated(path)) == path.read_bytes(), "run `make wording`"


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_compiled_is_what_was_edited(wording: ModuleType, language: str) -> None:
    path = path_of(language)
    with path.with_suffix(".mo").open("rb") as file:
        compiled = texts(GNUTranslations(file))
    assert compiled == texts(GNUTranslations(BytesIO(wording.compiled(wording.read(path)))))


def texts(catalogue: Any) -> dict[Any, str]:
    return {key: text for key, text in catalogue._catalog.items() if key}


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_names_no_value_that_the_text_has_not(wording: ModuleType, language: str) -> None:
    """It may leave out what only English needs, such as its plural."""
    wrong = {}
    for message in wording.read(path_of(language)):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        if unknown := fields(strings) - fields(ids):
            wrong[message.id] = unknown
    assert {key: found for key, found in wrong.items() if key} == {}


def fields(templates: tuple[str, ...]) -> set[str]:
    return {name for text in templates for _, name, _, _ in string.Formatter().parse(text) if name}
