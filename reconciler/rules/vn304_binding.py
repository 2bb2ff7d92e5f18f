"""VN304: what may be bound to what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from reconciler.contracts.facts import Facts
from reconciler.contracts.queries import drafted, unseen, wanted, with_purchase
from reconciler.contracts.rule import Rule
from reconciler.model.action import Action, Verb
from reconciler.model.finding import Finding, Verdict
from reconciler.model.observation import ObservedInstance
from reconciler.model.resource import HOTLINE

RULE = Rule(
    code="VN304",
    title="binding to a service instance",
    verdicts=(Verdict.WARN, Verdict.HOLD, Verdict.BLOCK),
    what=(
        "Only regular numbers are bound, and only to an instance that exists and is usable. One call binds "
        "at most 200 numbers; the reconciler binds one at a time. Taking the last number from an instance "
        "leaves it unusable and is warned of. While the account's instances are unknown, the binding waits."
    ),
    seed="Service instances can only be bound to real numbers in the landline & mobile number category.",
    example=(
        'instances:\n  outbound: {code: "057100009999", routing: random}   # no such instance in the account'
    ),
    fix=(
        "Correct the instance's `code`, make it usable in the console, or bind another number before the "
        "last one goes."
    ),
)


def check(facts: Facts) -> Iterator[Finding]:
    """Judges every binding, and every instance that a plan empties."""
    for action, desired in wanted(facts, Verb.BIND):
        if desired.type == HOTLINE:
            yield RULE.block(
                (action,), "a 400 number cannot be bound to an instance", "remove `instance` from the entry"
            )
        elif desired.instance is not None:
            yield from _target(facts, action, desired.instance)
    unbinds = drafted(facts, Verb.UNBIND)
    if unbinds:
        yield from _emptied(facts, unbinds)


def _target(facts: Facts, action: Action, code: str) -> Iterator[Finding]:
    instances: Mapping[str, ObservedInstance] | None = facts.observed.instances
    why = unseen(facts, action, "instances", instances)
    if why or instances is None:
        yield RULE.wait((action,), f"the list of service instances {why}", "try again when it can be read")
    elif code not in instances:
        text = f"instance {code} does not exist in the account"
        yield RULE.block(with_purchase(facts, action), text, _codes(instances))
    elif not instances[code].usable:
        text = f"instance {code} is {instances[code].status}, not usable"
        yield RULE.block((action,), text, "make it usable in the console, or bind to another")


def _codes(instances: Mapping[str, ObservedInstance]) -> str:
    usable = sorted(code for code, instance in instances.items() if instance.usable)
    return f"usable: {', '.join(usable[:5])}" if usable else "create one in the console first"


def _emptied(facts: Facts, unbinds: tuple[Action, ...]) -> Iterator[Finding]:
    bound = Counter(n.instance for n in facts.observed.numbers.values() if n.instance is not None)
    bound.update(desired.instance for _, desired in wanted(facts, Verb.BIND) if desired.instance is not None)
    last: dict[str, Action] = {}
    for action in unbinds:
        slot = facts.slots.get(action.address)
        if slot is not None and slot.live is not None and slot.live.instance is not None:
            bound[slot.live.instance] -= 1
            last[slot.live.instance] = action
    for code, action in last.items():
        if bound[code] <= 0:
            text = f"this unbinds the last number of instance {code}, which is then unusable"
            hint = "bind another number to it first, or retire the instance in the console"
            yield RULE.at(action.address, Verdict.WARN, text, hint, source=action.source)
