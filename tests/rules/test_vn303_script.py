"""VN303: applications rely on an approved script."""

import pytest
from rule_world import action, declared, entry, facts, found, hotline_entry

from reconciler.model.action import Mode, Verb
from reconciler.model.finding import Verdict

ATTESTED = {"origins": {"scripts": "attested"}}


@pytest.mark.parametrize(
    ("script", "observed", "mode", "said"),
    [
        ("SCRIPT-3321", {}, Mode.AUTOMATIC, None),
        ("SCRIPT-3322", {}, Mode.AUTOMATIC, (Verdict.BLOCK, "script SCRIPT-3322 is not approved")),
        ("SCRIPT-1", {}, Mode.AUTOMATIC, (Verdict.BLOCK, "script SCRIPT-1 does not exist in the account")),
        (None, {}, Mode.AUTOMATIC, (Verdict.BLOCK, "no script is named to order it with")),
        (
            "SCRIPT-3321",
            {"scripts": None},
            Mode.MANUAL,
            (Verdict.HOLD, "the list of scripts cannot be read and is not attested"),
        ),
        (
            "SCRIPT-3321",
            ATTESTED,
            Mode.AUTOMATIC,
            (Verdict.HOLD, "the list of scripts is only attested, and an automatic order needs it observed"),
        ),
        ("SCRIPT-3321", ATTESTED, Mode.MANUAL, None),
    ],
)
@pytest.mark.parametrize("desired", [hotline_entry, entry])
def test_the_script_is_approved(desired, script, observed, mode, said):
    slot = declared(desired(script=script))
    apply = action(Verb.ORDER, slot.address, mode=mode)
    findings = found("VN303", facts(slot, actions=[apply], observed=observed))
    assert [(f.verdict, f.message) for f in findings] == ([] if said is None else [said])
    assert all(finding.stops == (apply.id,) for finding in findings)
