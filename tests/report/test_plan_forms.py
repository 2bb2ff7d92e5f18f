"""The forms of one plan that programs and browsers read, each parsed by what its consumers use."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from junitparser import Failure, JUnitXml, Skipped
from report_world import at, busy_plan, cancel, finding, plan, purchase, rebind, upload
from sarif_pydantic import Sarif

from reconciler.model.action import Action, Status, Verb
from reconciler.model.change import Change
from reconciler.model.finding import Verdict
from reconciler.model.plan import Scope
from reconciler.model.resource import Source
from reconciler.report import joining
from reconciler.report.plan import as_annotations, as_csv, as_gitlab, as_html, as_junit, as_sarif

COMMAND = re.compile(r"::(error|warning|notice) ((?:[a-zA-Z]+=[^,:\r\n]*,?)*)::([^\r\n]*)")
NUMBER = re.compile(r"(?<![0-9a-f*])(?!05710000)(?:0[0-9]{9,11}|1[3-9][0-9]{9})(?![0-9])")
"""A secret one: neither a 400 nor the code of an instance."""
HOSTILE = (
    "x\n::add-mask::a%0A##[error] --> ]]> </script><b onclick='a()'>\x1b[31m\u202e\u0085 \x00 0571-8888 0001"
)


def hostile(words: str = HOSTILE):
    """A plan in which every text that is not ours is these words."""
    step = Action(
        address=words,
        kind="binding",
        verb=Verb.BIND,
        team=words,
        number=words,
        status=Status.BLOCKED,
        reason=words,
        changes=(Change(words, words, (words, words)),),
        source=Source(words, 1),
    )
    gone = cancel(words, words, consent=words, source=Source(words, 2))
    said = finding(words, Verdict.VIOLATION, words, words, hint=words, source=Source(words, 3))
    return plan(step, gone, upload(words), findings=(said,), scope=Scope(words, words), gaps=(words,))


# --- annotations ----------------------------------------------------------------------------------------


def test_annotations_name_what_matters_in_order_at_its_line() -> None:
    lines = as_annotations.text(busy_plan(), folder="voice").splitlines()
    notes = [COMMAND.fullmatch(line) for line in lines]
    assert all(notes)
    assert [(n[1], n[2].rpartition("title=")[2]) for n in notes if n] == [
        ("error", "VN304 block"),
        ("warning", "cancelled for ever"),
        ("warning", "cancelled for ever"),
        ("notice", "bought"),
        ("notice", "for people"),
        ("warning", "VN404 warn"),
        ("notice", "Voice plan%3A prod"),
    ]
    assert lines[1].startswith(
        "::warning file=voice/teams/care/cancellations/old.yaml,line=1,title=cancelled for ever::"
    )


def test_of_many_ten_are_annotated_and_the_rest_is_pointed_to() -> None:
    lines = as_annotations.text(plan(*(upload(f"desk-{i}") for i in range(40)), cancel())).splitlines()
    assert len(lines) == 11
    assert "cancelled for ever" in lines[0]
    assert lines[-1].endswith("31 more stand in the comment, the summary and the HTML report")


@given(st.text(min_size=1, max_size=60))
def test_no_words_make_a_command_of_their_own(words: str) -> None:
    lines = as_annotations.text(hostile(words)).splitlines()
    assert len(lines) == 4
    assert all(COMMAND.fullmatch(line) for line in lines)


# --- sarif ----------------------------------------------------------------------------------------------


def sarif(*arguments, **options) -> Sarif:
    return Sarif.model_validate_json(as_sarif.text(*arguments, tool="voice-reconciler", **options))


def test_sarif_holds_each_finding_with_its_level_and_place() -> None:
    log = sarif(busy_plan())
    [run] = log.runs
    assert (log.version, run.tool.driver.name) == ("2.1.0", "voice-reconciler")
    assert [(r.rule_id, r.level) for r in run.results] == [
        ("VN304", "error"), ("VN404", "warning"), ("VN601", "note")
    ]  # fmt: skip
    place = run.results[0].locations[0].physical_location
    assert (place.artifact_location.uri, place.region.start_line) == ("teams/care/team.yaml", 40)
    assert [rule.id for rule in run.tool.driver.rules] == ["VN304", "VN404", "VN601"]
    assert "0571****9999" in run.results[2].message.text


def test_an_alert_keeps_its_fingerprint_when_lines_and_words_move() -> None:
    before = finding("VN404", Verdict.WARN, "care/a", "3 days left", source=Source("a.yaml", 3))
    after = replace(before, message="2 days left", source=Source("b.yaml", 9))
    other = replace(before, address="care/b")
    prints = [
        [result.partial_fingerprints for result in sarif(plan(findings=found)).runs[0].results]
        for found in ((before,), (after,), (before, before, other))
    ]
    assert prints[0] == prints[1] == prints[2][:1]
    assert len({json.dumps(entry) for entry in prints[2]}) == 3


def test_sarif_of_hostile_words_is_still_sarif() -> None:
    text = as_sarif.text(hostile(), tool="t")
    assert Sarif.model_validate_json(text).runs[0].results
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\x85\u202e]|##\[", text)


# --- junit ----------------------------------------------------------------------------------------------


def test_junit_counts_what_is_blocked_and_what_waits() -> None:
    report = JUnitXml.fromstring(as_junit.text(busy_plan()).encode())
    [suite] = list(report)
    assert (suite.tests, suite.failures, suite.skipped, suite.errors) == (8, 1, 1, 0)
    verdicts = {case.name: [type(result) for result in case.result] for case in suite}
    assert verdicts["care/杭州:bind"] == [Failure]
    assert verdicts["care/hz-008:cancel"] == [Skipped]
    assert verdicts["care/hz-007:cancel"] == []


def test_a_violation_that_stops_nothing_fails_a_case_of_its_own() -> None:
    alone = finding("VN307", Verdict.VIOLATION, "care/a", "has no inbound playback", hint="declare one")
    [suite] = list(JUnitXml.fromstring(as_junit.text(plan(findings=(alone,))).encode()))
    [case] = list(suite)
    assert (case.name, case.result[0].message) == ("care/a VN307", "has no inbound playback")


def test_junit_of_hostile_words_is_well_formed() -> None:
    [suite] = list(JUnitXml.fromstring(as_junit.text(hostile()).encode()))
    assert (suite.tests, suite.failures) == (4, 2)


def test_hostile_words_of_several_accounts_are_still_one_document() -> None:
    made = hostile()
    log, root, notes, sheet = (
        joining.joined(form, [("one", text), ("two", text)])
        for form, text in (
            ("sarif", as_sarif.text(made, tool="t")),
            ("junit", as_junit.text(made)),
            ("github", as_annotations.text(made)),
            ("csv", as_csv.text(made)),
        )
    )
    assert len(Sarif.model_validate_json(log).runs) == 2
    assert [suite.tests for suite in JUnitXml.fromstring(root.encode())] == [4, 4]
    assert [COMMAND.fullmatch(line) is None for line in notes.splitlines()] == [False] * 7
    assert [row["account"] for row in rows(sheet)] == ["one"] * 3 + ["two"] * 3


# --- gitlab, csv ----------------------------------------------------------------------------------------


def test_gitlab_counts_a_rebind_once_and_no_adoption() -> None:
    made = plan(cancel(), purchase(), upload(), *rebind(), *busy_plan().actions[6:7])
    assert json.loads(as_gitlab.text(made)) == {"create": 1, "update": 2, "delete": 1}


def rows(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:]), strict=True))


def test_csv_holds_every_action_unmasked_and_amounts_stay_amounts() -> None:
    found = rows(as_csv.text(busy_plan()))
    assert [row["action"] for row in found] == [a.verb.value for a in busy_plan().actions]
    assert (found[0]["number"], found[0]["cny_monthly"], found[0]["reversible"]) == (
        "057188880007", "-35.00", "false"
    )  # fmt: skip


@pytest.mark.parametrize("words", ["=HYPERLINK(1)", "+86 1", "-1+1", "@SUM(A1)", "\t=1", "'=1"])
def test_no_cell_is_a_formula(words: str) -> None:
    for row in rows(as_csv.text(hostile(words))):
        assert not any(re.match(r"[=@\t]|[+-](?![0-9.,]*$)", cell) for cell in row.values())


# --- html -----------------------------------------------------------------------------------------------


def parsed(text: str):
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)


def test_html_is_strict_html_that_loads_nothing() -> None:
    text = as_html.text(busy_plan(), files="https://host.example/o/r/blob/abc/voice")
    tree = parsed(text)
    assert [e.tag for e in tree.iter() if e.tag in {"script", "link", "img", "iframe", "form"}] == []
    assert [e.get("href") for e in tree.iter("a")] == [
        "https://host.example/o/r/blob/abc/voice/teams/care/cancellations/old.yaml#L1",
        "https://host.example/o/r/blob/abc/voice/teams/care/cancellations/old.yaml#L1",
        "https://host.example/o/r/blob/abc/voice/teams/care/team.yaml#L21",
        "https://host.example/o/r/blob/abc/voice/teams/care/team.yaml#L33",
        "https://host.example/o/r/blob/abc/voice/teams/care/team.yaml#L40",
    ]
    assert "url(" not in text


def test_html_masks_numbers_unless_asked_otherwise() -> None:
    assert NUMBER.findall(as_html.text(busy_plan())) == []
    assert "057188880007" in as_html.text(busy_plan(), show_numbers=True)


@given(st.text(max_size=60))
def test_no_words_make_an_element_of_html(words: str) -> None:
    shape = [e.tag for e in parsed(as_html.text(hostile("x"))).iter() if e.tag != "br"]
    assert [e.tag for e in parsed(as_html.text(hostile(words or "x"))).iter() if e.tag != "br"] == shape


def test_html_leaves_nothing_out() -> None:
    text = as_html.text(plan(*(upload(f"desk-{i:04d}", deadline=at(2026, 12, 1)) for i in range(3000))))
    assert text.count("<tr class=") == 3000
