"""A noun is what `@dataclass(frozen=True, slots=True)` makes of the same class."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Mapping
from dataclasses import KW_ONLY, FrozenInstanceError, asdict, dataclass, field, fields
from dataclasses import replace as plain_replace
from typing import Any

import pytest

from reconciler.noun import noun, replace


@noun
class Number:
    """As a noun."""

    digits: str
    fee: int = 25
    labels: Mapping[str, str] = field(default_factory=dict)
    seen: str = field(default="", compare=False)
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Twin:
    """The same by the standard library."""

    digits: str
    fee: int = 25
    labels: Mapping[str, str] = field(default_factory=dict)
    seen: str = field(default="", compare=False)
    secret: str = field(default="", repr=False)


@noun
class Nothing:
    """Without any field."""


@noun
class Own:
    """With an equality of its own."""

    value: int

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Own)

    def __hash__(self) -> int:
        return 7

    def __repr__(self) -> str:
        return "mine"


@pytest.mark.parametrize(
    ("values", "named"),
    [
        (("1",), {}),
        (("1", 2, {"a": "b"}, "x", "y"), {}),
        (("1",), {"secret": "y", "fee": 3}),
        ((), {"digits": "1"}),
    ],
)
def test_it_holds_compares_and_shows_what_a_dataclass_does(
    values: tuple[Any, ...], named: dict[str, Any]
) -> None:
    number, twin = Number(*values, **named), Twin(*values, **named)
    assert asdict(number) == asdict(twin)
    assert repr(number) == repr(twin).replace("Twin", "Number")
    assert number == Number(*values, **named) == replace(number, seen="later")
    assert number != replace(number, digits="2")
    assert (number == twin) is False
    assert [f.name for f in fields(number)] == [f.name for f in fields(twin)]
    assert Number.__match_args__ == Twin.__match_args__


@pytest.mark.parametrize("made", [Number, Twin])
@pytest.mark.parametrize("given", [((), {}), (("1", 2, {}, "", "", "more"), {}), (("1",), {"unknown": 1})])
def test_what_does_not_fit_is_a_type_error(made: Any, given: tuple[tuple[Any, ...], dict[str, Any]]) -> None:
    with pytest.raises(TypeError):
        made(*given[0], **given[1])


@pytest.mark.parametrize("copied", [replace, plain_replace])
def test_it_is_copied_with_other_values(copied: Any) -> None:
    number = Number("1", 2, {"a": "b"}, "x", "y")
    assert asdict(copied(number, fee=3, seen="z")) == asdict(number) | {"fee": 3, "seen": "z"}
    assert type(copied(number, fee=3)) is Number
    assert asdict(copied(Twin("1"), fee=3)) == asdict(Twin("1", 3))
    with pytest.raises(TypeError):
        copied(number, unknown=1)
    with pytest.raises(FrozenInstanceError):
        copied(number).fee = 1


def test_a_default_is_made_anew_each_time() -> None:
    assert Number("1").labels is not Number("1").labels


def test_it_cannot_be_changed_or_grow() -> None:
    number = Number("1")
    for change in (
        lambda: setattr(number, "fee", 1),
        lambda: delattr(number, "fee"),
        lambda: setattr(number, "x", 1),
    ):
        with pytest.raises(FrozenInstanceError):
            change()
    assert not hasattr(number, "__dict__")
    assert type(number) is Number


def test_equal_ones_hash_alike_and_what_cannot_be_hashed_says_so() -> None:
    assert hash(Number("1", labels=())) == hash(Number("1", labels=(), seen="x"))  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        hash(Number("1"))


def test_it_travels() -> None:
    number = Number("1", 2, {"a": "b"}, "x", "y")
    for other in (copy.copy(number), copy.deepcopy(number), pickle.loads(pickle.dumps(number))):
        assert asdict(other) == asdict(number)
        assert type(other) is Number


def test_what_a_class_says_itself_stays() -> None:
    assert Own(1) == Own(2)
    assert (hash(Own(1)), repr(Own(1))) == (7, "mine")


def test_one_without_fields_equals_its_like() -> None:
    assert Nothing() == Nothing()
    assert (hash(Nothing()), repr(Nothing())) == (hash(()), "Nothing()")


@noun
class Judging:
    """Keeps small letters, refuses none at all; its field is named."""

    _: KW_ONLY
    word: str = "ABC"

    def __post_init__(self) -> None:
        if not self.word:
            raise ValueError("no word")
        object.__setattr__(self, "word", self.word.lower())


def test_a_noun_that_judges_its_values_does_so_however_it_is_made() -> None:
    assert Judging().word == "abc"
    assert replace(Judging(), word="DEF") == Judging(word="def")
    with pytest.raises(ValueError, match="no word"):
        replace(Judging(), word="")
    with pytest.raises(ValueError, match="no word"):
        Judging(word="")
    with pytest.raises(TypeError, match="positional"):
        Judging("abc")  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        Judging().word = "x"  # type: ignore[misc]
