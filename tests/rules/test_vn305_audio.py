"""VN305: only reviewed audio is played."""

import pytest
from rule_world import action, declared, entry, facts, found, number

from reconciler.model.action import Mode, Verb
from reconciler.model.finding import Verdict
from reconciler.model.resource import Ivr

FILE = "welcome-2026.wav"


@pytest.mark.parametrize(
    ("audio", "said"),
    [
        ({}, None),
        ({FILE: "approved"}, None),
        ({FILE: "reviewing"}, (Verdict.BLOCK, f"the audio file {FILE} is reviewing, not approved")),
        ({FILE: "rejected"}, (Verdict.BLOCK, f"the audio file {FILE} is rejected, not approved")),
        ({"other.wav": "rejected"}, None),
        (None, (Verdict.HOLD, f"the review state of {FILE} cannot be read and is not attested")),
    ],
)
def test_a_playback_uses_approved_audio(audio, said):
    configure = action(Verb.CONFIGURE_IVR)
    given = facts(declared(entry(), number(ivr=None)), actions=[configure], observed={"audio": audio})
    findings = found("VN305", given)
    assert [(f.verdict, f.message) for f in findings] == ([] if said is None else [said])
    assert all(finding.stops == (configure.id,) for finding in findings)


def test_an_attested_review_is_enough():
    configure = action(Verb.CONFIGURE_IVR, mode=Mode.AUTOMATIC)
    observed = {"audio": {FILE: "approved"}, "origins": {"audio": "attested"}}
    assert found("VN305", facts(declared(entry(), number()), actions=[configure], observed=observed)) == []


def test_without_a_playback_there_is_nothing_to_review():
    configure = action(Verb.CONFIGURE_IVR)
    assert found("VN305", facts(declared(entry(ivr=Ivr())), actions=[configure])) == []
