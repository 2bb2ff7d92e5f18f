"""Calls only: one action in, one decoded answer or one typed error out.

Reads may be repeated by the caller; nothing here repeats a request. Credentials appear in no error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from threading import local
from typing import TYPE_CHECKING, Any, Protocol

from reconciler.distribution import install_line
from reconciler.errors import MissingExtra, Refused, Unreadable
from reconciler.model.calendar import SHANGHAI
from reconciler.model.phrase import phrase
from reconciler.noun import replace
from reconciler.providers.alibaba.mapping.answer import Answer
from reconciler.providers.alibaba.mapping.envelope import (
    Failure,
    read_body,
    read_error,
    write_error,
    written_body,
)
from reconciler.providers.alibaba.pace import Pace
from reconciler.providers.alibaba.settings import Settings

if TYPE_CHECKING:
    from reconciler.providers.alibaba.sdk import Sdk


class Transport(Protocol):
    """What the provider asks of its client."""

    def read(self, action: str, fields: Mapping[str, Any]) -> Answer:
        """Raises Unreadable or Throttled."""
        ...

    def write(self, action: str, fields: Mapping[str, Any]) -> Answer:
        """Raises Refused or OutcomeUnknown."""
        ...

    def now(self) -> datetime | None:
        """The service's time at its last answer; None where it did not tell."""
        ...


class Client:
    """One account at the real service, or at an emulator of it."""

    def __init__(self, settings: Settings, pace: Pace) -> None:
        self._settings = settings
        self._pace = pace
        self._threads = local()
        self._date = ""
        self._secrets: tuple[str, ...] = ()

    def read(self, action: str, fields: Mapping[str, Any]) -> Answer:
        """A successful answer. Raises Unreadable, Throttled, MissingExtra."""
        try:
            sdk = self._ready()
        except _NoCredentials as error:
            raise Unreadable(f"{action}: {error}", hint=NO_CREDENTIALS) from error
        self._pace.wait()
        try:
            raw = sdk.call(action, fields)
        except Exception as error:
            raise read_error(action, self._failure(error)) from None
        self._date = raw.date
        return read_body(action, raw.body)

    def now(self) -> datetime | None:
        """The service's own time, as its last answer told it; None before the first."""
        try:
            return parsedate_to_datetime(self._date).astimezone(SHANGHAI)
        except ValueError:
            return None

    def write(self, action: str, fields: Mapping[str, Any]) -> Answer:
        """A successful answer to one request. Raises Refused, OutcomeUnknown, MissingExtra."""
        try:
            sdk = self._ready()
        except _NoCredentials as error:
            raise Refused(
                phrase("{action}: {error}; nothing was sent", action=action, error=error), hint=NO_CREDENTIALS
            ) from error
        self._pace.wait()
        try:
            raw = sdk.call(action, fields)
        except Exception as error:
            raise write_error(action, self._failure(error)) from None
        return written_body(action, raw.body)

    def _ready(self) -> Sdk:
        """This thread's SDK, with credentials that exist now; they may be a role's, renewed while we run."""
        sdk: Sdk | None = getattr(self._threads, "sdk", None)
        if sdk is None:
            sdk = self._threads.sdk = load(self._settings)
        try:
            self._secrets = sdk.secrets()
        except Exception as error:
            raise _NoCredentials(
                phrase("no credentials: {sub}", sub=_BODY.sub("{…}", str(error))[:300])
            ) from None
        return sdk

    def _failure(self, error: Exception) -> Failure:
        from reconciler.providers.alibaba.sdk import failure

        mapped = failure(error)
        return replace(mapped, message=redacted(mapped.message, self._secrets))


def load(settings: Settings) -> Sdk:
    """The SDK. Raises MissingExtra where it is not installed."""
    try:
        from reconciler.providers.alibaba.sdk import Sdk
    except ModuleNotFoundError as error:
        raise MissingExtra(
            phrase("the provider alibaba needs the package {name}", name=error.name),
            hint=install_line("alibaba"),
        ) from error
    return Sdk(settings)


def redacted(text: str, secrets: Iterable[str]) -> str:
    """The text without the secrets: the provider repeats signed headers when a signature does not match."""
    for secret in secrets:
        text = text.replace(secret, "***")
    return text


class _NoCredentials(Exception):
    pass


_BODY = re.compile(r"\{.*?\}", re.DOTALL)
"""Answers the chain repeats in its errors; they may hold a part of a credential."""


NO_CREDENTIALS = phrase(
    "set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or give the machine a role; "
    "`reconciler doctor` shows where they come from"
)
"""What to do about it."""
