//! A config file written by the program itself, so that every command works on what `demo` left behind.

use std::path::Path;

use graph::{Credentials, ExposeSecret as _};

use super::MICROSOFT_TEAMS;
use super::keys::{self, connector as key};

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
            setting(4, key::CONNECTOR_ID.name, connector_id),
            setting(4, key::SERVICE_TYPE.name, MICROSOFT_TEAMS),
        ];
        for (key, value) in [
            (&key::TENANT_ID, credentials.tenant_id.as_str()),
            (&key::CLIENT_ID, &credentials.client_id),
            (&key::SECRET_VALUE, credentials.secret_value.expose_secret()),
        ] {
            lines.push(setting(4, key.name, value));
        }
        lines.join("\n") + "\n"
    }
}

/// A line of a config file: a key and its value, quoted. JSON's strings are YAML's too; a `${` of its own must not name
/// a variable.
pub fn setting(indent: usize, key: &str, value: &str) -> String {
    let value = serde_json::Value::from(value.replace("${", "$${"));
    format!("{:indent$}{key}: {value}", "")
}

#[cfg(test)]
mod tests {
    use super::super::Target;
    use super::*;

    #[test]
    fn what_is_written_is_what_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.yml");
        let secret = r#"'#: *"\ {é${A}"#;
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
        let (config, warnings) = super::super::read(
            &file,
            &super::super::Environment::default(),
            super::super::Listed::Needed,
        )
        .unwrap();
        assert_eq!(warnings, []);
        let Target::Sqlite(sqlite) = config.target else { panic!("not SQLite") };
        assert_eq!(sqlite, draft.sqlite);
        let connector = &config.connectors[0];
        assert_eq!(connector.connector_id, "demo");
        let Credentials { tenant_id, client_id, secret_value } =
            &connector.settings.as_ref().unwrap().credentials;
        assert_eq!((tenant_id.as_str(), client_id.as_str()), ("0123", "~"));
        assert_eq!(secret_value.expose_secret(), secret);
    }
}
