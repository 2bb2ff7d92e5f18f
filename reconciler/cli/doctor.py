"""`reconciler doctor`: can this machine talk to the provider, may its key do what it must, is the ledger in order?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reconciler.cli import options
from reconciler.cli.accounts import looking
from reconciler.model.check import Health
from reconciler.model.phrase import phrase
from reconciler.report.sink import json_lines

if TYPE_CHECKING:
    from reconciler.contracts.doctor import Doctor
    from reconciler.model.check import Check
    from reconciler.model.state import Account

MARKS = {Health.OK: "✓", Health.WARN: "!", Health.FAIL: "✗", Health.UNKNOWN: "?"}


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
    from reconciler import pipeline, providers
    from reconciler.clock import SystemClock
    from reconciler.ledger.checkup import checkup

    config = pipeline.find_account(Path(), account)
    doctor = providers.doctor(config.provider)
    if probe:
        options.emit(_probe(config, doctor), output_file)
        return 0
    checks = (
        *doctor.checks(config, Path(), SystemClock().now),
        checkup(pipeline.find_ledger(Path()), config.name),
    )
    if form == "json":
        options.emit(_json(config.name, checks, doctor.policies), output_file)
    else:
        options.emit("\n".join(_lines(config, checks, doctor.policies)), output_file)
    return 1 if any(check.status is Health.FAIL for check in checks) else 0


def _probe(account: Account, doctor: Doctor) -> str:
    """The report that makes a first real account's answers our samples; JSON in either form."""
    from reconciler import __version__
    from reconciler.clock import SystemClock
    from reconciler.errors import UsageError

    if doctor.probe is None:
        raise UsageError(
            phrase(
                "account {name} is of provider {provider}, which has no probe",
                name=account.name,
                provider=account.provider,
            )
        )
    return json_lines.indented(
        {"tool": __version__, "answers": list(doctor.probe(account, Path(), SystemClock().now))}
    )


def _lines(
    account: Account, checks: tuple[Check, ...], policies: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    from reconciler.report.sink.encode import terminal
    from reconciler.report.sink.language import tr

    yield tr("account {name} ({provider})", name=account.name, provider=account.provider)
    for check in checks:
        yield f"  {MARKS[check.status]} {terminal(check.name)}: {terminal(check.detail)}"
        if check.hint:
            yield f"      {terminal(check.hint)}"
    for use, policy in policies.items():
        yield "\n" + tr("RAM policy for {use}:", use=use) + f"\n{json_lines.indented(policy).rstrip()}"


def _json(account: str, checks: tuple[Check, ...], policies: Mapping[str, Mapping[str, Any]]) -> str:
    rows = [{"name": c.name, "status": c.status, "detail": c.detail, "hint": c.hint or None} for c in checks]
    document = {"format_version": "1.0", "account": account, "checks": rows, "policies": policies}
    return json_lines.indented(document)
