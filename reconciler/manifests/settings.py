"""The Workspace document as the planner's accounts, teams and policy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from reconciler.manifests.resources import playback
from reconciler.manifests.workspace import AccountEntry, LimitsEntry, TariffOverride, TeamRules, WorkspaceSpec
from reconciler.model.fleet import Chore, Schedule
from reconciler.model.state import Account, Exemption, Freeze, Limits, Policy, Team
from reconciler.model.tariff import SEED_TARIFF, Tariff

DEFAULT_LEDGER = "sqlite:///.reconciler/ledger.db"
DEFAULT_CANCELLATIONS = 1
_SECONDS = {"s": 1, "m": 60, "h": 3600}


def accounts(spec: WorkspaceSpec) -> dict[str, Account]:
    """The accounts, in name order."""
    return {name: _account(name, entry) for name, entry in sorted(spec.accounts.items())}


def _account(name: str, entry: AccountEntry) -> Account:
    wide = playback(entry.playback) if entry.playback else None
    tariff = _tariff(entry.tariff) if entry.tariff else SEED_TARIFF
    return Account(name, entry.provider, entry.settings or {}, wide, tariff)


def tariff_of(spec: WorkspaceSpec | None, account: str) -> Tariff:
    """An account's prices; the published ones for an account nobody describes."""
    entry = spec.accounts.get(account) if spec else None
    return _tariff(entry.tariff) if entry and entry.tariff else SEED_TARIFF


def _tariff(override: TariffOverride) -> Tariff:
    return Tariff(**{field: Decimal(text) for field, text in override if text is not None})


def teams(spec: WorkspaceSpec, labels: Mapping[str, Mapping[str, str]]) -> dict[str, Team]:
    """Every team the workspace or a Team document names, in name order."""
    rules = spec.teams or {}
    return {name: _team(name, rules.get(name), labels.get(name, {})) for name in sorted({*rules, *labels})}


def _team(name: str, rules: TeamRules | None, labels: Mapping[str, str]) -> Team:
    if rules is None:
        return Team(name, labels=labels)
    budget = Decimal(rules.monthly_budget) if rules.monthly_budget else None
    return Team(name, tuple(rules.paths), tuple(rules.accounts), budget, tuple(rules.contacts or ()), labels)


def policy(spec: WorkspaceSpec) -> Policy:
    """What the organisation permits."""
    freezes = tuple(Freeze(day(item.first), day(item.last), item.reason) for item in spec.freezes or ())
    lifted = tuple(
        Exemption(item.rule, item.address, item.reason, day(item.until)) for item in spec.exceptions or ()
    )
    return Policy(_limits(spec.limits), freezes, lifted, spec.approval, spec.attestations is not None)


def _limits(entry: LimitsEntry | None) -> Limits:
    if entry is None:
        return Limits()
    return Limits(
        cancellations=DEFAULT_CANCELLATIONS if entry.cancellations is None else int(entry.cancellations),
        purchases=None if entry.purchases is None else int(entry.purchases),
        added_monthly=None if entry.added_monthly is None else Decimal(entry.added_monthly),
    )


def schedule(spec: WorkspaceSpec) -> Schedule | None:
    """What workers do by themselves; None where the workspace says nothing of it."""
    if spec.fleet is None:
        return None
    crons = {chore: getattr(spec.fleet, chore.value) for chore in Chore}
    limit = spec.fleet.requests_per_second
    return Schedule(
        crons={chore: cron for chore, cron in crons.items() if cron is not None},
        jitter=_duration(spec.fleet.jitter or "0s"),
        requests_per_second=None if limit is None else int(limit),
    )


def _duration(text: str) -> timedelta:
    return timedelta(seconds=int(text[:-1]) * _SECONDS[text[-1]])


def day(text: str) -> date:
    """A day that the model has already accepted."""
    return date.fromisoformat(text)
