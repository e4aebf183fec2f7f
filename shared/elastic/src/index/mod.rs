//! Our indices: made by whoever comes first, and otherwise left as they are.

mod definition;
mod protocol;
mod analysis;
mod mapping;
mod content;

use elasticsearch::http::Method;
use serde_json::{Value, json};

use crate::client::{Client, Request};
use crate::connection::ConnectError;
use crate::engine::{Engine, Flavour};
use crate::failure::Failure;
use crate::names::Names;

pub use analysis::Language;
pub(crate) use content::{ensure as ensure_content, is_intact};

/// Makes the indices beside the content index, those that aren't there.
pub(crate) async fn ensure_own(
    client: &Client,
    engine: &Engine,
    names: &Names,
) -> Result<(), ConnectError> {
    let definitions =
        [(&names.state, definition::state()), (&names.dead_letter, definition::dead_letter())];
    for (name, mappings) in definitions {
        let body = json!({"settings": own_settings(engine), "mappings": mappings});
        match create(client, name, &body).await {
            Ok(_) => {}
            // Whoever may not make them may write them, if somebody else has made them; the first read tells.
            Err(failure) if forbidden(&failure) => {
                tracing::info!(index = name, "may not make the index: taken for there already");
            }
            Err(failure) => return Err(failure.into()),
        }
    }
    ensure_jobs(client, engine, &names.jobs).await
}

/// Makes the index of the connectors' records, unless this alias stands for one.
pub(crate) async fn ensure_connectors(
    client: &Client,
    engine: &Engine,
    alias: &str,
) -> Result<(), ConnectError> {
    ensure_shared(client, engine, alias, protocol::connectors()).await
}

/// Makes the index of the sync jobs, unless this alias stands for one.
pub(crate) async fn ensure_jobs(
    client: &Client,
    engine: &Engine,
    alias: &str,
) -> Result<(), ConnectError> {
    ensure_shared(client, engine, alias, protocol::sync_jobs()).await
}

/// Makes an index that Kibana and other services use too, with its alias. A server that refuses manages it itself, or
/// has no rights to give: what is read of it next tells.
async fn ensure_shared(
    client: &Client,
    engine: &Engine,
    alias: &str,
    mappings: Value,
) -> Result<(), ConnectError> {
    let look = Request::bare("looking for an index", Method::Head, format!("/{alias}"));
    let made = match client.send(&look).await {
        Ok(_) => return Ok(()),
        Err(failure) if failure.status() == Some(404) => {
            let aliases = json!({ alias: {} });
            let settings = own_settings(engine);
            let body = json!({"settings": settings, "mappings": mappings, "aliases": aliases});
            create(client, &format!("{alias}{VERSION}"), &body).await
        }
        Err(failure) => Err(failure),
    };
    match made {
        Ok(_) => Ok(()),
        Err(failure) if failure.is_final() => {
            tracing::info!(alias, reason = %failure, "may not make the index: taken for there already");
            Ok(())
        }
        Err(failure) => Err(failure.into()),
    }
}

/// What the name of the index has after its alias.
const VERSION: &str = "-v1";

/// Whether an index was made, or was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Created {
    Now,
    Before,
}

pub(crate) async fn create(client: &Client, name: &str, body: &Value) -> Result<Created, Failure> {
    let request = Request::json("making an index", Method::Put, format!("/{name}"), body);
    match client.send(&request).await {
        Ok(_) => Ok(Created::Now),
        Err(failure) if exists_already(&failure) => Ok(Created::Before),
        Err(failure) => Err(failure),
    }
}

fn exists_already(failure: &Failure) -> bool {
    failure.refusal().is_some_and(|refusal| {
        let kind = refusal.kind.as_str();
        kind == "resource_already_exists_exception" || kind == "index_already_exists_exception"
    })
}

fn forbidden(failure: &Failure) -> bool {
    failure.status() == Some(403)
}

/// Settings of a hidden index with one shard, as the protocol's own indices have them.
fn own_settings(engine: &Engine) -> Value {
    match engine.flavour {
        Flavour::Serverless => json!({"index": {"hidden": true}}),
        Flavour::Elasticsearch | Flavour::OpenSearch => json!({"index": {
            "hidden": true, "number_of_shards": 1, "auto_expand_replicas": "0-1",
        }}),
    }
}
