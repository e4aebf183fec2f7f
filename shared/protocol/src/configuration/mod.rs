//! What the user filled in, typed and checked.
//!
//! ```text
//!  configuration: name ──► { type, value, default_value, required, … }
//!      │ field.rs        the value by its type, or the default; hidden fields drop out
//!      │ validation.rs   less_than, greater_than, list_type, included_in, regex
//!      ▼
//!  Values, or one error that names every field by its label
//! ```
//!
//! Only fields of our schema are looked at: what earlier versions left behind blocks nothing. No error holds a value.

mod field;
mod validation;

use std::collections::BTreeMap;

use secrecy::SecretString;
use serde_json::{Map, Value};

use self::field::Fields;
use crate::schema::schema;

/// Everything that is wrong with a configuration, for the record's `error`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Field validation errors: {}", .faults.join("; "))]
pub struct ConfigurationError {
    faults: Vec<String>,
}

/// How the application signs in (the field `auth_method`).
#[derive(Debug, Clone)]
pub enum AuthMethod {
    /// By a client secret.
    Secret {
        /// The secret's value.
        secret_value: SecretString,
    },
    /// By a certificate.
    Certificate {
        /// The certificate as PEM.
        certificate: SecretString,
        /// Its private key as PEM.
        private_key: SecretString,
    },
}

/// A configuration that can be used. The `Debug` form shows no secret.
#[derive(Debug, Clone)]
pub struct Values {
    /// Directory (tenant) id.
    pub tenant_id: String,
    /// Application (client) id.
    pub client_id: String,
    /// How the application signs in.
    pub auth_method: AuthMethod,
    /// A user's name, of earlier versions.
    pub username: Option<String>,
    /// That user's password.
    pub password: Option<SecretString>,
    /// Whether files are read for their text.
    pub fetch_attachment_content: bool,
    /// Whether that text is taken out by a service of the user's.
    pub use_text_extraction_service: bool,
    /// Whether documents carry who may read them.
    pub use_document_level_security: bool,
}

/// The values of a connector record's `configuration`, or of a sync job's snapshot of it. A field or property that
/// the record lacks is taken from the schema.
///
/// # Errors
/// [`ConfigurationError`] names every field that can't be used, and why.
pub fn values(configuration: &Map<String, Value>) -> Result<Values, ConfigurationError> {
    let schema = schema();
    let fields = Fields { recorded: configuration, schema: &schema };
    let mut usable = BTreeMap::new();
    let mut faults = Vec::new();
    for name in names(&schema) {
        match fields.checked(name) {
            Ok(value) => {
                usable.insert(name, value);
            }
            Err(found) => faults.extend(found),
        }
    }
    if !faults.is_empty() {
        return Err(ConfigurationError { faults });
    }
    chosen(&fields, &usable).map_err(|fault| ConfigurationError { faults: vec![fault] })
}

/// The schema's fields in the order in which Kibana shows them.
fn names(schema: &Map<String, Value>) -> Vec<&str> {
    let mut names: Vec<_> = schema.iter().collect();
    names.sort_by_key(|(_, field)| field.get("order").and_then(Value::as_u64));
    names.into_iter().map(|(name, _)| name.as_str()).collect()
}

/// The values by their meaning. What nothing works without is wanted even where the record doesn't require it.
fn chosen(fields: &Fields<'_>, usable: &BTreeMap<&str, Value>) -> Result<Values, String> {
    let optional = |name: &'static str| {
        usable.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let text = |name: &'static str| optional(name).ok_or_else(|| fields.empty(name));
    let flag = |name: &'static str| usable.get(name).and_then(Value::as_bool).unwrap_or(false);
    let auth_method = match text("auth_method")?.as_str() {
        "secret" => AuthMethod::Secret { secret_value: text("secret_value")?.into() },
        "certificate" => AuthMethod::Certificate {
            certificate: text("certificate")?.into(),
            private_key: text("private_key")?.into(),
        },
        _ => return Err(fields.fault("auth_method", "must be `secret` or `certificate`")),
    };
    Ok(Values {
        tenant_id: text("tenant_id")?,
        client_id: text("client_id")?,
        auth_method,
        username: optional("username"),
        password: optional("password").map(SecretString::from),
        fetch_attachment_content: flag("fetch_attachment_content"),
        use_text_extraction_service: flag("use_text_extraction_service"),
        use_document_level_security: flag("use_document_level_security"),
    })
}

#[cfg(test)]
mod tests;
