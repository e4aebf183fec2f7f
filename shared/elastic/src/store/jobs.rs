//! Sync jobs, in the records that Kibana writes and shows. Elastic: connectors protocol, sync jobs.
//!
//! Of a record only what the sync machine knows is read and written; the rest stays as it is. Jobs of kinds and in
//! states that it doesn't know, such as access control, aren't seen.

use async_trait::async_trait;
use elasticsearch::http::Method;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sync::job::{JobStatus, JobType, SyncJob};
use sync::port::store::{JobStore, StoreError, Versioned};

use super::ElasticStore;
use crate::client::Request;
use crate::failure::{Failure, cut};
use crate::names::segment;
use crate::search::{Hit, Search, get};
use crate::update::{Update, Updated};

const READING: &str = "reading sync jobs";

const WRITING: &str = "writing a sync job";

const JOB_TYPES: [JobType; 2] = [JobType::Full, JobType::Incremental];

const STATUSES: [JobStatus; 7] = [
    JobStatus::Pending,
    JobStatus::InProgress,
    JobStatus::Suspended,
    JobStatus::Canceling,
    JobStatus::Canceled,
    JobStatus::Completed,
    JobStatus::Error,
];

/// What is read of a record.
#[derive(Debug, Deserialize)]
struct Stored {
    connector: Connector,
    job_type: String,
    status: String,
    created_at: Value,
    #[serde(default)]
    started_at: Value,
    #[serde(default)]
    completed_at: Value,
    #[serde(default)]
    cancelation_requested_at: Value,
    #[serde(default)]
    error: Option<String>,
}

/// The connector as it was when the job was made.
#[derive(Debug, Deserialize)]
struct Connector {
    id: String,
    #[serde(default)]
    filtering: Value,
}

#[async_trait]
impl JobStore for ElasticStore {
    async fn create_job(&self, job: SyncJob) -> Result<bool, StoreError> {
        let path = format!("/{}/_create/{}", self.options.names.jobs, segment(&job.id)?);
        let request = Request::json(WRITING, Method::Put, path, &self.record(&job))
            .with("require_alias", "true")
            .if_not_done();
        match self.client.send(&request).await {
            Ok(_) => Ok(true),
            Err(failure) if failure.status() == Some(409) => Ok(false),
            Err(failure) => Err(failure.into()),
        }
    }

    async fn job(&self, id: &str) -> Result<Option<Versioned<SyncJob>>, StoreError> {
        let ids = [id.to_owned()];
        let found = get(&self.client, READING, &self.options.names.jobs, &ids).await?;
        let jobs: Vec<_> = found.iter().map(|hit| self.read(hit)).collect::<Result<_, _>>()?;
        Ok(jobs.into_iter().flatten().next())
    }

    async fn jobs(&self, limit: usize) -> Result<Vec<Versioned<SyncJob>>, StoreError> {
        let query = json!({"bool": {"filter": [
            {"term": {"connector.id": self.options.connector_id}},
            {"terms": {"job_type": JOB_TYPES.map(JobType::name)}},
            {"terms": {"status": STATUSES.map(JobStatus::name)}},
        ]}});
        let newest = json!([
            {"created_at": {"order": "desc", "unmapped_type": "date"}}, {"_seq_no": "desc"},
        ]);
        let search = Search::whole(READING, &self.options.names.jobs, query, newest);
        let found = self.found(search, limit).await?;
        let jobs: Vec<_> = found.iter().map(|hit| self.read(hit)).collect::<Result<_, _>>()?;
        Ok(jobs.into_iter().flatten().collect())
    }

    async fn replace_job(&self, job: Versioned<SyncJob>) -> Result<bool, StoreError> {
        let Versioned { value: job, token } = job;
        let update = Update {
            action: WRITING,
            alias: &self.options.names.jobs,
            id: &job.id,
            patch: &progress(&job),
            guard: Some(token),
        };
        Ok(update.run(&self.client).await? == Updated::Done)
    }
}

impl ElasticStore {
    /// The record of a job that nobody asked for in Kibana.
    fn record(&self, job: &SyncJob) -> Value {
        let mut record = json!({
            "connector": {
                "id": self.options.connector_id,
                "index_name": self.options.index,
                "service_type": "microsoft_teams",
                "filtering": job.filtering,
            },
            "job_type": job.job_type.name(),
            "trigger_method": "on_demand",
            "created_at": job.created_at.to_string(),
            "last_seen": job.created_at.to_string(),
            "indexed_document_count": 0,
            "indexed_document_volume": 0,
            "deleted_document_count": 0,
        });
        if let Value::Object(record) = &mut record {
            record.extend(progress(job));
        }
        record
    }

    /// The job that a record holds; none if it isn't one of this connector that the sync machine runs.
    fn read(&self, hit: &Hit) -> Result<Option<Versioned<SyncJob>>, Failure> {
        let stored: Stored = hit.source("the sync job")?;
        let job_type = JOB_TYPES.into_iter().find(|known| known.name() == stored.job_type);
        let status = STATUSES.into_iter().find(|known| known.name() == stored.status);
        let (Some(job_type), Some(status)) = (job_type, status) else {
            return Ok(None);
        };
        if stored.connector.id != self.options.connector_id {
            return Ok(None);
        }
        let no_date = |field: &str| Failure::Unreadable {
            what: format!("the sync job {}", hit.id),
            reason: format!("its {field} is no date"),
        };
        let at = |field: &'static str, value: &Value| {
            let read = date(value).map(Some).ok_or_else(|| no_date(field));
            if value.is_null() { Ok(None) } else { read }
        };
        let job = SyncJob {
            id: hit.id.clone(),
            connector_id: stored.connector.id,
            job_type,
            status,
            created_at: date(&stored.created_at).ok_or_else(|| no_date("created_at"))?,
            started_at: at("started_at", &stored.started_at)?,
            completed_at: at("completed_at", &stored.completed_at)?,
            cancelation_requested_at: at(
                "cancelation_requested_at",
                &stored.cancelation_requested_at,
            )?,
            error: stored.error,
            filtering: active(stored.connector.filtering),
        };
        Ok(Some(Versioned { value: job, token: hit.token() }))
    }
}

/// What changes while a job runs.
fn progress(job: &SyncJob) -> Map<String, Value> {
    let at = |time: Option<Timestamp>| time.map_or(Value::Null, |time| time.to_string().into());
    let error = job.error.clone().map(cut);
    let mut fields = vec![
        ("status", job.status.name().into()),
        ("started_at", at(job.started_at)),
        ("completed_at", at(job.completed_at)),
        ("cancelation_requested_at", at(job.cancelation_requested_at)),
        ("error", error.into()),
    ];
    if job.status == JobStatus::Canceled {
        fields.push(("canceled_at", at(job.completed_at)));
    }
    fields.into_iter().map(|(field, value)| (field.to_owned(), value)).collect()
}

/// A job's filter; the oldest records hold it in a list of one.
fn active(filtering: Value) -> Option<Value> {
    if let Value::Array(several) = filtering {
        return several.into_iter().next();
    }
    Some(filtering).filter(|filtering| !filtering.is_null())
}

/// A date in any form that the index takes: with an offset, in UTC without one, a day, or milliseconds.
fn date(value: &Value) -> Option<Timestamp> {
    let Some(text) = value.as_str() else {
        return Timestamp::from_millisecond(value.as_i64()?).ok();
    };
    let day = |text: &str| text.parse::<Date>().ok().map(DateTime::from);
    let zoneless = || {
        let time = text.parse::<DateTime>().ok().or_else(|| day(text))?;
        TimeZone::UTC.to_timestamp(time).ok()
    };
    text.parse::<Timestamp>().ok().or_else(zoneless)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_every_writer_are_read() {
        let expected = Timestamp::from_millisecond(1_000_000_123).unwrap();
        for form in [
            json!("1970-01-12T13:46:40.123000+00:00"),
            json!("1970-01-12T13:46:40.123000000Z"),
            json!("1970-01-12T13:46:40.123"),
            json!("1970-01-12T15:46:40.123+02:00"),
            json!(1_000_000_123),
        ] {
            assert_eq!(date(&form), Some(expected), "{form}");
        }
        assert_eq!(date(&json!("1970-01-01")), Some(Timestamp::UNIX_EPOCH));
        for none in [json!("soon"), json!(""), json!(true), json!({}), json!(i64::MAX)] {
            assert_eq!(date(&none), None, "{none}");
        }
    }

    #[test]
    fn a_filter_may_be_missing_or_in_a_list() {
        assert_eq!(active(Value::Null), None);
        assert_eq!(active(json!([])), None);
        assert_eq!(active(json!({"rules": []})), Some(json!({"rules": []})));
        assert_eq!(active(json!([{"rules": []}])), Some(json!({"rules": []})));
    }
}
