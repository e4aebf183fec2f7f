//! Connectors as Kibana knows them: a table of all, one in full.

use protocol::schema::schema;
use protocol::{Connector, SyncKind};
use serde_json::{Map, Value};

use super::{lines, table, visible};

/// What stands for a value that is a secret.
const MASK: &str = "********";

/// A table of connectors.
pub fn connectors(connectors: &[Connector]) -> String {
    if connectors.is_empty() {
        return "no Teams connector yet; `teams-connector connector create` makes one\n".to_owned();
    }
    let heading = ["connector", "name", "status", "index", "last sync", "last seen"];
    let names = heading.len();
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    rows.extend(connectors.iter().map(|connector| {
        vec![
            visible(connector.id()),
            visible(connector.name()),
            connector.status().to_string(),
            visible(connector.index_name().unwrap_or("none")),
            last_sync(connector, SyncKind::Content),
            last_seen(connector),
        ]
    }));
    table(names, &rows)
}

/// One connector for a person.
pub fn connector(connector: &Connector) -> String {
    let managed = if connector.is_native() { "by Elastic" } else { "by yourself" };
    let mut rows = vec![
        ("connector", connector.id().to_owned()),
        ("name", connector.name().to_owned()),
        ("service type", connector.service_type().unwrap_or("none").to_owned()),
        ("managed", managed.to_owned()),
        ("content index", connector.index_name().unwrap_or("none").to_owned()),
        ("status", connector.status().to_string()),
        ("error", connector.error().unwrap_or("none").to_owned()),
        ("last seen", last_seen(connector)),
        ("last content sync", last_sync(connector, SyncKind::Content)),
        ("last access control sync", last_sync(connector, SyncKind::AccessControl)),
    ];
    let fields = masked(connector.configuration());
    let mut fields: Vec<_> = fields.iter().collect();
    fields.sort_by_key(|(_, field)| field.get("order").and_then(Value::as_u64));
    let shown: Vec<_> = fields.iter().map(|(name, field)| (name.as_str(), value(field))).collect();
    rows.extend(shown);
    let rows: Vec<_> =
        rows.into_iter().map(|(name, value)| vec![visible(name), visible(&value)]).collect();
    table(2, &rows) + &lines(["--json shows the whole record".to_owned()].into_iter())
}

/// The whole record for a program, its secrets masked.
pub fn connector_json(connector: &Connector) -> Value {
    let mut record = connector.source().clone();
    if !connector.configuration().is_empty() {
        record.insert("configuration".to_owned(), masked(connector.configuration()).into());
    }
    record.insert("id".to_owned(), connector.id().into());
    record.into()
}

/// The configuration without the values of fields that are secrets: those that the record or our schema marks so.
fn masked(configuration: &Map<String, Value>) -> Map<String, Value> {
    let schema = schema();
    let is_marked = |field: Option<&Value>| {
        field.and_then(|field| field.get("sensitive")).is_some_and(|mark| mark != false)
    };
    let mut masked = configuration.clone();
    for (name, field) in &mut masked {
        if !is_marked(Some(field)) && !is_marked(schema.get(name)) {
            continue;
        }
        let Some(properties) = field.as_object_mut() else {
            mask(field);
            continue;
        };
        for property in ["value", "default_value"] {
            if let Some(value) = properties.get_mut(property) {
                mask(value);
            }
        }
    }
    masked
}

/// Nothing is no secret, and whether something is there is worth knowing.
fn mask(value: &mut Value) {
    if !value.is_null() && value != "" {
        *value = MASK.into();
    }
}

fn value(field: &Value) -> String {
    match field.get("value") {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => String::new(),
        Some(value) => value.to_string(),
    }
}

fn last_sync(connector: &Connector, kind: SyncKind) -> String {
    connector.last_sync_status(kind).map_or_else(|| "none".to_owned(), |status| status.to_string())
}

pub(super) fn last_seen(connector: &Connector) -> String {
    connector.last_seen().map_or_else(|| "never".to_owned(), |seen| format!("{seen:.0}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn sample() -> Connector {
        let source = json!({
            "name": "Company\u{1b}[2J chat", "service_type": "microsoft_teams", "status": "connected",
            "index_name": "teams", "is_native": false, "last_seen": "2026-08-20T09:15:00.123456+00:00",
            "last_sync_status": "completed", "error": null,
            "configuration": {
                "tenant_id": {"value": "t-1", "order": 1, "sensitive": false},
                "secret_value": {"value": "hunter2", "order": 3, "sensitive": true, "default_value": "hunter2"},
                "password": {"value": "hunter2"},
                "private_key": "hunter2",
                "other": {"value": "hunter2", "sensitive": "true"},
                "certificate": {"value": "", "sensitive": true},
                "fetch_attachment_content": {"value": true, "order": 7},
            },
        });
        Connector::new("c1", serde_json::from_value(source).unwrap())
    }

    #[test]
    fn a_table_has_a_line_for_each_connector() {
        let text = connectors(&[sample(), Connector::new("c2", Map::new())]);
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len(), 3, "{text}");
        let cells =
            |line: &str| line.split("  ").map(str::trim).filter(|it| !it.is_empty()).count();
        assert_eq!(cells(lines[0]), 6);
        for part in
            ["c1", "Company[2J chat", "connected", "teams", "completed", "2026-08-20T09:15:00Z"]
        {
            assert!(lines[1].contains(part), "{part}: {text}");
        }
        assert!(lines[2].ends_with("created    none   none       never"), "{text}");
        assert!(connectors(&[]).starts_with("no Teams connector yet"));
    }

    #[test]
    fn a_secret_is_masked_in_both_forms_and_whether_it_is_there_is_not() {
        let (person, program) = (connector(&sample()), connector_json(&sample()));
        assert!(
            !person.contains("hunter2") && !program.to_string().contains("hunter2"),
            "{person}"
        );
        assert!(person.contains("t-1") && person.contains(MASK), "{person}");
        assert_eq!(program["configuration"]["secret_value"]["value"], MASK);
        assert_eq!(program["configuration"]["secret_value"]["default_value"], MASK);
        assert_eq!(program["configuration"]["certificate"]["value"], "");
        assert_eq!(program["configuration"]["fetch_attachment_content"]["value"], true);
        assert_eq!(
            (&program["id"], &program["name"]),
            (&json!("c1"), &json!("Company\u{1b}[2J chat"))
        );
    }

    #[test]
    fn a_connector_is_shown_with_its_fields_in_their_order() {
        let text = connector(&sample());
        let line = |word: &str| text.lines().position(|line| line.starts_with(word));
        assert!(line("tenant_id") < line("secret_value"), "{text}");
        assert!(line("secret_value") < line("fetch_attachment_content"), "{text}");
        assert!(text.contains("managed                   by yourself"), "{text}");
    }
}
