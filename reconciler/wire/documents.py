"""The published JSON documents: their shapes and their schemas.

`wire/write.py` writes them, `wire/read.py` reads them. Every key is always there; what is absent is null.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from reconciler.model.action import Mode, Status, Verb, current_verb

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def _instant(text: str) -> str:
    datetime.fromisoformat(text)
    return text


Version = Literal["1.0", "1.1"]
"""What can be read; `FORMAT_VERSION` is what is written."""
OriginWord = Literal["observed", "attested", "remembered", "declared", "unknown"]
Instant = Annotated[
    str,
    Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}$"),
    AfterValidator(_instant),
]
Money = Annotated[str, Field(pattern=r"^-?[0-9]+\.[0-9]{2}$")]
Scalar = str | int | bool | list[str] | None
Count = Annotated[int, Field(ge=0)]


class _Document(BaseModel):
    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        use_attribute_docstrings=True,
        json_schema_serialization_defaults_required=True,
    )


class _Report(_Document):
    """A document that says what it rests on. A report of format 1.0 did not: it is read as complete."""

    complete: bool = True
    """Whether everything was read, in Git and at the provider."""
    gaps: list[str] = []
    """What was not read, one sentence each."""


class SourceDocument(_Document):
    """Where in Git something is said."""

    file: str
    """Path relative to the workspace, with forward slashes."""
    line: Count
    """Line, from 1."""


class ChangeDocument(_Document):
    """One field that an action changes. `consent` and `acknowledgement` stand among them."""

    path: str
    """Manifest path, such as `instance` or `ivr.playback.audio`."""
    before: Scalar
    """Value before; null if absent."""
    after: Scalar
    """Value after; null if absent."""


class CostDocument(_Document):
    """What one action costs, in CNY."""

    now: Money
    """Charged at once."""
    monthly: Money
    """Added to the monthly bill; negative when it shrinks."""
    committed: Money
    """Everything that cannot be avoided any more once it is done."""


class ActionDocument(_Document):
    """One step of the plan."""

    id: str
    """`ADDRESS:ACTION`, unique within the plan."""
    address: str
    """`team/key`, or `-/NUMBER` for a number nobody manages."""
    kind: str
    """The resource kind, such as `number`, `binding`, `ivr` or `public_mode`."""
    action: Annotated[Verb, BeforeValidator(current_verb)]
    """What is done."""
    mode: Mode
    """Who does it: the tool, or a person because there is no API."""
    status: Status
    """What an apply that runs now would make of it."""
    reason: str
    """Why it is not ready; empty if it is."""
    reversible: bool
    """Whether a later plan can undo it."""
    needs: list[str]
    """Ids of the actions that must be done first."""
    changes: list[ChangeDocument]
    """The fields it changes."""
    cost: CostDocument
    """What it costs."""
    cost_origin: OriginWord = "observed"
    """The least trusted fact that the cost rests on."""
    earliest: Instant | None
    """When it may first be done, if it is deferred."""
    deadline: Instant | None
    """By when it must be done."""
    source: SourceDocument | None
    """The line in Git that asks for it."""
    team: str
    """The team that owns the address."""


class FindingDocument(_Document):
    """What a rule says of the plan."""

    rule: str
    """The rule's code; `reconciler explain CODE` tells more."""
    verdict: Literal["info", "warn", "hold", "violation", "block"]
    """How grave it is."""
    address: str
    """What it concerns: an address, or the account's name for all of it."""
    message: str
    """What is the matter."""
    hint: str
    """What to do about it; may be empty."""
    until: Instant | None
    """With hold: when the action may run. With warn: the instant it warns of."""
    source: SourceDocument | None
    """The line in Git that it is about."""


class ScopeDocument(_Document):
    """What the run was limited to."""

    account: str
    """The provider account."""
    team: str | None
    """The only team planned for, or null for all."""


class BasisDocument(_Document):
    """What the plan was made from; a plan file is valid only while it is unchanged."""

    manifests: str
    """SHA-256 over every manifest."""
    policies: str
    """SHA-256 over the organisation's policies."""
    tool: str
    """Version of the tool."""
    ledger: str
    """Hash of the ledger's last record."""
    created: Instant
    """When the plan was made."""


class PlanSummaryDocument(_Document):
    """Counts over every entry of `actions`, and the monthly bill in CNY."""

    actions: dict[str, Count]
    """How many of each action."""
    statuses: dict[str, Count]
    """How many of each status."""
    monthly_before: Money
    """The account's monthly bill now, managed or not; with `--team` the team's."""
    monthly_after: Money
    """Monthly bill once every ready action is done."""
    monthly_origin: OriginWord = "observed"
    """The least trusted fact that the bill rests on."""
    unmanaged_monthly: Money = "0.00"
    """What of the bill nobody manages."""


class PlanDocument(_Report):
    """A plan: what an apply would do, cost and destroy (`reconciler plan -o json`)."""

    format_version: Version
    """Version of this format: a minor step adds, a major step breaks."""
    as_of: Instant
    """The instant the plan was judged at."""
    hypothetical: bool
    """Made with `--as-of`: apply refuses it."""
    account: str
    """The provider account."""
    scope: ScopeDocument
    """What the run was limited to; part of the digest."""
    digest: str
    """Digest of the ready actions: what reviewers approve."""
    basis: BasisDocument
    """What the plan was made from."""
    actions: list[ActionDocument]
    """Every action, ready or not, in reading order."""
    findings: list[FindingDocument]
    """Every finding, gravest first."""
    summary: PlanSummaryDocument
    """Counts and the monthly bill."""


class DriftFieldDocument(_Document):
    """One field in three states."""

    path: str
    """Manifest path, such as `instance` or `ivr.playback.audio`."""
    declared: Scalar
    """What Git says; null if absent."""
    live: Scalar
    """What the provider has; null if absent."""
    last_applied: Scalar
    """What was last applied; null if absent."""


class DriftEntryDocument(_Document):
    """One address that is not as Git and the ledger say."""

    address: str
    """`team/key`, or `-/NUMBER` for a number nobody manages."""
    category: Literal["missing", "unmanaged", "changed", "lifecycle", "deadline", "violation", "unknown"]
    """What is the matter."""
    moved: Literal["git", "live", "both", "provider", "unknown"]
    """Who moved since the last apply."""
    fields: list[DriftFieldDocument]
    """The fields that differ."""
    first_seen: Instant | None
    """`as_of` of the oldest report in the chain of `--previous` that has this entry."""
    team: str
    """The team that owns the address; empty or `-` for none."""
    message: str
    """What happened, in a sentence."""


class GoneDocument(_Document):
    """An entry of an earlier report that is no more."""

    address: str
    """`team/key`, or `-/NUMBER` for a number nobody manages."""
    category: str
    """What was the matter."""
    team: str
    """The team that owns the address; empty or `-` for none."""
    message: str
    """What the earlier report said."""
    first_seen: Instant | None
    """Since when it was known."""


class NewDocument(_Document):
    """An entry that the earlier report did not have."""

    address: str
    """`team/key`, or `-/NUMBER` for a number nobody manages."""
    category: str
    """What is the matter."""


class SinceDocument(_Document):
    """What changed since the report named by `--previous`."""

    previous: Instant
    """`as_of` of that report."""
    new: list[NewDocument]
    """What it did not have."""
    gone: list[GoneDocument]
    """What it had and this one has not."""
    again: list[NewDocument] = []
    """What it had in another state, so that people are told again."""


class IgnoredDocument(_Document):
    """An entry that a reviewed exception lets be."""

    address: str
    """`team/key`, or `-/NUMBER` for a number nobody manages."""
    category: str
    """What is the matter."""
    reason: str
    """The exception's reason and its last day."""


class MonthlyCostDocument(_Document):
    """What a team's numbers cost in one calendar month, in CNY."""

    month: str
    """`2026-11`."""
    team: str
    """`-` for what nobody manages."""
    committed: Money
    """What cannot be avoided any more."""
    expected: Money
    """What it will be if nothing but the merged cancellations and purchases happens."""


class DriftSummaryDocument(_Document):
    """How much of the account is managed."""

    managed: Count
    """Numbers that Git declares and the account has."""
    unmanaged: Count
    """Numbers of the account that nobody declares."""
    unknown: Count
    """Numbers about which something could not be read."""
    unmanaged_monthly: Money
    """What the unmanaged numbers cost a month, in CNY."""
    unmanaged_monthly_origin: OriginWord = "observed"
    """The least trusted fact that this rests on."""


class DeadlineDocument(_Document):
    """Something that happens, or must have happened, at an instant."""

    id: str
    """Stable from run to run."""
    address: str
    """What it concerns."""
    kind: str
    """`documents`, `cancellation`, `tombstone-expiry`, `playback`, `freeze-start`, `freeze-end`, …"""
    instant: Instant
    """When."""
    team: str
    """The team concerned; `-` for none in particular."""
    message: str
    """What happens then."""


class OverviewDocument(_Document):
    """The whole account at a glance."""

    coverage: Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]$")] | None
    """The share of the account's numbers that somebody manages, in percent; null where empty or not read whole."""
    statuses: dict[str, Count]
    """How many numbers have each status."""
    costs: list[MonthlyCostDocument]
    """What each team costs this month and in the next five."""
    deadlines: list[DeadlineDocument]
    """What must happen by when, soonest first."""


class DriftDocument(_Report):
    """A drift report: what moved since the last apply (`reconciler drift -o json`)."""

    format_version: Version
    """Version of this format: a minor step adds, a major step breaks."""
    as_of: Instant
    """The instant of the report."""
    account: str
    """The provider account."""
    entries: list[DriftEntryDocument]
    """Every address that is not as Git and the ledger say."""
    summary: DriftSummaryDocument
    """How much of the account is managed."""
    since: SinceDocument | None = None
    """What changed since the report named by `--previous`; null without one."""
    ignored: list[IgnoredDocument] = []
    """What a reviewed exception lets be."""
    overview: OverviewDocument | None = None
    """The whole account at a glance."""


class StatusRowDocument(_Document):
    """One number."""

    address: str
    """`team/key`, or `-/NUMBER` for a number nobody manages."""
    number: str | None
    """The number; null while none is allotted."""
    type: str
    """`400` or `regular`."""
    status: str
    """Where it is in its life, such as `active`."""
    running_status: str | None
    """The provider's words, verbatim."""
    reason: str | None
    """The provider's reason, verbatim."""
    call_type: str | None
    """The provider's `ResCallTypeDesc`, verbatim."""
    instance: str | None
    """The code of the service instance it is bound to."""
    deadline: Instant | None
    """When its documents must be in."""
    monthly: Money | None
    """CNY a month; null if unknown."""
    monthly_origin: OriginWord
    """The least trusted fact that this rests on."""
    facts: dict[str, Literal["observed", "attested", "unknown"]]
    """How each field is known."""


class StatusDocument(_Report):
    """The list of numbers (`reconciler status -o json`)."""

    format_version: Version
    """Version of this format."""
    as_of: Instant
    """The instant of the list."""
    account: str
    """The provider account."""
    numbers: list[StatusRowDocument]
    """Every number, in address order."""


class DeadlinesDocument(_Report):
    """What must happen by when (`reconciler deadlines -o json`)."""

    format_version: Version
    """Version of this format."""
    as_of: Instant
    """The instant of the list."""
    account: str
    """The provider account."""
    entries: list[DeadlineDocument]
    """Every deadline, soonest first."""


class DiagnosticDocument(_Document):
    """One problem in a manifest."""

    code: str
    """A stable code; `reconciler explain CODE` tells more."""
    severity: Literal["error", "warning", "advice"]
    """How grave it is."""
    message: str
    """What is the matter."""
    file: str
    """Path relative to the workspace, with forward slashes."""
    line: Count
    """Line, from 1; 0 for the file as a whole."""
    column: Count
    """Column in characters, from 1; 0 for the file as a whole."""
    hint: str
    """How to mend it; may be empty."""


class ValidateSummaryDocument(_Document):
    """What was looked at and what was found."""

    files: Count
    """Manifests read."""
    resources: Count
    """Entries they expand to."""
    errors: Count
    """Problems that make the workspace invalid."""
    warnings: Count
    """Problems that do not."""


class ValidateDocument(_Report):
    """The verdict on a workspace's manifests (`reconciler validate -o json`)."""

    format_version: Version
    """Version of this format."""
    valid: bool
    """Whether there is no error."""
    diagnostics: list[DiagnosticDocument]
    """Every problem, by file and line."""
    summary: ValidateSummaryDocument
    """What was looked at and what was found."""


def plan_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a plan."""
    return _schema(PlanDocument, "Plan")


def drift_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a drift report."""
    return _schema(DriftDocument, "Drift")


def _schema(model: type[_Document], title: str) -> dict[str, Any]:
    schema: dict[str, Any] = _untitled(model.model_json_schema(mode="serialization"))
    if "Verb" in schema["$defs"]:
        schema["$defs"]["Verb"]["enum"] = [verb.value for verb in Verb]  # also those a kind declared since
    return {"$schema": DIALECT, "title": title, **schema}


def _untitled(value: Any) -> Any:
    """Without the titles that only repeat a key. No key of these documents is called `title`."""
    if isinstance(value, dict):
        return {key: _untitled(item) for key, item in value.items() if key != "title"}
    return [_untitled(item) for item in value] if isinstance(value, list) else value
