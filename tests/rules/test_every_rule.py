"""What holds for every rule: a file, a test, a page, the provider's own sentence; and how exceptions lift them."""

from datetime import date
from itertools import permutations
from pathlib import Path

import pytest
from rule_world import (
    NOW,
    SOURCE,
    action,
    buried,
    declared,
    entry,
    facts,
    found,
    hotline,
    hotline_entry,
    moment,
    number,
    tombstone,
)

import reconciler.rules
from reconciler.errors import InvariantError
from reconciler.memory.memory import Memory
from reconciler.model.action import Verb
from reconciler.model.finding import Verdict
from reconciler.model.resource import DesiredNumber
from reconciler.model.state import Exemption, Freeze, Limits, Policy
from reconciler.report.rulebook import explain_json, explain_markdown, explain_text, rules_markdown
from reconciler.rules import RULES, run

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
DESIGNED = (
    "VN301 VN302 VN303 VN304 VN305 VN306 VN307 VN308 VN309 VN401 VN402 VN403 VN404 VN405 VN406 VN407 VN408 "
    "VN501 VN502 VN503 VN504 VN505 VN506 VN507 VN601 VN602 VN603 VN604 VN605 VN606 VN607 VN608 VN609 VN610 VN611 "
    "VN612 VN613"
)
each = pytest.mark.parametrize("rule", RULES, ids=[rule.code for rule in RULES])


def test_every_designed_rule_is_there_in_order():
    assert " ".join(rule.code for rule in RULES) == DESIGNED


def test_four_rules_cannot_be_lifted():
    assert [rule.code for rule in RULES if not rule.liftable] == ["VN401", "VN402", "VN405", "VN406"]


PLANTED = """
from reconciler.contracts.rule import Rule

RULE = Rule("VN499", "planted", (), "", "", "", "")


def check(facts):
    return ()
"""


@pytest.mark.parametrize(
    ("name", "text", "refused"),
    [
        ("vn499_planted", PLANTED, None),
        ("vn498_misnamed", PLANTED, "begins with its rule's code, VN499"),
        ("vn499_empty", "", "defines RULE and check"),
        ("vn499_mute", PLANTED.replace("def check", "def look"), "defines RULE and check"),
    ],
)
def test_a_new_rule_is_one_file_in_the_folder(name, text, refused, tmp_path, monkeypatch):
    (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    monkeypatch.setattr(reconciler.rules, "__path__", [str(tmp_path)])
    if refused is None:
        assert [rule.code for rule, _ in reconciler.rules._discover()] == ["VN499"]
    else:
        with pytest.raises(InvariantError, match=refused):
            list(reconciler.rules._discover())


@each
def test_a_rule_is_one_file_with_one_test_of_the_same_name(rule):
    [folder] = reconciler.rules.__path__
    [file] = Path(folder).glob(f"{rule.code.lower()}_*.py")
    assert (HERE / f"test_{file.name}").is_file()


@each
def test_a_rule_has_a_page_in_every_form(rule):
    assert all([rule.title, rule.what, rule.seed, rule.example, rule.fix, rule.verdicts])
    assert list(rule.verdicts) == sorted(rule.verdicts)
    for page in (explain_text(rule), explain_markdown(rule), explain_json(rule)):
        assert rule.code in page
        assert rule.title in page


@each
def test_a_rule_quotes_the_provider_verbatim(rule):
    assert rule.seed in (HERE / "provider_page.txt").read_text(encoding="utf-8")


def test_the_document_is_what_the_rules_say_now():
    assert (ROOT / "docs/rules.md").read_text(encoding="utf-8") == rules_markdown(RULES), "run make docs"


BUSY = facts(
    declared(
        hotline_entry(package=None, carrier="?"),
        hotline(status="documents_due", applied_on=date(2026, 11, 9)),
    ),
    declared(hotline_entry("care/spare", number="4009100002", enterprise=None, script=None)),
    declared(entry(call_type="outbound", purpose="notification"), number(ivr=None)),
    declared(entry("care/hz-002", number="057188880002"), number(number="057188880002", status="released")),
    buried(tombstone("care/hz-003", number="057188880003"), number(number="057188880003", activated_on=None)),
    unmanaged=(number(number="057188880009"),),
    actions=[
        action(Verb.SUBMIT_DOCUMENTS, "care/brand", deadline=moment("2026-11-24")),
        action(Verb.ORDER, "care/spare", number="4009100002"),
        action(Verb.CONFIGURE_IVR, "care/hz-001"),
        action(Verb.UNBIND, "care/hz-003"),
        action(Verb.CANCEL, "care/hz-003", number="057188880003"),
    ],
    memory=Memory(rebuilding=True),
    policy=Policy(
        limits=Limits(cancellations=0, purchases=0), freezes=(Freeze(NOW.date(), NOW.date(), "audit"),)
    ),
    observed={
        "balance": None,
        "scripts": None,
        "gaps": ("the bindings",),
        "audio": {"welcome-2026.wav": "reviewing"},
    },
    desired={"acknowledgements": ()},
)


def test_findings_stand_in_one_order_gravest_first_whatever_the_order_of_the_rules():
    findings = run(BUSY)
    assert len({finding.rule for finding in findings}) >= 15
    assert [f.verdict for f in findings] == sorted((f.verdict for f in findings), reverse=True)
    assert run(BUSY, RULES[::-1]) == findings
    assert run(BUSY, RULES[13:] + RULES[:13]) == findings
    first = RULES[:4]
    assert len({run(BUSY, order) for order in permutations(first)}) == 1


def test_a_rule_that_finds_nothing_leaves_nothing_behind():
    quiet = facts(declared(entry(), number()), declared(hotline_entry(), hotline()))
    assert run(quiet) == ()


def lifted(rule, address, until="2026-12-31"):
    return Policy(
        limits=Limits(cancellations=None),
        exemptions=(Exemption(rule, address, "OPS-1423", date.fromisoformat(until)),),
    )


def silent_number(policy, now=NOW):
    return facts(declared(entry(), number(ivr=None)), policy=policy, now=now)


@pytest.mark.parametrize(
    ("until", "now", "verdicts"),
    [
        ("2026-12-31", "2026-12-31T23:59:59", [Verdict.INFO]),
        ("2026-12-31", "2026-12-31T15:59:59Z", [Verdict.INFO]),
        ("2026-12-31", "2027-01-01", [Verdict.VIOLATION, Verdict.INFO]),
        ("2026-12-31", "2026-12-31T16:00:00Z", [Verdict.VIOLATION, Verdict.INFO]),
    ],
)
def test_an_exception_lifts_one_rule_at_one_address_until_its_day_is_over_in_shanghai(until, now, verdicts):
    findings = found("VN307", silent_number(lifted("VN307", "care/hz-001", until), moment(now)))
    assert [finding.verdict for finding in findings] == verdicts


def test_what_was_lifted_stays_visible_with_its_reason():
    [finding] = found("VN307", silent_number(lifted("VN307", "care/hz-001")))
    assert finding.message.startswith(
        "lifted until 2026-12-31 (OPS-1423): 057188880001 has no inbound playback"
    )
    assert (finding.stops, finding.until, finding.source) == ((), None, SOURCE)


def test_an_exception_that_ended_is_told_with_its_reason():
    ended = found("VN307", silent_number(lifted("VN307", "care/hz-001", "2026-11-22")))[1]
    assert ended.message == "the exception for care/hz-001 ended on 2026-11-22: OPS-1423"


@pytest.mark.parametrize(("rule", "address"), [("VN307", "care/hz-002"), ("VN306", "care/hz-001")])
def test_an_exception_for_something_else_lifts_nothing(rule, address):
    assert [f.verdict for f in found("VN307", silent_number(lifted(rule, address)))] == [Verdict.VIOLATION]


@pytest.mark.parametrize("rule", ["VN401", "VN402", "VN405", "VN406"])
def test_an_exception_for_what_cannot_be_lifted_has_no_effect_and_is_told(rule):
    slot = declared(entry(call_type="outbound"), number())
    findings = found(rule, facts(slot, policy=lifted(rule, "care/hz-001")))
    assert f"the exception for care/hz-001 has no effect: {rule} cannot be lifted" in [
        f.message for f in findings
    ]
    assert all(f.verdict is Verdict.BLOCK for f in findings if not f.message.startswith("the exception"))
    assert (rule == "VN406") is any(f.verdict is Verdict.BLOCK for f in findings)


def test_an_exception_for_another_account_is_told_there():
    other: DesiredNumber = entry("sales/hz-001", account="test")
    given = facts(
        policy=lifted("VN307", "sales/hz-001", "2026-01-01"), desired={"numbers": {other.address: other}}
    )
    assert run(given) == ()


@pytest.mark.parametrize(
    ("address", "verdict", "stops"),
    [
        ("care/a", Verdict.BLOCK, ("care/b:order",)),
        ("care/c", Verdict.BLOCK, ("care/a:order", "care/b:order")),
        ("prod", Verdict.INFO, ()),
    ],
)
def test_of_a_finding_about_the_whole_account_one_address_can_be_lifted_or_all_of_it(address, verdict, stops):
    slots = [declared(hotline_entry(f"care/{key}")) for key in "abc"]
    given = facts(
        *slots,
        actions=[action(Verb.ORDER, "care/a"), action(Verb.ORDER, "care/b")],
        policy=lifted("VN306", address),
        desired={"acknowledgements": ()},
    )
    [finding] = found("VN306", given)
    assert (finding.verdict, finding.address, finding.stops) == (verdict, "prod", stops)


def test_a_finding_whose_every_stop_is_lifted_is_a_note():
    both = tuple(Exemption("VN306", f"care/{key}", "OPS-1423", date(2026, 12, 31)) for key in "ab")
    given = facts(
        *(declared(hotline_entry(f"care/{key}")) for key in "ab"),
        actions=[action(Verb.ORDER, "care/a"), action(Verb.ORDER, "care/b")],
        policy=Policy(exemptions=both),
        desired={"acknowledgements": ()},
    )
    [finding] = found("VN306", given)
    assert (finding.verdict, finding.stops) == (Verdict.INFO, ())
    assert finding.message.startswith("lifted until 2026-12-31 (OPS-1423): nobody has acknowledged")
