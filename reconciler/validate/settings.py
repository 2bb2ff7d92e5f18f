"""What an account says of its provider: the name, the provider's own settings, and files that stay in the workspace."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from reconciler.manifests.sources import Document, Path, Problem
from reconciler.manifests.workspace import WorkspaceSpec
from reconciler.model.phrase import phrase
from reconciler.validate.suggestions import suggest

_SQLITE = "sqlite:///"


class Form(NamedTuple):
    """How one setting is written."""

    pattern: str
    """A regular expression of the whole text."""
    example: str
    """What to write."""
    file: bool = False
    """Whether it names a file."""


class Wants(NamedTuple):
    """What a provider wants of its settings, all of which are optional, and of the entries of its accounts."""

    settings: Mapping[str, Form]
    mainland: bool = False
    """Whether its numbers are of the carriers and places that `catalogue/places.py` lists."""


ProviderLookup: TypeAlias = Callable[[Iterable[str]], Mapping[str, Wants | None]]
"""The providers there are, of which some are named, and what each wants; None for one that does not tell."""


def settings(
    workspace: Document, spec: WorkspaceSpec, known: ProviderLookup, *, reviewed: bool
) -> Iterator[Problem]:
    """Problems of every account, each at its value. `reviewed`: the document is the base's, and may name any file."""
    providers = known(account.provider for account in spec.accounts.values())
    for name, account in spec.accounts.items():
        at: Path = ("spec", "accounts", name)
        if account.provider not in providers:
            hint = suggest(account.provider, providers)
            yield Problem(
                "VN214", workspace.file, (*at, "provider"), phrase("there is no provider of that name"), hint
            )
        elif (wants := providers[account.provider]) is not None:
            yield from _wrong(workspace, (*at, "settings"), account.settings or {}, wants)
            for key in () if reviewed else _files(wants):
                yield from _outside(workspace, (*at, "settings", key), (account.settings or {}).get(key))
    if not reviewed and (spec.ledger or "").startswith(_SQLITE):
        yield from _outside(workspace, ("spec", "ledger"), str(spec.ledger).removeprefix(_SQLITE))


def _wrong(workspace: Document, at: Path, settings: Mapping[str, Any], wants: Wants) -> Iterator[Problem]:
    for key, value in settings.items():
        form = wants.settings.get(key)
        if form is None:
            hint = suggest(key, wants.settings)
            yield Problem(
                "VN215",
                workspace.file,
                (*at, key),
                phrase("the provider has no such setting"),
                hint,
                key=True,
            )
        elif not (isinstance(value, str) and re.fullmatch(form.pattern, value)):
            message = phrase("the provider does not take this {key}", key=key)
            yield Problem(
                "VN215", workspace.file, (*at, key), message, phrase("write {example}", example=form.example)
            )


def _files(wants: Wants) -> Iterator[str]:
    return (key for key, form in wants.settings.items() if form.file)


def _outside(workspace: Document, path: Path, value: object) -> Iterator[Problem]:
    if isinstance(value, str) and (value.startswith("/") or ".." in value.split("/")):
        hint = phrase(
            "write a path below the workspace; a ledger elsewhere is named by env:NAME, other files by --config-from"
        )
        yield Problem("VN216", workspace.file, path, phrase("this file lies outside the workspace"), hint)
