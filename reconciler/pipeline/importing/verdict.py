"""What validation and the next plan make of documents that are not written yet."""

from __future__ import annotations

from collections.abc import Mapping

from reconciler import load
from reconciler.errors import InvalidManifests, ReconcilerError
from reconciler.model.action import Action, Mode, Status, Verb
from reconciler.model.address import Address
from reconciler.model.calendar import local
from reconciler.model.diagnostic import Diagnostic
from reconciler.model.finding import Finding, Verdict
from reconciler.model.phrase import phrase
from reconciler.model.plan import Plan
from reconciler.model.state import DesiredState
from reconciler.noun import noun, replace
from reconciler.pipeline.importing.inputs import ImportInputs
from reconciler.pipeline.snapshot import plan_inputs
from reconciler.planning.build import plan_of, view
from reconciler.validate import validate

_LARGE = frozenset({"VN012", "VN022"})
"""A file with too many bytes or values."""
_OF_ENTRIES = "VN100"
"""Codes below it are about a file as a whole, wherever in it they stand."""
_STUCK = frozenset({Status.READY, Status.BLOCKED, Status.HELD})


@noun
class Prospect:
    """The workspace as it would be."""

    errors: tuple[Diagnostic, ...]
    desired: DesiredState
    plan: Plan
    numbers: Mapping[Address, str]
    """Address of each new entry to its number."""
    places: Mapping[tuple[str, str], str]
    """File and key of each new entry to its number."""

    def news(self, before: Plan) -> tuple[Finding, ...]:
        """What is blocked or in violation then and was not so before."""
        known = {(finding.rule, finding.message) for finding in before.findings}
        grave = (finding for finding in self.plan.findings if finding.verdict >= Verdict.VIOLATION)
        return tuple(finding for finding in grave if (finding.rule, finding.message) not in known)

    def besides(self, before: Plan) -> tuple[Action, ...]:
        """What is ready then beside adoptions, and was not so before."""
        ready = {action.id for action in before.ready}
        return tuple(a for a in self.plan.ready if a.verb is not Verb.ADOPT and a.id not in ready)


def prospect(
    ground: ImportInputs,
    texts: Mapping[str, str],
    numbers: Mapping[Address, str],
    places: Mapping[tuple[str, str], str],
) -> Prospect:
    """Validates and plans with the texts in place of what is on disk."""
    validation = validate(load.overlaid(ground.documents, texts))
    errors = tuple(
        diagnostic
        for diagnostic in validation.diagnostics
        if diagnostic.is_error and diagnostic.code != "VN213"
    )
    session = replace(ground.session, desired=validation.state or ground.session.desired)
    inputs = plan_inputs(session, None, ground.memory, ground.observed)
    return Prospect(errors, session.desired, plan_of(view(inputs), inputs), numbers, places)


def by_hand(action: Action) -> bool:
    """Whether a person is asked."""
    return action.mode is Mode.MANUAL


def refused(then: Prospect, *, named: bool) -> dict[str, str]:
    """The numbers that the next plan would not simply adopt, each with the reason. What was asked for by name may
    come with a task for a person.

    Raises InvalidManifests for an error that is no entry's.
    """
    reasons = _invalid(then)
    if reasons:
        return reasons
    for action in then.plan.actions:
        number = then.numbers.get(action.address)
        if number is None or action.verb is Verb.ADOPT or action.status not in _STUCK:
            continue
        if not (named and by_hand(action)):
            reasons.setdefault(number, _more_than_adopted(action, number))
    for finding in reversed(then.plan.findings):
        if finding.verdict is Verdict.BLOCK and finding.address in then.numbers:
            reasons[then.numbers[finding.address]] = f"{finding.rule} {finding.message}"
    return reasons


def _more_than_adopted(action: Action, number: str) -> str:
    by = " by hand" if by_hand(action) else ""
    when = f", before {local(action.deadline):%Y-%m-%d %H:%M}" if action.deadline is not None else ""
    return (
        f"the next plan would {action.verb}{by}{when}; `import {number}` takes it all the same"
        if by
        else (f"the next plan would {action.verb}; declare it by hand and have that plan reviewed")
    )


def _why(error: Diagnostic) -> str:
    """With the hint: what one line of the team's `defaults` may mend is the same for many numbers."""
    if not error.hint:
        return phrase("{code} {message}", code=error.code, message=error.message)
    return phrase("{code} {message}: {hint}", code=error.code, message=error.message, hint=error.hint)


def _invalid(then: Prospect) -> dict[str, str]:
    """The numbers whose entries are not valid, as an organisation's policy may find; raises for any other error."""
    reasons: dict[str, str] = {}
    strange: list[Diagnostic] = []
    for error in then.errors:
        number = then.places.get((error.file, error.excerpt.strip().partition(":")[0]))
        if number is None or error.code < _OF_ENTRIES:
            strange.append(error)
        else:
            reasons.setdefault(number, _why(error))
    large = next((error for error in strange if error.code in _LARGE), None)
    if large is not None:
        hint = "add --write: it makes documents of about 100 entries"
        raise ReconcilerError(
            phrase("{file} would hold too much: {message}", file=large.file, message=large.message),
            code=large.code,
            hint=hint,
        )
    if strange:
        raise InvalidManifests("what would be written is not valid; nothing was written", tuple(strange))
    return reasons
