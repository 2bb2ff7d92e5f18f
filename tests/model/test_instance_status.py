"""An instance's status is one of a closed set; what the provider says beside it is unknown, and kept."""

import json
from datetime import datetime

import pytest

from reconciler.model.observation import InstanceStatus, ObservedInstance, ObservedState
from reconciler.wire import saved_observation

NOW = datetime.fromisoformat("2026-11-23T10:00:00+08:00")


def saved(instance):
    return saved_observation.to_json(ObservedState("prod", NOW, {}, instances={instance.code: instance}))


@pytest.mark.parametrize("status", InstanceStatus)
def test_a_provider_may_write_it_as_text(status):
    instance = ObservedInstance("0571", status=status.value)
    assert (instance.status, instance.status_text) == (status, None)
    assert json.loads(saved(instance))["instances"]["0571"] == {"code": "0571", "status": status.value}


@pytest.mark.parametrize("word", ["frozen", "USABLE", "", 7])
def test_a_word_that_is_none_is_unknown_and_kept(word):
    instance = ObservedInstance("0571", status=word)
    assert (instance.status, instance.status_text) == (InstanceStatus.UNKNOWN, str(word))
    assert not instance.usable
    assert not instance.destroyed
    assert saved_observation.from_json(saved(instance)).instances == {"0571": instance}


def test_an_observation_that_an_older_version_saved_with_such_a_word_is_read():
    text = saved(ObservedInstance("0571")).replace('"usable"', '"frozen"')
    (instance,) = (saved_observation.from_json(text).instances or {}).values()
    assert instance.status is InstanceStatus.UNKNOWN
