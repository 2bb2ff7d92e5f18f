"""A rebind that cannot be completed: the number goes back to where it was, or the report says that it is off.

The way back passes the same gate as every call: the entry is judged as if it still asked for the old instance.
"""

from __future__ import annotations

from collections.abc import Mapping

from reconciler.apply.calling import Caller
from reconciler.errors import ReconcilerError
from reconciler.model.action import Action, Mode, Status, Verb, action_id
from reconciler.model.outcome import Fate, Result
from reconciler.model.phrase import phrase
from reconciler.noun import replace

_OFF = phrase("it is bound to nothing now")


def put_back(result: Result, results: Mapping[str, Result], caller: Caller) -> Result:
    """The result of a binding that was not done, and what became of the number that was taken off for it."""
    action = result.action
    off = results.get(action_id(action.address, Verb.UNBIND))
    failed = action.verb is Verb.BIND and result.fate in {Fate.REFUSED, Fate.SKIPPED}
    if not failed or off is None or off.fate is not Fate.DONE:
        return result
    before = {change.path: change.before for change in off.action.changes}
    instance, routing = before.get("instance"), before.get("routing")
    if not isinstance(instance, str):
        return result
    outcome = _bind(action, instance, routing if isinstance(routing, str) else None, caller)
    return replace(result, message=f"{result.message}; {outcome}")


def _bind(action: Action, instance: str, routing: str | None, caller: Caller) -> str:
    """Binds the number to where it was; what came of that."""
    state = caller.state
    if state.broken or state.context.stopping():
        return f"{_OFF}: {state.broken or 'the run was interrupted'}"
    try:
        verdicts = state.look_instead(
            action.address, lambda entry: replace(entry, instance=instance, routing=routing)
        )
    except ReconcilerError as error:
        return phrase(
            "{off}: no fresh facts to put it back on {instance}: {message}",
            off=_OFF,
            instance=instance,
            message=error.message,
        )
    slot = verdicts.facts.slots.get(action.address)
    if slot is not None and slot.live is not None and slot.live.instance is not None:
        return phrase("another hand has bound it to {instance}", instance=slot.live.instance)
    back = verdicts.actions.get(action_id(action.address, Verb.BIND))
    if back is None or back.status is not Status.READY or back.mode is not Mode.AUTOMATIC or back.needs:
        why = f": {back.reason}" if back is not None and back.reason else ""
        return phrase(
            "{off}: it may not be put back on {instance}{why}", off=_OFF, instance=instance, why=why
        )
    (end,) = caller.call([back], verdicts.facts)
    if end.fate is Fate.DONE:
        return phrase("it is bound to {instance} again", instance=instance)
    return phrase(
        "{off}: putting it back on {instance}: {message}", off=_OFF, instance=instance, message=end.message
    )
