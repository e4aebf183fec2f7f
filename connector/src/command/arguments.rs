//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use documents::ObjectType;

use super::help;
use crate::config::{LogLevel, is_index_name};

/// Syncs Microsoft Teams into a searchable store.
#[derive(Debug, Parser)]
#[command(name = "teams-connector", version)]
#[command(long_about = help::PROGRAM.trim_start(), after_long_help = help::EXIT_STATUS)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// What to log.
    #[command(flatten)]
    pub logging: Logging,
}

/// What is written to stderr beside progress and errors.
#[derive(Debug, Clone, Args)]
pub struct Logging {
    /// Log what happens, not warnings alone
    #[arg(short, long, global = true)]
    pub verbose: bool,

    /// Log what FILTER says: a level, or `part=level,..`
    ///
    /// Levels are error, warn, info, debug and trace; parts are this program's crates.
    ///
    /// Example: --log warn,graph=debug
    #[arg(long, global = true, value_name = "FILTER", conflicts_with = "verbose")]
    pub log: Option<String>,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Sync a simulated tenant, compare the store with the truth, and search it
    #[command(long_about = help::DEMO.trim_start())]
    Demo(DemoArguments),
    /// Sync the tenants of a config file into the store
    #[command(long_about = help::SYNC.trim_start())]
    Sync(SyncArguments),
    /// Search the stored documents
    #[command(long_about = help::SEARCH.trim_start())]
    Search(SearchArguments),
    /// Print the stored documents, one JSON object a line
    #[command(long_about = help::EXPORT.trim_start())]
    Export(ExportArguments),
    /// Print the text of a file
    #[command(long_about = help::EXTRACT.trim_start())]
    Extract(ExtractArguments),
    /// Show sync jobs, partitions, and what could not be read
    #[command(long_about = help::STATUS.trim_start())]
    Status(StatusArguments),
    /// Sign in, look at the cluster, and say what is missing
    #[command(long_about = help::CHECK.trim_start())]
    Check(CheckArguments),
    /// Work as the connector of Kibana's connectors, until stopped
    #[command(long_about = help::RUN.trim_start())]
    Run(RunArguments),
    /// Create, list, show and delete connectors in the cluster
    #[command(long_about = help::CONNECTOR.trim_start())]
    Connector(ConnectorArguments),
}

/// Which file says where everything is.
#[derive(Debug, Clone, Args)]
pub struct ConfigFile {
    /// The config file
    #[arg(short, long = "config-file", value_name = "FILE")]
    pub config_file: PathBuf,

    /// The `connector_id` of one connector in the config file
    #[arg(long, value_name = "ID")]
    pub connector: Option<String>,
}

/// `demo`.
#[derive(Debug, Clone, Args)]
pub struct DemoArguments {
    /// How large the tenant is
    #[arg(long, value_enum, default_value_t = DemoSize::Small)]
    pub size: DemoSize,

    /// Which tenant it is: the same seed gives the same one on any machine
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,

    /// The folder for the database and the config file; made anew if it is not there
    #[arg(long, default_value = "data/demo", value_name = "DIR")]
    pub data: PathBuf,
}

/// How large a simulated tenant is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DemoSize {
    /// Hundreds of documents
    Small,
    /// Tens of thousands of documents
    Medium,
}

/// `sync`.
#[derive(Debug, Clone, Args)]
pub struct SyncArguments {
    /// Where everything is.
    #[command(flatten)]
    pub file: ConfigFile,

    /// Read everything (the default)
    #[arg(long)]
    pub full: bool,

    /// Read what changed since the last sync (not there yet)
    #[arg(long, conflicts_with = "full")]
    pub incremental: bool,

    /// Exit with status 4 when something could not be read
    #[arg(long)]
    pub strict: bool,
}

/// `search`.
#[derive(Debug, Clone, Args)]
pub struct SearchArguments {
    /// Where everything is.
    #[command(flatten)]
    pub file: ConfigFile,

    /// The words to find
    #[arg(value_name = "QUERY")]
    pub query: String,

    /// Show at most so many documents
    #[arg(long, default_value_t = 10, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub limit: u32,

    /// Find documents of one object type only, such as `CHANNEL_MESSAGE`
    #[arg(long = "type", value_name = "TYPE", value_parser = object_type)]
    pub object_type: Option<ObjectType>,
}

/// `export`.
#[derive(Debug, Clone, Args)]
pub struct ExportArguments {
    /// Where everything is.
    #[command(flatten)]
    pub file: ConfigFile,

    /// Print documents of one object type only, such as `CHANNEL_MESSAGE`
    #[arg(long = "type", value_name = "TYPE", value_parser = object_type)]
    pub object_type: Option<ObjectType>,

    /// Print the connector's own field `_sync`, too
    #[arg(long)]
    pub with_sync: bool,
}

/// `extract`.
#[derive(Debug, Clone, Args)]
pub struct ExtractArguments {
    /// The file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// Print JSON: `kind`, `truncated`, `metadata` and `text`
    #[arg(long)]
    pub json: bool,
}

/// `status`.
#[derive(Debug, Clone, Args)]
pub struct StatusArguments {
    /// Where everything is.
    #[command(flatten)]
    pub file: ConfigFile,

    /// Print JSON, with `issues: [{partition, scope, reason}]`
    #[arg(long)]
    pub json: bool,
}

/// `check`.
#[derive(Debug, Clone, Args)]
pub struct CheckArguments {
    /// Where everything is.
    #[command(flatten)]
    pub file: ConfigFile,
}

/// `run`.
#[derive(Debug, Clone, Args)]
pub struct RunArguments {
    /// The config file
    #[arg(short, long = "config-file", value_name = "FILE")]
    pub config_file: PathBuf,

    /// Log this much, whatever the config file says
    #[arg(long, value_enum, ignore_case = true, value_name = "LEVEL")]
    pub log_level: Option<LogLevel>,

    /// Log everything; the same as `--log-level DEBUG`
    #[arg(long, conflicts_with = "log_level")]
    pub debug: bool,

    /// Log JSON lines in the Elastic Common Schema, as Filebeat takes them
    #[arg(long)]
    pub filebeat: bool,
}

/// `connector`.
#[derive(Debug, Clone, Args)]
pub struct ConnectorArguments {
    /// What to do with a connector.
    #[command(subcommand)]
    pub command: ConnectorCommand,
}

/// What can be done with connectors in the cluster.
#[derive(Debug, Clone, Subcommand)]
pub enum ConnectorCommand {
    /// Create a connector, and print a config.yml with its API key
    #[command(long_about = help::CONNECTOR_CREATE.trim_start())]
    Create(CreateArguments),
    /// Show all Teams connectors of the cluster
    List(ClusterFile),
    /// Show one connector, its secrets masked
    Show(ShowArguments),
    /// Delete a connector; its documents stay
    Delete(DeleteArguments),
}

/// Which file says where the cluster is; it needs no connector.
#[derive(Debug, Clone, Args)]
pub struct ClusterFile {
    /// The config file
    #[arg(short, long = "config-file", value_name = "FILE")]
    pub config_file: PathBuf,
}

/// `connector create`.
#[derive(Debug, Clone, Args)]
pub struct CreateArguments {
    /// The config file, with credentials that may create connectors and API keys
    #[arg(short, long = "config-file", value_name = "FILE")]
    pub config_file: PathBuf,

    /// The new connector's id
    #[arg(long, value_name = "ID", value_parser = connector_id)]
    pub connector: String,

    /// Its name in Kibana
    #[arg(long, default_value = "Microsoft Teams")]
    pub name: String,

    /// Its content index; the first sync makes it
    #[arg(long, value_name = "NAME", value_parser = index_name)]
    pub index: String,

    /// The language of its text, such as `en`, for the analysis of a new index
    #[arg(long, value_name = "CODE", value_parser = language)]
    pub language: Option<String>,
}

/// `connector show`.
#[derive(Debug, Clone, Args)]
pub struct ShowArguments {
    /// Where the cluster is, and which connector.
    #[command(flatten)]
    pub file: ConfigFile,

    /// Print the whole record as JSON
    #[arg(long)]
    pub json: bool,
}

/// `connector delete`.
#[derive(Debug, Clone, Args)]
pub struct DeleteArguments {
    /// Where the cluster is, and which connector.
    #[command(flatten)]
    pub file: ConfigFile,

    /// Delete without asking
    #[arg(long)]
    pub yes: bool,
}

fn connector_id(id: &str) -> Result<String, String> {
    let fits = |c: char| !c.is_whitespace() && !c.is_control();
    if id.is_empty() || !id.chars().all(fits) {
        return Err("an id is one word".to_owned());
    }
    Ok(id.to_owned())
}

fn index_name(name: &str) -> Result<String, String> {
    let rule = "an index has a name in lower case, of letters, digits, `.`, `-` and `_`";
    is_index_name(name).then(|| name.to_owned()).ok_or_else(|| rule.to_owned())
}

fn language(code: &str) -> Result<String, String> {
    let known = elastic::Language::from_code(code).map(|_language| code.to_owned());
    known.ok_or_else(|| "there is no analysis for it; `en`, `de` and `fr` are examples".to_owned())
}

/// An object type by its name, in upper or lower case.
fn object_type(name: &str) -> Result<ObjectType, String> {
    name.to_ascii_uppercase().parse().map_err(|_unknown| {
        let names = ObjectType::ALL.map(ObjectType::name);
        format!("the object types are {}", names.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    fn parse(line: &str) -> Result<Command, clap::Error> {
        Arguments::try_parse_from(line.split(' ')).map(|arguments| arguments.command)
    }

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_command_has_a_help_with_an_example() {
        for command in Arguments::command().get_subcommands_mut() {
            let help = command.render_long_help().to_string();
            let example = format!("    teams-connector {}", command.get_name());
            assert!(help.contains(&example), "{help}");
        }
    }

    #[test]
    fn a_service_is_started_as_elastics_is() {
        let line = "teams-connector run -c /config/config.yml --log-level DEBUG --filebeat";
        let Command::Run(run) = parse(line).unwrap() else { panic!("not a run") };
        assert_eq!((run.log_level, run.debug, run.filebeat), (Some(LogLevel::Debug), false, true));
        assert!(parse("teams-connector run --config-file f --debug").is_ok());
        assert!(parse("teams-connector run -c f --debug --log-level info").is_err());
        assert!(parse("teams-connector run -c f --log-level loud").is_err());
    }

    #[test]
    fn what_could_be_no_connector_is_refused_before_the_cluster_is_asked() {
        let create = "teams-connector connector create -c f --connector c --index";
        assert!(parse(&format!("{create} teams --language de")).is_ok());
        assert!(parse(&format!("{create} Teams")).is_err());
        assert!(parse(&format!("{create} teams --language xx")).is_err());
        assert!(parse("teams-connector connector create -c f --connector c").is_err());
    }

    #[test]
    fn a_full_sync_and_an_incremental_one_exclude_each_other() {
        assert!(parse("teams-connector sync -c f --full").is_ok());
        assert!(parse("teams-connector sync -c f --full --incremental").is_err());
        assert!(parse("teams-connector sync").is_err());
    }

    #[test]
    fn an_object_type_is_taken_in_any_case_and_a_wrong_one_names_the_right_ones() {
        let Command::Export(export) = parse("teams-connector export -c f --type teams").unwrap()
        else {
            panic!("not an export");
        };
        assert_eq!(export.object_type, Some(ObjectType::Teams));
        let error = parse("teams-connector export -c f --type chat").unwrap_err();
        assert_eq!(error.exit_code(), 2);
        assert!(error.to_string().contains("CHANNEL_MESSAGE"), "{error}");
    }
}
