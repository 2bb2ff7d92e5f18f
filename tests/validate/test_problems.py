"""Each mistake in a document has its code, its place and a hint that says what to write."""

from __future__ import annotations

from pathlib import Path

import pytest
from workspaces import CANCELLATION, EXAMPLE, HEAD, PLAIN_WORKSPACE, WORKSPACE, check, lay, plain

TEAM = (
    HEAD
    + """\
  enterprise: e
  script: s
  instances: {outbound: {code: "057100001234"}}
  ivr:
    welcome: {playback: {audio: a.wav, description: d}}
    menu: {transfer: {routing: random, to: ["057188880009"], qualification: "1"}}
"""
)
"""Eleven lines; what follows begins in line 12."""

SHAPE = {
    "unknown key": ("  acount: x\n", "VN102", 12, 3, "did you mean 'account'?"),
    "unknown key elsewhere": ("  zzz: x\n", "VN102", 12, 3, "known here: account, enterprise"),
    "missing key": ("  pools: {p: {}}\n", "VN103", 12, 11, "add members"),
    "missing within": ("  publicMode: {otp: {}}\n", "VN103", 12, 16, "add use"),
    "wrong type": ("  numbers: {a: x}\n", "VN104", 12, 16, "write a mapping"),
    "empty": ("  numbers:\n", "VN104", 12, 3, "write a mapping: numbers: {NAME: …}, or leave the key out"),
    "empty value": (
        "  numbers: {a: {region: }}\n",
        "VN104",
        12,
        17,
        "write text: region: TEXT, or leave the key out",
    ),
    "unknown word": ("  numbers: {a: {line: Landline}}\n", "VN105", 12, 23, "did you mean 'landline'?"),
    "unknown use": (
        "  publicMode: {a: {use: sms}}\n",
        "VN105",
        12,
        25,
        "write verification-code or voice-notification",
    ),
    "a list's text": ("  moved: x\n", "VN104", 12, 10, "write a list: moved: [{from: …, to: …}]"),
    "a bare number": (
        "  numbers: {a: '057188880001'}\n",
        "VN104",
        12,
        16,
        "a: {number: …, region: …, instance: …}",
    ),
    "a Chinese word": ("  numbers: {a: {line: 座机}}\n", "VN105", 12, 23, "did you mean 'landline'?"),
    "another's word": ("  numbers: {a: {callType: two-way}}\n", "VN105", 12, 27, "did you mean 'both'?"),
    "full-width colon": (
        '  numbers: {a: {number: "057188880001", line：mobile}}\n',
        "VN102",
        12,
        41,
        "write line: mobile: the full-width",
    ),
    "full-width quotes": (
        "  numbers: {a: {number: “057188880001”}}\n",
        "VN107",
        12,
        25,
        'write "057188880001"',
    ),
    "a unit": ("  hotlines: {a: {package: 120元}}\n", "VN106", 12, 27, "or leading zero: here 120"),
    "bad key": (
        "  numbers: {A_b: {number: '057188880001'}}\n",
        "VN106",
        12,
        13,
        "write small letters, digits and hyphens",
    ),
    "blank end": ("  pools: {p: {members: {a: {region: ' x'}}}}\n", "VN106", 12, 37, "one line of text"),
    "several lines": ('  numbers: {a: {region: "x\\ny"}}\n', "VN106", 12, 25, "one line of text"),
    "leading zero": ("  hotlines: {a: {package: '0120'}}\n", "VN106", 12, 27, "write a whole number"),
    "hyphens": ("  numbers: {a: {number: 0571-8888-0001}}\n", "VN107", 12, 25, 'write "057188880001"'),
    "country code": (
        '  numbers: {a: {number: "+86 138 0013 8000"}}\n',
        "VN107",
        12,
        25,
        'write "13800138000"',
    ),
    "country code of a landline": (
        "  numbers: {a: {number: 0086 571 88880001}}\n",
        "VN107",
        12,
        25,
        '"057188880001"',
    ),
    "fullwidth digits": (
        "  numbers: {a: {number: ０５７１８８８８０００１}}\n",
        "VN107",
        12,
        25,
        'write "057188880001"',
    ),
    "several numbers in one": (
        '  numbers: {a: {number: "057188880001,057188880002"}}\n',
        "VN107",
        12,
        25,
        "digits only",
    ),
    "a 400 among regular numbers": (
        '  numbers: {a: {number: "4008100001"}}\n',
        "VN107",
        12,
        25,
        "move the entry below hotlines",
    ),
    "a landline among hotlines": (
        '  hotlines: {a: {number: "057188880001"}}\n',
        "VN107",
        12,
        26,
        "move the entry below numbers",
    ),
    "member": ("  pools: {p: {members: {a: 0571 8888 0001}}}\n", "VN107", 12, 28, 'write "057188880001"'),
    "too long": (
        f"  numbers: {{a: {{region: {'x' * 201}}}}}\n",
        "VN108",
        12,
        25,
        "write at most 200 characters",
    ),
    "no members": ("  pools: {p: {members: {}}}\n", "VN108", 12, 24, "write at least 1 item"),
    "public mode with a number": (
        "  publicMode: {a: {use: verification-code, number: '1'}}\n",
        "VN301",
        12,
        44,
        "remove it",
    ),
    "public mode with an instance": (
        "  publicMode: {a: {use: verification-code, instance: a}}\n",
        "VN301",
        12,
        44,
        "remove",
    ),
    "public mode with an ivr": (
        "  publicMode: {a: {use: verification-code, ivr: a}}\n",
        "VN301",
        12,
        44,
        "remove it",
    ),
    "public mode with documents": (
        "  publicMode: {a: {use: verification-code, documents: a}}\n",
        "VN301",
        12,
        44,
        "rem",
    ),
    "public mode with a direction": (
        "  publicMode: {a: {use: verification-code, callType: both}}\n",
        "VN301",
        12,
        44,
        "",
    ),
    "outbound hotline": ("  hotlines: {a: {callType: outbound}}\n", "VN301", 12, 28, "write inbound"),
    "outbound hotlines by default": (
        "  defaults: {hotlines: {callType: both}}\n",
        "VN301",
        12,
        35,
        "write inbound",
    ),
    "bound hotline": (
        "  hotlines: {a: {instance: outbound, carrier: 中国联通, package: 120, number: '4008100001'}}\n",
        "VN304",
        12,
        18,
        "landline and mobile numbers only",
    ),
}

MEANING = {
    "unknown instance": (
        "  numbers: {a: {number: '057188880001', instance: outbund}}\n",
        "VN201",
        12,
        51,
        "'outbound'",
    ),
    "unknown ivr": ("  numbers: {a: {number: '057188880001', ivr: welcom}}\n", "VN202", 12, 46, "'welcome'"),
    "unknown instance in a template": (
        "  pools: {p: {template: {instance: x}, members: {a: '057188880001', b: '057188880002'}}}\n",
        "VN201",
        12,
        36,
        "known here: outbound",
    ),
    "unknown ivr in the defaults": (
        "  defaults: {numbers: {ivr: x}}\n  numbers: {a: {number: '057188880001'}, b: {number: '057188880002'}}\n",
        "VN202",
        12,
        29,
        "known here: menu, welcome",
    ),
    "transfer on a regular number": (
        "  numbers: {a: {number: '057188880001', ivr: menu}}\n",
        "VN301",
        12,
        46,
        "without",
    ),
    "line against the digits": (
        "  numbers: {a: {number: '13800138000', line: landline}}\n",
        "VN301",
        12,
        46,
        "mobile",
    ),
    "nothing to request by": ("  numbers: {a: {line: mobile}}\n", "VN103", 12, 13, "add region"),
    "no line to request": ("  numbers: {a: {region: x}}\n", "VN103", 12, 13, "add line"),
    "hotline without carrier": (
        "  hotlines: {a: {number: '4008100001', package: 120}}\n",
        "VN103",
        12,
        14,
        "add carrier",
    ),
    "hotline without package": (
        "  hotlines: {a: {number: '4008100001', carrier: c}}\n",
        "VN103",
        12,
        14,
        "add package",
    ),
    "neither number nor select": (
        "  hotlines: {a: {carrier: c, package: 120}}\n",
        "VN103",
        12,
        14,
        "or select:",
    ),
    "number against select": (
        "  hotlines: {a: {carrier: c, package: 120, number: '4008100001', select: {prefix: '4009'}}}\n",
        "VN106",
        12,
        52,
        "remove select",
    ),
    "package too small": (
        "  hotlines: {a: {carrier: c, package: 119, number: '4008100001'}}\n",
        "VN108",
        12,
        39,
        "120 to 5000",
    ),
    "package too large": (
        "  hotlines: {a: {carrier: c, package: 5001, number: '4008100001'}}\n",
        "VN108",
        12,
        39,
        "120 to 5000",
    ),
    "key twice": (
        "  numbers: {a: {number: '057188880001'}}\n  publicMode: {a: {use: verification-code}}\n",
        "VN208",
        13,
        16,
        "another",
    ),
    "number twice": (
        "  numbers: {a: {number: '057188880001'}}\n  pools: {p: {members: {b: '057188880001'}}}\n",
        "VN309",
        13,
        28,
        "remove one of the two",
    ),
}


@pytest.mark.parametrize("name", [*SHAPE, *MEANING])
def test_each_mistake_is_told_once_at_its_place(tmp_path: Path, name: str) -> None:
    """The caret is under the value, or under the key where the key is the mistake."""
    text, code, line, column, hint = {**SHAPE, **MEANING}[name]
    found = check(plain(tmp_path, TEAM + text)).diagnostics
    assert [(item.code, item.line, item.column) for item in found] == [(code, line, column)]
    assert hint in found[0].hint
    assert found[0].file == "teams/team.yaml"
    assert found[0].excerpt == (TEAM + text).split("\n")[line - 1]


def test_everything_that_an_entry_lacks_is_told(tmp_path: Path) -> None:
    """Not only the first thing."""
    found = check(plain(tmp_path, HEAD + "  numbers: {a: {}}\n")).diagnostics
    assert [item.message.split()[0] for item in found] == ["'enterprise'", "'line'", "'region'", "'script'"]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("apiVersion: voice.reconciler/v2\nkind: Team\n", [("VN109", 1, 13)]),
        ("kind: Team\n", [("VN109", 1, 1)]),
        ("apiVersion: voice.reconciler/v1\nkind: Taem\n", [("VN109", 2, 7)]),
        ("apiVersion: voice.reconciler/v1\nkind: [Team]\n", [("VN109", 2, 7)]),
        (PLAIN_WORKSPACE, [("VN109", 2, 7)]),
        ("apiVersion: voice.reconciler/v1\nkind: Team\n", [("VN103", 1, 1), ("VN103", 1, 1)]),
        ("a: 1\n", [("VN109", 1, 1)]),
    ],
)
def test_the_head_of_a_document_is_judged_first(
    tmp_path: Path, text: str, places: list[tuple[str, int, int]]
) -> None:
    """What is not known to be a Team is not compared with one."""
    found = check(plain(tmp_path, text)).diagnostics
    assert [(item.code, item.line, item.column) for item in found] == places


def test_values_are_never_repeated_in_a_message(tmp_path: Path) -> None:
    """A value may be a secret; its path and the rule are enough."""
    text = TEAM + "  numbers: {a: {number: hunter2, line: hunter2, region: [hunter2], ivr: 'hunter2 '}}\n"
    for found in check(plain(tmp_path, text)).diagnostics:
        assert "hunter2" not in found.message + found.hint


def test_a_mistake_in_one_file_does_not_hide_those_of_another(tmp_path: Path) -> None:
    """And the state holds what is right, marked incomplete."""
    good = HEAD.replace("care", "good") + "  numbers: {a: {number: '057188880001'}}\n"
    found = check(
        plain(tmp_path, HEAD + "  x: 1\n", good=good, worse=HEAD.replace("care", "worse") + "  y: 1\n")
    )
    assert [(item.file, item.code) for item in found.diagnostics] == [
        ("teams/team.yaml", "VN102"),
        ("teams/worse.yaml", "VN102"),
    ]
    assert found.state is not None
    assert list(found.state.numbers) == ["good/a"]
    assert not found.state.complete


def test_a_broken_workspace_still_has_its_manifests_checked(tmp_path: Path) -> None:
    """There is no state, but every problem is told."""
    root = plain(tmp_path, HEAD + "  x: 1\n")
    lay(root, {"reconciler.yaml": PLAIN_WORKSPACE + "  aproval: plan\n"})
    found = check(root)
    assert [(item.file, item.code) for item in found.diagnostics] == [
        ("reconciler.yaml", "VN102"),
        ("teams/team.yaml", "VN102"),
    ]
    assert found.state is None


def test_a_flood_of_mistakes_is_cut_short_and_counted(tmp_path: Path) -> None:
    """A hundred of one file are told."""
    found = check(
        plain(tmp_path, TEAM + "  numbers:\n" + "".join(f"    k{n}: x\n" for n in range(150)))
    ).diagnostics
    assert len(found) == 101
    assert found[0].code == "VN001"
    assert found[0].message == "and 50 more problems in this file"
    assert [item.message for item in found[1:3]] == ["'k0' is text", "'k1' is text"]


def test_a_flood_beyond_counting_is_cut_short_at_a_thousand(tmp_path: Path) -> None:
    """The first hundred are told, whatever the order in which a set would hold the keys."""
    entries = "".join(f"    k{n}: x\n" for n in range(3_000))
    first, *others = check(plain(tmp_path, HEAD + "  ivr:\n" + entries)).diagnostics
    assert first.message == "and at least 900 more problems in this file"
    assert [item.message for item in others] == [f"'k{n}' is text" for n in range(100)]


WORKSPACES = {
    "unknown account of a team": ("accounts: [prod]", "accounts: [prd]", "VN203", "did you mean", ("VN309",)),
    "unknown rule": ("rule: VN501", "rule: VN599", "VN205", "did you mean", ()),
    "rule that cannot be lifted": ("rule: VN501", "rule: VN402", "VN206", "remove the exception", ()),
    "address of nothing": ("care/brand", "care/brant", "VN205", "'care/brand'", ()),
    "freeze backwards": ('to: "2027-02-12"', 'to: "2027-02-04"', "VN110", "write it or a later one", ()),
    "day that does not exist": ('to: "2027-02-12"', 'to: "2027-02-29"', "VN106", "a day such as", ()),
    "Chinese day": ('to: "2027-02-12"', "to: 2027年2月12日", "VN106", 'here "2027-02-12"', ()),
    "short day": ('to: "2027-02-12"', 'to: "2027-2-12"', "VN106", "a day such as", ()),
    "path outside": ("paths: [teams/care]", "paths: [../care]", "VN106", "below the workspace", ()),
    "absolute path": ("manifests: [teams]", "manifests: [/teams]", "VN106", "below the workspace", ()),
    "hidden path": ("manifests: [teams]", "manifests: [.teams]", "VN106", "below the workspace", ()),
    "ledger": ("sqlite:///.reconciler/ledger.db", "mysql://x", "VN106", "sqlite:///", ()),
    "approval": ("approval: plan", "approval: yes", "VN105", "write plan", ()),
}


@pytest.mark.parametrize("name", WORKSPACES)
def test_mistakes_of_the_workspace_document(tmp_path: Path, name: str) -> None:
    """Told in reconciler.yaml, where they are."""
    old, new, code, hint, follow = WORKSPACES[name]
    assert old in WORKSPACE
    found = check(lay(tmp_path, {**EXAMPLE, "reconciler.yaml": WORKSPACE.replace(old, new)})).diagnostics
    mine = [item for item in found if item.file == "reconciler.yaml"]
    assert [item.code for item in mine] == [code]
    assert hint in mine[0].hint
    assert mine[0].line > 0
    assert {item.code for item in found} - {code} <= set(follow)


NO_INSTANT, NO_FIELDS = "'resume': no instant fits these cron fields", "'resume' is not spelled as it must be"
CRONS = {
    "60 7 * * *": NO_INSTANT,
    "0 24 * * *": NO_INSTANT,
    "0 7 32 * *": NO_INSTANT,
    "0 7 30 2 *": NO_INSTANT,
    "0 7 31 4,6,9,11 *": NO_INSTANT,
    "0 7 * 13 *": NO_INSTANT,
    "0 7 * * 8": NO_INSTANT,
    "0 7 * * mon-frx": NO_INSTANT,
    "*/0 7 * * *": NO_INSTANT,
    "0 7 * *": NO_FIELDS,
    "0 0 7 * * *": NO_FIELDS,
    "0  7 * * *": NO_FIELDS,
    "@daily": NO_FIELDS,
    "7:00": NO_FIELDS,
    "": NO_FIELDS,
}


@pytest.mark.parametrize("cron", CRONS)
def test_cron_fields_that_fit_no_instant_are_refused_where_they_stand(tmp_path: Path, cron: str) -> None:
    fleet = f'  fleet: {{jitter: 30m, drift: "0 7 * * mon-fri",\n          resume: "{cron}"}}\n'
    text = WORKSPACE.replace("  teams:", f"{fleet}  teams:")
    [mine] = [
        item
        for item in check(lay(tmp_path, {**EXAMPLE, "reconciler.yaml": text})).diagnostics
        if item.file == "reconciler.yaml"
    ]
    assert (mine.code, mine.line, mine.column, mine.message) == ("VN106", 15, 19, CRONS[cron])
    assert mine.hint.startswith("write five fields, minute hour day month weekday, e.g. `0 7 * * *`")


@pytest.mark.parametrize(
    "cron", ["0 7 29 2 *", "*/30 8-20 * * *", "0 7 L * *", "0 7 * * MON,fri", "0 7 * * 7"]
)
def test_cron_fields_that_fit_some_instant_are_valid(tmp_path: Path, cron: str) -> None:
    text = WORKSPACE.replace("  teams:", f'  fleet: {{drift: "{cron}"}}\n  teams:')
    assert check(lay(tmp_path, {**EXAMPLE, "reconciler.yaml": text})).valid


def test_an_exception_may_name_an_account_a_number_or_a_cancelled_entry(tmp_path: Path) -> None:
    """What is not declared but still spoken of."""
    for address in ("prod", '"-/4008100001"', "care/hz-007"):
        text = WORKSPACE.replace("address: care/brand", f"address: {address}")
        assert check(lay(tmp_path, {**EXAMPLE, "reconciler.yaml": text})).valid


def test_no_team_document_is_an_error_but_not_an_incomplete_state(tmp_path: Path) -> None:
    """There is nothing more to read: what the account holds is simply unmanaged."""
    (tmp_path / "teams").mkdir()
    found = check(lay(tmp_path, {"reconciler.yaml": PLAIN_WORKSPACE}))
    assert [item.code for item in found.diagnostics] == ["VN213"]
    assert found.state is not None
    assert found.state.complete


def test_a_package_is_judged_by_the_prices_of_its_account(tmp_path: Path) -> None:
    """An override moves the ends of the range."""
    override = "{packageLeast: 100, packageMost: 6000, regularMonthly: 30.5}"
    workspace = PLAIN_WORKSPACE.replace("simulator}", f"simulator, tariff: {override}}}")
    team = TEAM + "  hotlines: {a: {carrier: c, package: 6000, number: '4008100001'}}\n"
    root = lay(plain(tmp_path, team), {"reconciler.yaml": workspace})
    found = check(root)
    assert found.valid
    assert found.state is not None
    assert str(found.state.accounts["prod"].tariff.regular_monthly) == "30.5"


CANCELLATIONS = {
    "still declared by key": (
        "target: care/hz-007",
        "target: care/hz-001",
        "VN207",
        5,
        "care/hz-001 is still declared in ",
    ),
    "still declared by number": ('"057188880007"', '"057188880101"', "VN207", 6, "as care/overflow-001 in "),
    "unmanaged but declared": (
        'target: care/hz-007\n  number: "057188880007"',
        'target: -/057188880001\n  number: "057188880001"',
        "VN207",
        6,
        "as care/hz-001 in ",
    ),
    "window backwards": ('expires: "2027-03-31"', 'expires: "2026-11-30"', "VN110", 9, "before notBefore"),
    "unknown account": ("account: prod", "account: other", "VN203", 12, "no account of that name"),
    "not accepted": ("irreversible: true", "irreversible: false", "VN105", 10, "'irreversible'"),
    "accepted with a word": ("irreversible: true", "irreversible: yes", "VN104", 10, "'irreversible'"),
    "no address": ("target: care/hz-007", "target: hz-007", "VN106", 5, "'target'"),
}


@pytest.mark.parametrize("name", CANCELLATIONS)
def test_mistakes_of_a_tombstone(tmp_path: Path, name: str) -> None:
    """It names what is gone from the manifests, and the line of what is not."""
    old, new, code, line, words = CANCELLATIONS[name]
    assert old in CANCELLATION
    file = "teams/care/cancellations/2026-12-old-branch.yaml"
    found = check(lay(tmp_path, {**EXAMPLE, file: CANCELLATION.replace(old, new)})).diagnostics
    mine = [item for item in found if item.file == file and item.code != "VN309"]
    assert [(item.code, item.line) for item in mine] == [(code, line)]
    assert words in mine[0].message
    if "still declared" in words or words.startswith("as "):
        assert "teams/care/team.yaml:" in mine[0].message


def test_one_tombstone_an_entry_and_one_name_a_tombstone(tmp_path: Path) -> None:
    """The second of two is told."""
    more = {
        "teams/care/cancellations/a.yaml": CANCELLATION.replace("2026-12-old-branch", "other"),
        "teams/care/cancellations/z.yaml": CANCELLATION.replace("hz-007", "hz-008"),
    }
    found = check(lay(tmp_path, {**EXAMPLE, **more})).diagnostics
    assert [(item.code, item.file.rpartition("/")[2], item.line) for item in found] == [
        ("VN210", "a.yaml", 5),
        ("VN210", "z.yaml", 3),
    ]


def test_a_team_may_have_several_documents_and_an_entry_refers_to_any_of_them(tmp_path: Path) -> None:
    """An instance of one document serves an entry of the other; a key is used once over both."""
    first = (
        HEAD + "  instances: {outbound: {code: '057100001234'}}\n  numbers: {a: {number: '057188880001'}}\n"
    )
    more = HEAD + "  numbers: {b: {number: '057188880002', instance: outbound}}\n"
    found = check(plain(tmp_path, first, zzz=more))
    assert found.diagnostics == ()
    assert [n.instance for n in found.state.numbers.values()] == [None, "057100001234"]

    again = check(plain(tmp_path, first, zzz=more.replace("{b:", "{a:"))).diagnostics
    assert [(item.code, item.file, item.line) for item in again] == [("VN208", "teams/zzz.yaml", 6)]
    assert again[0].message == "the key a is used twice in this team, first in teams/team.yaml:7"


def test_a_refused_document_is_still_checked_against_the_others(tmp_path: Path) -> None:
    """Its unknown keys and bad entries are left out; what remains names an instance that is not there."""
    text = "  numbers: {a: {number: '057188880001', instance: elsewhere}, b: {number: '1'}}\n  colour: red\n"
    found = check(plain(tmp_path, TEAM + text))
    assert [item.code for item in found.diagnostics] == ["VN201", "VN107", "VN102"]
    assert found.state is not None
    assert dict(found.state.numbers) == {}
