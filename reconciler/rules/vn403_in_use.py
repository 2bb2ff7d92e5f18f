"""VN403: nothing is cancelled while it is in use."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.contracts.facts import Facts
from reconciler.contracts.queries import cancellations, requires_observation
from reconciler.contracts.rule import Rule
from reconciler.model.action import Action, Verb
from reconciler.model.address import Address, key_of
from reconciler.model.finding import Finding, Verdict
from reconciler.model.observation import NEVER_ACTIVE, ObservedNumber
from reconciler.model.phrase import joined, phrase
from reconciler.model.resource import HOTLINE
from reconciler.model.trace import IN_USE

RULE = Rule(
    code="VN403",
    title="number in use",
    verdicts=(Verdict.INFO, Verdict.WARN, Verdict.HOLD, Verdict.BLOCK),
    what=(
        "A number is cancelled only when it is bound to no instance and, for a 400, transfers to nowhere. "
        "The plan unbinds and clears the transfer first, at the same instant and not before; its playback "
        "stays until the number goes. While the binding is unknown, the cancellation waits. Nor is a number "
        "cancelled while any hotline, declared or live, of any team or of nobody, transfers to it: where the "
        "same plan ends that, it is done first. Calls of the last days and call tasks are shown where the "
        "provider's records tell of them; that they tell of none proves nothing."
    ),
    seed=(
        "Before proceeding, ensure the number is not associated with any business services to avoid "
        "disruptions."
    ),
    example="A tombstone for care/hz-007, which is bound to instance 057100001234.",
    fix=(
        "Nothing: the plan does it in order. If the binding cannot be read, vouch for it with `reconciler "
        "attest`."
    ),
    scope="account",
    stops=frozenset({Verb.CANCEL}),
)


def check(facts: Facts) -> Iterator[Finding]:
    """Judges every cancellation."""
    for action, _, live in cancellations(facts):
        verbs = {other.verb for other in facts.by_address.get(action.address, ())}
        yield from _transfer(action, live, verbs) if live.type == HOTLINE else _bound(action, live, verbs)
        yield from _pointed_at(facts, action)
        yield from _used(facts, action)


def _used(facts: Facts, action: Action) -> Iterator[Finding]:
    """Who called it lately, and what calls from it: evidence to look at, never all there is."""
    for trace in facts.observed.traces.of(action.number, *IN_USE):
        text = phrase("{number} was in use: {trace}", number=action.number, trace=trace)
        hint = phrase("ask who relies on it; the provider's records are not complete")
        yield RULE.at(action.address, Verdict.WARN, text, hint, source=action.source)


def _pointed_at(facts: Facts, action: Action) -> Iterator[Finding]:
    """Hotlines of any team, or of nobody, whose callers would reach a number that is gone."""
    for pointer in facts.pointers.get(action.number or "", ()):
        if pointer.address == action.address:
            continue
        text = phrase(
            "{address} transfers its calls to {number}", address=pointer.address, number=action.number
        )
        if pointer.declared is not None:
            text += f" ({pointer.declared.file}:{pointer.declared.line})"
            yield RULE.block(
                (action,), text, phrase("let it transfer elsewhere in the same change: that is done first")
            )
        elif any(need.startswith(f"{pointer.address}:") for need in action.needs):
            yield RULE.at(
                action.address,
                Verdict.INFO,
                phrase("{text}; it is cleared first", text=text),
                source=action.source,
            )
        else:
            yield RULE.block(
                (action,),
                phrase("{text}, and this plan does not end that", text=text),
                phrase("end it in the console first"),
            )
    unread = [address for address in facts.unread_transfers if address != action.address]
    if unread:
        text = phrase(
            "nobody knows whether {unread} transfers its calls to {number}",
            unread=", ".join(unread[:3]),
            number=action.number,
        )
        if facts.capabilities.sees("ivr.transfer", HOTLINE):
            numbers = [_number(facts, address) for address in unread[:3]]
            says = joined(
                "; ",
                (
                    phrase("`reconciler attest {number} ivr.transfer.to=NUMBERS`", number=number)
                    for number in numbers
                ),
            )
            yield RULE.wait(
                (action,), text, phrase("look in the console, then {says}, empty if to nobody", says=says)
            )
        else:
            yield RULE.at(
                action.address, Verdict.WARN, text, phrase("look in the console first"), source=action.source
            )


def _number(facts: Facts, address: Address) -> str:
    slot = facts.slots.get(address)
    return (slot.number if slot is not None else None) or key_of(address)


def _bound(action: Action, live: ObservedNumber, verbs: set[Verb]) -> Iterator[Finding]:
    if live.instance is not None:
        text = phrase(
            "{identity} is bound to instance {instance}", identity=live.identity, instance=live.instance
        )
        yield _order(action, text, phrase("unbound"), Verb.UNBIND in verbs)
    elif "instance" in live.unknown:
        text = phrase("nobody knows whether {identity} is bound to an instance", identity=live.identity)
        yield RULE.wait(
            (action,),
            text,
            phrase(
                "`reconciler attest {identity} instance=`, if it is bound to none", identity=live.identity
            ),
        )
    elif requires_observation(action) and "instance" in live.attested:
        text = phrase("that {identity} is bound to nothing is only attested", identity=live.identity)
        yield RULE.wait((action,), phrase("{text}, and an automatic cancel needs it observed", text=text))


def _transfer(action: Action, live: ObservedNumber, verbs: set[Verb]) -> Iterator[Finding]:
    if live.ivr is not None and live.ivr.transfer is not None:
        text = phrase(
            "{identity} transfers its calls to {to}",
            identity=live.identity,
            to=", ".join(live.ivr.transfer.to),
        )
        yield _order(action, text, phrase("cleared"), Verb.CLEAR_TRANSFER in verbs)
    elif live.status not in NEVER_ACTIVE and live.unknown & {"ivr", "ivr.transfer"}:
        text = phrase("nobody knows where {identity} transfers its calls to", identity=live.identity)
        hint = phrase(
            "`reconciler attest {identity} ivr.transfer.to=`, if it transfers to nobody",
            identity=live.identity,
        )
        yield RULE.wait((action,), text, hint)


def _order(action: Action, text: str, done: str, planned: bool) -> Finding:
    if planned:
        return RULE.at(
            action.address,
            Verdict.INFO,
            phrase("{text}; it is {done} first", text=text, done=done),
            source=action.source,
        )
    return RULE.block(
        (action,),
        phrase("{text}, and this plan does not end that", text=text),
        phrase("end it in the console first"),
    )
