//! Rows 26–34: jobs that come by themselves. The finest schedule is a minute, so these rows wait for whole ones.

use std::time::Duration;

use clock::{Clock as _, SystemClock};
use serde_json::{Value, json};

use crate::harness::connector::{Connector, moment, now};
use crate::harness::connector_api;
use crate::harness::engine::Record;
use crate::harness::stage::Stage;
use crate::harness::tenant::Tenant;
use crate::harness::wait::{pass_a_minute, pause, until};

const EVERY_MINUTE: &str = "0 * * * * ?";

/// Waits for the first job.
async fn first_job(connector: &Connector) -> Record {
    until("a job is there", || async { connector.jobs().await.into_iter().next().ok_or("no job") })
        .await
}

fn assert_scheduled(connector: &Connector, job: &Value, record: &Value) {
    assert_eq!((&job["trigger_method"], &job["job_type"]), (&json!("scheduled"), &json!("full")));
    assert_eq!(job["connector"]["id"], connector.id.as_str());
    assert_eq!(job["connector"]["index_name"], connector.index.as_str());
    assert_eq!(job["connector"]["service_type"], "microsoft_teams");
    assert_eq!(job["connector"]["configuration"], record["configuration"]);
    assert_eq!(job["connector"]["filtering"]["rules"], record["filtering"][0]["active"]["rules"]);
    assert_eq!(job["connector"]["pipeline"], record["pipeline"]);
    assert!(moment(job, "created_at").is_some() && moment(job, "last_seen").is_some());
}

/// A connector that is due in the next minute and whose jobs stay pending, because another has the only slot.
async fn due(stage: &Stage) -> (Connector, Connector, crate::harness::service::Service) {
    let (busy, due) = (stage.connector("busy").await, stage.connector("due").await);
    let service = stage.service(&[&busy, &due]);
    for connector in [&busy, &due] {
        stage.connects(connector).await;
    }
    stage.tenant.slow(Duration::from_secs(5));
    let running = busy.sync_now().await;
    busy.job_reaches(&running, "in_progress").await;
    due.schedule("full", EVERY_MINUTE).await;
    (busy, due, service)
}

pub(super) async fn a_due_schedule_makes_a_job() {
    let stage = Stage::of(Tenant::small(21).await).await;
    let (_busy, due, _service) = due(&stage).await;
    let job = first_job(&due).await.source;
    assert_eq!(job["status"], "pending");
    assert_scheduled(&due, &job, &due.shown().await);
    for count in ["indexed_document_count", "indexed_document_volume", "deleted_document_count"] {
        assert_eq!(job[count], 0, "{count}");
    }
}

pub(super) async fn a_due_schedule_makes_a_job_by_the_api() {
    let stage = Stage::of(Tenant::tiny(22).await).await;
    connector_api::play(&stage.proxy, &stage.engine);
    let (connector, _service) = stage.connected("dueapi").await;
    connector.schedule("full", EVERY_MINUTE).await;
    let job = first_job(&connector).await;
    assert_scheduled(&connector, &job.source, &connector.shown().await);
    let asked = stage.proxy.asked();
    let by_the_api = |asked: &&crate::harness::proxy::Asked| {
        asked.method == "POST" && asked.path.starts_with("/_connector/_sync_job")
    };
    assert_eq!(asked.iter().filter(by_the_api).count(), 1);
    connector.job_ends(&job.id, "completed").await;
}

pub(super) async fn the_fire_time_is_noted() {
    let stage = Stage::of(Tenant::tiny(23).await).await;
    let (connector, _service) = stage.connected("fire").await;
    let before = SystemClock.now();
    connector.schedule("full", EVERY_MINUTE).await;
    first_job(&connector).await;
    let fired = moment(&connector.shown().await, "last_sync_scheduled_at").unwrap();
    assert_eq!(fired.as_millisecond().rem_euclid(60_000), 0, "{fired} is no whole minute");
    // A test that begins in a minute's first second may meet that minute.
    assert!(fired > before - Duration::from_mins(1) && fired <= SystemClock.now(), "{fired}");
}

pub(super) async fn disabled_schedules() {
    let stage = Stage::of(Tenant::tiny(24).await).await;
    let (on, off) = (stage.connector("on").await, stage.connector("off").await);
    let _service = stage.service(&[&on, &off]);
    stage.connects(&on).await;
    stage.connects(&off).await;
    on.schedule("full", EVERY_MINUTE).await;
    off.merge(&json!({"scheduling": {"full": {"enabled": false, "interval": EVERY_MINUTE}}})).await;
    pass_a_minute().await;
    first_job(&on).await;
    assert_eq!(off.jobs().await.len(), 0);
    let (on, off) = (on.shown().await, off.shown().await);
    assert!(on["last_sync_scheduled_at"].is_string());
    assert_eq!(off["last_sync_scheduled_at"], Value::Null);
    for other in ["last_incremental_sync_scheduled_at", "last_access_control_sync_scheduled_at"] {
        assert_eq!(on[other], Value::Null, "{other}");
    }
}

pub(super) async fn two_instances_make_one_job() {
    let stage = Stage::of(Tenant::tiny(25).await).await;
    let connector = stage.connector("shared").await;
    let _services = [stage.service(&[&connector]), stage.service(&[&connector])];
    stage.connects(&connector).await;
    connector.schedule("full", EVERY_MINUTE).await;
    pass_a_minute().await;
    pass_a_minute().await;
    let jobs = connector.jobs().await;
    let minute = |job: &Record| moment(&job.source, "created_at").unwrap().as_second() / 60;
    let minutes: Vec<i64> = jobs.iter().map(minute).collect();
    assert!(minutes.len() >= 2, "{minutes:?}");
    assert!(minutes.windows(2).all(|pair| pair[0] < pair[1]), "one for each minute: {minutes:?}");
}

pub(super) async fn missed_fires_are_missed() {
    let stage = Stage::of(Tenant::tiny(26).await).await;
    let (connector, service) = stage.connected("missed").await;
    service.terminate().await;
    connector.schedule("full", EVERY_MINUTE).await;
    pass_a_minute().await;
    let started = SystemClock.now();
    let _service = stage.service(&[&connector]);
    until("the service is there again", || async {
        let seen = moment(&connector.shown().await, "last_seen");
        if seen > Some(started) { Ok(()) } else { Err(seen) }
    })
    .await;
    let job = first_job(&connector).await.source;
    let created = moment(&job, "created_at").unwrap();
    assert!(
        created.as_second() / 60 > started.as_second() / 60,
        "{created} is in {started}'s minute"
    );
}

pub(super) async fn quartz() {
    let stage = Stage::of(Tenant::tiny(27).await).await;
    let today = now();
    let year = today.get(..4).unwrap();
    let hour: u8 = today.get(11..13).unwrap().parse().unwrap();
    let elsewhere = (hour + 3) % 24;
    let fires = [
        "0 0/1 * * * ?".to_owned(),
        "0 * * ? * 1-7".to_owned(),
        "0 * * ? * SUN,MON,TUE,WED,THU,FRI,SAT *".to_owned(),
        format!("0 * {hour},{} * * ? {year}-2099", (hour + 1) % 24),
    ];
    let doesnt = [
        "0 * * * * ? 2098-2099".to_owned(),
        format!("0 * {elsewhere} * * ?"),
        "0 59 23 L 2 ?".to_owned(),
    ];
    let mut connectors = Vec::new();
    for expression in fires.iter().chain(&doesnt) {
        connectors.push((stage.connector("quartz").await, expression.clone()));
    }
    let all: Vec<&Connector> = connectors.iter().map(|(connector, _)| connector).collect();
    let _service = stage.service(&all);
    for (connector, expression) in &connectors {
        stage.connects(connector).await;
        connector.schedule("full", expression).await;
    }
    pass_a_minute().await;
    for (connector, expression) in &connectors {
        let shown = connector.shown().await;
        let scheduled = shown["last_sync_scheduled_at"].is_string();
        assert_eq!(scheduled, fires.contains(expression), "{expression}: {}", shown["error"]);
    }
}

pub(super) async fn nonsense() {
    let stage = Stage::of(Tenant::tiny(28).await).await;
    let (bad, good) = (stage.connector("bad").await, stage.connector("good").await);
    let mut service = stage.service(&[&bad, &good]);
    stage.connects(&bad).await;
    bad.schedule("full", "nonsense").await;
    let error = bad.reaches("error").await["error"].clone();
    assert!(error.as_str().unwrap().contains("nonsense"), "{error}");
    stage.connects(&good).await;
    service.assert_runs();
    bad.schedule("full", "0 0 3 * * ?").await;
    bad.reaches("connected").await;
}

pub(super) async fn one_waiting_job_is_enough() {
    let stage = Stage::of(Tenant::small(29).await).await;
    let (_busy, due, _service) = due(&stage).await;
    first_job(&due).await;
    pass_a_minute().await;
    pause(Duration::from_secs(2)).await;
    let jobs = due.jobs().await;
    assert_eq!(jobs.len(), 1, "{jobs:#?}");
    assert_eq!(jobs[0].source["status"], "pending", "or else the slot wasn't taken");
}

pub(super) async fn features_that_are_off() {
    let stage = Stage::of(Tenant::tiny(30).await).await;
    let (connector, _service) = stage.connected("featureless").await;
    for job_type in ["incremental", "access_control"] {
        connector.schedule(job_type, EVERY_MINUTE).await;
    }
    pass_a_minute().await;
    assert_eq!(connector.jobs().await.len(), 0);
}
