//! The mappings of our own indices: only what is searched is mapped, the rest is kept as it is.

use serde_json::{Value, json};

/// One record for each partition: `record` is all of it, the fields beside it are what the listings ask for.
pub(super) fn state() -> Value {
    json!({"dynamic": false, "properties": {
        "connector_id": keyword(),
        "kind_rank": {"type": "byte"},
        "graph_id": keyword(),
        "job_id": keyword(),
        "at_rest": {"type": "boolean"},
        "record": kept(),
    }})
}

/// One document for each document that was refused; `source` is that document, in whatever form it has.
pub(super) fn dead_letter() -> Value {
    json!({"dynamic": false, "properties": {
        "connector_id": keyword(),
        "index": keyword(),
        "id": keyword(),
        "partition": keyword(),
        "job_id": keyword(),
        "at": {"type": "date"},
        "reason": {"type": "text"},
        "source": kept(),
    }})
}

/// A term of at most 32,766 bytes, whatever is written: four bytes a character.
fn keyword() -> Value {
    json!({"type": "keyword", "ignore_above": 8_191})
}

/// JSON that comes back as it was written, and is neither parsed nor indexed.
fn kept() -> Value {
    json!({"type": "object", "enabled": false})
}
