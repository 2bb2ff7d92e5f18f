"""An observation as JSON, so that a plan can be made offline and a golden case can be read."""

from __future__ import annotations

import json

from pydantic import TypeAdapter, ValidationError

from reconciler.errors import ReconcilerError
from reconciler.model.composed import composed
from reconciler.model.observation import ObservedState
from reconciler.model.phrase import phrase
from reconciler.model.trace import NO_TRACES
from reconciler.wire import strict

_HINT = phrase("make one with `reconciler status --save FILE`")
_STATE: TypeAdapter[ObservedState] = TypeAdapter(ObservedState)


def to_json(observed: ObservedState) -> str:
    """The observation as JSON, keys sorted, what is absent left out; `from_json` gives an equal observation back."""
    data = _STATE.dump_python(observed, mode="json", exclude_none=True)
    for number in data["numbers"].values():
        for name in ("unknown", "attested"):
            number[name] = sorted(number[name])
            if not number[name]:
                del number[name]
        if not number["more"]:
            del number["more"]
    if observed.traces == NO_TRACES:
        del data["traces"]
    return json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def from_json(text: str) -> ObservedState:
    """Parses a saved observation. Raises ReconcilerError naming the first field that does not fit."""
    try:
        strict.parse(text)
        return composed(_STATE.validate_json(text))
    except strict.NotJson as error:
        raise ReconcilerError(
            phrase("not a saved observation: the text: {error}", error=error), code="VN806", hint=_HINT
        ) from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ReconcilerError(
            phrase(
                "not a saved observation: {where}: {first}", where=where or "the text", first=first["msg"]
            ),
            code="VN806",
            hint=_HINT,
        ) from error
