"""`reconciler recommend`: the provider's decision table."""

import json

import pytest

from reconciler.catalogue.recommendation import recommend
from reconciler.cli.main import run


@pytest.mark.parametrize(
    ("purposes", "advised"),
    [
        (["hotline"], "400"),
        (["inbound-hotline"], "400"),
        (["notification"], "public"),
        (["voice-notification"], "public"),
        (["verification-code"], "public"),
        (["notification", "verification-code"], "public"),
        (["two-way"], "regular"),
        (["two-way", "hotline"], "regular"),
        (["hotline", "notification"], "regular"),
        (["outbound"], "regular"),
        (["outbound-calls"], "regular"),
        (["outbound calls"], "regular"),
        (["outbound-notifications"], "regular"),
        (["outbound", "verification-codes"], "regular"),
        (["Enterprise service hotlines"], "400"),
        (["two-way calling"], "regular"),
        (["voice notifications", "verification codes"], "public"),
    ],
)
def test_one_type_is_advised_for_all_purposes_together(purposes, advised, capsys):
    assert run(["recommend", *purposes, "-o", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["purposes"] == purposes
    assert [row["type"] for row in said["types"]] == [advised]


def test_the_advice_says_direction_application_and_billing(capsys):
    assert run(["recommend", "verification-code"]) == 0
    assert capsys.readouterr().out == (
        "For verification-code: public mode.\n"
        "\n"
        "public mode (declared under `publicMode`): no number has to be bought or managed\n"
        "  direction    outbound only\n"
        "  application  none; ready as soon as the service is activated\n"
        "  billing      pay as you go, no monthly fee\n"
    )


def test_without_a_purpose_the_whole_table_is_printed(capsys):
    assert run(["recommend", "-o", "json"]) == 0
    assert [row["type"] for row in json.loads(capsys.readouterr().out)["types"]] == [
        "400",
        "regular",
        "public",
    ]


def test_an_unknown_purpose_is_a_usage_error_that_names_the_known_ones(capsys):
    assert run(["recommend", "hotline", "fax"]) == 64
    said, wrong = capsys.readouterr()
    assert said == ""
    assert "no purpose 'fax'" in wrong
    assert "hotline, inbound-hotline, notification" in wrong


def test_of_unknown_or_no_purposes_nothing_is_advised():
    assert recommend(["fax"]) is None
    assert recommend([]) is None


@pytest.mark.parametrize(
    ("purpose", "doubt"), [("hotline", "approved customers"), ("two-way", "not be on sale")]
)
def test_whether_it_can_be_had_is_said_with_its_source_and_date(purpose, doubt, capsys):
    assert run(["recommend", purpose]) == 0
    [note] = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  note")]
    assert doubt in note
    assert note.endswith("(the provider's FAQ on using numbers, 2026-11-25)")


@pytest.mark.parametrize(
    ("words", "purposes", "advised"),
    [
        (
            "two-way calling and outbound notifications",
            ["two-way calling", "outbound notifications"],
            "regular",
        ),
        (
            "Voice notifications and verification codes",
            ["Voice notifications", "verification codes"],
            "public",
        ),
        ("Enterprise service hotlines", ["Enterprise service hotlines"], "400"),
        ("inbound calls, OTP", ["inbound calls", "OTP"], "regular"),
        ("receiving customer calls", ["receiving customer calls"], "400"),
        ("inbound calls only", ["inbound calls only"], "400"),
        ("two-way voice communication", ["two-way voice communication"], "regular"),
        ("one-way voice content", ["one-way voice content"], "public"),
    ],
)
def test_the_page_s_own_words_need_no_quotes(words, purposes, advised, capsys):
    assert run(["recommend", *words.split(), "-o", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["purposes"], [row["type"] for row in told["types"]]) == (purposes, [advised])
