"""VN304: what may be bound to what."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping

from reconciler.contracts.facts import Facts, Pointer
from reconciler.contracts.queries import drafted, unseen, with_desired, with_purchase
from reconciler.contracts.rule import Rule
from reconciler.memory.memory import young
from reconciler.model.action import Action, Verb
from reconciler.model.address import key_of
from reconciler.model.circle import circle
from reconciler.model.finding import Finding, Verdict
from reconciler.model.observation import GONE, ObservedInstance
from reconciler.model.phrase import phrase
from reconciler.model.resource import HOTLINE

RULE = Rule(
    code="VN304",
    title="what is bound to and transferred to",
    verdicts=(Verdict.INFO, Verdict.WARN, Verdict.HOLD, Verdict.VIOLATION, Verdict.BLOCK),
    what=(
        "Only regular numbers are bound, and only to an instance that exists and is usable. One call binds "
        "at most 200 numbers; the reconciler binds one at a time. Taking the last number from an instance "
        "leaves it unusable and is warned of. While the account's instances are unknown, the binding waits. "
        "A hotline whose callers reach a number that is cancelled, being cancelled or gone, or come back in a "
        "circle, is in violation; that a target is no number of this account is noted."
    ),
    seed="Service instances can only be bound to real numbers in the landline & mobile number category.",
    example=(
        'instances:\n  outbound: {code: "057100009999", routing: random}   # no such instance in the account'
    ),
    fix=(
        "Correct the instance's `code`, make it usable in the console, or bind another number before the "
        "last one goes."
    ),
    scope="slot",
)


def check(facts: Facts) -> Iterator[Finding]:
    """Judges every binding, and every instance that a plan empties."""
    for action, desired in with_desired(facts, Verb.BIND):
        if desired.type == HOTLINE:
            yield RULE.block(
                (action,),
                phrase("a 400 number cannot be bound to an instance"),
                phrase("remove `instance` from the entry"),
            )
        elif desired.instance is not None:
            yield from _target(facts, action, desired.instance)
    unbinds = drafted(facts, Verb.UNBIND)
    if unbinds:
        yield from _emptied(facts, unbinds)
    yield from _callers(facts)


def _callers(facts: Facts) -> Iterator[Finding]:
    """Where the callers of each hotline end up, once the plan is carried out."""
    leads_to: dict[str, list[str]] = defaultdict(list)
    names: dict[str, str] = {}
    declared = {entry.number for entry in facts.desired.numbers.values()} if facts.pointers else set()
    for target, pointers in facts.pointers.items():
        for pointer in pointers:
            slot = facts.slots.get(pointer.address)
            ending = slot is not None and (slot.desired is not None or slot.tombstone is not None)
            if pointer.declared is None and ending:
                continue  # the plan points it elsewhere, or ends it
            number = key_of(pointer.address) if slot is None else slot.number or ""
            leads_to[number].append(target)
            names[number] = pointer.address
            yield from _reached(facts, pointer, target, declared)
    for number, address in sorted(names.items()):
        way = circle(number, leads_to) if number else ()
        if way:
            text = phrase("calls go in a circle: {way}", way=" → ".join(way))
            yield RULE.at(
                address, Verdict.VIOLATION, text, phrase("let it transfer to numbers that people answer")
            )


def _reached(
    facts: Facts, pointer: Pointer, target: str, declared: Container[str | None]
) -> Iterator[Finding]:
    if pointer.address not in facts.slots and not pointer.live:
        return  # declared in another account, whose own plan judges it
    fate = _fate(facts, target)
    if fate:
        text = phrase("its callers are transferred to {target}, which {fate}", target=target, fate=fate)
        hint = phrase("let it transfer to a number that is answered")
        yield RULE.at(pointer.address, Verdict.VIOLATION, text, hint, source=pointer.declared)
    elif facts.observed.complete and target not in facts.observed.numbers and target not in declared:
        text = phrase(
            "its callers are transferred to {target}, which is no number of this workspace", target=target
        )
        hint = phrase("nobody here notices when it stops ringing")
        yield RULE.at(pointer.address, Verdict.INFO, text, hint, source=pointer.declared)


def _fate(facts: Facts, target: str) -> str:
    """Why nobody answers there any more; empty if somebody may."""
    live, memory = facts.observed.numbers.get(target), facts.memory
    if live is not None:
        return phrase("is {status}", status=live.status) if live.status in GONE else ""
    owned = memory.owned.get(memory.owner.get(target, ""))
    if owned is not None and owned.number == target and owned.cancelled:
        return phrase("was cancelled")
    waited_for = owned is not None and young(owned, facts.observed.now, facts.capabilities.lag)
    gone = target in memory.owner and facts.observed.complete and not waited_for
    return phrase("was ours and is not in the account any more") if gone else ""


def _target(facts: Facts, action: Action, code: str) -> Iterator[Finding]:
    instances: Mapping[str, ObservedInstance] | None = facts.observed.instances
    why = unseen(facts, action, "instances", instances)
    if why or instances is None:
        yield RULE.wait(
            (action,),
            phrase("the list of service instances {why}", why=why),
            phrase("try again when it can be read"),
        )
    elif code not in instances:
        text = phrase("instance {code} does not exist in the account", code=code)
        yield RULE.block(with_purchase(facts, action), text, _codes(instances))
    elif not instances[code].usable:
        instance = instances[code]
        status = instance.status_text or instance.status
        text = phrase("instance {code} is {status}, not usable", code=code, status=status)
        stopped = with_purchase(facts, action) if instance.destroyed else (action,)
        yield RULE.block(stopped, text, phrase("make it usable in the console, or bind to another"))


def _codes(instances: Mapping[str, ObservedInstance]) -> str:
    usable = sorted(code for code, instance in instances.items() if instance.usable)
    return (
        phrase("usable: {usable}", usable=", ".join(usable[:5]))
        if usable
        else phrase("create one in the console first")
    )


def _emptied(facts: Facts, unbinds: tuple[Action, ...]) -> Iterator[Finding]:
    bound = Counter(n.instance for n in facts.observed.numbers.values() if n.instance is not None)
    bound.update(
        desired.instance for _, desired in with_desired(facts, Verb.BIND) if desired.instance is not None
    )
    last: dict[str, Action] = {}
    for action in unbinds:
        slot = facts.slots.get(action.address)
        if slot is not None and slot.live is not None and slot.live.instance is not None:
            bound[slot.live.instance] -= 1
            last[slot.live.instance] = action
    for code, action in last.items():
        if bound[code] <= 0:
            text = phrase(
                "this unbinds the last number of instance {code}, which is then unusable", code=code
            )
            hint = phrase("bind another number to it first, or retire the instance in the console")
            yield RULE.at(action.address, Verdict.WARN, text, hint, source=action.source)
