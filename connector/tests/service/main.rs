//! The service judged by Elastic's connector protocol, on a real engine whose address is in `TEAMS_CONNECTOR_ENGINE`.
//!
//! ```text
//! Kibana (the tests) ── records ──▶ engine ◀── proxy ◀── service ──▶ proxy ──▶ Graph simulator
//! ```
//!
//! ```text
//! harness/     engine, proxies, tenant, the connector as Kibana sees it, the service as a process
//! rows/        the protocol's checklist, one test a row, by number and statement
//! scenarios/   whole syncs, and what becomes of them when something dies, stops or refuses
//! ```
//!
//! The tests are listed as the checklist is, so the harness is a table instead of `#[test]`. Each test has connectors
//! and content indices of its own, so that they run side by side on one engine; those that need an engine without the
//! protocol's indices run before the others. Without an engine all are shown as ignored.
#![allow(clippy::print_stderr, reason = "a failing test shows what the service said")]

#[cfg(test)]
mod harness;
#[cfg(test)]
mod rows;
#[cfg(test)]
mod scenarios;
#[cfg(test)]
mod table;

fn main() -> std::process::ExitCode {
    table::run()
}
