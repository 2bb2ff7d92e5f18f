"""`reconciler explain` and `reconciler rules`: every code the program can print has a page."""

import json
import re
from pathlib import Path

import pytest

import reconciler
from reconciler.catalogue.codes import CODES
from reconciler.cli.main import run
from reconciler.rules import RULES

PACKAGE = Path(reconciler.__file__).parent
TABLE = PACKAGE / "catalogue/codes.py"


def printed() -> set[str]:
    """Every code that stands in the program."""
    sources = (file.read_text(encoding="utf-8") for file in PACKAGE.rglob("*.py") if file != TABLE)
    return {code for source in sources for code in re.findall(r'"(VN[0-9]{3})"', source)}


def test_every_code_the_program_prints_is_explained_and_no_other():
    assert printed() == CODES.keys() | {rule.code for rule in RULES}


def test_no_code_has_two_pages():
    entries = re.findall(r'"(VN[0-9]{3})"', TABLE.read_text(encoding="utf-8"))
    assert len(entries) == len(set(entries)) == len(CODES)


@pytest.mark.parametrize("code", sorted(CODES) + [rule.code for rule in RULES])
@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_every_code_is_explained_in_every_form(code, form, capsys):
    assert run(["explain", code, "-o", form]) == 0
    said, wrong = capsys.readouterr()
    assert wrong == ""
    assert code in said
    if form == "json":
        assert {"format_version", "code", "title", "what", "fix"} <= json.loads(said).keys()


def test_a_rules_page_says_what_why_with_an_example_and_how_to_mend_it(capsys):
    assert run(["explain", "vn401"]) == 0
    assert capsys.readouterr().out == (
        "VN401: holding period\n"
        "\n"
        "A regular number may be cancelled from 00:00 in Shanghai on the day after its activation\n"
        "day plus three calendar months (a month without that day ends on its last). An earlier\n"
        "tombstone is deferred to that instant and a later run carries it out; one that expires\n"
        "before it is blocked with the day to write. A pending or released 400 has no holding\n"
        "period. While the activation day is unknown, the cancellation waits.\n"
        "\n"
        "Why\n"
        "  “A regular number can only be canceled after it has been active for at least three\n"
        "  months.”\n"
        '  — the provider\'s page "Real number management"\n'
        "\n"
        "Example\n"
        '  spec: {target: care/hz-007, expires: "2026-11-30"}   # active since 2026-09-15: from 2026-12-16 on\n'
        "\n"
        "Fix\n"
        "  Nothing, if it is deferred. If it is blocked, write the day that the finding names as\n"
        "  `expires`.\n"
        "\n"
        "Verdicts: hold, block; no exception can lift it.\n"
    )


@pytest.mark.parametrize(("code", "near"), [("VN4011", "VN401"), ("VM402", "VN402"), ("401", "VN401")])
def test_a_code_that_does_not_exist_suggests_a_near_one(code, near, capsys):
    assert run(["explain", code]) == 64
    said, wrong = capsys.readouterr()
    assert said == ""
    assert f"no rule or code '{code}'" in wrong
    assert f"did you mean {near}?" in wrong


def test_a_word_that_is_no_code_is_shown_the_list(capsys):
    assert run(["explain", "holding"]) == 64
    assert "`reconciler rules` lists every rule" in capsys.readouterr().err


def test_the_list_names_every_rule_on_one_line(capsys):
    assert run(["rules"]) == 0
    heading, *lines = capsys.readouterr().out.splitlines()
    assert heading.split() == ["CODE", "RULE", "VERDICTS", "LIFTABLE"]
    assert [line.split()[0] for line in lines] == [rule.code for rule in RULES]
    assert len({line.index(rule.title) for line, rule in zip(lines, RULES, strict=True)}) == 1


def test_the_list_as_json_has_every_page(capsys):
    assert run(["rules", "-o", "json"]) == 0
    rules = json.loads(capsys.readouterr().out)["rules"]
    assert [rule["code"] for rule in rules] == [rule.code for rule in RULES]
    assert [rule["code"] for rule in rules if not rule["liftable"]] == ["VN401", "VN402", "VN405", "VN406"]
    assert all(rule["why"] and rule["example"] and rule["verdicts"] for rule in rules)


def test_the_links_of_the_document_lead_to_its_headings(capsys):
    assert run(["rules", "-o", "markdown"]) == 0
    said = capsys.readouterr().out
    links = re.findall(r"\]\(#([^)]*)\)", said)
    headings = {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^## (.*)$", said, re.MULTILINE)
    }
    assert set(links) == headings
    assert len(links) == len(RULES)
