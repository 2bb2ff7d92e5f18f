"""A number's status is one of a closed set, however its provider writes it."""

import pytest
from planned import live

from reconciler.errors import Inconsistent
from reconciler.model.observation import GONE, LIVE, PENDING, NumberStatus


@pytest.mark.parametrize("status", NumberStatus)
def test_a_provider_may_write_it_as_text(status):
    assert live(status=status.value).status is status


def test_a_word_that_is_none_is_refused_with_those_that_are():
    with pytest.raises(
        Inconsistent, match="'normal' is no status of a number; one of documents_due, reviewing"
    ):
        live(status="normal")


def test_every_status_is_in_one_part_of_a_number_s_life():
    parts = [status for part in (PENDING, LIVE, GONE, {NumberStatus.UNKNOWN}) for status in part]
    assert sorted(parts) == sorted(NumberStatus)
