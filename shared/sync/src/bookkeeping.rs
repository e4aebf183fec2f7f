//! `_sync`: what the connector keeps in each document for itself.

use documents::Document;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::partition::{PartitionId, Scope};

/// The field's name.
pub const FIELD: &str = "_sync";

/// A document's fields with its bookkeeping, and how many bytes of JSON the fields are.
///
/// `hash` is of the fields alone, so that it tells whether what people see has changed. A document of which the tenant
/// tells no time gets that of its writing. Elastic: connectors protocol, `_timestamp`.
pub(crate) fn source(
    document: &Document,
    partition: &PartitionId,
    scope: &Scope,
    version: u64,
    now: Timestamp,
) -> (Map<String, Value>, u64) {
    // A map of JSON values has no form that can't be written.
    let json = serde_json::to_vec(&document.fields).unwrap_or_default();
    let mut source = document.fields.clone();
    source.entry("_timestamp").or_insert_with(|| format!("{now:.3}").into());
    let mut sync = Map::new();
    sync.insert("partition".to_owned(), partition.to_string().into());
    sync.insert("scope".to_owned(), scope.as_str().into());
    sync.insert("version".to_owned(), version.into());
    sync.insert("hash".to_owned(), hash(&json).into());
    if let Some(tag) = &document.content_tag {
        sync.insert("content_tag".to_owned(), tag.as_str().into());
    }
    if !document.parents.is_empty() {
        sync.insert("parents".to_owned(), json!(document.parents));
    }
    source.insert(FIELD.to_owned(), Value::Object(sync));
    (source, u64::try_from(json.len()).unwrap_or(u64::MAX))
}

/// The first 128 bits of the SHA-256 of the fields' JSON, in hex.
fn hash(json: &[u8]) -> String {
    crate::message::hex(Sha256::digest(json).iter().take(16))
}
