"""`reconciler doctor`: can this machine talk to the provider, may its key do what it must, is the ledger in order?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reconciler.cli import options
from reconciler.cli.accounts import looking
from reconciler.report.sink import json_lines

if TYPE_CHECKING:
    from reconciler.model.check import Check
    from reconciler.model.state import Account

MARKS = {"ok": "✓", "warn": "!", "fail": "✗", "unknown": "?"}


@click.command()
@options.workspace
@looking
@click.option(
    "--probe", is_flag=True, help="Print what the reading actions answer, values hidden, as a report to send."
)
@options.output(["text", "json"])
def command(account: str | None, probe: bool, form: str, output_file: str | None) -> int:
    """Check credentials, clock, reachability and the ledger, and print the least-privilege policies for plan and apply.

    Nothing is changed. The exit code is 1 if a check fails.
    """
    from reconciler import pipeline
    from reconciler.ledger.checkup import checkup

    found = pipeline.find_account(Path(), account)
    if probe:
        options.emit(_probe(found), output_file)
        return 0
    checks = (*_checks(found), checkup(pipeline.find_ledger(Path()), found.name))
    policies = _policies(found)
    if form == "json":
        options.emit(_json(found.name, checks, policies), output_file)
    else:
        options.emit("\n".join(_lines(found, checks, policies)), output_file)
    return 1 if any(check.status == "fail" for check in checks) else 0


def _probe(account: Account) -> str:
    """The report that makes a first real account's answers our samples; JSON in either form."""
    from reconciler import __version__
    from reconciler.clock import SystemClock
    from reconciler.errors import UsageError
    from reconciler.model.calendar import month_before

    if account.provider != "alibaba":
        raise UsageError(f"account {account.name} is of provider {account.provider}: only alibaba is probed")
    from reconciler.providers.alibaba import provider_roster
    from reconciler.providers.alibaba.probe import probe
    from reconciler.providers.alibaba.settings import parse

    settings = parse(account.settings)
    roster = None if settings.roster is None else provider_roster(Path(), settings.roster)
    month = month_before(SystemClock().now())
    numbers = () if roster is None else tuple(roster.rows)
    return json_lines.indented({"tool": __version__, "answers": list(probe(settings, month, numbers))})


def _checks(account: Account) -> Iterator[Check]:
    """The provider's own checks where it has some, else whether it can be observed."""
    from reconciler.clock import SystemClock

    if account.provider == "alibaba":
        from reconciler.providers.alibaba.checkup import checkup

        yield from checkup(account, Path(), SystemClock().now)
        return
    from reconciler import providers
    from reconciler.errors import ReconcilerError
    from reconciler.model.check import FAIL, OK, Check

    try:
        seen = providers.create(account.provider, account, Path()).observe()
    except ReconcilerError as error:
        yield Check("observe", FAIL, error.message, error.hint)
    else:
        yield Check("observe", OK, f"{len(seen.numbers)} numbers")


def _policies(account: Account) -> dict[str, Any]:
    """The RAM policies for reading and for changing; none where a provider has no permissions."""
    if account.provider != "alibaba":
        return {}
    from reconciler.providers.alibaba import policies

    return {"plan": policies.plan(), "apply": policies.apply(), "evidence": policies.evidence()}


def _lines(account: Account, checks: tuple[Check, ...], policies: dict[str, Any]) -> Iterator[str]:
    from reconciler.report.sink.encode import terminal

    yield f"account {account.name} ({account.provider})"
    for check in checks:
        yield f"  {MARKS[check.status]} {check.name}: {terminal(check.detail)}"
        if check.hint:
            yield f"      {terminal(check.hint)}"
    for use, policy in policies.items():
        yield f"\nRAM policy for {use}:\n{json_lines.indented(policy).rstrip()}"


def _json(account: str, checks: tuple[Check, ...], policies: dict[str, Any]) -> str:
    shown = [{"name": c.name, "status": c.status, "detail": c.detail, "hint": c.hint or None} for c in checks]
    document = {"format_version": "1.0", "account": account, "checks": shown, "policies": policies}
    return json_lines.indented(document)
