"""Telling people where they are: DingTalk, Feishu, WeCom, Slack, mail and whatever else apprise (extra `notify`) knows.

An address holds its own secret: it comes from the environment and is never shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from reconciler.distribution import install_line
from reconciler.errors import HostError, MissingExtra


def send(addresses: Sequence[str], title: str, body: str) -> None:
    """Sends one message to every address, also after one that does not take it.

    Raises MissingExtra, and HostError naming those that did not.
    """
    try:
        from apprise import Apprise, NotifyFormat
    except ImportError as error:
        hint = install_line("notify")
        raise MissingExtra("notifications need the extra `notify`", hint=hint) from error
    problems = []
    for place, address in enumerate(addresses, 1):
        service = Apprise()
        if not service.add(address):
            problems.append(f"address {place} of the notifications is none that apprise knows")
        elif not service.notify(body=body, title=title, body_format=NotifyFormat.TEXT):
            problems.append(f"address {place} of the notifications did not take the message")
    if problems:
        summary = f"{len(addresses) - len(problems)} of {len(addresses)} addresses were told"
        hint = f"{summary}; compare the next report with the same earlier one, and all are told again"
        raise HostError("; ".join(problems), hint=hint)
