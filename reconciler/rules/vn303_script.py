"""VN303: every application for a number relies on an approved script."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.contracts.facts import Facts
from reconciler.contracts.queries import unseen, with_desired
from reconciler.contracts.rule import Rule
from reconciler.model.action import Action, Verb
from reconciler.model.finding import Finding, Verdict
from reconciler.model.phrase import phrase

RULE = Rule(
    code="VN303",
    title="script approval",
    verdicts=(Verdict.HOLD, Verdict.BLOCK),
    what=(
        "An application for a 400 or a regular number names a script that the provider has approved. While "
        "the list of scripts is unknown, the application waits."
    ),
    seed="Script approval is required.",
    example="spec: {script: SCRIPT-3322}   # still under review",
    fix=(
        "Name an approved script, or wait until this one is. Where scripts cannot be read, vouch for it "
        "with `reconciler attest`."
    ),
    scope="slot",
)


def check(facts: Facts) -> Iterator[Finding]:
    """Judges every application."""
    for action, desired in with_desired(facts, Verb.ORDER):
        yield from _judge(facts, action, desired.script)


def _judge(facts: Facts, action: Action, script: str | None) -> Iterator[Finding]:
    scripts = facts.observed.scripts
    why = unseen(facts, action, "scripts", scripts)
    if script is None:
        yield RULE.block(
            (action,),
            phrase("no script is named to order it with"),
            phrase("write `script` on the entry or in `spec`"),
        )
    elif why or scripts is None:
        yield RULE.wait(
            (action,),
            phrase("the list of scripts {why}", why=why),
            phrase("`reconciler attest script:{script} approved=true`, if it is", script=script),
        )
    elif script not in scripts:
        yield RULE.block(
            (action,),
            phrase("script {script} does not exist in the account", script=script),
            phrase("add it in the console first"),
        )
    elif not scripts[script]:
        yield RULE.block(
            (action,),
            phrase("script {script} is not approved", script=script),
            phrase("wait for its approval, or name another"),
        )
