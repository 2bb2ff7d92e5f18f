"""The chain itself: what was linked verifies, and nothing else does."""

from __future__ import annotations

import gc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_places import intent, story

from reconciler.errors import LedgerAltered, LedgerTooNew
from reconciler.ledger import chain
from reconciler.ledger.chain import StoredLink
from reconciler.memory.memory import GENESIS, Head

CHAIN = chain.link("prod", Head(), story(6))
LINKS = [row.link for row in CHAIN]
END = Head(6, CHAIN[-1].hash)


def test_the_hash_of_a_link_never_changes_between_versions() -> None:
    (row,) = chain.link(
        "prod", Head(), [intent(1, action="bind", fields={"instance": None}, monthly="35.00")]
    )

    assert row.prev == GENESIS
    assert row.body == (
        '{"acknowledgement":null,"action":"bind","address":"care/hz-001","application":null,'
        '"at":"2026-11-23T10:00:00+08:00","consent":null,"digest":"","fence":0,"fields":{"instance":null},'
        '"id":"r1-1","kind":"intent","monthly":"35.00","number":"057188880001","resource":"number","run":"r1"}'
    )
    assert row.hash == "8dd4442a759d6b21213ebaddae1683bdde6cf1ed730f69359ce53053b3693480"


def test_an_order_that_an_older_version_called_apply_keeps_its_hash_and_is_read_as_an_order() -> None:
    (row,) = chain.link("prod", Head(), [intent(1)])
    body = row.body.replace('"action":"order"', '"action":"apply"')
    older = StoredLink(1, GENESIS, chain.digest("prod", 1, GENESIS, body), body)

    assert list(chain.verify("prod", [older.link], Head(1, older.hash))) == [intent(1)]
    assert body != row.body


@given(cut=st.integers(0, 6))
def test_a_chain_linked_in_pieces_is_the_chain_linked_whole(cut: int) -> None:
    first = chain.link("prod", Head(), story(6)[:cut])
    end = Head(cut, first[-1].hash) if first else Head()

    assert first + chain.link("prod", end, story(6)[cut:]) == CHAIN
    assert list(chain.verify("prod", LINKS, END)) == story(6)
    assert chain.uncanonical(CHAIN) is None


@given(at=st.integers(0, 5), field=st.integers(0, 3), known=st.integers(0, 6), data=st.data())
def test_no_single_field_can_change(at: int, field: int, known: int, data: st.DataObject) -> None:
    old = LINKS[at][field]
    kept = st.none() if field in {1, 2} else st.nothing()
    values = st.integers() if field == 0 else st.one_of(st.binary(), st.text().map(str.encode), kept)
    changed: list[Any] = list(LINKS[at])
    changed[field] = data.draw(values.filter(lambda value: value != old))
    links: list[Any] = [*LINKS[:at], tuple(changed), *LINKS[at + 1 :]]

    with pytest.raises(LedgerAltered):
        list(chain.verify("prod", links, END, known))


@given(order=st.permutations(range(6)), length=st.integers(0, 6), known=st.integers(0, 6))
def test_no_other_order_and_no_part_verifies(order: list[int], length: int, known: int) -> None:
    links = [LINKS[index] for index in order][:length]
    if links == LINKS:
        return

    with pytest.raises(LedgerAltered):
        list(chain.verify("prod", links, END, known))


@given(known=st.integers(0, 6))
def test_what_is_known_is_verified_and_not_parsed(known: int) -> None:
    assert list(chain.verify("prod", LINKS, END, known)) == story(6)[known:]


def test_a_chain_of_one_account_is_none_of_another() -> None:
    with pytest.raises(LedgerAltered, match="account test: record 1 of the ledger was altered"):
        list(chain.verify("test", LINKS, END))


@pytest.mark.parametrize("body", ['{"kind":"later"}', "{}", "[]", "", "nonsense", '{"kind":"intent"}'])
def test_a_link_whose_hash_fits_but_whose_record_is_unknown_is_too_new(body: str) -> None:
    row = StoredLink(1, GENESIS, chain.digest("prod", 1, GENESIS, body), body)

    with pytest.raises(LedgerTooNew) as caught:
        list(chain.verify("prod", [row.link], Head(1, row.hash)))
    assert "newer" in caught.value.hint


@pytest.mark.parametrize(
    "change", [lambda text: text.replace(":", ": ", 1), lambda text: '{"at":"x",' + text[1:]]
)
def test_a_text_this_program_would_not_write_is_told_apart(change: object) -> None:
    rows = [*CHAIN[:2], CHAIN[2]._replace(body=change(CHAIN[2].body)), *CHAIN[3:]]  # type: ignore[operator]

    assert chain.uncanonical(rows) == 3


def test_the_collector_runs_again_afterwards_if_it_ran_before() -> None:
    with chain.collector_paused():
        assert not gc.isenabled()
        with chain.collector_paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
