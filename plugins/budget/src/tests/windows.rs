use super::*;

fn per_calendar(unit: &str) -> Budget {
    rules(json!({ "id": unit, "count": "calls", "limit": 1, "window": { "calendar": unit } }))
}

#[test]
fn a_calendar_window_ends_by_the_time_zones_clock() {
    // From 09:00 in Berlin: the hour, the day, the week (Wednesday), the month (25 November), the year.
    for (unit, left) in [
        ("hour", HOUR),
        ("day", 15 * HOUR),
        ("week", 15 * HOUR + 4 * DAY),
        ("month", 15 * HOUR + 5 * DAY),
        ("year", 15 * HOUR + 36 * DAY),
    ] {
        let budget = per_calendar(unit);
        assert!(calls(&budget, &event(Phase::ToolCall, unit, MORNING)), "{unit}");
        assert!(!calls(&budget, &event(Phase::ToolCall, unit, MORNING + left - 1)), "{unit}");
        assert!(calls(&budget, &event(Phase::ToolCall, unit, MORNING + left)), "{unit}");
        // The next unit's own limit is used up by now: other units share no counter with it.
        assert!(!calls(&budget, &event(Phase::ToolCall, unit, MORNING + left + 1)), "{unit}");
    }
}

#[test]
fn a_day_with_a_change_of_clocks_has_its_own_length() {
    // 2026-03-28, 12:00 in Berlin; the night after has no hour from two to three.
    let noon = 1_774_695_600_000;
    let budget = per_calendar("day");
    let next_midnight = noon + 12 * HOUR;
    assert!(calls(&budget, &event(Phase::ToolCall, "a", next_midnight)));
    assert!(!calls(&budget, &event(Phase::ToolCall, "a", next_midnight + 23 * HOUR - 1)));
    assert!(calls(&budget, &event(Phase::ToolCall, "a", next_midnight + 23 * HOUR)));
}

#[test]
fn hours_are_those_of_the_time_zone() {
    let hours = json!({ "days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "17:30" });
    let rule = |name: &str| {
        let mut rule = json!({ "id": name, "count": "calls", "limit": 0, "window": { "rolling": "1s" } });
        rule.as_object_mut().unwrap().insert(name.to_owned(), hours.clone());
        rules(rule)
    };
    for (at, within) in [
        (MORNING - 1, false),
        (MORNING, true),
        (MORNING + 8 * HOUR + 30 * MINUTE - 1, true),
        (MORNING + 8 * HOUR + 30 * MINUTE, false),
        (MORNING + 3 * DAY, false),
        (MORNING + 5 * DAY, true),
    ] {
        assert_eq!(!calls(&rule("during"), &event(Phase::ToolCall, "a", at)), within, "{at}");
        assert_eq!(calls(&rule("outside"), &event(Phase::ToolCall, "a", at)), within, "{at}");
    }
}

#[test]
fn a_rolling_window_moves_on() {
    let budget = rules(json!({ "id": "c", "count": "calls", "limit": 2, "window": { "rolling": "90s" } }));
    assert!(calls(&budget, &event(Phase::ToolCall, "a", MORNING)));
    assert!(calls(&budget, &event(Phase::ToolCall, "a", MORNING + 60_000)));
    assert!(!calls(&budget, &event(Phase::ToolCall, "a", MORNING + 89_999)));
    assert!(calls(&budget, &event(Phase::ToolCall, "a", MORNING + 90_000)));
    assert!(!calls(&budget, &event(Phase::ToolCall, "a", MORNING + 90_001)));
}
