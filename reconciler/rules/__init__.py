"""The rules, one file each, discovered from this folder. All always run; each says what it sees, none acts.

`exceptions` lift a rule for one address until a day; what they lift stays visible as a note.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from reconciler.contracts.facts import Facts
from reconciler.contracts.rule import Rule
from reconciler.errors import InvariantError
from reconciler.model.action import Verb
from reconciler.model.address import is_unmanaged
from reconciler.model.calendar import day_of
from reconciler.model.finding import Finding, Verdict
from reconciler.model.phrase import phrase
from reconciler.model.state import Exemption
from reconciler.noun import replace

RuleCheck = Callable[[Facts], Iterable[Finding]]


def _discover() -> Iterator[tuple[Rule, RuleCheck]]:
    for module in pkgutil.iter_modules(__path__):
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        rule, check = getattr(loaded, "RULE", None), getattr(loaded, "check", None)
        if not isinstance(rule, Rule) or not callable(check):
            raise InvariantError(f"{module.name}: a rule's file defines RULE and check")
        if not module.name.startswith(rule.code.lower() + "_"):
            raise InvariantError(f"{module.name}: the file's name begins with its rule's code, {rule.code}")
        yield rule, check


_LOADED = tuple(sorted(_discover(), key=lambda pair: pair[0].code))
_CHECKS: Mapping[str, RuleCheck] = {rule.code: check for rule, check in _LOADED}
if len(_CHECKS) != len(_LOADED):
    raise InvariantError("two rules share a code")

RULES: tuple[Rule, ...] = tuple(rule for rule, _ in _LOADED)
"""Every rule, by code."""
SLOT_RULES: tuple[Rule, ...] = tuple(rule for rule in RULES if rule.scope == "slot")
"""Those whose word on an action follows from its own address: they judge it again before each call."""


def sweeping(verb: Verb, rules: Sequence[Rule] = RULES) -> bool:
    """Whether only the whole account tells if an action with this verb may run: some `account` rule may stop it."""
    counting = (rule for rule in rules if rule.scope == "account" and not rule.once)
    return any(rule.stops is None or verb in rule.stops for rule in counting)


def run(facts: Facts, rules: Sequence[Rule] = RULES) -> tuple[Finding, ...]:
    """Everything the rules find, exceptions applied: gravest first, then by rule and address."""
    lifting, notes = _exceptions(facts, rules)
    findings: list[Finding] = []
    for _, turn in groupby(sorted(rules, key=lambda rule: rule.turn), key=lambda rule: rule.turn):
        reported = [finding for rule in turn for finding in _CHECKS[rule.code](facts)]
        findings += [_lift(finding, lifting) for finding in reported] if lifting else reported
        facts = replace(facts, stops=_stops(findings))
    return tuple(sorted([*findings, *notes], key=_order))


def _stops(findings: Iterable[Finding]) -> Mapping[str, tuple[Finding, ...]]:
    """Action id to the findings that stop it."""
    stops: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        for action_id in finding.stops:
            stops[action_id].append(finding)
    return {action_id: tuple(listed) for action_id, listed in stops.items()}


def _order(finding: Finding) -> tuple[int, str, str, str, tuple[str, ...]]:
    return -finding.verdict, finding.rule, finding.address, finding.message, finding.stops


Lifting = Mapping[tuple[str, str], Exemption]


def _exceptions(facts: Facts, rules: Sequence[Rule]) -> tuple[Lifting, list[Finding]]:
    """The exceptions in force, and a note on each that is not."""
    known = {rule.code: rule for rule in rules}
    lifting: dict[tuple[str, str], Exemption] = {}
    notes = []
    for exemption in facts.desired.policy.exemptions:
        rule = known.get(exemption.rule)
        if rule is None or not _concerns(exemption, facts):
            continue
        if not rule.liftable:
            text = phrase(
                "the exception for {address} has no effect: {code} cannot be lifted",
                address=exemption.address,
                code=rule.code,
            )
            notes.append(rule.at(exemption.address, Verdict.WARN, text, "remove it from `exceptions`"))
        elif day_of(facts.now) > exemption.until:
            text = phrase(
                "the exception for {address} ended on {until}: {reason}",
                address=exemption.address,
                until=exemption.until,
                reason=exemption.reason,
            )
            notes.append(
                rule.at(exemption.address, Verdict.INFO, text, "remove it, or have a new day reviewed")
            )
        else:
            lifting[exemption.rule, exemption.address] = exemption
    return lifting, notes


def _concerns(exemption: Exemption, facts: Facts) -> bool:
    """Whether it speaks of this account: each account's plan reports its own."""
    address = exemption.address
    return address in facts.slots or address == facts.account.name or is_unmanaged(address)


def _lift(finding: Finding, lifting: Lifting) -> Finding:
    """The finding, reduced to a note where nothing is left that it stops; what it stops elsewhere stays stopped."""
    kept = tuple(stop for stop in finding.stops if (finding.rule, stop.rpartition(":")[0]) not in lifting)
    exemption = lifting.get((finding.rule, finding.address))
    if exemption is None and finding.stops and not kept:
        exemption = lifting[finding.rule, finding.stops[0].rpartition(":")[0]]
    if exemption is not None:
        text = phrase(
            "lifted until {until} ({reason}): {message}",
            until=exemption.until,
            reason=exemption.reason,
            message=finding.message,
        )
        return replace(finding, verdict=Verdict.INFO, message=text, until=None, stops=(), waits=False)
    return finding if len(kept) == len(finding.stops) else replace(finding, stops=kept)
