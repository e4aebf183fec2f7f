//! The config file at hand, and which of its connectors a command is about.

use std::io::{self, Write as _};

use super::{ConfigFile, Failure};
use crate::config::{self, Config, ConnectorConfig};

/// Reads the config file; its warnings go to stderr.
///
/// # Errors
/// [`Failure::Config`].
pub(super) fn load(file: &ConfigFile) -> Result<Config, Failure> {
    match config::read(&file.config_file) {
        Ok((config, warnings)) => {
            warn(file, &warnings)?;
            Ok(config)
        }
        Err(error) => {
            if let config::Error::Faulty { warnings, .. } = &error {
                warn(file, warnings)?;
            }
            Err(error.into())
        }
    }
}

fn warn(file: &ConfigFile, warnings: &[config::Finding]) -> io::Result<()> {
    let path = file.config_file.display();
    for warning in warnings {
        writeln!(io::stderr(), "warning: {path}:{warning}")?;
    }
    Ok(())
}

/// The connectors that `--connector` names: without it, all.
///
/// # Errors
/// When the file has none of that name.
pub(super) fn all<'c>(
    config: &'c Config,
    file: &ConfigFile,
) -> Result<Vec<&'c ConnectorConfig>, Failure> {
    let chosen = |connector: &&ConnectorConfig| {
        let wanted = file.connector.as_ref();
        wanted.is_none_or(|wanted| *wanted == connector.connector_id)
    };
    let connectors: Vec<_> = config.connectors.iter().filter(chosen).collect();
    if connectors.is_empty() {
        return Err(unclear(config, file));
    }
    Ok(connectors)
}

/// The one connector that `--connector` names, or the only one there is.
///
/// # Errors
/// When the file has none of that name, or several and none is named.
pub(super) fn one<'c>(
    config: &'c Config,
    file: &ConfigFile,
) -> Result<&'c ConnectorConfig, Failure> {
    match all(config, file)?.as_slice() {
        [connector] => Ok(connector),
        _ => Err(unclear(config, file)),
    }
}

fn unclear(config: &Config, file: &ConfigFile) -> Failure {
    let ids: Vec<_> =
        config.connectors.iter().map(|connector| connector.connector_id.as_str()).collect();
    let path = file.config_file.display();
    let ids = ids.join(", ");
    Failure::Usage(match &file.connector {
        Some(wanted) => {
            format!("{path} has no connector `{wanted}`; give --connector one of {ids}")
        }
        None => format!("{path} has several connectors; give --connector one of {ids}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(folder: &tempfile::TempDir, ids: &[&str], connector: Option<&str>) -> ConfigFile {
        let item = |id| {
            format!(
                "  - {{connector_id: {id}, service_type: microsoft_teams, \
                 configuration: {{tenant_id: t, client_id: c, secret_value: s}}}}\n"
            )
        };
        let items: Vec<String> = ids.iter().map(item).collect();
        let config_file = folder.path().join("config.yml");
        let text = format!("store.sqlite: a\nconnectors:\n{}", items.concat());
        std::fs::write(&config_file, text).unwrap();
        ConfigFile { config_file, connector: connector.map(str::to_owned) }
    }

    #[test]
    fn the_only_connector_needs_no_name_and_one_of_several_does() {
        let folder = tempfile::tempdir().unwrap();
        for (ids, connector, every, single) in [
            (&["a"][..], None, 1, Some("a")),
            (&["a", "b"], None, 2, None),
            (&["a", "b"], Some("b"), 1, Some("b")),
            (&["a", "b"], Some("c"), 0, None),
        ] {
            let file = file(&folder, ids, connector);
            let config = load(&file).unwrap();
            assert_eq!(all(&config, &file).map_or(0, |all| all.len()), every);
            let chosen = one(&config, &file).map(|one| one.connector_id.as_str());
            assert_eq!(chosen.ok(), single);
        }
    }

    #[test]
    fn an_unclear_choice_names_the_connectors() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(&folder, &["a", "b"], None);
        let failure = one(&load(&file).unwrap(), &file).unwrap_err();
        assert!(failure.to_string().ends_with("give --connector one of a, b"), "{failure}");
        assert_eq!(failure.status(), 2);
    }
}
