//! The content index: made with a mapping for our documents' fields, or taken over as somebody made it.
//!
//! Of an index that is there nothing is changed that somebody set. Added are only the mapping of our own bookkeeping
//! `_sync`, without which no sweep would find anything, and how long deletions are remembered.

use std::collections::BTreeMap;

use elasticsearch::http::Method;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::analysis::{self, Language};
use super::{Created, create, forbidden};
use crate::client::{Client, Request};
use crate::connection::ConnectError;
use crate::engine::{Engine, Flavour};
use crate::failure::Failure;

/// How long the version of a deleted document is remembered: longer than any write can be late, a Lambda function's
/// fifteen minutes. Elastic: `index.gc_deletes`.
const DELETIONS_REMEMBERED: &str = "30m";

/// Longer terms aren't indexed; 2,048 characters are 8,192 bytes at most, and the engine takes 32,766.
const TERM_CHARS_MAX: usize = 2_048;

/// Fields of which only the whole value is searched: ids, kinds, addresses.
const KEYWORDS: [&str; 45] = [
    "id",
    "type",
    "object_type",
    "url",
    "webUrl",
    "weburl",
    "web_link",
    "content_url",
    "website_url",
    "recording_url",
    "online_meeting_url",
    "team_id",
    "channel_id",
    "channel_membership",
    "chat_id",
    "chatType",
    "visibility",
    "membershipType",
    "app_id",
    "call_id",
    "thread_id",
    "reply_to_id",
    "sender_id",
    "sender_kind",
    "importance",
    "mime_type",
    "extension",
    "drive_id",
    "item_id",
    "content_status",
    "organizer_email",
    "ical_uid",
    "event_type",
    "sensitivity",
    "show_as",
    "user_id",
    "original_start_timezone",
    "original_end_timezone",
    "mentions.id",
    "mentions.kind",
    "reactions.type",
    "attachments.id",
    "attachments.kind",
    "links.host",
    "quotes.message_id",
];

/// Fields with names, of which words and the whole value are searched.
const NAMES: [&str; 26] = [
    "title",
    "subject",
    "team_name",
    "channel_name",
    "channel",
    "chat_title",
    "sender",
    "organizer",
    "attendees",
    "author",
    "last_modified_by",
    "user_name",
    "name",
    "location",
    "path",
    "categories",
    "members",
    "participants",
    "attached_documents",
    "mentions.name",
    "attachments.name",
    "attachments.url",
    "links.url",
    "recordings.name",
    "recordings.url",
    "recordings.status",
];

/// Fields with running text.
const TEXTS: [&str; 7] = [
    "body",
    "message",
    "description",
    "meeting_detail",
    "links.text",
    "quotes.sender",
    "quotes.preview",
];

const DATES: [&str; 5] = ["_timestamp", "creation_time", "edited_time", "start", "end"];

const FLAGS: [&str; 6] =
    ["archived", "has_hosted_content", "policy_blocked", "all_day", "Cancelled_status", "reminder"];

const NUMBERS: [&str; 6] = [
    "member_count",
    "reaction_count",
    "reactions.count",
    "duration",
    "size_in_bytes",
    "reminder_time",
];

/// Makes the index or takes it over.
pub(crate) async fn ensure(
    client: &Client,
    engine: &Engine,
    index: &str,
    language: Option<Language>,
) -> Result<(), ConnectError> {
    let cluster = |failure: Failure| ConnectError::Cluster(failure.to_string());
    if let Some(found) = mappings(client, index).await.map_err(cluster)? {
        return take_over(client, index, &found).await;
    }
    match make(client, engine, index, language).await.map_err(cluster)? {
        Created::Now => Ok(()),
        Created::Before => {
            let found = mappings(client, index).await.map_err(cluster)?.unwrap_or_default();
            take_over(client, index, &found).await
        }
    }
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
    mapped.map_err(|failure| ConnectError::Cluster(failure.to_string()))?;
    remember_deletions(client, index).await;
    Ok(())
}

/// Asks for it once, when the connector first meets an index; whoever sets it otherwise later has it so.
async fn remember_deletions(client: &Client, index: &str) {
    let body = json!({"index": {"gc_deletes": DELETIONS_REMEMBERED}});
    let path = format!("/{index}/_settings");
    let request = Request {
        query: &[("preserve_existing", "true")],
        ..Request::json("setting index.gc_deletes", Method::Put, path, &body)
    };
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

/// The mapping of `_sync`: what sweeps ask for, the rest is only kept.
fn bookkeeping() -> Value {
    let unsearched = json!({"type": "keyword", "index": false, "ignore_above": TERM_CHARS_MAX});
    json!({"dynamic": false, "properties": {
        "id": unsearched,
        "partition": keyword(),
        "scope": keyword(),
        "version": {"type": "long"},
        "hash": unsearched,
    }})
}

fn keyword() -> Value {
    json!({"type": "keyword", "ignore_above": TERM_CHARS_MAX})
}

/// The mapping of our documents. Whatever else a document or a pipeline brings is mapped as it comes.
fn mapping(language: Option<Language>) -> Value {
    let mut properties = Map::new();
    let mut add = |fields: &[&str], kind: Value| {
        for field in fields {
            insert(&mut properties, field, kind.clone());
        }
    };
    add(&KEYWORDS, keyword());
    add(&NAMES, text(language, true));
    add(&TEXTS, text(language, false));
    // What isn't of the type is kept without being indexed; the document isn't refused for it.
    add(&DATES, json!({"type": "date", "ignore_malformed": true}));
    add(&NUMBERS, json!({"type": "long", "ignore_malformed": true}));
    add(&FLAGS, json!({"type": "boolean"}));
    // Elastic's role queries ask for `.keyword` (9.x) or `.enum` (8.x).
    let both = json!({"keyword": {"type": "keyword"}, "enum": {"type": "keyword"}});
    add(&["_allow_access_control"], json!({"type": "keyword", "fields": both}));
    add(&["_sync"], bookkeeping());
    let mut mapping = Map::new();
    mapping.insert("dynamic".into(), json!(true));
    mapping.insert("properties".into(), Value::Object(properties));
    if language.is_some() {
        let template = json!({"match_mapping_type": "string", "mapping": text(language, true)});
        mapping.insert("dynamic_templates".into(), json!([{"data": template}]));
    }
    Value::Object(mapping)
}

/// Puts a field's mapping in its place; `a.b` is the field `b` of the objects in `a`.
fn insert(properties: &mut Map<String, Value>, field: &str, kind: Value) {
    match field.split_once('.') {
        None => drop(properties.insert(field.to_owned(), kind)),
        Some((object, inner)) => {
            let object = properties.entry(object).or_insert_with(|| json!({"properties": {}}));
            if let Some(Value::Object(inside)) = object.get_mut("properties") {
                insert(inside, inner, kind);
            }
        }
    }
}

/// Text, with the subfields that Elastic's connectors give it.
fn text(language: Option<Language>, has_keyword: bool) -> Value {
    let mut fields = Map::new();
    let mut text = json!({"type": "text"});
    if has_keyword {
        fields.insert("keyword".into(), keyword());
    }
    if language.is_some() {
        text = json!({"type": "text", "analyzer": "iq_text_base", "index_options": "freqs"});
        for (name, index, search, options) in [
            ("stem", "iq_text_stem", "iq_text_stem", "positions"),
            ("prefix", "i_prefix", "q_prefix", "docs"),
            ("delimiter", "iq_text_delimiter", "iq_text_delimiter", "freqs"),
            ("joined", "i_text_bigram", "q_text_bigram", "freqs"),
        ] {
            fields.insert(name.into(), json!({
                "type": "text", "analyzer": index, "search_analyzer": search, "index_options": options,
            }));
        }
        if has_keyword {
            fields.insert("enum".into(), keyword());
        }
    }
    if let Value::Object(text) = &mut text
        && !fields.is_empty()
    {
        text.insert("fields".into(), Value::Object(fields));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_objects_are_mapped_inside_them() {
        let mapping = mapping(None);
        let mentions = &mapping["properties"]["mentions"]["properties"];
        assert_eq!(mentions["id"]["type"], "keyword");
        assert_eq!(mentions["name"]["fields"]["keyword"]["type"], "keyword");
        assert_eq!(mapping["properties"]["body"], json!({"type": "text"}));
    }

    #[test]
    fn no_field_is_mapped_twice() {
        let lists: [&[&str]; 6] = [&KEYWORDS, &NAMES, &TEXTS, &DATES, &FLAGS, &NUMBERS];
        let all = lists.concat();
        let distinct: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), all.len());
    }

    #[test]
    fn a_language_adds_the_subfields_of_elastic_s_connectors() {
        let mapping = mapping(Some(Language::German));
        let fields = &mapping["properties"]["title"]["fields"];
        assert_eq!(fields["stem"]["analyzer"], "iq_text_stem");
        assert_eq!(fields["prefix"]["search_analyzer"], "q_prefix");
        assert_eq!(fields["enum"]["type"], "keyword");
        assert!(mapping["dynamic_templates"][0]["data"]["mapping"]["fields"]["joined"].is_object());
    }

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
