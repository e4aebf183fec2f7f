use jiff::Timestamp;

use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The first `count` fires from 2026-03-01 (a Sunday), without what all have in common.
fn fires(expression: &str, count: usize) -> String {
    let schedule =
        Schedule::parse(expression).unwrap_or_else(|error| panic!("{expression}: {error}"));
    let fires = schedule.fires_from(at("2026-03-01T00:00:00Z")).take(count);
    fires.map(|fire| fire.strftime("%Y-%m-%d %H:%M").to_string()).collect::<Vec<_>>().join(", ")
}

fn assert_fires(table: &[(&str, &str)]) {
    for (expression, expected) in table {
        let count = expected.split(", ").count();
        assert_eq!(fires(expression, count), *expected, "{expression}");
    }
}

#[test]
fn minutes_and_hours_are_lists_of_numbers_ranges_and_steps() {
    assert_fires(&[
        ("0 0 3 * * ?", "2026-03-01 03:00, 2026-03-02 03:00"),
        ("0 0 0 * * ?", "2026-03-01 00:00, 2026-03-02 00:00"),
        ("30 10 3 * * ?", "2026-03-01 03:10, 2026-03-02 03:10"),
        ("0/5 * * * * ?", "2026-03-01 00:00, 2026-03-01 00:01"),
        (
            "0 0/25 * * * ?",
            "2026-03-01 00:00, 2026-03-01 00:25, 2026-03-01 00:50, 2026-03-01 01:00",
        ),
        (
            "0 */25 * * * ?",
            "2026-03-01 00:00, 2026-03-01 00:25, 2026-03-01 00:50, 2026-03-01 01:00",
        ),
        ("0 /25 * * * ?", "2026-03-01 00:00, 2026-03-01 00:25, 2026-03-01 00:50, 2026-03-01 01:00"),
        ("0 50/5 * * * ?", "2026-03-01 00:50, 2026-03-01 00:55, 2026-03-01 01:50"),
        (
            "0 2-10/3 * * * ?",
            "2026-03-01 00:02, 2026-03-01 00:05, 2026-03-01 00:08, 2026-03-01 01:02",
        ),
        ("0 0 9,17,12 * * ?", "2026-03-01 09:00, 2026-03-01 12:00, 2026-03-01 17:00"),
        (
            "0 0 8-18/4,22 * * ?",
            "2026-03-01 08:00, 2026-03-01 12:00, 2026-03-01 16:00, 2026-03-01 22:00",
        ),
        (
            "0 0 22-2 * * ?",
            "2026-03-01 00:00, 2026-03-01 01:00, 2026-03-01 02:00, 2026-03-01 22:00",
        ),
        ("0 0 22-2/2 * * ?", "2026-03-01 00:00, 2026-03-01 02:00, 2026-03-01 22:00"),
    ]);
}

#[test]
fn days_of_the_month_count_from_either_end_or_seek_a_working_day() {
    assert_fires(&[
        ("0 0 0 15 * ?", "2026-03-15 00:00, 2026-04-15 00:00"),
        ("0 0 0 31 * ?", "2026-03-31 00:00, 2026-05-31 00:00, 2026-07-31 00:00"),
        (
            "0 0 0 1/10 * ?",
            "2026-03-01 00:00, 2026-03-11 00:00, 2026-03-21 00:00, 2026-03-31 00:00",
        ),
        (
            "0 0 0 30-2 * ?",
            "2026-03-01 00:00, 2026-03-02 00:00, 2026-03-30 00:00, 2026-03-31 00:00",
        ),
        ("0 0 0 L * ?", "2026-03-31 00:00, 2026-04-30 00:00"),
        ("0 0 0 L FEB ?", "2027-02-28 00:00, 2028-02-29 00:00"),
        ("0 0 0 L-3 * ?", "2026-03-28 00:00, 2026-04-27 00:00"),
        ("0 0 0 L-30 * ?", "2026-03-01 00:00, 2026-05-01 00:00"),
        // 31 May 2026 is a Sunday, 30 May 2027 too
        ("0 0 0 LW * ?", "2026-03-31 00:00, 2026-04-30 00:00, 2026-05-29 00:00"),
        ("0 0 0 L-1W 5 ?", "2026-05-29 00:00, 2027-05-31 00:00"),
        // 1 March and 1 November 2026 are Sundays, 1 August a Saturday, 15 August a Saturday, 15 November a Sunday
        ("0 0 0 1W * ?", "2026-03-02 00:00, 2026-04-01 00:00"),
        ("0 0 0 1W AUG ?", "2026-08-03 00:00"),
        ("0 0 0 15W AUG,NOV ?", "2026-08-14 00:00, 2026-11-16 00:00"),
        ("0 0 0 31W 5 ?", "2026-05-29 00:00"),
        ("0 0 0 1,L * ?", "2026-03-01 00:00, 2026-03-31 00:00, 2026-04-01 00:00"),
    ]);
}

#[test]
fn months_have_names_and_years_an_end() {
    assert_fires(&[
        ("0 0 0 1 JAN-MAR ?", "2026-03-01 00:00, 2027-01-01 00:00, 2027-02-01 00:00"),
        (
            "0 0 0 1 nov-feb ?",
            "2026-11-01 00:00, 2026-12-01 00:00, 2027-01-01 00:00, 2027-02-01 00:00",
        ),
        ("0 0 0 1 1/6 ?", "2026-07-01 00:00, 2027-01-01 00:00"),
        ("0 0 0 29 2 ?", "2028-02-29 00:00, 2032-02-29 00:00"),
        ("0 0 0 29 2 ? 2096-2110", "2096-02-29 00:00, 2104-02-29 00:00"),
        ("0 0 0 1 1 ? 2030", "2030-01-01 00:00"),
        ("0 0 0 1 1 ? 2028/2", "2028-01-01 00:00, 2030-01-01 00:00"),
        ("0 0 0 1 1 ? 2026-2028", "2027-01-01 00:00, 2028-01-01 00:00"),
    ]);
}

#[test]
fn weekdays_count_from_sunday_which_is_one() {
    assert_fires(&[
        ("0 0 0 ? * 1", "2026-03-01 00:00, 2026-03-08 00:00"),
        ("0 0 0 ? * 2", "2026-03-02 00:00, 2026-03-09 00:00"),
        ("0 0 0 ? * 7", "2026-03-07 00:00, 2026-03-14 00:00"),
        ("0 0 0 ? * L", "2026-03-07 00:00, 2026-03-14 00:00"),
        ("0 0 0 ? * 2,4", "2026-03-02 00:00, 2026-03-04 00:00, 2026-03-09 00:00"),
        (
            "0 0 0 ? * 2-6",
            "2026-03-02 00:00, 2026-03-03 00:00, 2026-03-04 00:00, 2026-03-05 00:00, 2026-03-06 00:00, \
             2026-03-09 00:00",
        ),
        (
            "0 0 0 ? * MON-wed",
            "2026-03-02 00:00, 2026-03-03 00:00, 2026-03-04 00:00, 2026-03-09 00:00",
        ),
        (
            "0 0 0 ? * FRI-MON",
            "2026-03-01 00:00, 2026-03-02 00:00, 2026-03-06 00:00, 2026-03-07 00:00",
        ),
        ("0 0 0 * * SUN", "2026-03-01 00:00, 2026-03-08 00:00"),
        ("0 0 0 ? * 6L", "2026-03-27 00:00, 2026-04-24 00:00"),
        ("0 0 0 ? * FRIL", "2026-03-27 00:00, 2026-04-24 00:00"),
        ("0 0 0 ? * 3L", "2026-03-31 00:00, 2026-04-28 00:00"),
        ("0 0 0 ? * 6#3", "2026-03-20 00:00, 2026-04-17 00:00"),
        ("0 0 0 ? * SUN#1", "2026-03-01 00:00, 2026-04-05 00:00"),
        ("0 0 0 ? * 1#5", "2026-03-29 00:00, 2026-05-31 00:00"),
    ]);
}

#[test]
fn star_and_question_mark_are_the_same_for_days() {
    assert_fires(&[
        ("0 0 12 * * *", "2026-03-01 12:00, 2026-03-02 12:00"),
        ("0 0 12 ? * ?", "2026-03-01 12:00, 2026-03-02 12:00"),
        ("  0  0\t12 * * ?  * ", "2026-03-01 12:00, 2026-03-02 12:00"),
    ]);
}

#[test]
fn what_is_no_schedule_is_refused_with_the_field() {
    let table = [
        ("", "it has 0 fields"),
        ("nonsense", "it has 1 fields"),
        ("0 3 * * *", "it has 5 fields"),
        ("0 0 0 1 1 ? 2030 x", "it has 8 fields"),
        ("60 0 0 * * ?", "seconds can't be 60"),
        ("0 60 0 * * ?", "minutes can't be 60"),
        ("0 -1 0 * * ?", "minutes can't be"),
        ("0 0 24 * * ?", "hours can't be 24"),
        ("0 0 ? * * ?", "hours can't be ?"),
        ("0 0,,1 0 * * ?", "minutes can't be : it"),
        ("0 1- 0 * * ?", "minutes can't be"),
        ("0 0/0 0 * * ?", "minutes can't be 0/0: a step is"),
        ("0 0/90 0 * * ?", "a step is a number from 1 to 59"),
        ("0 0/x 0 * * ?", "minutes can't be 0/X"),
        ("0 0 0 0 * ?", "day of month can't be 0"),
        ("0 0 0 32 * ?", "day of month can't be 32"),
        ("0 0 0 L-31 * ?", "day of month can't be L-31"),
        ("0 0 0 LL * ?", "day of month can't be LL"),
        ("0 0 0 1-5W * ?", "day of month can't be 1-5"),
        ("0 0 0 1 13 ?", "month can't be 13: it is a number from 1 to 12, or JAN to DEC"),
        ("0 0 0 1 JANUARY ?", "month can't be JANUARY"),
        ("0 0 0 ? * 0", "day of week can't be 0"),
        ("0 0 0 ? * 8", "day of week can't be 8"),
        ("0 0 0 ? * 6#6", "day of week can't be 6#6"),
        ("0 0 0 ? * 6#", "day of week can't be 6#"),
        ("0 0 0 ? * XL", "day of week can't be X"),
        ("0 0 0 1 * 2", "write ? in one of them"),
        ("0 0 0 1 1 ? 1969", "year can't be 1969"),
        ("0 0 0 1 1 ? 2030-2028", "year can't be 2030-2028"),
        ("0 0 0 1 1 ? 99999", "year can't be 99999"),
    ];
    for (expression, expected) in table {
        let error = Schedule::parse(expression).unwrap_err().to_string();
        assert!(error.contains(expected), "{expression}: {error}");
    }
}

#[test]
fn a_fire_at_the_very_moment_counts_and_an_earlier_one_does_not() {
    let schedule = Schedule::parse("0 0 3 * * ?").unwrap();
    let table = [
        ("2026-03-01T03:00:00Z", "2026-03-01T03:00:00Z"),
        ("2026-03-01T02:59:59.999Z", "2026-03-01T03:00:00Z"),
        ("2026-03-01T03:00:00.000000001Z", "2026-03-02T03:00:00Z"),
        ("2026-12-31T03:00:05Z", "2027-01-01T03:00:00Z"),
    ];
    for (from, expected) in table {
        assert_eq!(schedule.next_from(at(from)), Some(at(expected)), "{from}");
    }
}

#[test]
fn summer_time_changes_nothing() {
    let schedule = Schedule::parse("0 30 2 * * ?").unwrap();
    for day in ["2026-03-29", "2026-10-25"] {
        let fire = at(&format!("{day}T02:30:00Z"));
        assert_eq!(schedule.next_from(at(&format!("{day}T00:00:00Z"))), Some(fire));
    }
}

#[test]
fn a_day_that_never_comes_ends_the_search() {
    let start = at("1970-01-01T00:00:00Z");
    for expression in ["0 0 0 31 2 ?", "0 0 0 30 FEB ?", "0 0 0 L-30 2 ?", "0 0 0 ? 2 1#5 2001"] {
        let schedule = Schedule::parse(expression).unwrap();
        assert_eq!(schedule.next_from(start), None, "{expression}");
    }
}

#[test]
fn days_that_are_listed_again_cost_nothing() {
    let many = vec!["1-30"; 20_000].join(",");
    let once = Schedule::parse("0 0 0 1-30 FEB ?").unwrap();
    assert_eq!(Schedule::parse(&format!("0 0 0 {many} FEB ?")).unwrap(), once);
}

#[test]
fn after_the_last_year_there_is_no_fire() {
    let schedule = Schedule::parse("0 0 0 * * ? 2020-2025").unwrap();
    assert_eq!(schedule.next_from(at("2025-12-31T00:00:01Z")), None);
    assert_eq!(Schedule::parse("* * * * * ?").unwrap().next_from(Timestamp::MAX), None);
    assert!(Schedule::parse("* * * * * ?").unwrap().next_from(Timestamp::MIN).is_some());
}

proptest::proptest! {
    #[test]
    fn no_expression_panics(expression in "[0-9A-Z?*/,#LW -]{0,30}") {
        if let Ok(schedule) = Schedule::parse(&expression) {
            let from = at("2026-03-01T00:00:00Z");
            if let Some(fire) = schedule.next_from(from) {
                assert!(fire >= from);
            }
        }
    }
}
