//! The `teams-connector` program: Microsoft Teams into a searchable store, from one command line.
//!
//! ```text
//! command line ──▶ command/ ──▶ config/        config.yml: the cluster or the store's file, connectors, secrets
//!                     │
//!                     ├──▶ service/        `run`: the connector service ──▶ telemetry/   logs, health, metrics
//!                     │
//!                     ├──▶ watched.rs      a sync job with its progress shown
//!                     │        │
//!                     │        └──▶ progress/    how far it is, on stderr
//!                     │
//!                     └──▶ report/         on stdout: how it ended, what it cost, what is stored and found
//!                              ▲
//!                 compare.rs ──┘ process.rs    store against truth; what the process used
//! ```
//!
//! What is decided here: what a person writes and what a person reads. How a tenant gets into the store is
//! decided in `sync`; what Graph is asked, in `graph`; what a document is, in `documents`.
//!
//! Every failure ends as a line that says what failed, where, and what to do next, and as an exit status.

pub mod command;
pub mod config;
pub mod service;
pub mod watched;
pub mod progress;
pub mod compare;
pub mod report;
pub mod process;
pub mod telemetry;
pub mod number;
