//! What is done for a connector, whoever does it: a process that loops, or a function that is called each minute.
//!
//! ```text
//!  connector record ──▶ pass: register, heartbeat, validate, ping, check drafts, schedule ──▶ a pending job
//!        ▲                                                                                      │
//!        │                                                                                      ▼
//!        └────────── the end, told ◀── sync machine ◀── jobs: lock the connector, claim the job (owner)
//!
//!  clean-up: jobs whose process is gone, connectors that no job holds any more
//! ```
//!
//! All state is in the two records of Elastic's connector protocol; what may be written there is in [`protocol`].

pub mod source;
pub mod pass;
pub mod owner;
pub mod jobs;
pub mod adopt;
pub mod cleanup;
