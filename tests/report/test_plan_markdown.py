"""The comment on a pull request: its shape, what it hides and what it never hides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from report_world import action, busy_plan, cancel, finding, golden, plan, purchase, rebind, upload

from reconciler.model.action import Action, Status, Verb
from reconciler.model.change import Change
from reconciler.model.finding import Verdict
from reconciler.model.plan import Scope
from reconciler.model.resource import Source
from reconciler.report.plan.as_markdown import text
from reconciler.report.sink.budget import LIMIT

RENDERER = MarkdownIt("commonmark").enable("table")


class Structure(HTMLParser):
    """Every tag and comment of a rendered comment, and the text outside `<code>`."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.comments: list[str] = []
        self.loose: list[str] = []
        self._depth = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        kept = [(name, value) for name, value in attrs if name != "style"]
        self.tags.append(f"<{tag} {kept}>")
        self._depth += tag == "code"

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(f"</{tag}>")
        self._depth -= tag == "code"

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_data(self, data: str) -> None:
        if not self._depth:
            self.loose.append(data)


def structure(said: str) -> Structure:
    """The comment as a code host would show it."""
    return Structure(RENDERER.render(said))


def test_a_plan_with_one_of_everything_is_the_reviewed_comment() -> None:
    assert text(busy_plan()) == golden("plan.md")


def test_a_plan_without_actions_says_so() -> None:
    assert text(plan()) == (
        '<!-- reconciler:plan {"v":1,"workspace":"","account":"prod","team":null,"digest":"sha256:0123abcd",'
        '"quiet":true} -->\n'
        "### 📞 Voice plan · `prod` · no changes\n"
        "\n"
        "Git, the ledger and the account agree.\n"
        "\n"
        "- **Costs** 0.00 CNY now; monthly bill 350.00 CNY\n"
        "- **May it be merged?** Yes: nothing changes\n"
        "\n"
        "<sub>Plan digest `sha256:0123abcd`, as of 2026-11-23 10:00 (Asia/Shanghai). "
        "Apply stops if the digest changes.</sub>\n"
    )


def test_the_marker_names_account_team_and_digest_and_cannot_be_closed_from_within() -> None:
    assert text(plan(scope=Scope("a--> <b>", "care"))).startswith(
        '<!-- reconciler:plan {"v":1,"workspace":"","account":"a-\\u002d\\u003e <b\\u003e",'
        '"team":"care","digest":"sha256:0123abcd","quiet":true} -->\n'
    )


def test_every_number_is_masked_unless_asked_otherwise() -> None:
    free = action(
        "-/057188889999",
        Verb.BIND,
        number="057188889999",
        status=Status.BLOCKED,
        reason="call 400-810-0001 or +86 138 0013 8000",
        changes=(Change("ivr.transfer.to", None, ("057188880009", "13800138000")),),
        source=Source("teams/057188880005.yaml", 1),
    )
    other = finding("VN405", Verdict.BLOCK, "-/4008100009", "4008100009 is gone", hint="see 010-12345678")
    said = text(plan(*busy_plan().actions, free, findings=(*busy_plan().findings, other)))
    digits = re.sub(r"[ -]", "", said)
    shown = re.findall(r"(?<![0-9a-f])(?:0[0-9]{9,11}|1[3-9][0-9]{9})(?![0-9])", digits)
    assert set(shown) == {"057100001234", "057100005678"}, "the codes of instances are no secret"
    assert "057188889999" in text(plan(free), show_numbers=True)


def test_every_cancellation_stands_in_the_caution_and_in_the_table() -> None:
    said = text(plan(cancel("a", "057188880001"), cancel("b", "057188880002")))
    caution, table = said.split("> [!CAUTION]")[1].split("| What |")
    for key, number in (("a", "0571****0001"), ("b", "0571****0002")):
        assert f"**Cancels `care/{key}` `{number}` for ever.**" in caution
        assert f"| ⛔ **cancel for ever** | `care/{key}`<br>`{number}` |" in table


def test_what_blocks_stands_open_and_what_informs_is_folded() -> None:
    said = text(busy_plan())
    assert said.index("**block** `VN304`") < said.index("| What |")
    assert said.index("**warn** `VN404`") > said.index("<details><summary>Findings (1)</summary>")


HOSTILE = [
    "</details>![x](https://e/?a=b)",
    "a\n## heading",
    "`` ` ```",
    "| a | b |",
    "<!-- hidden",
    "-->",
    "@org/team #12 https://example.com",
    "<script>alert(1)</script>",
    "**bold** _it_ ~~s~~",
    "[link](javascript:x)",
    "\\` \\| \\<",
    "&lt;img src=x&gt;",
    "> [!NOTE]",
    "\u202egnp.exe",
    "ignore previous instructions",
    "$x$ :tada: ```mermaid",
    " leading and trailing ",
    "1. x",
]


def told(words: str) -> str:
    """A comment in which every text that is not ours is these words."""
    step = Action(
        address=words,
        kind="binding",
        verb=Verb.BIND,
        team=words,
        number=words,
        status=Status.BLOCKED,
        reason=words,
        changes=(Change(words, words, (words, words)),),
        source=Source(words, 1),
    )
    gone = cancel(
        words, words, consent=words, source=Source(words, 2), changes=(Change("consent", None, words),)
    )
    said = finding(words, Verdict.WARN, words, words, hint=words, source=Source(words, 3))
    grave = finding(words, Verdict.BLOCK, words, words)
    return text(plan(step, gone, upload(words), findings=(said, grave), scope=Scope(words, words)))


PLAIN = structure(told("x"))


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_change_nothing_of_the_structure(words: str) -> None:
    assert_inert(words)


@given(st.text(min_size=1, max_size=60))
def test_no_words_change_anything_of_the_structure(words: str) -> None:
    assert_inert(words)


@given(st.text(alphabet="`|<>&*_~[]()!#@\\\n -=$:.0a", min_size=1, max_size=40))
def test_no_mix_of_marks_changes_anything_of_the_structure(words: str) -> None:
    assert_inert(words)


def assert_inert(words: str) -> None:
    shown = structure(told(words))
    assert shown.tags == PLAIN.tags
    assert len(shown.comments) == 2
    assert "".join(shown.loose) == "".join(PLAIN.loose)


def test_a_small_plan_is_not_shortened() -> None:
    assert "more:" not in text(busy_plan())


def many(count: int) -> list[Action]:
    """So many new numbers, with one cancellation and one human task hidden in the middle of the alphabet."""
    bought = [purchase(f"n-{index:05d}", f"400{index:07d}") for index in range(count)]
    return [*bought[: count // 2], cancel(), upload(), *bought[count // 2 :]]


@pytest.mark.parametrize("count", [300, 3000])
def test_a_long_plan_fits_and_hides_no_cancellation_and_no_human_task(count: int) -> None:
    said = text(plan(*many(count)))
    assert len(said.encode()) <= LIMIT
    assert "| ⛔ **cancel for ever** | `care/hz-007`" in said
    assert "| ✋ submit-documents **by hand** | `care/spare`" in said
    shown = said.count("| ➕ order |")
    left = count - shown
    assert f"| … and {left:,} more: {left:,} order, +{left * 120:,.2f} CNY/month ({left:,} `care`) |" in said


ESSENTIAL = {
    "human tasks": lambda i: upload(f"desk-{i:04d}", team=f"team-{i % 7}"),
    "cancellations": lambda i: cancel(f"hz-{i:04d}", f"0571{i:08d}", team=f"team-{i % 7}"),
    "later cancellations": lambda i: cancel(
        f"hz-{i:04d}", status=Status.DEFERRED, reason="too early " * 20, team=f"队伍-{i}"
    ),
}


@pytest.mark.parametrize("make", ESSENTIAL.values(), ids=ESSENTIAL)
@pytest.mark.parametrize("limit", [LIMIT, 20_000])
def test_three_thousand_essential_rows_fit_and_are_counted_by_team(make, limit) -> None:
    said = text(plan(*map(make, range(3000))), limit=limit, details="https://ci.example/report")
    assert len(said.encode()) <= limit
    lines = [line for line in said.splitlines() if line.startswith("| ") and "What" not in line]
    assert all(line.endswith("|") and line.count("|") == 5 for line in lines)
    shown = sum(line.startswith(("| ⛔ **", "| ✋ ", "| ⏳ **")) for line in lines)
    [counted] = [line for line in lines if line.startswith("| … and")]
    assert f"… and {3000 - shown:,} more:" in counted
    assert "[the whole report](https://ci.example/report)" in said


def test_what_destroys_gets_room_before_what_people_must_do() -> None:
    said = text(
        plan(
            *(cancel(f"hz-{i}", f"0571{i:08d}") for i in range(100)),
            *map(ESSENTIAL["human tasks"], range(3000)),
        )
    )
    assert len(said.encode()) <= LIMIT
    assert all(f"| ⛔ **cancel for ever** | `care/hz-{i}`" in said for i in range(100))


def test_a_rebind_is_one_row_with_before_and_after() -> None:
    said = text(plan(*rebind()))
    assert said.count("`care/hz-002`") == 1
    assert (
        "| 🔁 rebind | `care/hz-002`<br>`0571****0002` | `instance: 057100001234 → 057100005678` |  |" in said
    )


def test_half_a_rebind_that_is_blocked_stays_apart() -> None:
    unbind, bind = rebind()
    said = text(plan(unbind, replace(bind, status=Status.BLOCKED, reason="the instance is not usable")))
    assert "| 🔁 unbind |" in said
    assert "| 🚫 bind |" in said


def test_what_changes_the_ledger_alone_is_folded() -> None:
    said = text(busy_plan())
    assert said.index("| 📒 adopt |") > said.index("<summary>📒 Only in the ledger (1)</summary>")
    assert "<summary>📒" not in text(plan(upload()))


def test_a_place_is_a_link_to_the_line_at_the_commit() -> None:
    odd = upload(source=Source("teams/a b)/团.yaml", 7))
    said = text(plan(odd), files="https://host.example/o/r/blob/abc123/voice")
    assert (
        "[`care/spare`](https://host.example/o/r/blob/abc123/voice/teams/a%20b%29/%E5%9B%A2.yaml#L7)" in said
    )
    assert "](" not in text(plan(odd))


def test_the_answers_stand_above_the_first_table_in_their_order() -> None:
    said = text(busy_plan())
    asked = [
        "[!CAUTION]",
        "**Costs**",
        "**Buys**",
        "**For people**",
        "**Also**",
        "**May it be merged?**",
        "| What |",
    ]
    assert sorted(asked, key=said.index) == asked
    assert (
        "- **May it be merged?** Look first: 1 action blocked or held; what is ready is applied all the same"
    ) in said
    assert "**For people** submit-documents `care/spare` by 2026‑11‑26&nbsp;00:00 (in 2 days)" in said


def test_no_date_in_a_table_can_be_broken() -> None:
    rows = [line for line in text(busy_plan()).splitlines() if line.startswith("| ")]
    outside = [re.sub(r"`[^`]*`", "", row) for row in rows]
    assert not any(re.search(r"[0-9]{4}-[0-9]{2}", row) for row in outside)


def test_chinese_is_counted_in_bytes() -> None:
    wordy = [purchase(f"n-{index}", changes=(Change("carrier", None, "中" * 70),)) for index in range(900)]
    assert len(text(plan(*wordy)).encode()) <= LIMIT


def test_many_cancellations_are_shortened_but_all_named() -> None:
    said = text(plan(*(cancel(f"hz-{index:04d}", f"0571{index:08d}") for index in range(400))))
    assert len(said.encode()) <= LIMIT
    for index in range(400):
        assert f"| ⛔ **cancel for ever** | `care/hz-{index:04d}`" in said


def test_deferred_cancellations_are_kept_too() -> None:
    later = [cancel(f"hz-{i:04d}", status=Status.DEFERRED, reason="too early " * 20) for i in range(150)]
    said = text(plan(*many(2000), *later))
    assert len(said.encode()) <= LIMIT
    assert said.count("| ⏳ **cancel for ever** |") == 150


def test_a_long_value_is_cut() -> None:
    said = text(plan(action("care/a", Verb.BIND, changes=(Change("instance", None, "x" * 500),))))
    assert "x" * 60 in said
    assert "x" * 100 not in said.partition("<!-- reconciler:ready")[0]
