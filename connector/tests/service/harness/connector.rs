//! A connector as Kibana handles it: its record and its jobs, written directly, without the connector API.

use std::time::Duration;

use clock::{Clock as _, Random, SystemClock};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::engine::{CONNECTORS, Engine, JOBS, Record};
use super::text;
use super::wait::{LIMIT, until, until_within};

/// A connector of a test's own, with a content index of its own.
#[derive(Debug, Clone)]
pub(crate) struct Connector {
    pub(crate) id: String,
    pub(crate) index: String,
    engine: Engine,
}

/// Now, in the form in which Elasticsearch's own API writes dates.
pub(crate) fn now() -> String {
    ago(0)
}

/// So many seconds before now.
pub(crate) fn ago(seconds: u64) -> String {
    let then = SystemClock.now() - Duration::from_secs(seconds);
    then.to_string()
}

/// A date as anybody writes it.
pub(crate) fn moment(record: &Value, field: &str) -> Option<Timestamp> {
    record[field].as_str()?.parse().ok()
}

impl Connector {
    /// A new connector, as Kibana leaves it after *Connectors → Microsoft Teams, self-managed*.
    pub(crate) async fn create(engine: &Engine, word: &str) -> Self {
        let connector = Self::named(engine, word);
        connector.put(&connector.fresh()).await;
        connector
    }

    /// Names without a record.
    pub(crate) fn named(engine: &Engine, word: &str) -> Self {
        let id = format!("{word}-{}", Random::from_system().id());
        Self { index: format!("content-{id}"), id, engine: engine.clone() }
    }

    /// What Kibana writes first.
    pub(crate) fn fresh(&self) -> Value {
        let off = json!({"enabled": false, "interval": "0 0 0 * * ?"});
        let side = side("valid", &[]);
        json!({
            "api_key_id": null, "configuration": {}, "custom_scheduling": {}, "description": null,
            "error": null, "features": null, "index_name": self.index, "is_native": false,
            "filtering": [{"domain": "DEFAULT", "active": side, "draft": side}],
            "language": null, "last_seen": null, "last_synced": null, "last_sync_error": null,
            "last_sync_status": null, "last_sync_scheduled_at": null,
            "last_incremental_sync_scheduled_at": null,
            "last_access_control_sync_error": null, "last_access_control_sync_status": null,
            "last_access_control_sync_scheduled_at": null,
            "last_indexed_document_count": null, "last_deleted_document_count": null,
            "name": self.id, "service_type": "microsoft_teams", "status": "created",
            "scheduling": {"full": off, "incremental": off, "access_control": off},
            "pipeline": pipeline("search-default-ingestion"), "sync_cursor": null,
        })
    }

    pub(crate) async fn put(&self, source: &Value) {
        self.engine.put(CONNECTORS, &self.id, source).await;
    }

    pub(crate) async fn merge(&self, patch: &Value) {
        self.engine.merge(CONNECTORS, &self.id, patch).await;
    }

    pub(crate) async fn record(&self) -> Record {
        self.engine.record(CONNECTORS, &self.id).await.unwrap()
    }

    /// The record's fields.
    pub(crate) async fn shown(&self) -> Value {
        self.record().await.source
    }

    /// Saves the form, which makes it `configured`.
    pub(crate) async fn configure(&self, values: &Value) {
        let field = |(name, value): (&String, &Value)| (name.clone(), json!({"value": value}));
        let fields: Map<String, Value> = values.as_object().unwrap().iter().map(field).collect();
        self.merge(&json!({"configuration": fields, "status": "configured"})).await;
    }

    /// Turns the schedule of a job type on.
    pub(crate) async fn schedule(&self, job_type: &str, interval: &str) {
        let on = json!({"enabled": true, "interval": interval});
        self.merge(&json!({"scheduling": {job_type: on}})).await;
    }

    /// Waits for a status.
    pub(crate) async fn reaches(&self, status: &str) -> Value {
        let what = format!("{} is {status}", self.id);
        until(&what, || async {
            let shown = self.shown().await;
            if shown["status"] == status { Ok(shown) } else { Err(shown) }
        })
        .await
    }

    /// *Sync now*: a pending job, with the record as it is. Gives the job's id.
    pub(crate) async fn sync_now(&self) -> String {
        self.add_job(json!({})).await
    }

    /// A job as Kibana makes it, changed by `patch`.
    pub(crate) async fn add_job(&self, patch: Value) -> String {
        let record = self.shown().await;
        let mut job = json!({
            "connector": {
                "id": self.id, "index_name": self.index, "language": null,
                "service_type": record["service_type"], "configuration": record["configuration"],
                "filtering": record["filtering"][0]["active"], "pipeline": record["pipeline"],
            },
            "job_type": "full", "trigger_method": "on_demand", "status": "pending",
            "created_at": now(), "last_seen": now(),
            "indexed_document_count": 0, "indexed_document_volume": 0, "deleted_document_count": 0,
        });
        merge(&mut job, patch);
        let id = Random::from_system().id();
        self.engine.put(JOBS, &id, &job).await;
        id
    }

    /// *Cancel* of a job that runs.
    pub(crate) async fn cancel(&self, job: &str) {
        let patch = json!({"status": "canceling", "cancelation_requested_at": now()});
        self.engine.merge(JOBS, job, &patch).await;
    }

    pub(crate) async fn job(&self, id: &str) -> Value {
        self.engine.record(JOBS, id).await.unwrap().source
    }

    /// All jobs of the connector, oldest first.
    pub(crate) async fn jobs(&self) -> Vec<Record> {
        let mut jobs = self.engine.search(JOBS, &json!({"term": {"connector.id": self.id}})).await;
        jobs.sort_by_key(|job| moment(&job.source, "created_at"));
        jobs
    }

    /// Waits for a job's status; another final one fails.
    pub(crate) async fn job_reaches(&self, id: &str, status: &str) -> Value {
        self.job_reaches_within(LIMIT, id, status).await
    }

    pub(crate) async fn job_reaches_within(
        &self,
        limit: Duration,
        id: &str,
        status: &str,
    ) -> Value {
        let what = format!("job {id} of {} is {status}", self.id);
        until_within(limit, &what, || async {
            let job = self.job(id).await;
            let found = text(&job, "status");
            let over = ["completed", "error", "canceled"].contains(&found.as_str());
            assert!(found == status || !over, "the job ended as {found}: {job:#}");
            if found == status { Ok(job) } else { Err(job) }
        })
        .await
    }

    /// Waits for a job and for the connector's record after it.
    pub(crate) async fn job_ends(&self, id: &str, status: &str) -> (Value, Value) {
        let job = self.job_reaches(id, status).await;
        let shown = until("the connector's record tells the job's end", || async {
            let shown = self.shown().await;
            if shown["last_sync_status"] == status { Ok(shown) } else { Err(shown) }
        })
        .await;
        (job, shown)
    }
}

/// One side of `filtering`: the rule `DEFAULT` and these.
pub(crate) fn side(state: &str, rules: &[Value]) -> Value {
    let mut rules = rules.to_vec();
    rules.push(rule("DEFAULT", 0, ("include", "_", "regex", ".*")));
    json!({
        "rules": rules,
        "advanced_snippet": {"value": {}, "created_at": now(), "updated_at": now()},
        "validation": {"state": state, "errors": []},
    })
}

/// A basic sync rule: policy, field, operator and value.
pub(crate) fn rule(id: &str, order: u32, means: (&str, &str, &str, &str)) -> Value {
    let (policy, field, rule, value) = means;
    json!({"id": id, "order": order, "policy": policy, "field": field, "rule": rule, "value": value,
        "created_at": now(), "updated_at": now()})
}

pub(crate) fn pipeline(name: &str) -> Value {
    json!({"name": name, "extract_binary_content": true, "reduce_whitespace": true,
        "run_ml_inference": false})
}

/// A deep merge: objects into objects, everything else replaced.
pub(crate) fn merge(into: &mut Value, patch: Value) {
    match (into, patch) {
        (Value::Object(into), Value::Object(patch)) => {
            for (field, value) in patch {
                merge(into.entry(field).or_insert(Value::Null), value);
            }
        }
        (into, patch) => *into = patch,
    }
}
