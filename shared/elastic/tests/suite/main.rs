//! The store against a real engine, whose address is in `TEAMS_CONNECTOR_ENGINE`, and against a scripted one.
#![cfg(test)]

mod scripted;
mod faults;
mod connector_api;
mod security;
mod start_up;
#[cfg(engine)]
mod engine;
#[cfg(engine)]
mod contract;
#[cfg(engine)]
mod refusals;
#[cfg(engine)]
mod indices;
#[cfg(engine)]
mod looking;
#[cfg(engine)]
mod records;
#[cfg(engine)]
mod jobs;
#[cfg(engine)]
mod pipeline;
#[cfg(engine)]
mod rate;

use serde_json::{Map, Value, json};
use sync::port::store::Write;

/// Shows in the list of tests that the other suites didn't run: without an engine only.
#[cfg(not(engine))]
#[test]
#[ignore = "NOT RUN: the store's contract against a real engine; set TEAMS_CONNECTOR_ENGINE to its address"]
fn the_contract_holds_on_a_real_engine() {}

/// A write of a document with these fields, in one partition and scope.
fn write(id: &str, version: u64, fields: &Value) -> Write {
    let mut source: Map<String, Value> = fields.as_object().unwrap().clone();
    source.insert("id".to_owned(), json!(id));
    let sync = json!({"partition": "team:t", "scope": "19:c@thread.tacv2", "version": version});
    source.insert("_sync".to_owned(), sync);
    Write { id: id.to_owned(), version, source: Some(source) }
}

fn delete(id: &str, version: u64) -> Write {
    Write { id: id.to_owned(), version, source: None }
}
