"""What a person said of one subject at different times."""

from __future__ import annotations

from reconciler.memory.fold import fold
from reconciler.memory.memory import Head
from reconciler.memory.records import Attested

MAY = "2026-05-01T00:00:00+08:00"
JUNE = "2026-06-01T00:00:00+08:00"
JULY = "2026-07-01T00:00:00+08:00"


def word(fields: dict[str, str | None], at: str, expires: str) -> Attested:
    return Attested(at=at, subject="4008100001", fields=fields, by="ops", evidence="T-1", expires=expires)


def test_a_later_word_replaces_only_the_facts_it_speaks_of() -> None:
    first = word({"status": "documents_due", "appliedOn": "2026-04-30"}, MAY, JULY)
    second = word({"status": "active"}, MAY, JULY)
    said = fold(Head(), [first, second]).attestations["4008100001"]
    assert said.fields == {"appliedOn": "2026-04-30", "status": "active"}


def test_facts_of_one_subject_expire_with_the_first_of_them() -> None:
    first = word({"appliedOn": "2026-04-30"}, MAY, JUNE)
    second = word({"status": "active"}, MAY, JULY)
    assert fold(Head(), [first, second]).attestations["4008100001"].expires == JUNE


def test_an_expired_fact_does_not_come_back_with_a_new_one() -> None:
    first = word({"appliedOn": "2026-04-30"}, MAY, JUNE)
    second = word({"status": "active"}, JUNE, JULY)
    assert fold(Head(), [first, second]).attestations["4008100001"] == second


def test_a_word_that_says_everything_anew_is_all_that_counts() -> None:
    first = word({"status": "documents_due"}, MAY, JUNE)
    second = word({"status": "active"}, MAY, JULY)
    assert fold(Head(), [first, second]).attestations["4008100001"] == second
