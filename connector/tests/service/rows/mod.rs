//! The checklist of the connector protocol, row by row.

mod start_up;
mod first_sync;
mod registration;
mod heartbeat;
mod configuration;
mod schedule;
mod taking;
mod ending;
mod clean_up;
mod content;
mod bulk;
mod rules;
mod later;
mod mode;

use libtest_mimic::Trial;

pub(crate) use ending::in_the_middle;

use crate::table::{row, row_by_api, test};

/// Rows that need an engine without the protocol's indices.
pub(crate) fn alone() -> Vec<Trial> {
    vec![
        row(
            1,
            "missing protocol indices are created with alias, dynamic: false and their types",
            start_up::missing_indices_are_made,
        ),
        row(
            2,
            "existing protocol indices are left as they are, a refused create is survived",
            start_up::existing_indices_stay,
        ),
    ]
}

/// All others.
pub(crate) fn side_by_side() -> Vec<Trial> {
    let parts = [records(), jobs(), sync()];
    let mut rows: Vec<Trial> = parts.into_iter().flatten().collect();
    let names: Vec<String> = rows.iter().chain(&alone()).map(|row| row.name().to_owned()).collect();
    rows.push(test(
        "the checklist is complete",
        move || async move { assert_every_number(&names) },
    ));
    rows
}

fn assert_every_number(names: &[String]) {
    for number in 1..=72 {
        let number = format!("{number:02} ");
        assert!(names.iter().any(|name| name.starts_with(&number)), "row {number}is missing");
    }
}

#[rustfmt::skip] // a row is a line
fn records() -> Vec<Trial> {
    vec![
        row(3, "every request carries X-elastic-product-origin: connectors", start_up::every_request_names_its_origin),
        row(4, "writes go through the alias names, never to another concrete index", start_up::writes_go_through_aliases),
        row(5, "only configured ids are handled", start_up::strangers_are_left_alone),
        row(6, "a connector with deleted: true is not touched, no job made", start_up::deleted_connectors_are_left_alone),
        row(7, "an empty configuration becomes the full schema and needs_configuration in one update", registration::an_empty_configuration_is_filled_at_once),
        row(8, "the registered schema is the newest Teams definition, then username and password", registration::the_schema_is_the_newest),
        row(9, "a null service_type is filled, a different one is not overwritten", registration::service_types),
        row(10, "features are written when they differ", registration::features),
        row(11, "adding a missing field keeps the values of the others and the status", registration::a_missing_field_is_added),
        row(12, "missing properties are filled, present ones and unknown fields are kept", registration::missing_properties_are_filled),
        row(13, "a changed label is propagated without touching the value", registration::a_changed_label_is_propagated),
        row(14, "a value that is saved while the schema is registered survives", registration::a_value_saved_meanwhile_survives),
        row(15, "in created and needs_configuration: heartbeat only, no job, no status change", heartbeat::nothing_but_a_heartbeat_before_the_configuration),
        row(16, "last_seen is set in the first pass for every connector and then at least every heartbeat", heartbeat::every_connector_is_seen),
        row(17, "last_seen keeps moving while a long sync runs and while the source is unreachable", heartbeat::it_goes_on_whatever_happens),
        row(18, "valid configuration and ping: connected, error null", configuration::a_valid_one_connects),
        row(19, "an empty required field: error with its label; mended: connected", configuration::an_empty_required_field),
        row(20, "a field with unmet depends_on is not validated; an optional empty one takes its default", configuration::unmet_dependencies),
        row(21, "types are checked as the form has them", configuration::types),
        row(22, "a left-over unknown required empty field does not block", configuration::left_over_fields),
        row(23, "a failed ping: error, no scheduled job; recovered: connected, error null", configuration::a_failed_ping),
        row(24, "no secret value appears in the records' errors or in logs", configuration::no_secret_is_told),
        row(25, "an error longer than 32 KiB is cut and stored", configuration::a_long_error_is_cut),
        row(26, "a due full schedule makes one pending job: scheduled, full", schedule::a_due_schedule_makes_a_job),
        row_by_api(26, "a due full schedule makes one pending job", schedule::a_due_schedule_makes_a_job_by_the_api),
        row(27, "last_sync_scheduled_at is the fire time, a whole minute", schedule::the_fire_time_is_noted),
        row(28, "a disabled schedule makes no job; each job type notes its own time", schedule::disabled_schedules),
        row(29, "two instances make one job per fire", schedule::two_instances_make_one_job),
        row(30, "fires missed while down are not caught up", schedule::missed_fires_are_missed),
        row(31, "Quartz: steps, ranges, names, ?, L, year; in UTC", schedule::quartz),
        row(32, "an unparsable cron: error with text, the loop lives", schedule::nonsense),
        row(33, "no second scheduled job while one of its type waits", schedule::one_waiting_job_is_enough),
        row(34, "incremental and access_control are not scheduled without the feature", schedule::features_that_are_off),
    ]
}

#[rustfmt::skip] // a row is a line
fn jobs() -> Vec<Trial> {
    vec![
        row(35, "a pending on_demand job is taken within two idling periods", taking::soon),
        row_by_api(35, "a pending on_demand job is taken, its progress told, and it ends as row 43 says", mode::a_sync_by_the_api),
        row(36, "at the claim: in_progress, started_at, last_seen, worker_hostname", taking::the_claim),
        row(37, "at the start the connector: in_progress, no error, connected", taking::the_lock),
        row(38, "while the connector is in_progress no second content job starts", taking::one_content_job_at_a_time),
        row(39, "two services run one pending job exactly once", taking::two_services_run_a_job_once),
        row(40, "the oldest first; suspended taken as well as pending", taking::the_oldest_first),
        row(41, "max_concurrent_content_syncs holds", taking::slots),
        row(42, "while running, last_seen and the counts are refreshed at least every 15 s", ending::a_running_job_is_refreshed),
        row(43, "success: completed, counts, total_document_count is the index's count", ending::success_in_the_job),
        row(44, "success in the connector: last_synced, completed, no error, both counts", ending::success_in_the_connector),
        row(45, "indexed_document_volume is whole MiB of the documents that were sent", ending::volume),
        row(46, "the source fails: error and text in both records; what is indexed stays", ending::the_source_fails),
        row(47, "canceling becomes canceled within 15 s", ending::canceling),
        row(48, "canceled written on a pending job: never run", ending::canceled_before_it_ran),
        row(49, "SIGTERM: suspended, no completed_at, counts unchanged, exit 0 within 30 s", ending::sigterm),
        row(50, "a restart runs the same job again to completed", ending::restart),
        row(51, "in_progress without a sign of life for 300 s: error, and the connector is freed", clean_up::idle_jobs),
        row(52, "in_progress with a fresh last_seen is untouched", clean_up::fresh_jobs),
        row(53, "a job of a vanished connector: error, if it is stale", clean_up::orphans),
        row(54, "a connector in_progress without a running job is freed; records deleted during a run end it", clean_up::stuck_connectors),
        row(54, "a job that is deleted during its run ends it, the service lives", clean_up::a_job_deleted_meanwhile),
        row(54, "a connector that is deleted during a run ends it, the service lives", clean_up::a_connector_deleted_meanwhile),
    ]
}

#[rustfmt::skip] // a row is a line
fn sync() -> Vec<Trial> {
    vec![
        row(55, "an absent content index is created; an alias is taken; foreign mappings are kept", content::the_content_index),
        row(56, "each document has _id = id, and _timestamp", content::ids_and_timestamps),
        row(57, "ids have 512 bytes at most and are strings", content::ids_are_short),
        row(58, "without the pipeline on the cluster none is sent and no helper field is left", content::no_pipeline),
        row(58, "flags and pipeline are those of the job", content::the_job_s_pipeline),
        row(59, "a full sync deletes what vanished and what is newly excluded, and counts it", content::vanished_and_excluded),
        row(60, "incremental is not offered: the features say so, and such a job ends as error", later::incremental),
        row(61, "bulk bodies respect chunk_size and chunk_max_mem_size", bulk::chunks),
        row(62, "429 and 503 on a bulk are tried again with growing pauses; refused items too", bulk::patience),
        row(63, "error monitor: too many refused documents fail the job", bulk::many_refusals),
        row(63, "error monitor: a few refused documents do not", bulk::few_refusals),
        row(64, "basic rules decide in order; DEFAULT is ignored", rules::rules_decide),
        row(65, "an edited draft becomes valid and active, or invalid with ids and messages", rules::drafts),
        row_by_api(65, "an edited draft becomes valid and active", rules::drafts_by_the_api),
        row(66, "a job with an invalid snapshot fails without indexing", rules::an_invalid_snapshot),
        row(67, "file content is not offered: files are documents without it", later::file_content),
        row(68, "access control is not offered: such a job is not taken", later::access_control),
        row(69, "document level security is not offered: the features say so", later::document_level_security),
        row(70, "without document level security no _allow_access_control is written", later::no_access_lists),
        row(71, "Kibana's badge: Connected after success, Sync Failure after failure", mode::badges),
        row(72, "a refused connector API: direct writes, and all goes on", mode::a_refused_api),
    ]
}
