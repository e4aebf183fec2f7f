//! Records are written by strangers: whatever they hold, every function that reads one comes to an end.
#![cfg(test)]

use std::time::Duration;

use jiff::Timestamp;
use proptest::prelude::*;
use protocol::{
    Connector, Job, JobType, SERVICE_TYPE, SyncKind, TriggerMethod, badge, cleanup, configuration,
    filtering, job_patch, register, schedule, standing,
};
use serde_json::{Map, Value};

/// Names that the records know, so that a stranger's values land where they are read.
const NAMES: [&str; 24] = [
    "status",
    "configuration",
    "tenant_id",
    "auth_method",
    "value",
    "type",
    "required",
    "depends_on",
    "field",
    "validations",
    "constraint",
    "features",
    "sync_rules",
    "filtering",
    "domain",
    "draft",
    "active",
    "validation",
    "state",
    "rules",
    "scheduling",
    "full",
    "enabled",
    "interval",
];

const MORE_NAMES: [&str; 12] = [
    "connector",
    "pipeline",
    "last_seen",
    "last_sync_status",
    "last_sync_scheduled_at",
    "metadata",
    "error",
    "job_type",
    "service_type",
    "index_name",
    "default_value",
    "label",
];

const TEXTS: [&str; 12] = [
    "",
    "DEFAULT",
    "edited",
    "in_progress",
    "full",
    "0 0 3 ? * 6L",
    "31 2 ?",
    "2026-08-20T03:00:00Z",
    "true",
    "regex",
    "certificate",
    "é",
];

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop::sample::select(TEXTS.to_vec()).prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name(), inner, 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

fn name() -> impl Strategy<Value = String> {
    let known = NAMES.iter().chain(&MORE_NAMES).map(|name| (*name).to_owned()).collect::<Vec<_>>();
    prop_oneof![8 => prop::sample::select(known), 1 => ".{0,6}"]
}

fn source() -> impl Strategy<Value = Map<String, Value>> {
    prop::collection::btree_map(name(), value(), 0..10)
        .prop_map(|fields| fields.into_iter().collect())
}

fn now() -> Timestamp {
    "2026-08-20T03:00:00Z".parse().unwrap()
}

fn read_connector(connector: &Connector) {
    let getters = (
        (connector.status(), connector.service_type(), connector.index_name(), connector.name()),
        (connector.language(), connector.is_native(), connector.is_deleted(), connector.error()),
        (connector.last_seen(), connector.api_key_secret_id(), connector.sync_cursor()),
        (connector.has_sync_rules(), standing::may_sync(connector), badge(connector, now())),
    );
    let kinds = [SyncKind::Content, SyncKind::AccessControl];
    let kinds = kinds
        .map(|kind| (connector.last_sync_status(kind), cleanup::is_stuck(connector, kind, &[])));
    let types = JobType::ALL.map(|job_type| {
        let job = job_patch::pending(connector, job_type, TriggerMethod::Scheduled, now());
        let due = schedule::due(connector, job_type, now(), now());
        (job, due, standing::is_locked(connector, job_type), connector.offers(job_type))
    });
    let passes = (
        register::preparation(connector, SERVICE_TYPE),
        configuration::values(connector.configuration()).is_ok(),
        filtering::draft_validation(connector),
        filtering::active_filter(connector),
        schedule::unreadable_schedule(connector),
        standing::heartbeat_due(connector, now(), Duration::from_mins(5)),
    );
    assert!(!format!("{connector:?}{getters:?}{kinds:?}{types:?}{passes:?}").is_empty());
}

fn read_job(job: &Job) {
    let getters = (
        (job.status(), job.job_type(), job.connector_id(), job.index_name(), job.service_type()),
        (job.created_at(), job.started_at(), job.last_seen(), job.completed_at()),
        (job.cancelation_requested_at(), job.error(), job.configuration(), job.filtering()),
        (job.pipeline(), job.language(), job.metadata(), job.worker_hostname()),
    );
    let passes = (cleanup::is_idle(job, now()), configuration::values(job.configuration()).is_ok());
    assert!(!format!("{job:?}{getters:?}{passes:?}").is_empty());
}

proptest! {
    #[test]
    fn no_record_makes_a_reader_panic(source in source()) {
        read_connector(&Connector::new("id", source.clone()));
        read_job(&Job::new("id", source));
    }

    #[test]
    fn after_one_registration_there_is_nothing_left_to_register(source in source()) {
        let mut source = source;
        source.remove("service_type");
        let connector = Connector::new("id", source.clone());
        if let register::Preparation::Patch(patch) = register::preparation(&connector, SERVICE_TYPE) {
            merge(&mut source, patch);
            let again = register::preparation(&Connector::new("id", source), SERVICE_TYPE);
            prop_assert_eq!(again, register::Preparation::Nothing);
        }
    }
}

/// What Elasticsearch does with a partial document.
fn merge(source: &mut Map<String, Value>, patch: Map<String, Value>) {
    for (name, change) in patch {
        match (source.get_mut(&name), change) {
            (Some(Value::Object(inner)), Value::Object(change)) => merge(inner, change),
            (_, change) => {
                source.insert(name, change);
            }
        }
    }
}
