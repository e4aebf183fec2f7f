//! The content index: made with a mapping for our documents' fields, or taken over as somebody made it.
//!
//! Of an index that is there nothing is changed that somebody set. Added are only the mapping of our own bookkeeping
//! `_sync`, without which no sweep would find anything, and how long deletions are remembered.

use std::collections::BTreeMap;

use elasticsearch::http::Method;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::analysis::{self, Language};
use super::mapping::{bookkeeping, mapping};
use super::{Created, create, forbidden};
use crate::client::{Client, Request};
use crate::connection::ConnectError;
use crate::engine::{Engine, Flavour};
use crate::failure::Failure;

/// How long the version of a deleted document is remembered: longer than any write can be late, a Lambda function's
/// fifteen minutes. Elastic: `index.gc_deletes`.
const DELETIONS_REMEMBERED: &str = "30m";

/// Makes the index or takes it over.
pub(crate) async fn ensure(
    client: &Client,
    engine: &Engine,
    index: &str,
    language: Option<Language>,
) -> Result<Created, ConnectError> {
    let cluster = |failure: Failure| ConnectError::from(failure);
    if let Some(found) = mappings(client, index).await.map_err(cluster)? {
        return take_over(client, index, &found).await.map(|()| Created::Before);
    }
    let created = make(client, engine, index, language).await.map_err(cluster)?;
    if created == Created::Before {
        let found = mappings(client, index).await.map_err(cluster)?.unwrap_or_default();
        take_over(client, index, &found).await?;
    }
    Ok(created)
}

/// Makes it with all that was asked for, or with as much as the engine has.
async fn make(
    client: &Client,
    engine: &Engine,
    index: &str,
    language: Option<Language>,
) -> Result<Created, Failure> {
    let body = |language: Option<Language>| {
        let mut settings = Map::new();
        if engine.flavour != Flavour::Serverless {
            settings.insert("index".into(), json!({"gc_deletes": DELETIONS_REMEMBERED}));
        }
        if let Some(language) = language {
            settings.insert("analysis".into(), analysis::settings(language));
        }
        json!({"settings": settings, "mappings": mapping(language)})
    };
    let made = create(client, index, &body(language)).await;
    match made {
        Err(Failure::Refused { refusal, .. }) if language.is_some() && refusal.status == 400 => {
            tracing::warn!(
                index, language = ?language, reason = %refusal,
                "the engine has no analyzers for the language: text is cut by the standard one"
            );
            create(client, index, &body(None)).await
        }
        made => made,
    }
}

type Mappings = BTreeMap<String, IndexMapping>;

#[derive(Debug, Deserialize)]
pub(super) struct IndexMapping {
    #[serde(default)]
    mappings: Properties,
}

#[derive(Debug, Default, Deserialize)]
struct Properties {
    #[serde(default)]
    properties: Map<String, Value>,
}

/// The mapping of each index behind a name; none if there is no such index or alias.
async fn mappings(client: &Client, index: &str) -> Result<Option<Mappings>, Failure> {
    let path = format!("/{index}/_mapping");
    match client.ask(&Request::bare("reading the index's mapping", Method::Get, path)).await {
        Ok(found) => Ok(Some(found)),
        Err(Failure::Refused { refusal, .. }) if refusal.status == 404 => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// Checks the bookkeeping's mapping and adds what is missing of it.
async fn take_over(client: &Client, index: &str, found: &Mappings) -> Result<(), ConnectError> {
    let mut complete = true;
    for (name, mapping) in found {
        let mapped = bookkeeping_of(&mapping.mappings.properties);
        let wrong = |reason| ConnectError::Index { index: name.clone(), reason };
        complete &= is_complete(mapped).map_err(wrong)?;
    }
    if complete {
        return Ok(());
    }
    let body = json!({"properties": {"_sync": bookkeeping()}});
    let path = format!("/{index}/_mapping");
    let request = Request::json("mapping the connector's own fields", Method::Put, path, &body);
    let mapped = client.send(&request).await;
    mapped?;
    remember_deletions(client, index).await;
    Ok(())
}

/// Whether the bookkeeping still is mapped as [`ensure`] left it: in an index that was deleted, and made again by
/// the next write, it isn't.
pub(crate) async fn is_intact(client: &Client, index: &str) -> Result<bool, Failure> {
    let found = mappings(client, index).await?.unwrap_or_default();
    let intact = |mapping: &IndexMapping| {
        matches!(is_complete(bookkeeping_of(&mapping.mappings.properties)), Ok(true))
    };
    Ok(!found.is_empty() && found.values().all(intact))
}

/// Asks for it once, when the connector first meets an index; whoever sets it otherwise later has it so.
async fn remember_deletions(client: &Client, index: &str) {
    let body = json!({"index": {"gc_deletes": DELETIONS_REMEMBERED}});
    let path = format!("/{index}/_settings");
    let request = Request::json("setting index.gc_deletes", Method::Put, path, &body)
        .with("preserve_existing", "true");
    match client.send(&request).await {
        Ok(_) => {}
        Err(failure) if forbidden(&failure) || failure.refusal().is_some() => {
            tracing::info!(index, reason = %failure, "index.gc_deletes stays as it is");
        }
        Err(failure) => tracing::warn!(index, reason = %failure, "index.gc_deletes stays as it is"),
    }
}

fn bookkeeping_of(properties: &Map<String, Value>) -> &Value {
    properties.get("_sync").and_then(|sync| sync.get("properties")).unwrap_or(&Value::Null)
}

/// Whether all of the bookkeeping's fields are mapped; an error if one is mapped in a way that no sweep works with.
fn is_complete(mapped: &Value) -> Result<bool, String> {
    let mut complete = true;
    for (field, wanted) in [("id", "keyword"), ("partition", "keyword"), ("version", "long")] {
        match mapped.get(field).and_then(|field| field.get("type")).and_then(Value::as_str) {
            None => complete = false,
            Some(kind) if kind == wanted => {}
            Some(kind) => {
                return Err(format!(
                    "it maps `_sync.{field}` as {kind} instead of {wanted}, so that deletions would be missed; delete the index, or give the connector another one"
                ));
            }
        }
    }
    Ok(complete)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bookkeeping_that_somebody_mapped_otherwise_is_told_with_what_to_do() {
        assert_eq!(is_complete(&Value::Null), Ok(false));
        assert_eq!(is_complete(&bookkeeping()["properties"]), Ok(true));
        let text = json!({"partition": {"type": "text"}});
        let error = is_complete(&text).unwrap_err();
        assert!(error.contains("`_sync.partition` as text instead of keyword"), "{error}");
        assert!(error.contains("another one"), "{error}");
    }
}
