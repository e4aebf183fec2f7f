//! The connector protocol: what Kibana and the connector agree on, as pure functions over two kinds of record.
//!
//! ```text
//!  connector record                                    sync job record
//!  connector.rs  kind.rs  created.rs                   job.rs
//!      │ preparation(…)      its schema and features      register.rs, schema.rs
//!      │ heartbeat(…)        it is alive                  standing.rs
//!      │ values(…)           what the user filled in      configuration/
//!      │ draft_validation(…) the sync rules               filtering.rs
//!      │ due(…)              its schedules                schedule.rs, cron/
//!      ▼
//!  pending(…) ──► lock(…), claimed(…) ──► stats(…) ──► ended(…), after_job(…)    job_patch.rs, standing.rs
//!                                    ╰──► is_idle(…), is_stuck(…)                cleanup.rs
//! ```
//!
//! A record is its `_source`, and is read with tolerance: Kibana, people and other versions write it too, so that
//! a field may be missing, null or of any type. What is to be written is a patch, a partial document that
//! Elasticsearch merges into the record (`_update` with `doc`); nothing is removed by leaving it out. No other crate
//! knows the fields of the two records. When which patch is written is told by `docs/connector-record.md`.
//!
//! Nothing here reads a clock, a file or the network, and no record makes it panic.

mod record;
pub mod kind;
pub mod connector;
pub mod created;
pub mod job;
pub mod schema;
pub mod register;
pub mod configuration;
pub mod filtering;
pub mod cron;
pub mod schedule;
pub mod text;
pub mod standing;
pub mod job_patch;
pub mod cleanup;
pub mod badge;

pub use badge::badge;
pub use connector::{Connector, ConnectorStatus};
pub use created::NewConnector;
pub use job::{Job, JobStatus, Pipeline, TriggerMethod};
pub use job_patch::{Counts, JobEnd};
pub use kind::{JobType, SyncKind};
pub use schema::SERVICE_TYPE;
