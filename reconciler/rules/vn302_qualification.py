"""VN302: numbers are applied for, and bound, in the name of an approved enterprise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from reconciler.contracts.facts import Facts
from reconciler.contracts.queries import unseen, with_desired, with_purchase
from reconciler.contracts.rule import Rule
from reconciler.model.action import Action, Verb
from reconciler.model.finding import Finding, Verdict
from reconciler.model.phrase import joined, phrase
from reconciler.model.resource import HOTLINE, DesiredNumber

RULE = Rule(
    code="VN302",
    title="enterprise qualification",
    verdicts=(Verdict.HOLD, Verdict.BLOCK),
    what=(
        "An application names an enterprise from the account's approved list; for a 400 number it must be "
        "approved for 400 numbers. A number is bound only to an instance of the same enterprise: the "
        "provider has refused anything else since 2025-01-17. A number that could not be bound is not bought. "
        "While the list or the instance's enterprise is unknown, the action waits."
    ),
    seed="Select your enterprise name from the list of approved 400 qualifications.",
    example="spec: {enterprise: 杭州示例科技有限公司}   # not in the list, or not approved for 400 numbers",
    fix=(
        "Name an approved enterprise, or have this one approved in the console. Where the list cannot be "
        "read, vouch for it with `reconciler attest`."
    ),
    scope="slot",
)


def check(facts: Facts) -> Iterator[Finding]:
    """Judges every application and every binding."""
    for action, desired in with_desired(facts, Verb.ORDER):
        yield from _application(facts, action, desired)
    bindings = tuple(with_desired(facts, Verb.BIND))
    owners = _owners(facts, {desired.instance for _, desired in bindings if desired.instance is not None})
    for action, desired in bindings:
        yield from _binding(facts, action, desired, owners)


def _application(facts: Facts, action: Action, desired: DesiredNumber) -> Iterator[Finding]:
    name, listed = desired.enterprise, facts.observed.enterprises
    if name is None:
        yield RULE.block(
            (action,),
            phrase("no enterprise is named to order it for"),
            phrase("write `enterprise` on the entry or in `spec`"),
        )
        return
    why = unseen(facts, action, "enterprises", listed)
    if why or listed is None:
        hint = phrase("`reconciler attest enterprise:{name} approved=true hotline=true`, if it is", name=name)
        yield RULE.wait((action,), phrase("the list of approved enterprises {why}", why=why), hint)
        return
    enterprise = listed.get(name)
    if enterprise is None:
        yield RULE.block(
            (action,),
            phrase("{name} is not among the account's enterprises", name=name),
            _choices(facts, desired),
        )
    elif not enterprise.approved:
        yield RULE.block(
            (action,),
            phrase("the qualification of {name} is not approved", name=name),
            phrase("have it approved in the console first"),
        )
    elif desired.type == HOTLINE and not enterprise.hotline:
        yield RULE.block(
            (action,), phrase("{name} is not approved for 400 numbers", name=name), _choices(facts, desired)
        )


def _owners(facts: Facts, codes: Set[str]) -> Mapping[str, str]:
    """Instance code to its enterprise: as the provider tells, else as the last of the numbers bound to it shows."""
    listed = (facts.observed.instances or {}).values()
    owners = {i.code: i.enterprise for i in listed if i.enterprise is not None}
    missing = codes - owners.keys()
    numbers = {
        (n.instance, n.identity): n.enterprise
        for n in (facts.observed.numbers.values() if missing else ())
        if n.instance in missing and n.enterprise is not None
    }
    return {code: enterprise for (code, _), enterprise in sorted(numbers.items())} | owners


def _binding(
    facts: Facts, action: Action, desired: DesiredNumber, owners: Mapping[str, str]
) -> Iterator[Finding]:
    code, live = desired.instance, facts.slots[action.address].live
    if code is None or code not in (facts.observed.instances or {}):
        return
    owner = owners.get(code)
    name = (live.enterprise if live is not None else None) or desired.enterprise
    if owner is None:
        hint = phrase(
            "look it up in the console, then `reconciler attest instance:{code} enterprise={name}`",
            code=code,
            name=name or "…",
        )
        yield RULE.wait((action,), phrase("the enterprise of instance {code} is unknown", code=code), hint)
    elif name is None:
        hint = phrase(
            "`reconciler attest {number} enterprise={owner}`, if it is", number=action.number, owner=owner
        )
        yield RULE.wait(
            (action,), phrase("the enterprise of {number} is unknown", number=action.number), hint
        )
    elif owner != name:
        text = phrase(
            "instance {code} belongs to {owner}, the number to {name}", code=code, owner=owner, name=name
        )
        yield RULE.block(
            with_purchase(facts, action), text, phrase("bind it to an instance of {name}", name=name)
        )


def _choices(facts: Facts, desired: DesiredNumber) -> str:
    """The enterprises that would do for a number of this type."""
    listed = (facts.observed.enterprises or {}).values()
    names = sorted(e.name for e in listed if e.approved and (e.hotline or desired.type != HOTLINE))
    purpose = phrase(" for 400 numbers") if desired.type == HOTLINE else ""
    if not names:
        return phrase(
            "no enterprise is approved{purpose} yet: have one approved in the console", purpose=purpose
        )
    return phrase("approved{purpose}: {names}", purpose=purpose, names=joined(", ", names))
