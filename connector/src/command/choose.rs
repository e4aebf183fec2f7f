//! The config file at hand, and which of its connectors a command is about.

use std::io::{self, Write as _};
use std::path::Path;

use super::{ConfigFile, Failure};
use crate::config::{
    self, Config, ConnectorConfig, ElasticsearchConfig, Environment, Listed, Target,
};

/// Reads the config file and the environment; what they warn of goes to stderr.
///
/// # Errors
/// [`Failure::Config`].
pub(super) fn load(path: &Path) -> Result<Config, Failure> {
    read(path, &Environment::of_process(), Listed::Needed)
}

/// As [`load`], for a command that needs no connector in the file.
///
/// # Errors
/// [`Failure::Config`].
pub(super) fn load_cluster(path: &Path) -> Result<Config, Failure> {
    read(path, &Environment::of_process(), Listed::NotNeeded)
}

/// As [`load`], whatever the environment is.
///
/// # Errors
/// [`Failure::Config`].
pub(super) fn load_alone(path: &Path) -> Result<Config, Failure> {
    read(path, &Environment::default(), Listed::Needed)
}

fn read(path: &Path, environment: &Environment, listed: Listed) -> Result<Config, Failure> {
    match config::read(path, environment, listed) {
        Ok((config, warnings)) => {
            warn(path, &warnings)?;
            Ok(config)
        }
        Err(error) => {
            if let config::Error::Faulty { warnings, .. } = &error {
                warn(path, warnings)?;
            }
            Err(error.into())
        }
    }
}

fn warn(path: &Path, warnings: &[config::Finding]) -> io::Result<()> {
    for warning in warnings {
        writeln!(io::stderr(), "warning: {}", warning.told(path))?;
    }
    Ok(())
}

/// The database file, for a command that works on one.
///
/// # Errors
/// When documents go to a cluster.
pub(super) fn sqlite(config: &Config) -> Result<&Path, Failure> {
    match &config.target {
        Target::Sqlite(path) => Ok(path),
        Target::Elasticsearch(cluster) => Err(Failure::Usage(format!(
            "documents go to the cluster at {}; this command works on `store.sqlite` only: search the content index \
             with Kibana's Discover, or by `GET <index>/_search`",
            cluster.connection.address
        ))),
    }
}

/// The cluster, for a command that works on one.
///
/// # Errors
/// When documents go to a database file.
pub(super) fn cluster(config: &Config) -> Result<&ElasticsearchConfig, Failure> {
    match &config.target {
        Target::Elasticsearch(cluster) => Ok(cluster),
        Target::Sqlite(path) => Err(Failure::Usage(format!(
            "documents go to {}; this command works on a cluster, `elasticsearch` without `store.sqlite`",
            path.display()
        ))),
    }
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
    if ids.is_empty() {
        return Failure::Usage(format!("{path} lists no connector, and this command is about one"));
    }
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
            let config = load(&file.config_file).unwrap();
            assert_eq!(all(&config, &file).map_or(0, |all| all.len()), every);
            let chosen = one(&config, &file).map(|one| one.connector_id.as_str());
            assert_eq!(chosen.ok(), single);
        }
    }

    #[test]
    fn an_unclear_choice_names_the_connectors() {
        let folder = tempfile::tempdir().unwrap();
        let file = file(&folder, &["a", "b"], None);
        let failure = one(&load(&file.config_file).unwrap(), &file).unwrap_err();
        assert!(failure.to_string().ends_with("give --connector one of a, b"), "{failure}");
        assert_eq!(failure.status(), 2);
    }
}
