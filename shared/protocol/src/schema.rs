//! The configuration fields that Kibana draws and the user fills in, and what this connector can do.

use serde_json::{Map, Value, json};

use crate::record::fields;

/// The service type of Microsoft Teams (Elastic: Teams connector reference).
pub const SERVICE_TYPE: &str = "microsoft_teams";

/// The configuration fields by name, each with all 13 properties. Names, labels, order, types and dependencies are
/// those of Elastic's Teams connector 9.6; `username` and `password` come from its earlier versions and are optional.
pub fn schema() -> Map<String, Value> {
    let sign_in = [
        ("tenant_id", field(1, "Tenant ID", json!({}))),
        ("client_id", field(2, "Client ID", json!({}))),
        ("auth_method", auth_method()),
        ("secret_value", field(4, "Secret value", of_method("secret", "textbox"))),
        (
            "certificate",
            field(5, "Content of certificate file", of_method("certificate", "textarea")),
        ),
        (
            "private_key",
            field(6, "Content of private key file", of_method("certificate", "textarea")),
        ),
    ];
    let content = [
        ("fetch_attachment_content", fetch_attachment_content()),
        ("use_text_extraction_service", use_text_extraction_service()),
        ("use_document_level_security", use_document_level_security()),
    ];
    let earlier = [("username", username()), ("password", password())];
    fields(sign_in).into_iter().chain(fields(content)).chain(fields(earlier)).collect()
}

/// What the connector record's `features` must say: basic sync rules, nothing else yet.
pub fn features() -> Value {
    json!({
        "sync_rules": { "basic": { "enabled": true }, "advanced": { "enabled": false } },
        "document_level_security": { "enabled": false },
        "incremental_sync": { "enabled": false },
    })
}

/// A required text field, but for the properties in `differs`.
fn field(order: u8, label: &str, differs: Value) -> Value {
    let mut field = fields([
        ("default_value", Value::Null),
        ("depends_on", json!([])),
        ("display", "textbox".into()),
        ("label", label.into()),
        ("options", json!([])),
        ("order", order.into()),
        ("required", true.into()),
        ("sensitive", false.into()),
        ("tooltip", Value::Null),
        ("type", "str".into()),
        ("ui_restrictions", json!([])),
        ("validations", json!([])),
        ("value", "".into()),
    ]);
    if let Value::Object(differs) = differs {
        field.extend(differs);
    }
    field.into()
}

fn auth_method() -> Value {
    field(
        3,
        "Authentication Method",
        json!({
            "display": "dropdown",
            "options": [
                { "label": "Client Secret", "value": "secret" },
                { "label": "Certificate", "value": "certificate" },
            ],
            "value": "secret",
        }),
    )
}

/// A secret that only one authentication method needs.
fn of_method(method: &str, display: &str) -> Value {
    json!({
        "sensitive": true,
        "display": display,
        "depends_on": [{ "field": "auth_method", "value": method }],
    })
}

fn fetch_attachment_content() -> Value {
    field(
        7,
        "Fetch attachment content",
        json!({
            "type": "bool", "display": "toggle", "value": true,
            "tooltip": "Read the files of channels and messages and index their text. \
                        Needs the application permission Files.Read.All.",
        }),
    )
}

fn use_text_extraction_service() -> Value {
    field(
        8,
        "Use text extraction service",
        json!({
            "type": "bool", "display": "toggle", "value": false, "ui_restrictions": ["advanced"],
            "tooltip": "Take the text out of files with an extraction service that you run yourself. \
                        Switch content extraction off in the index's pipeline settings first.",
        }),
    )
}

fn use_document_level_security() -> Value {
    field(
        9,
        "Enable document level security",
        json!({
            "type": "bool", "display": "toggle", "value": false,
            "tooltip": "Keep the identities and permissions of Teams in Elasticsearch, so that a search finds \
                        only what its user may read. Needs access control syncs.",
        }),
    )
}

fn username() -> Value {
    field(
        10,
        "Username",
        json!({
            "required": false,
            "tooltip": "From earlier versions of the connector, and not needed: everything is read as the application.",
        }),
    )
}

fn password() -> Value {
    field(
        11,
        "Password",
        json!({
            "required": false, "sensitive": true,
            "tooltip": "The password of the user above; not needed either.",
        }),
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const PROPERTIES: [&str; 13] = [
        "default_value",
        "depends_on",
        "display",
        "label",
        "options",
        "order",
        "required",
        "sensitive",
        "tooltip",
        "type",
        "ui_restrictions",
        "validations",
        "value",
    ];

    #[test]
    fn every_field_has_all_thirteen_properties_and_an_order_of_its_own() {
        let mut orders = BTreeSet::new();
        for (name, field) in schema() {
            let properties: Vec<_> = field.as_object().unwrap().keys().collect();
            assert_eq!(properties, PROPERTIES, "{name}");
            orders.insert(field["order"].as_u64().unwrap());
        }
        assert_eq!(orders, (1..=11).collect());
    }

    /// What Kibana's own definition says of a field: order, label, type, display, sensitive, value.
    #[test]
    fn the_fields_are_those_of_elastics_teams_connector() {
        let secret = json!([{ "field": "auth_method", "value": "secret" }]);
        let certificate = json!([{ "field": "auth_method", "value": "certificate" }]);
        let none = json!([]);
        let table = json!({
            "tenant_id": [1, "Tenant ID", "str", "textbox", true, false, "", none],
            "client_id": [2, "Client ID", "str", "textbox", true, false, "", none],
            "auth_method": [3, "Authentication Method", "str", "dropdown", true, false, "secret", none],
            "secret_value": [4, "Secret value", "str", "textbox", true, true, "", secret],
            "certificate":
                [5, "Content of certificate file", "str", "textarea", true, true, "", certificate],
            "private_key":
                [6, "Content of private key file", "str", "textarea", true, true, "", certificate],
            "fetch_attachment_content":
                [7, "Fetch attachment content", "bool", "toggle", true, false, true, none],
            "use_text_extraction_service":
                [8, "Use text extraction service", "bool", "toggle", true, false, false, none],
            "use_document_level_security":
                [9, "Enable document level security", "bool", "toggle", true, false, false, none],
            "username": [10, "Username", "str", "textbox", false, false, "", none],
            "password": [11, "Password", "str", "textbox", false, true, "", none],
        });
        let columns =
            ["order", "label", "type", "display", "required", "sensitive", "value", "depends_on"];
        let found: Map<_, _> = schema()
            .into_iter()
            .map(|(name, field)| {
                (name, columns.map(|column| field[column].clone()).to_vec().into())
            })
            .collect();
        assert_eq!(Value::Object(found), table);
    }

    #[test]
    fn the_documentation_lists_every_field() {
        let page = include_str!("../../../docs/connector-record.md");
        for (name, field) in schema() {
            let line =
                format!("| {} | `{name}` | {} |", field["order"], field["label"].as_str().unwrap());
            assert!(page.contains(&line), "{line}");
        }
    }
}
