"""How a number answers: its inbound playback, and for a 400 where its calls are transferred to.

Playback stays on a tombstoned number until the number goes; its transfer is cleared first.
"""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.catalogue import console
from reconciler.contracts.facts import Facts, Slot
from reconciler.contracts.kind import Draft, FieldSpec, VerbSpec, action_at, one_of
from reconciler.memory.memory import Owned
from reconciler.model.action import Verb
from reconciler.model.change import Fields
from reconciler.model.observation import LIVE, ObservedNumber
from reconciler.model.phone import is_number
from reconciler.model.phrase import phrase
from reconciler.model.resource import HOTLINE, REGULAR, DesiredNumber, Ivr, Playback, Transfer
from reconciler.noun import replace

PLAYBACK = "ivr.playback"
TRANSFER = "ivr.transfer"


def _with_audio(number: ObservedNumber, audio: str | None) -> ObservedNumber:
    ivr = number.ivr or Ivr()
    return replace(number, ivr=replace(ivr, playback=None if audio is None else Playback(audio, "")))


def _with_description(number: ObservedNumber, description: str | None) -> ObservedNumber:
    ivr = number.ivr or Ivr()
    if ivr.playback is None:
        return number
    return replace(number, ivr=replace(ivr, playback=replace(ivr.playback, description=description or "")))


def _with_targets(number: ObservedNumber, targets: tuple[str, ...] | None) -> ObservedNumber:
    ivr = number.ivr or Ivr()
    return replace(
        number, ivr=replace(ivr, transfer=Transfer(ROUND_ROBIN, targets, None) if targets else None)
    )


def _with_routing(number: ObservedNumber, routing: str | None) -> ObservedNumber:
    ivr = number.ivr or Ivr()
    if ivr.transfer is None or routing is None:
        return number
    return replace(number, ivr=replace(ivr, transfer=replace(ivr.transfer, routing=routing)))


def _targets(text: str) -> tuple[str, ...]:
    numbers = tuple(part.strip() for part in text.split(","))
    if not all(map(is_number, numbers)):
        raise ValueError("phone numbers, separated by commas; empty where it transfers to nobody")
    return numbers


_ACTIVE = phrase("the number to become active")
ROUND_ROBIN = "round-robin"
_HOTLINES = frozenset({HOTLINE})


class IvrKind:
    """Kind `ivr`."""

    name = "ivr"
    whole = True
    fields: tuple[FieldSpec, ...] = (
        FieldSpec(path=f"{PLAYBACK}.audio", fact=PLAYBACK, parse=str, fill=_with_audio),
        FieldSpec(path=f"{PLAYBACK}.description", fact=PLAYBACK, parse=str, fill=_with_description),
        FieldSpec(path=f"{TRANSFER}.to", fact=TRANSFER, types=_HOTLINES, parse=_targets, fill=_with_targets),
        FieldSpec(
            path=f"{TRANSFER}.routing",
            fact=TRANSFER,
            types=_HOTLINES,
            parse=one_of(ROUND_ROBIN, "random"),
            fill=_with_routing,
        ),
        FieldSpec(path=f"{TRANSFER}.qualification", fact=TRANSFER, types=_HOTLINES),
    )
    verbs: tuple[VerbSpec, ...] = (
        VerbSpec(
            verb=Verb.CONFIGURE_IVR,
            title="Configure inbound audio playback",
            rank=90,
            types=(HOTLINE, REGULAR),
            after=(Verb.ORDER,),
            fact=PLAYBACK,
            steps=console.CONFIGURE_IVR,
        ),
        VerbSpec(
            verb=Verb.CLEAR_IVR,
            title="Remove inbound audio playback",
            rank=20,
            types=(HOTLINE, REGULAR),
            fact=PLAYBACK,
            vouch=f"{PLAYBACK}.audio=",
            steps=console.CLEAR_IVR,
        ),
        VerbSpec(
            verb=Verb.SET_TRANSFER,
            title="Set the transfer pool",
            rank=95,
            types=(HOTLINE,),
            after=(Verb.ORDER,),
            fact=TRANSFER,
            steps=console.SET_TRANSFER,
        ),
        VerbSpec(
            verb=Verb.CLEAR_TRANSFER,
            title="Clear the transfer pool",
            rank=30,
            types=(HOTLINE,),
            fact=TRANSFER,
            releases=True,
            vouch=f"{TRANSFER}.to=",
            steps=console.CLEAR_TRANSFER,
        ),
    )

    def wanted(self, desired: DesiredNumber) -> Fields:
        """Playback and transfer."""
        return _fields(desired.ivr)

    def live(self, observed: ObservedNumber) -> Fields:
        """The same, where it can be read."""
        ivr = observed.ivr
        if ivr is None or not observed.unknown:
            return _fields(ivr)
        playback = None if PLAYBACK in observed.unknown else ivr.playback
        return _fields(Ivr(playback, None if TRANSFER in observed.unknown else ivr.transfer))

    def blind(self, observed: ObservedNumber) -> frozenset[str]:
        """What cannot be read, and the qualification: the provider never returns it."""
        transfer = None if observed.ivr is None else observed.ivr.transfer
        paths = {f"{PLAYBACK}.{name}" for name in ("audio", "description") if PLAYBACK in observed.unknown}
        paths |= {f"{TRANSFER}.{name}" for name in ("routing", "to") if TRANSFER in observed.unknown}
        if TRANSFER in observed.unknown or (transfer is not None and transfer.qualification is None):
            paths.add(f"{TRANSFER}.qualification")
        return frozenset(paths)

    def propose(self, facts: Facts) -> Iterator[Draft]:
        """Configure or clear the playback, set or clear the transfer."""
        for slot in facts.restless:
            desired, live = slot.desired, slot.live
            if live is not None and live.gone(facts.now):
                continue
            if desired is not None:
                if live is None or desired.ivr != live.ivr:
                    yield from self._answer(slot, desired, live)
            elif slot.tombstone is not None and live is not None:
                yield from self._release(slot, live.ivr or Ivr())

    def _answer(self, slot: Slot, desired: DesiredNumber, live: ObservedNumber | None) -> Iterator[Draft]:
        wanted, current = desired.ivr or Ivr(), (live.ivr if live else None) or Ivr()
        unknown = live.unknown if live is not None else frozenset()
        if _must_change(wanted.playback, current.playback, PLAYBACK in unknown):
            verb = Verb.CLEAR_IVR if wanted.playback is None else Verb.CONFIGURE_IVR
            yield self._draft(slot, verb, _playback(current.playback), _playback(wanted.playback))
        transfer = _recalled(current.transfer, slot.owned)
        unseen = TRANSFER in unknown
        if unseen and _given(wanted.transfer, slot.owned):
            return
        if desired.type == HOTLINE and _must_transfer(wanted.transfer, transfer, unseen):
            verb = Verb.CLEAR_TRANSFER if wanted.transfer is None else Verb.SET_TRANSFER
            yield self._draft(slot, verb, _transfer(transfer), _transfer(wanted.transfer))

    def _release(self, slot: Slot, ivr: Ivr) -> Iterator[Draft]:
        if ivr.transfer is not None:
            yield self._draft(slot, Verb.CLEAR_TRANSFER, _transfer(ivr.transfer), {})

    def _draft(self, slot: Slot, verb: Verb, before: Fields, after: Fields) -> Draft:
        """A restricted number is configured too: a missing playback is what its carrier restricts it for."""
        usable = slot.live is not None and slot.live.status in LIVE
        awaits = "" if usable else _ACTIVE
        return Draft(action_at(slot, self.name, verb, awaits=awaits), before, after)


def _must_change(wanted: Playback | None, current: Playback | None, unknown: bool) -> bool:
    return wanted is not None if unknown else wanted != current


def _recalled(transfer: Transfer | None, owned: Owned | None) -> Transfer | None:
    """The transfer with the qualification we last gave it: the provider never returns that."""
    if transfer is None or transfer.qualification is not None or owned is None:
        return transfer
    last = owned.applied.get(f"{TRANSFER}.qualification")
    return replace(transfer, qualification=last) if isinstance(last, str) else transfer


def _given(wanted: Transfer | None, owned: Owned | None) -> bool:
    """Whether a transfer that cannot be seen now is the one we last gave or found: nothing says that it differs."""
    last = {} if owned is None else owned.applied
    return wanted is not None and all(
        last.get(path) == value or (path == f"{TRANSFER}.qualification" and path not in last)
        for path, value in _transfer(wanted).items()
    )


def _must_transfer(wanted: Transfer | None, current: Transfer | None, unknown: bool) -> bool:
    """A qualification that nobody knows does not differ."""
    if unknown:
        return wanted is not None
    if wanted is None or current is None:
        return wanted is not current
    if (wanted.routing, wanted.to) != (current.routing, current.to):
        return True
    return current.qualification is not None and current.qualification != wanted.qualification


_AUDIO, _DESCRIPTION = f"{PLAYBACK}.audio", f"{PLAYBACK}.description"


def _fields(ivr: Ivr | None) -> Fields:
    if ivr is None:
        return {}
    fields = _playback(ivr.playback)
    return fields if ivr.transfer is None else fields | _transfer(ivr.transfer)


def _playback(playback: Playback | None) -> Fields:
    return {} if playback is None else {_AUDIO: playback.audio, _DESCRIPTION: playback.description}


def _transfer(transfer: Transfer | None) -> Fields:
    if transfer is None:
        return {}
    fields: Fields = {f"{TRANSFER}.routing": transfer.routing, f"{TRANSFER}.to": transfer.to}
    if transfer.qualification is not None:
        fields[f"{TRANSFER}.qualification"] = transfer.qualification
    return fields


IVR_KIND = IvrKind()
