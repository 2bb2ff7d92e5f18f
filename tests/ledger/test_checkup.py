"""What `doctor` says of a ledger."""

from __future__ import annotations

from ledger_places import Place, intent, outcome, write

from reconciler.ledger.checkup import checkup


def looked(place: Place, ledger_id: str | None = None) -> tuple[str, str, str]:
    check = checkup(place.open(ledger_id), "prod")
    assert check.name == f"ledger {place.open().location.label}"
    return check.status, check.detail, check.hint


def test_a_ledger_nobody_has_written_to_is_well(place: Place) -> None:
    assert looked(place) == ("ok", "nothing was recorded yet", "")


def test_a_file_needs_no_name_and_a_database_does(place: Place) -> None:
    write(place.open(), intent(1), outcome(1))
    name = place.open().identity()
    assert name is not None

    assert looked(place, name) == ("ok", "sound, 2 records", "")
    if place.open().location.file is not None:
        assert looked(place) == ("ok", "sound, 2 records", "")
    else:
        assert looked(place) == (
            "warn",
            "sound, 2 records; an empty database would be taken for a new ledger",
            f'write `ledgerId: "{name}"` below `spec` in reconciler.yaml',
        )


def test_a_call_of_unknown_outcome_needs_a_person(place: Place) -> None:
    write(place.open(), intent(1))

    assert looked(place) == ("warn", "sound, 1 records; it needs a person", "see `reconciler ledger verify`")


def test_another_ledger_than_the_one_that_is_named_fails(place: Place) -> None:
    write(place.open(), intent(1), outcome(1))

    status, detail, hint = looked(place, "0123456789abcdef")

    assert (status, "0123456789abcdef was expected" in detail) == ("fail", True)
    assert "ledger rebuild" in hint
