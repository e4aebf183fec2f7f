//! Requests as Kibana's Dev Tools take them, for whoever mends by hand what is missing.

use serde_json::{Value, json};

use crate::config::MICROSOFT_TEAMS;

/// Makes an API key that a connector can work with. Elastic: Microsoft Teams connector reference, API key.
pub(in crate::command) fn api_key(connector_id: &str, index: &str) -> String {
    let role = json!({
        "cluster": ["monitor", "manage_connector"],
        "indices": [{
            "names": [index, acl_index(index), ".elastic-connectors*"],
            "privileges": ["all"],
            "allow_restricted_indices": false,
        }],
    });
    let body = json!({
        "name": format!("{connector_id}-connector-api-key"),
        "role_descriptors": {format!("{connector_id}-connector-role"): role},
    });
    request("POST /_security/api_key", &body)
}

/// The index that holds the identities of a content index. Elastic: document level security.
pub(in crate::command) fn acl_index(index: &str) -> String {
    format!(".search-acl-filter-{index}")
}

/// Makes a connector.
pub(in crate::command) fn connector(connector_id: &str, index: &str) -> String {
    let body = json!({
        "index_name": index,
        "name": "Content synced from Microsoft Teams",
        "service_type": MICROSOFT_TEAMS,
    });
    request(&format!("PUT _connector/{connector_id}"), &body)
}

/// Gives a connector its content index.
pub(in crate::command) fn index_name(connector_id: &str, index: &str) -> String {
    request(&format!("PUT _connector/{connector_id}/_index_name"), &json!({"index_name": index}))
}

/// The same on a cluster without the connector API.
pub(in crate::command) fn index_name_directly(connector_id: &str, index: &str) -> String {
    let body = json!({"doc": {"index_name": index}});
    request(&format!("POST .elastic-connectors/_update/{connector_id}"), &body)
}

fn request(line: &str, body: &Value) -> String {
    format!("{line}\n{body:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_a_line_and_a_body_that_is_json() {
        for text in [
            api_key("c", "teams"),
            connector("c", "teams"),
            index_name("c", "teams"),
            index_name_directly("c", "teams"),
        ] {
            let (line, body) = text.split_once('\n').unwrap();
            assert!(line.starts_with("POST ") || line.starts_with("PUT _connector/c"), "{line}");
            let body: Value = serde_json::from_str(body).unwrap();
            assert!(body.to_string().contains("\"teams\""), "{body}");
        }
        let key = api_key("c", "teams");
        assert!(key.contains("\".search-acl-filter-teams\""), "{key}");
    }
}
