"""CODEOWNERS: which pattern decides, and which paths nobody must approve."""

from __future__ import annotations

import pytest

from reconciler.validate.owners import owned

STONE = "voice/teams/care/cancellations/2026-12.yaml"


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("* @a", STONE, True),
        ("", STONE, False),
        ("# * @a", STONE, False),
        ("* @a\n/voice/teams/", STONE, False),  # the last one that matches, and it names nobody
        ("/voice/teams/\n* @a", STONE, True),
        ("/voice/teams/*/cancellations/ @a", STONE, True),
        ("/voice/teams/*/cancellations/ @a", "voice/teams/care/team.yaml", False),
        ("/teams/*/cancellations/ @a", STONE, False),  # from the repository's top
        ("cancellations/ @a", STONE, True),  # anywhere
        ("cancellations @a", STONE, True),
        ("*.yaml @a", STONE, True),
        ("*.yml @a", STONE, False),
        ("voice/* @a", STONE, False),  # only what lies right there
        ("voice/* @a", "voice/reconciler.yaml", True),
        ("voice/** @a", STONE, True),
        ("**/cancellations/*.yaml @a", STONE, True),
        ("/voice/**/2026-12.yaml @a", STONE, True),
        ("/voice/teams/car?/ @a", STONE, True),
        (r"/voice/my\ teams/ @a", "voice/my teams/x.yaml", True),
        ("/voice/ @a # everybody", STONE, True),
        ("/voice/ # @a", STONE, False),
        ("/voice/ care-lead", STONE, False),  # no owner: hosts pass over the word
        ("/voice/ lead@example.com", STONE, True),
        ("/voice/ @@maintainer", STONE, True),
        ("/Voice/ @a", STONE, False),  # capitals count
        ("[Voice] @a\n/voice/", STONE, True),  # GitLab: a section's owners
        ("[Voice]\n/voice/", STONE, False),
        ("[Voice] nobody\n/voice/", STONE, False),
        ("^[Voice] @a\n/voice/", STONE, False),  # optional
        ("[Voice][2] @a @b\n/voice/", STONE, True),
        ("[Admins]\n* @a\n[Teams]\n/voice/", STONE, True),  # each section decides for itself
        ("* @a\n!/voice/teams/", STONE, False),
        ("**/2026-12.yaml @a", STONE, True),
        ("/voice/**/teams/**/*.yaml @a", STONE, True),
        ("/voice/** @a", "voice", False),
        ("voice @a", "voice", True),
        ("?oice/ @a", "voice/a", True),
        ("*" * 3 + "x @a", STONE, False),
        (
            "/" + "*a" * 60 + "b @a",
            "a" * 200,
            False,
        ),  # work is no more than both lengths, whatever is in them
        ("/" + "**/" * 60 + "b @a", "a/" * 100, False),
        ("x" * 2_000_000 + " @a", STONE, False),
    ],
)
def test_the_last_pattern_that_matches_decides(text: str, path: str, expected: bool) -> None:
    assert owned(text, path) is expected
