"""A hotline's callers never come back to it: that much is seen in Git alone."""

from __future__ import annotations

import pytest
from workspaces import HEAD, check, plain

ONE, TWO, THREE, PERSON = "4008100001", "4008100002", "4008100003", "057188880009"


def problems(tmp_path, ways):
    """The problems of hotlines that transfer as told: number to the numbers that ring."""
    flows = "".join(
        f"    to-{to[0]}-{len(to)}: {{transfer: {{routing: random, to: {list(to)}, qualification: '1'}}}}\n"
        for to in sorted(set(ways.values()))
    )
    entries = "".join(
        f"    h{number}: {{carrier: C, package: 120, number: '{number}', ivr: to-{to[0]}-{len(to)}}}\n"
        for number, to in ways.items()
    )
    text = f"{HEAD}  ivr:\n{flows}  hotlines:\n{entries}"
    found = check(plain(tmp_path, text)).diagnostics
    return [(d.code, text.splitlines()[d.line - 1].split(":")[0].strip(), d.message) for d in found]


@pytest.mark.parametrize(
    ("ways", "expected"),
    [
        pytest.param({ONE: (PERSON,)}, [], id="a person"),
        pytest.param({ONE: (TWO,), TWO: (PERSON,)}, [], id="another hotline that somebody answers"),
        pytest.param(
            {ONE: (PERSON, ONE)},
            [("VN304", f"h{ONE}", f"{ONE} transfers its calls to itself")],
            id="itself among others",
        ),
        pytest.param(
            {ONE: (TWO,), TWO: (THREE,), THREE: (ONE,)},
            [
                ("VN304", f"h{ONE}", f"calls go in a circle: {ONE} → {TWO} → {THREE} → {ONE}"),
                ("VN304", f"h{TWO}", f"calls go in a circle: {TWO} → {THREE} → {ONE} → {TWO}"),
                ("VN304", f"h{THREE}", f"calls go in a circle: {THREE} → {ONE} → {TWO} → {THREE}"),
            ],
            id="a circle of three",
        ),
        pytest.param(
            {ONE: (TWO,), TWO: (TWO,)},
            [("VN304", f"h{TWO}", f"{TWO} transfers its calls to itself")],
            id="only what lies on the circle is told",
        ),
    ],
)
def test_a_transfer_to_itself_or_in_a_circle_is_an_error(tmp_path, ways, expected):
    assert problems(tmp_path, ways) == expected
