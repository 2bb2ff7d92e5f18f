"""`--all-accounts` and `shards`: every account of a workspace in one run, each with a report of its own."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from junitparser import JUnitXml
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from staged import Workspace

from reconciler.model.plan import FORMAT_VERSION
from reconciler.report.plan import as_annotations

COMPANY = Path(__file__).parents[2] / "examples/company"
ACCOUNTS = ["outreach", "service"]


@pytest.fixture
def company(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Workspace:
    """Two accounts, six teams."""
    return Workspace(Path(shutil.copytree(COMPANY, tmp_path / "company")), capsys)


def documents(text: str) -> list[dict[str, Any]]:
    """JSON documents that follow each other, as `jq` reads them."""
    reports, decoder, rest = [], json.JSONDecoder(), text.strip()
    while rest:
        document, end = decoder.raw_decode(rest)
        reports.append(document)
        rest = rest[end:].strip()
    return reports


@pytest.mark.parametrize("verb", ["plan", "drift", "status", "deadlines", "tasks", "doctor"])
@pytest.mark.parametrize("jobs", ["1", "4"])
def test_every_looking_verb_reports_each_account_in_order(company: Workspace, verb: str, jobs: str) -> None:
    ran = company(verb, "--all-accounts", "--jobs", jobs, "-o", "json")
    together = documents(ran.out)
    alone = [company(verb, "--account", account, "-o", "json") for account in ACCOUNTS]
    assert [document["account"] for document in together] == ACCOUNTS
    assert together == [run.json for run in alone]
    assert ran.code == max((run.code for run in alone), key=lambda code: [0, 2, 3, 1].index(code))


def test_the_text_reports_stand_apart(company: Workspace) -> None:
    ran = company("plan", "--all-accounts")
    assert "\n\nPlan for service as of" in ran.out
    assert ran.out.startswith("Plan for outreach as of")


def test_figures_are_one_exposition(company: Workspace) -> None:
    together = company("drift", "--all-accounts", "-o", "openmetrics").out
    families = {family.name: family for family in text_string_to_metric_families(together)}
    alone = [company("drift", "--account", name, "-o", "openmetrics").out for name in ACCOUNTS]
    samples = [
        sample
        for text in alone
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    ]
    assert together.count("# EOF") == 1
    assert together.count("# HELP") == together.count("# TYPE") == len(families)
    assert sorted(map(str, samples)) == sorted(
        str(sample) for family in families.values() for sample in family.samples
    )


@pytest.mark.parametrize("verb", ["plan", "drift", "status", "deadlines", "tasks"])
def test_a_spreadsheet_has_one_header_and_names_the_account_of_each_row(
    company: Workspace, verb: str
) -> None:
    together, *alone = (
        list(csv.reader(company(verb, *scope, "-o", "csv").out.removeprefix("\ufeff").splitlines()))
        for scope in (["--all-accounts"], *(["--account", name] for name in ACCOUNTS))
    )
    assert together[0] == ["account", *alone[0][0]]
    rows = [[name, *row] for name, rows in zip(ACCOUNTS, alone, strict=True) for row in rows[1:]]
    assert together[1:] == rows


@pytest.mark.parametrize("verb", ["plan", "drift"])
def test_code_scanning_gets_one_log_with_a_category_for_each_account(company: Workspace, verb: str) -> None:
    log = company(verb, "--all-accounts", "-o", "sarif").json
    assert [run["automationDetails"]["id"] for run in log["runs"]] == [
        f"voice-{verb}/{name}/" for name in ACCOUNTS
    ]
    alone = [company(verb, "--account", name, "-o", "sarif").json["runs"] for name in ACCOUNTS]
    assert log["runs"] == [run for runs in alone for run in runs]


def test_a_servers_tests_and_widget_are_one_document(company: Workspace) -> None:
    suites = JUnitXml.fromstring(company("plan", "--all-accounts", "-o", "junit").out.encode())
    assert [suite.name for suite in suites] == [f"voice plan {name}" for name in ACCOUNTS]
    counts = [company("plan", "--account", name, "-o", "gitlab").json for name in ACCOUNTS]
    assert company("plan", "--all-accounts", "-o", "gitlab").json == {
        key: counts[0][key] + counts[1][key] for key in ("create", "update", "delete")
    }


def test_the_gravest_annotations_of_all_accounts_and_one_pointer(company: Workspace) -> None:
    reports = [company("plan", "--account", name, "-o", "github").out for name in ACCOUNTS]
    *notes, last = company("plan", "--all-accounts", "-o", "github").out.splitlines()
    assert sorted(notes) == sorted(line for report in reports for line in report.splitlines()[:-1])
    titles = [note.partition("title=")[2].partition("::")[0] for note in notes]
    ends, buys = ["cancelled for ever"] * 2, ["bought"] * 4
    assert titles == ["VN305 block", *ends, "VN304 warn", "VN401 hold", *buys]
    assert last.startswith("::notice title=Voice plans::Voice plan: outreach: buys 1 ")
    assert "%0AVoice plan: service: cancels 1 for ever " in last
    *ten, last = as_annotations.joined(reports * 2).splitlines()
    assert (len(ten), last.rpartition("%0A")[2][:7]) == (10, "8 more ")


@pytest.mark.parametrize("within", ["400d", "0d"])
def test_one_calendar_holds_the_deadlines_of_all(company: Workspace, within: str) -> None:
    feeds = [
        company("deadlines", *scope, "--within", within, "-o", "ics").out
        for scope in (("--all-accounts",), *(("--account", name) for name in ACCOUNTS))
    ]
    [together, *alone] = [Calendar.from_ical(feed) for feed in feeds]
    assert together.errors == []
    events = [event["UID"] for calendar in alone for event in calendar.walk("VEVENT")]
    assert [event["UID"] for event in together.walk("VEVENT")] == events
    assert len(together.subcomponents) == max(1, len(events))


@pytest.mark.parametrize("verb", ["plan", "drift", "status", "deadlines", "tasks"])
def test_a_page_is_one_accounts_and_goes_to_a_file(company: Workspace, verb: str) -> None:
    ran = company(verb, "--all-accounts", "-o", "html")
    assert (ran.code, ran.out) == (64, "")
    assert "html is one page per account" in ran.err
    company(verb, "--all-accounts", "-o", "html", "--output-file", "page.html")
    assert ["<html" in (company.root / f"page.{name}.html").read_text("utf-8") for name in ACCOUNTS] == [
        True,
        True,
    ]


def test_files_are_written_one_per_account(company: Workspace) -> None:
    company("plan", "--all-accounts", "--out", "plan.json", "-o", "markdown", "--output-file", "plan.md")
    for account in ACCOUNTS:
        assert json.loads((company.root / f"plan.{account}.json").read_text("utf-8"))["account"] == account
        assert f'"account":"{account}"' in (company.root / f"plan.{account}.md").read_text("utf-8")
    assert not (company.root / "plan.json").exists()


def test_an_account_that_fails_does_not_silence_the_others(company: Workspace) -> None:
    (company.root / "worlds/outreach.yaml").write_text("now: never\n", encoding="utf-8")
    ran = company("plan", "--all-accounts", "-o", "json")
    failed, planned = documents(ran.out)
    assert (ran.code, planned["account"]) == (1, "service")
    assert list(failed) == ["error"]


def test_one_and_all_exclude_each_other_and_a_file_is_one_accounts(company: Workspace) -> None:
    assert company("plan", "--all-accounts", "--account", "service").code == 64
    (company.root / "seen.json").write_text("{}", encoding="utf-8")
    ran = company("plan", "--all-accounts", "--observed", "seen.json")
    assert (ran.code, "--observed is one account's file" in ran.err) == (64, True)


def test_a_way_out_names_the_account_where_there_are_several(company: Workspace) -> None:
    out = company("drift", "--account", "service").out
    ways = [line for line in out.splitlines() if "→ `reconciler" in line]
    assert ways
    assert all(way.count(" --account service`") == way.count("`reconciler ") for way in ways)


def test_without_a_choice_the_hint_names_both_ways(company: Workspace) -> None:
    ran = company("plan")
    assert ran.code == 64
    assert "add --account: outreach, service; or --all-accounts, to look at all" in ran.err


def test_an_apply_takes_one_account_at_a_time(company: Workspace) -> None:
    assert company("apply", "--all-accounts", "--yes").code == 64


def test_shards_are_what_a_matrix_needs(company: Workspace) -> None:
    document = company.ok("shards", "-o", "json").json
    assert document["format_version"] == FORMAT_VERSION
    assert [shard["account"] for shard in document["shards"]] == ACCOUNTS
    assert document["shards"][0] == {
        "account": "outreach",
        "provider": "simulator",
        "teams": ["marketing", "platform"],
    }
    assert company.ok("shards").out == "outreach\nservice\n"


def test_a_broken_file_of_a_team_leaves_the_other_accounts_reports_whole(company: Workspace) -> None:
    (company.root / "teams/sales/team.yaml").write_text("kind: Team\n  broken", encoding="utf-8")
    for verb in ("drift", "status", "deadlines", "tasks"):
        outreach, service = documents(company(verb, "--all-accounts", "-o", "json").out)
        assert (outreach["complete"], service["complete"]) == (True, False), verb
    assert company("plan", "--account", "outreach").code == 1  # one invalid file, no plan
