"""A phrase is its English text, and remembers what another language needs."""

from __future__ import annotations

import copy
import json
import pickle
from enum import StrEnum
from typing import ClassVar

import pytest

from reconciler.model.phrase import Phrase, counted, joined, phrase
from reconciler.report.sink import language
from reconciler.report.sink.encode import html, markdown, terminal
from reconciler.report.sink.language import english, spoken, tr


class Colour(StrEnum):
    RED = "red"


class German:
    """A catalogue by hand."""

    texts: ClassVar = {
        "{name} is {state}": "{state} ist {name}",
        "late": "spät",
        "red": "rot",
        ", ": " und ",
        "{count} day": "{count} Tage",
    }

    def gettext(self, message: str, /) -> str:
        assert message, "what gettext has under the empty text is the header"
        return self.texts.get(message, message)

    def ngettext(self, one: str, many: str, count: int, /) -> str:
        return self.texts[one]


def test_it_is_its_english_text() -> None:
    made = phrase("{name} is {state}", name="x", state=phrase("late"))
    assert made == "x is late"
    assert {made: 1}["x is late"] == 1
    assert json.dumps([made]) == '["x is late"]'


def test_its_phrases_are_translated_and_data_never_is() -> None:
    assert phrase("{name} is {state}", name="late", state=phrase("late")).into(German()) == "spät ist late"


def test_a_word_of_a_closed_set_is_translated_where_it_stands_in_a_phrase() -> None:
    assert phrase("{name} is {state}", name="red", state=Colour.RED).into(German()) == "rot ist red"


def test_counts_choose_their_template() -> None:
    one, many = counted("{count} day", "{count} days", 1), counted("{count} day", "{count} days", 3)
    assert (one, many, many.into(German())) == ("1 day", "3 days", "3 Tage")


def test_a_row_of_phrases_stays_one() -> None:
    row = joined(", ", ["late", phrase("late"), ""])
    assert (row, row.into(German())) == ("late, late, ", "late und spät und ")


def test_what_is_put_before_or_behind_stays_what_it_is() -> None:
    assert ("late " + phrase("late") + " late").into(German()) == "late spät late"


@pytest.mark.parametrize(
    "keep", [copy.copy, copy.deepcopy, lambda made: pickle.loads(pickle.dumps(made)), str]
)
def test_a_copy_is_still_a_phrase(keep: object) -> None:
    made = keep(phrase("late"))  # type: ignore[operator]
    assert isinstance(made, Phrase)
    assert made.into(German()) == "spät"


def test_every_sink_for_people_translates_and_machines_read_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "catalogue", lambda name: German())
    late = phrase("late")
    language.choose("de")
    assert [encode(late) for encode in (terminal, markdown, html, spoken, tr)] == ["spät"] * 5
    with english():
        assert [encode(late) for encode in (terminal, markdown, html, spoken, tr)] == ["late"] * 5
    language.choose("en")
