"""Telling people where they are: DingTalk, Feishu, WeCom, Slack, mail and whatever else apprise (extra `notify`) knows.

An address holds its own secret: it comes from the environment and is never shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from reconciler.distribution import install_line
from reconciler.errors import HostError, MissingExtra


def send(addresses: Sequence[str], title: str, body: str) -> None:
    """Sends one message to every address. Raises MissingExtra, and HostError naming the first that did not take it."""
    try:
        from apprise import Apprise, NotifyFormat
    except ImportError as error:
        hint = install_line("notify")
        raise MissingExtra("notifications need the extra `notify`", hint=hint) from error
    for index, address in enumerate(addresses, 1):
        service = Apprise()
        if not service.add(address):
            raise HostError(f"address {index} of the notifications is none that apprise knows")
        if not service.notify(body=body, title=title, body_format=NotifyFormat.TEXT):
            raise HostError(f"address {index} of the notifications did not take the message")
