"""What the provider's records tell, as people meet it: in drift, in history, beside a cancellation, beside the bill."""

RECORDS = """
calls: [{number: "057188880007", at: "2026-11-21T09:30:00+08:00", caller: "13800000000"}]
callTasks: [{name: dunning, resource: "057100001234", at: "2026-11-22T08:00:00+08:00"}]
bills: [{month: "2026-10", number: "057188880007", amount: "61.20"}]
registrations: []
"""


def told(shop):
    """The quickstart, whose account keeps such records."""
    world = shop.root / "world.yaml"
    world.write_text(world.read_text("utf-8") + RECORDS, "utf-8")
    return shop


def test_drift_and_history_say_who_changed_a_number_and_when(shop):
    shop.ok("apply", "--yes")
    shop.ok("simulator", "console", "unbind", "057188880001")
    drift = shop("drift")
    assert drift.code == 2
    assert "changed outside Git: instance (unbind by console on 2026-11-23 10:00)" in drift.out
    history = shop.ok("history", "care/hz-001", "--trail", "--show-numbers").out
    assert "By the provider's records\n  057188880001  unbind by console on 2026-11-23 10:00\n" in history
    assert "057188880001" not in shop.ok("history", "care/hz-001", "--trail").out
    assert shop("history", "--trail").code == 64
    assert shop.read("history", "care/hz-001", "--trail")["trail"] == {
        "changes": [
            {"number": "057188880001", "at": "2026-11-23T10:00:00+08:00", "by": "console", "text": "unbind"}
        ],
        "unread": [],
    }


def test_who_relies_on_a_number_stands_beside_its_cancellation_and_stops_nothing(shop):
    plan = told(shop).read("plan")
    texts = [f["message"] for f in plan["findings"] if f["rule"] == "VN403" and "was in use" in f["message"]]
    assert sorted(texts) == [
        "057188880007 was in use: call task dunning (RUNNING) calls from 057100001234 on 2026-11-22 08:00",
        "057188880007 was in use: the last call came in on 2026-11-21 09:30",
    ]
    assert [a["status"] for a in plan["actions"] if a["action"] == "cancel"] == ["deferred"]


def test_the_bill_stands_beside_the_price_list(shop):
    plan = told(shop).read("plan")
    [text] = [f["message"] for f in plan["findings"] if f["rule"] == "VN611"]
    assert (
        text
        == "charged another amount than their fee: 057188880007 61.20 CNY (charged for 2026-10), not 35.00"
    )
    status = shop.ok("status").out
    assert (
        "5 numbers · 260.00 CNY/month · 1 managed by nobody (35.00 CNY/month) · charged for 2026-10: 61.20"
        in status
    )


def test_a_bill_of_numbers_that_came_and_went_is_no_difference(shop):
    """The quickstart was billed for October, before its hotline was there."""
    assert [f for f in shop.read("plan")["findings"] if f["rule"] == "VN611"] == []


def test_a_saved_observation_keeps_its_traces(shop):
    told(shop).ok("status", "--save", "seen.json")
    offline = shop.read("plan", "--observed", "seen.json")
    assert offline["findings"] == shop.read("plan")["findings"]
