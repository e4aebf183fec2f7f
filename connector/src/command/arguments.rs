//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use documents::ObjectType;

use super::help;

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
    /// Show sync jobs, partitions, and what could not be read
    #[command(long_about = help::STATUS.trim_start())]
    Status(StatusArguments),
    /// Sign in, and say which permissions are missing
    #[command(long_about = help::CHECK.trim_start())]
    Check(CheckArguments),
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
