//! `_sync`: what the connector keeps in each document for itself.

use documents::Document;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::partition::{PartitionId, Scope};
use crate::port::store::Write;

/// The field's name.
pub const FIELD: &str = "_sync";

/// A document's fields with its bookkeeping.
///
/// `hash` is of the fields alone, so that it tells whether what people see has changed. A document of which the tenant
/// tells no time gets that of its writing. Elastic: connectors protocol, `_timestamp`.
pub(crate) fn source(
    document: &Document,
    partition: &PartitionId,
    scope: &Scope,
    version: u64,
    now: Timestamp,
) -> Map<String, Value> {
    let mut source = document.fields.clone();
    source.entry("_timestamp").or_insert_with(|| format!("{now:.3}").into());
    let mut sync = Map::new();
    sync.insert("partition".to_owned(), partition.to_string().into());
    sync.insert("scope".to_owned(), scope.as_str().into());
    sync.insert("version".to_owned(), version.into());
    sync.insert("hash".to_owned(), hash(&document.fields).into());
    if let Some(tag) = &document.content_tag {
        sync.insert("content_tag".to_owned(), tag.as_str().into());
    }
    if !document.parents.is_empty() {
        sync.insert("parents".to_owned(), json!(document.parents));
    }
    source.insert(FIELD.to_owned(), Value::Object(sync));
    source
}

/// The first 128 bits of the SHA-256 of the fields' JSON, in hex.
fn hash(fields: &Map<String, Value>) -> String {
    // A map of JSON values has no form that can't be written.
    let json = serde_json::to_vec(fields).unwrap_or_default();
    crate::message::hex(Sha256::digest(&json).iter().take(16))
}

/// Bytes of a write's document.
pub(crate) fn bytes(write: &Write) -> u64 {
    let bytes = write.source.as_ref().map(crate::batch::json_bytes_of_object);
    u64::try_from(bytes.unwrap_or_default()).unwrap_or(u64::MAX)
}
