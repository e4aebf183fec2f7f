//! The mapping of the content index: one entry for each field of our documents (`docs/documents.md`), by what people
//! ask of it. No value of a field refuses its document: terms that are too long aren't indexed, odd dates neither.

use serde_json::{Map, Value, json};

use super::analysis::Language;

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

/// The mapping of `_sync`: what sweeps ask for, the rest is only kept.
pub(super) fn bookkeeping() -> Value {
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
pub(super) fn mapping(language: Option<Language>) -> Value {
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
}
