//! The sync machine: how a tenant gets into an index, and stays equal to it.
//!
//! ```text
//!              job.rs, partition.rs, record.rs    what is kept: jobs, partitions, their records
//!
//! scheduler ──▶ CrawlTask ──▶ worker ──▶ IndexBatch ──▶ indexer ──▶ documents, then the record
//!     ▲         message.rs      │        batch.rs          │
//!     │                         ▼                          │
//!     │                  crawl/ (one file a kind)          │
//!     └───────────────────── state ◀───────────────────────┘
//! ```
//!
//! The scheduler decides what is due and hands out tasks. A worker reads one part of the tenant, segment by segment,
//! and sends what it makes of it in batches. The indexer writes the documents, and after them the proof that they
//! were written. [`decide`] holds every decision of the three as a pure function; [`port`] is what they need from
//! outside. None of them knows where it runs.

pub mod job;
pub mod partition;
pub mod record;
pub mod issue;
pub mod message;
pub mod decide;
pub mod scheduler;
pub mod worker;
pub mod rules;
pub mod users;
pub mod crawl;
mod batch;
pub mod indexer;
pub mod monitor;
pub mod bookkeeping;
pub mod summary;
pub mod port;
