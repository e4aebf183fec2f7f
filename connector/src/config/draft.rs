//! A config file written by the program itself, so that every command works on what `demo` left behind.

use std::path::Path;

use graph::{Credentials, ExposeSecret as _};

use super::keys;
use super::read::MICROSOFT_TEAMS;

/// What a written config file says.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'a> {
    /// Where both Graph and the sign-in service are.
    pub root: &'a str,
    /// The database; make it absolute, or the file works from one folder only.
    pub sqlite: &'a Path,
    /// The connector's name.
    pub connector_id: &'a str,
    /// How it signs in. The file holds the secret in clear: never write a real one.
    pub credentials: &'a Credentials,
}

impl Draft<'_> {
    /// The file's text; [`read`](super::read()) gives back what the draft says.
    pub fn render(&self) -> String {
        let Self { root, sqlite, connector_id, credentials } = self;
        let mut lines = vec![
            setting(0, keys::GRAPH_ROOT.name, root),
            setting(0, keys::GRAPH_LOGIN_ROOT.name, root),
            setting(0, keys::STORE_SQLITE.name, &sqlite.display().to_string()),
            "connectors:\n  -".to_owned(),
            setting(4, keys::CONNECTOR_ID.name, connector_id),
            setting(4, keys::SERVICE_TYPE.name, MICROSOFT_TEAMS),
        ];
        for (key, value) in [
            (&keys::TENANT_ID, credentials.tenant_id.as_str()),
            (&keys::CLIENT_ID, &credentials.client_id),
            (&keys::SECRET_VALUE, credentials.secret_value.expose_secret()),
        ] {
            lines.push(setting(4, key.name, value));
        }
        lines.join("\n") + "\n"
    }
}

/// A key and its value, quoted: JSON's strings are YAML's too.
fn setting(indent: usize, key: &str, value: &str) -> String {
    let value = serde_json::Value::from(value);
    format!("{:indent$}{key}: {value}", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.yml");
        let secret = r#"'#: *"\ {é"#;
        let draft = Draft {
            root: "http://127.0.0.1:4000",
            sqlite: Path::new("/data/a \"b\": c/teams.db"),
            connector_id: "demo",
            credentials: &Credentials {
                tenant_id: "0123".to_owned(),
                client_id: "~".to_owned(),
                secret_value: secret.into(),
            },
        };
        std::fs::write(&file, draft.render()).unwrap();
        let (config, warnings) = super::super::read(&file).unwrap();
        assert_eq!(warnings, []);
        assert_eq!(config.store.sqlite, draft.sqlite);
        let connector = &config.connectors[0];
        assert_eq!(connector.connector_id, "demo");
        assert_eq!(connector.credentials.tenant_id, "0123");
        assert_eq!(connector.credentials.client_id, "~");
        assert_eq!(connector.credentials.secret_value.expose_secret(), secret);
    }
}
