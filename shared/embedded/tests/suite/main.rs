//! The embedded adapters from outside: the ports' contracts, search, durability.
#![cfg(test)]

mod contract;
mod search;
mod durability;

use serde_json::{Map, Value, json};
use sync::port::store::Write;

/// A write of a document with these fields, in one partition and scope.
fn write(id: &str, version: u64, fields: &Value) -> Write {
    let mut source: Map<String, Value> = fields.as_object().unwrap().clone();
    source.insert("id".to_owned(), json!(id));
    source.entry("object_type").or_insert(json!("CHANNEL_MESSAGE"));
    let sync = json!({"partition": "team:t", "scope": "19:c@thread.tacv2", "version": version});
    source.insert("_sync".to_owned(), sync);
    Write { id: id.to_owned(), version, source: Some(source) }
}
