//! The keys of one item of `connectors`, and of the old form with one connector beside them.

use super::Key;

pub(in crate::config) const CONNECTORS: Key = Key::list(
    "connectors",
    "a list with one item for each tenant",
    "[{connector_id: teams, service_type: microsoft_teams, configuration: {..}}]",
);

pub(in crate::config) const CONNECTOR_ID: Key = Key::text(
    "connector_id",
    "the connector's id in Kibana, or a name of your choice where documents go to `store.sqlite`",
    "teams",
);
pub(in crate::config) const SERVICE_TYPE: Key =
    Key::text("service_type", "`microsoft_teams`", "microsoft_teams");
pub(in crate::config) const CONNECTOR_API_KEY: Key = Key::text(
    "api_key",
    "an API key in its `encoded` form, one line of base64",
    "aWQ6YXBpX2tleQ==",
);
pub(in crate::config) const INDEX_NAME: Key =
    Key::text("index_name", "a name in lower case, of letters, digits, `.`, `-` and `_`", "teams");
pub(in crate::config) const CLIENT_ID: Key = Key::text(
    "configuration.client_id",
    "the application (client) id from the app registration's overview page",
    "ab123453-12a2-100a-1123-93fd09d67394",
);
pub(in crate::config) const SECRET_VALUE: Key = Key::text(
    "configuration.secret_value",
    "the value (not the id) of a client secret from the app registration's \"Certificates & secrets\" page",
    "eyav1~12aBadIg6SL-STDfg102eBfCGkbKBq_Ddyu",
);
pub(in crate::config) const TENANT_ID: Key = Key::text(
    "configuration.tenant_id",
    "the directory (tenant) id from the app registration's overview page",
    "123a1b23-12a3-45b6-7c8d-fc931cfb448d",
);
pub(in crate::config) const USERNAME: Key =
    Key::text("configuration.username", "a user of the tenant", "dummy@example.onmicrosoft.com");
pub(in crate::config) const PASSWORD: Key =
    Key::text("configuration.password", "that user's password", "changeme");

/// What an item of the list may hold.
pub(super) const ITEM: &[&Key] = &[
    &CONNECTOR_ID,
    &SERVICE_TYPE,
    &CONNECTOR_API_KEY,
    &INDEX_NAME,
    &CLIENT_ID,
    &SECRET_VALUE,
    &TENANT_ID,
    &USERNAME,
    &PASSWORD,
];

/// What may stand beside the list.
pub(super) const BESIDE: &[&Key] = &[&CONNECTORS, &CONNECTOR_ID, &SERVICE_TYPE];

/// Fields of Elastic's connector that have no effect here, and why.
pub(super) const WITHOUT_EFFECT: &[(&str, &str)] = &[
    ("configuration.auth_method", "has no effect: the client secret is used"),
    ("configuration.certificate", "has no effect: the client secret is used"),
    ("configuration.private_key", "has no effect: the client secret is used"),
    ("configuration.fetch_attachment_content", "has no effect: file contents are not read"),
    ("configuration.use_text_extraction_service", "has no effect: file contents are not read"),
    ("configuration.use_document_level_security", "has no effect: permissions are not synced"),
];
