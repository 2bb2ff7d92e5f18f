"""What the ledger keeps in English is told in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from reconciler.report.sink import language
from reconciler.report.sink.recall import recalled


@pytest.fixture
def chinese() -> Iterator[None]:
    with language.english():  # which puts back what was chosen before
        language.choose("zh", firmly=True)
        yield
        language.choose("en", firmly=True)


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("its entry left Git", "其条目已从 Git 移除"),
        ("4009100002 is released", "4009100002 状态为“已释放”"),
        ("ops-lead vouched for it: OPS-7", "ops-lead 已确认：OPS-7"),
        ("the number is in use again: first care/a:unbind", "号码又在使用：须先 care/a:unbind"),
        ("isv.NUMBER_STATUS_ILLEGAL", "isv.NUMBER_STATUS_ILLEGAL"),
        ("", ""),
    ],
)
@pytest.mark.usefixtures("chinese")
def test_a_sentence_of_ours_is_known_again_and_anybody_elses_stays(text: str, translation: str) -> None:
    assert recalled(text) == translation


def test_english_stays_as_it_is_kept() -> None:
    assert recalled("4009100002 is released") == "4009100002 is released"
