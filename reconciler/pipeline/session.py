"""Opening a workspace's account: manifests, provider, ledger and clock."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from reconciler import providers
from reconciler.clock import SystemClock
from reconciler.contracts.provider import MutatingProvider
from reconciler.contracts.store import Clock, LedgerStore
from reconciler.errors import InvalidManifests, UsageError
from reconciler.ledger import open_ledger
from reconciler.load import WORKSPACE, read, workspace_only
from reconciler.load.cache import place
from reconciler.model.phrase import phrase
from reconciler.model.state import Account, DesiredState
from reconciler.noun import noun
from reconciler.report.sink import language
from reconciler.validate import Validation, validate

if TYPE_CHECKING:
    from reconciler.ledger.store import Ledger


@noun
class Session:
    """One account of one workspace, its doors open."""

    root: Path
    validation: Validation
    desired: DesiredState
    account: Account
    provider: MutatingProvider
    store: LedgerStore
    clock: Clock

    @property
    def complete(self) -> bool:
        """Whether every manifest that concerns the account was valid."""
        return self.desired.complete


def check(root: Path, config_from: Path | None = None) -> Validation:
    """Reads and validates a workspace; no provider call."""
    return _heard(validate(read(root, config_from=config_from), providers.known))


def open_session(
    root: Path,
    account: str | None = None,
    *,
    config_from: Path | None = None,
    strict: bool = True,
    validation: Validation | None = None,
) -> Session:
    """Opens an account. With `strict`, any error in any manifest raises InvalidManifests.

    `validation`: what `check(root)` said, for a program that opens one account after another.
    """
    validation = validation or check(root, config_from)
    desired = validation.state
    if desired is None or (strict and not validation.valid):
        raise refusal(validation)
    chosen = _account(desired, account)
    return Session(
        root=root,
        validation=validation,
        desired=validation.state_of(chosen.name) or desired,
        account=chosen,
        provider=providers.create(chosen.provider, chosen, root),
        store=open_ledger(desired.ledger, root, ledger_id=desired.ledger_id, cache=place(os.environ)),
        clock=SystemClock(),
    )


def refusal(validation: Validation) -> InvalidManifests:
    """What to raise where manifests with errors are no basis for what is asked."""
    errors = [d for d in validation.diagnostics if d.is_error]
    noun = "error" if len(errors) == 1 else "errors"
    return InvalidManifests(
        phrase("{count} {noun} in the manifests", count=len(errors), noun=noun),
        validation.diagnostics,
        hint=phrase("run `reconciler validate`"),
    )


def find_account(root: Path, name: str | None = None) -> Account:
    """One account as reconciler.yaml describes it; no other manifest is read. Raises InvalidManifests, UsageError."""
    return _account(find_workspace(root), name)


def find_ledger(root: Path) -> Ledger:
    """The workspace's ledger; no other manifest is read. Raises InvalidManifests, LedgerError."""
    workspace = find_workspace(root)
    return open_ledger(workspace.ledger, root, ledger_id=workspace.ledger_id)


def find_workspace(root: Path) -> DesiredState:
    """What reconciler.yaml says by itself; no other manifest is read. Raises InvalidManifests."""
    validation = _heard(validate(workspace_only(root), providers.known))
    if validation.state is None:
        raise InvalidManifests(
            phrase("{workspace} is not valid", workspace=WORKSPACE),
            validation.diagnostics,
            hint=phrase("run `reconciler validate`"),
        )
    return validation.state


def _heard(validation: Validation) -> Validation:
    """The workspace says which language its people read, unless whoever runs this says otherwise."""
    if validation.state is not None and validation.state.language is not None:
        language.choose(validation.state.language)
    return validation


def _account(desired: DesiredState, name: str | None) -> Account:
    accounts = desired.accounts
    if name is None and len(accounts) == 1:
        return next(iter(accounts.values()))
    known = ", ".join(accounts)
    if name is None:
        raise UsageError(
            phrase("the workspace has several accounts"),
            hint=phrase("add --account: {known}; or --all-accounts, to look at all", known=known),
        )
    if name not in accounts:
        raise UsageError(
            phrase("no account {name!r} in the workspace", name=name),
            hint=phrase("it has: {known}", known=known),
        )
    return accounts[name]
