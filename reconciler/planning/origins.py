"""Where the facts of an observation come from: what a provider says that it reads is observed, the rest is unknown.

Unknown is derived here, from `capabilities.reads`, and not kept by each provider: a field that a provider never
mentions is unknown, never absent. A provider that states what it does not read contradicts itself and is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reconciler.errors import Inconsistent
from reconciler.kinds import FIELDS, facts_of
from reconciler.model import phone
from reconciler.model.capability import Capabilities
from reconciler.model.observation import NumberStatus, ObservedNumber, ObservedState
from reconciler.model.phrase import joined, phrase
from reconciler.model.resource import HOTLINE, REGULAR, NumberType
from reconciler.noun import replace

_FACTS = tuple(dict.fromkeys(field.fact for field in FIELDS))
_PLAIN = tuple(dict.fromkeys(field.fact for field in FIELDS if not field.more))
"""Those that are attributes of a number, or parts of one."""
_SHOWN = 5
"""How many contradictions an error names."""


def with_origins(observed: ObservedState, capabilities: Capabilities, provider: str) -> ObservedState:
    """The observation with every fact that the provider does not read marked unknown. Raises Inconsistent."""
    readable = {kind: _readable(capabilities, kind) for kind in (HOTLINE, REGULAR)}
    problems = [*_account(observed, capabilities)]
    numbers = {}
    for identity, number in observed.numbers.items():
        facts = readable.get(number.type, frozenset())
        if len(facts) == len(_FACTS):
            numbers[identity] = number  # everything is read: the common case of a large account
            continue
        problems += [
            phrase("{fact} of {identity}", fact=fact, identity=identity)
            for fact in _stated(number)
            if fact not in facts | number.attested
        ]
        unread = frozenset(facts_of(number.type)) - facts - number.attested
        numbers[identity] = number if unread <= number.unknown else _marked(number, unread)
    if problems:
        more = phrase(" and {count} more", count=len(problems) - _SHOWN) if len(problems) > _SHOWN else ""
        text = phrase(
            "provider {provider} states what its capabilities do not read: {problems}",
            provider=provider,
            problems=joined(", ", problems[:_SHOWN]),
        )
        raise Inconsistent(
            text + more, hint=phrase("add it to the provider's `reads`, or leave it out of `observe`")
        )
    return replace(observed, numbers=numbers)


def _marked(number: ObservedNumber, unread: frozenset[str]) -> ObservedNumber:
    line = number.line
    if number.type == REGULAR and line is None and number.number is not None:
        line = phone.line_of(number.number)
    return replace(number, line=line, unknown=number.unknown | unread)


def _readable(capabilities: Capabilities, number_type: NumberType) -> frozenset[str]:
    """What need not be unknown of a number of this type: what is read, and what its nature tells."""
    inherent = {field.fact for field in FIELDS if number_type in field.inherent}
    return frozenset(inherent | {fact for fact in _FACTS if capabilities.sees(fact, number_type)})


def _stated(number: ObservedNumber) -> Iterator[str]:
    """The facts this observation claims to know: a value, not marked unknown."""
    yield from (fact for fact in number.more if number.more[fact] is not None)
    for fact in _PLAIN:
        value: object = number
        for part in fact.split("."):
            value = None if value is None else getattr(value, part)
        if value is not None and not (fact == "status" and value == NumberStatus.UNKNOWN):
            yield fact


def _account(observed: ObservedState, capabilities: Capabilities) -> Iterator[str]:
    """The account-wide facts that are stated, neither read nor vouched for."""
    stated: Mapping[str, object] = {
        "instances": observed.instances,
        "enterprises": observed.enterprises,
        "scripts": observed.scripts,
        "audio": observed.audio,
        "offers": observed.offers,
        "balance": observed.balance,
        "public_mode": observed.public_mode,
        "playback": observed.playback or observed.playback_readable or None,
    }
    for fact, value in stated.items():
        if (
            value is not None
            and fact not in capabilities.account
            and observed.origins.get(fact) != "attested"
        ):
            yield phrase("{fact} of the account", fact=fact)
    if observed.complete and not capabilities.listing and observed.origins.get("numbers") != "attested":
        yield phrase("that its list of numbers is complete")
