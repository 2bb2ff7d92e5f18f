"""One step of a plan."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from reconciler.model.address import Address
from reconciler.model.change import Change
from reconciler.model.money import FREE, Cost
from reconciler.model.resource import Source
from reconciler.noun import noun


class Effect(StrEnum):
    """What becomes of the account: by it plans are read, signed and counted."""

    BUYS = "buys"
    """Something is there afterwards that costs."""
    ENDS = "ends"
    """A number is gone for ever."""
    CHANGES = "changes"
    RECORDS = "records"
    """Only the ledger learns of it."""


class Verb(StrEnum):
    """What an action does."""

    # An open enumeration: a kind of a later day declares its own verbs with `declare`.

    _value_: str
    effect: Effect
    reversible: bool
    """Whether a later plan can undo it."""

    def __new__(cls, word: str, effect: Effect = Effect.CHANGES, reversible: bool = True) -> Verb:
        """A verb is its word; what it does to the account goes with it."""
        verb = str.__new__(cls, word)
        verb._value_, verb.effect, verb.reversible = word, effect, reversible
        return verb

    ORDER = "order", Effect.BUYS, False
    SUBMIT_DOCUMENTS = "submit-documents", Effect.CHANGES, False
    CONFIGURE_IVR = "configure-ivr"
    CLEAR_IVR = "clear-ivr"
    SET_TRANSFER = "set-transfer"
    CLEAR_TRANSFER = "clear-transfer"
    BIND = "bind"
    UNBIND = "unbind"
    CANCEL = "cancel", Effect.ENDS, False
    ACTIVATE_PUBLIC_MODE = "activate-public-mode", Effect.BUYS, False
    MOVE = "move", Effect.RECORDS
    ADOPT = "adopt", Effect.RECORDS
    FORGET = "forget", Effect.RECORDS

    @classmethod
    def declare(cls, word: str, effect: Effect = Effect.CHANGES, *, reversible: bool = True) -> Verb:
        """The verb of this name, made on its first use. What nobody declared is no verb."""
        if word not in cls._value2member_map_:
            verb = str.__new__(cls, word)
            verb._name_, verb._value_ = word.upper().replace("-", "_"), word
            verb.effect, verb.reversible = effect, reversible
            cls._value2member_map_[word] = cls._member_map_[verb._name_] = verb
            cls._member_names_.append(verb._name_)
        return cls(word)

    @classmethod
    def _missing_(cls, value: object) -> Verb | None:
        """What was declared after a reader of documents was made."""
        verb = cls._value2member_map_.get(value)
        return verb if isinstance(verb, Verb) else None

    @property
    def outward(self) -> bool:
        """Whether it changes the provider, and not only what we remember."""
        return self.effect is not Effect.RECORDS


class Status(StrEnum):
    """What will become of an action in an apply that runs now; the first that fits."""

    HELD = "held"
    """An earlier call's outcome is unknown."""
    BLOCKED = "blocked"
    DEFERRED = "deferred"
    """Only an instant is missing."""
    WAITING = "waiting"
    """For review, an attestation, an issued human task, or a need that waits."""
    READY = "ready"


class Mode(StrEnum):
    """Who does it."""

    AUTOMATIC = "automatic"
    MANUAL = "manual"


def current_verb(name: str) -> str:
    """A verb as it is called today: older ledgers, plans and fault scripts call an order `apply`."""
    return Verb.ORDER.value if name == "apply" else name


def current_action_id(name: str) -> str:
    """`ADDRESS:VERB` with the verb as it is called today."""
    return name.removesuffix(":apply") + ":order" if name.endswith(":apply") else name


def action_id(address: Address, verb: str) -> str:
    """`ADDRESS:VERB`: what an action, its task and its fate are filed under."""
    return address + ":" + verb


@noun
class Action:
    """What to do at one address, with everything a reviewer and an executor need to know of it."""

    address: Address
    kind: str
    verb: Verb
    team: str
    number: str | None = None
    """The live number, the declared one, or the one a `select` gets."""
    application: str | None = None
    """The provider's reference while a regular number is not allotted."""
    mode: Mode = Mode.AUTOMATIC
    status: Status = Status.READY
    reason: str = ""
    needs: tuple[str, ...] = ()
    """Ids of the actions that must be done first."""
    changes: tuple[Change, ...] = ()
    cost: Cost = FREE
    earliest: datetime | None = None
    deadline: datetime | None = None
    source: Source | None = None
    consent: str | None = None
    """The tombstone that permits a cancellation."""
    consent_sha256: str | None = None
    """Of that tombstone's file."""
    acknowledgement: str | None = None
    """The notice version an application relies on."""
    awaits: str = ""
    """What the provider must do first, e.g. finish its review; empty if nothing."""

    @property
    def id(self) -> str:
        """Unique within a plan."""
        return action_id(self.address, self.verb)

    @property
    def reversible(self) -> bool:
        """Whether a later plan can undo it."""
        return self.verb.reversible
