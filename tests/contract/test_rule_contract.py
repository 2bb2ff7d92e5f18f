"""What every rule promises, asked of each one over every golden case. A new rule is asked from its first day."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from golden_case import RULES as GOLDEN_RULES
from golden_case import Case, every_case

from reconciler import pipeline, rules
from reconciler.contracts.facts import Facts
from reconciler.contracts.rule import Rule
from reconciler.model.action import Verb
from reconciler.model.finding import Finding, Verdict
from reconciler.planning.build import view
from reconciler.rules import RULES
from reconciler.wire import saved_observation

TESTS = Path(__file__).parents[1]
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


def chosen(case: Case, option: str) -> str | None:
    """The value of an option of the case's command line."""
    words = case.arguments
    return words[words.index(option) + 1] if option in words else None


@contextmanager
def at_home(folder: Path) -> Iterator[None]:
    here = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(here)


@cache
def worlds() -> dict[str, Facts]:
    """The facts of every golden case, as the case's own instant sees them."""
    from reconciler.cli.options import Instant

    found = {}
    for case in every_case():
        with TemporaryDirectory() as folder, at_home(case.stage(Path(folder) / "workspace")):
            session = pipeline.open_session(Path(), chosen(case, "--account"))
            as_of = chosen(case, "--as-of")
            saved = case.folder / "observed.json"
            observed = (
                saved_observation.from_json(saved.read_text(encoding="utf-8")) if saved.exists() else None
            )
            instant = None if as_of is None else Instant().convert(as_of, None, None)
            found[case.name] = view(pipeline.inputs(session, None, instant, observed))
    return found


def heard(rule: Rule) -> Iterator[tuple[Facts, Finding]]:
    for facts in worlds().values():
        for finding in rules.run(facts, (rule,)):
            yield facts, finding


@each_rule
def test_a_rule_has_a_whole_page(rule: Rule) -> None:
    told = (rule.title, rule.what, rule.seed, rule.example, rule.fix)
    assert all(text.strip() == text and text for text in told)
    assert rule.title[0].islower() or rule.title[:3].isupper()
    assert list(rule.verdicts) == sorted(set(rule.verdicts))


@each_rule
def test_a_rule_has_a_test_of_its_own(rule: Rule) -> None:
    [module] = (TESTS.parent / "reconciler/rules").glob(f"{rule.code.lower()}_*.py")
    assert (TESTS / f"rules/test_{module.name}").exists()


@each_rule
def test_a_rule_speaks_under_its_own_code_with_a_verdict_it_declares(rule: Rule) -> None:
    lifted_or_noted = {Verdict.INFO, Verdict.WARN} if rule.liftable else {Verdict.WARN}
    for _, finding in heard(rule):
        assert finding.rule == rule.code
        assert finding.verdict in {*rule.verdicts, *lifted_or_noted}


@each_rule
def test_a_rule_stops_only_actions_of_the_plan_and_only_by_holding_or_blocking(rule: Rule) -> None:
    for facts, finding in heard(rule):
        assert set(finding.stops) <= {action.id for action in facts.actions}
        if finding.stops:
            assert finding.verdict in {Verdict.HOLD, Verdict.BLOCK}
        if finding.verdict is Verdict.HOLD:
            assert finding.waits or finding.until is not None


@each_rule
def test_a_rule_says_one_line_about_an_address_it_knows(rule: Rule) -> None:
    for facts, finding in heard(rule):
        known = {*facts.slots, facts.account.name, *facts.desired.public_modes, *facts.memory.held}
        assert finding.address in known or finding.address.startswith("-/")
        assert finding.message
        assert "\n" not in finding.message + finding.hint
        assert finding.message == finding.message.strip().rstrip(".")


@each_rule
def test_a_rule_says_the_same_twice(rule: Rule) -> None:
    for facts in worlds().values():
        assert rules.run(facts, (rule,)) == rules.run(facts, (rule,))


def test_the_order_in_which_rules_run_does_not_matter() -> None:
    for facts in worlds().values():
        assert rules.run(facts, tuple(reversed(RULES))) == rules.run(facts)


def test_exactly_what_guards_the_irreversible_cannot_be_lifted() -> None:
    assert [rule.code for rule in RULES if not rule.liftable] == ["VN401", "VN402", "VN405", "VN406"]


def test_every_rule_that_golden_cases_are_judged_by_is_heard_in_one() -> None:
    heard_of = {finding.rule for facts in worlds().values() for finding in rules.run(facts)}
    assert set(GOLDEN_RULES) - heard_of == set()


@each_rule
def test_a_rule_stops_only_the_verbs_it_names(rule: Rule) -> None:
    verbs = {action.id: action.verb for facts in worlds().values() for action in facts.actions}
    stopped = {verbs[stop] for _, finding in heard(rule) for stop in finding.stops}

    assert rule.scope == "account" or rule.stops is None, (
        "only what looks at the whole account names its verbs"
    )
    assert rule.stops is None or stopped <= rule.stops


def test_only_what_binds_the_account_needs_all_of_it_read_again() -> None:
    assert {verb for verb in Verb if rules.sweeping(verb)} == {
        Verb.ORDER,
        Verb.CANCEL,
        Verb.FORGET,
        Verb.ADOPT,
    }
