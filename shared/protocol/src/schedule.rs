//! When a connector's schedules make a job.

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::connector::Connector;
use crate::cron::Schedule;
use crate::kind::JobType;
use crate::record::{at, date, fields, flag, written};

/// What a schedule without an interval means: every midnight (Elastic: connectors protocol, scheduling).
const INTERVAL: &str = "0 0 0 * * ?";

/// Whether a job is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// Not now.
    NotYet,
    /// One job, however many fires passed.
    Now {
        /// The fire that it is for: a whole minute, to be written by [`scheduled`].
        fire: Timestamp,
    },
    /// Its schedule can't be read.
    Unreadable {
        /// For the record's `error`.
        text: String,
    },
}

/// Whether a schedule fired since the last look at it, `last_checked`, until `now`.
///
/// It didn't if it is disabled, if the record lacks the job type's feature, or if another instance made a job after
/// `last_checked`. A fire at `last_checked` itself counts, unless a job was made for it. The connector's status is
/// not looked at.
pub fn due(
    connector: &Connector,
    job_type: JobType,
    last_checked: Timestamp,
    now: Timestamp,
) -> Due {
    if !connector.offers(job_type) || !is_enabled(connector, job_type) {
        return Due::NotYet;
    }
    let schedule = match schedule(connector, job_type) {
        Ok(schedule) => schedule,
        Err(text) => return Due::Unreadable { text },
    };
    let made_for = date(connector.source(), &[job_type.scheduled_at()]);
    if made_for > Some(last_checked) {
        return Due::NotYet;
    }
    let fire = schedule.fires_from(last_checked).find(|fire| Some(*fire) > made_for);
    match fire.filter(|fire| *fire <= now) {
        Some(fire) => Due::Now { fire },
        None => Due::NotYet,
    }
}

/// What to tell the user about the first enabled schedule that can't be read, if there is one.
pub fn unreadable_schedule(connector: &Connector) -> Option<String> {
    let mut enabled = JobType::ALL.into_iter().filter(|job_type| is_enabled(connector, *job_type));
    enabled.find_map(|job_type| schedule(connector, job_type).err())
}

/// The patch of the connector record that says: a job was made for `fire`. It must fail if the record has changed,
/// so that of several instances one makes the job.
pub fn scheduled(job_type: JobType, fire: Timestamp) -> Map<String, Value> {
    fields([(job_type.scheduled_at(), written(fire))])
}

fn is_enabled(connector: &Connector, job_type: JobType) -> bool {
    flag(connector.source(), &["scheduling", &job_type.to_string(), "enabled"]).unwrap_or(false)
}

/// The schedule of a job type, or what to tell the user.
fn schedule(connector: &Connector, job_type: JobType) -> Result<Schedule, String> {
    let default = Value::from(INTERVAL);
    let interval = at(connector.source(), &["scheduling", &job_type.to_string(), "interval"])
        .filter(|interval| !interval.is_null())
        .unwrap_or(&default);
    let unreadable = |why: &str| {
        format!(
            "the schedule of {job_type} syncs is {interval}, which can't be read: {why}; correct it under Scheduling"
        )
    };
    let text = interval.as_str().ok_or_else(|| unreadable("it is no text"))?;
    Schedule::parse(text).map_err(|error| unreadable(&error.to_string()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const FIRE: &str = "2026-03-02T03:00:00Z";

    fn moment(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// A connector that has all features, with one schedule for all job types.
    fn connector(enabled: bool, interval: &Value) -> Value {
        let schedule = json!({ "enabled": enabled, "interval": interval });
        json!({
            "features": {
                "incremental_sync": { "enabled": true }, "document_level_security": { "enabled": true },
            },
            "scheduling": { "full": schedule, "incremental": schedule, "access_control": schedule },
        })
    }

    fn look(record: Value, last_checked: &str, now: &str) -> Due {
        let connector = Connector::new("teams-1", serde_json::from_value(record).unwrap());
        due(&connector, JobType::Full, moment(last_checked), moment(now))
    }

    fn daily() -> Value {
        connector(true, &json!("0 0 3 * * ?"))
    }

    #[test]
    fn a_schedule_is_due_for_its_whole_minute_once_it_has_passed() {
        let fires = Due::Now { fire: moment(FIRE) };
        let table = [
            ("2026-03-02T02:59:50Z", "2026-03-02T02:59:59Z", Due::NotYet),
            ("2026-03-02T02:59:50Z", "2026-03-02T03:00:00Z", fires.clone()),
            ("2026-03-02T02:59:50Z", "2026-03-02T03:00:20.5Z", fires.clone()),
            ("2026-03-02T03:00:00Z", "2026-03-02T03:00:30Z", fires.clone()),
            ("2026-03-02T03:00:00.1Z", "2026-03-02T03:00:30Z", Due::NotYet),
            ("2026-03-01T12:00:00Z", "2026-03-02T12:00:00Z", fires),
        ];
        for (last_checked, now, expected) in table {
            assert_eq!(look(daily(), last_checked, now), expected, "{last_checked} {now}");
        }
    }

    #[test]
    fn what_was_missed_while_nobody_looked_is_not_caught_up() {
        assert_eq!(look(daily(), "2026-03-02T03:10:00Z", "2026-03-02T12:00:00Z"), Due::NotYet);
    }

    #[test]
    fn one_job_is_made_for_a_fire_whoever_makes_it() {
        let mut record = daily();
        record["last_sync_scheduled_at"] = json!("2026-03-02T03:00:00+00:00");
        assert_eq!(
            look(record.clone(), "2026-03-02T02:59:50Z", "2026-03-02T03:00:20Z"),
            Due::NotYet
        );
        assert_eq!(
            look(record.clone(), "2026-03-02T03:00:00Z", "2026-03-02T03:00:20Z"),
            Due::NotYet
        );
        let next = Due::Now { fire: moment("2026-03-03T03:00:00Z") };
        assert_eq!(look(record, "2026-03-02T03:00:00Z", "2026-03-03T03:00:00Z"), next);
    }

    #[test]
    fn a_disabled_or_missing_schedule_is_never_due() {
        let disabled = connector(false, &json!("* * * * * ?"));
        for record in [
            disabled,
            json!({}),
            json!({ "scheduling": null }),
            json!({ "scheduling": { "full": 1 } }),
        ] {
            assert_eq!(look(record.clone(), FIRE, "2026-03-03T03:00:00Z"), Due::NotYet, "{record}");
        }
    }

    #[test]
    fn without_the_feature_only_full_syncs_are_due() {
        let mut record = daily();
        record["features"] = json!(null);
        let record = Connector::new("teams-1", serde_json::from_value(record).unwrap());
        let at = |job_type| due(&record, job_type, moment(FIRE), moment(FIRE));
        assert_eq!(at(JobType::Full), Due::Now { fire: moment(FIRE) });
        assert_eq!(at(JobType::Incremental), Due::NotYet);
        assert_eq!(at(JobType::AccessControl), Due::NotYet);
    }

    #[test]
    fn each_job_type_has_its_own_field() {
        let names = JobType::ALL.map(|job_type| {
            let patch = scheduled(job_type, moment(FIRE));
            assert_eq!(patch.values().next(), Some(&json!("2026-03-02T03:00:00.000000+00:00")));
            patch.keys().next().unwrap().clone()
        });
        let expected = [
            "last_access_control_sync_scheduled_at",
            "last_incremental_sync_scheduled_at",
            "last_sync_scheduled_at",
        ];
        assert_eq!(names, expected);
        let mut record = daily();
        record["last_incremental_sync_scheduled_at"] = json!(FIRE);
        assert_eq!(look(record, FIRE, FIRE), Due::Now { fire: moment(FIRE) });
    }

    #[test]
    fn a_schedule_that_cannot_be_read_is_named_with_the_reason() {
        for (interval, reason) in
            [(json!("nonsense"), "1 fields"), (json!(5), "no text"), (json!(""), "0 fields")]
        {
            let record = connector(true, &interval);
            let Due::Unreadable { text } = look(record, FIRE, FIRE) else { panic!("{interval}") };
            assert!(text.contains("full syncs") && text.contains(&interval.to_string()), "{text}");
            assert!(text.contains(reason), "{text}");
        }
    }

    #[test]
    fn only_enabled_schedules_must_be_readable() {
        let text = |record| {
            unreadable_schedule(&Connector::new("teams-1", serde_json::from_value(record).unwrap()))
        };
        assert_eq!(text(connector(false, &json!("nonsense"))), None);
        assert_eq!(text(daily()), None);
        let mut record = daily();
        record["scheduling"]["incremental"]["interval"] = json!("0 3 * * *");
        assert!(text(record).unwrap().contains("incremental"));
    }

    #[test]
    fn a_schedule_without_an_interval_means_midnight() {
        let midnight = Due::Now { fire: moment("2026-03-03T00:00:00Z") };
        assert_eq!(look(connector(true, &json!(null)), FIRE, "2026-03-03T00:00:00Z"), midnight);
    }
}
