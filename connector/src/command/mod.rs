//! The commands: the command line in, an exit status out.
//!
//! ```text
//! Arguments ──▶ choose.rs ──▶ demo, run, sync, search, export, extract, .. ──▶ Ending or Failure
//!               config file    one file or folder each                                 exit status, stderr
//! ```
//!
//! Results go to stdout; progress, logs and errors to stderr.

mod arguments;
mod help;
mod choose;
mod demo;
mod run;
mod sync;
mod search;
mod export;
mod extract;
mod status;
mod check;
mod connector;
mod client;
mod interrupt;
mod output;
mod failure;

use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::process::ExitCode;

pub use arguments::{
    Arguments, CheckArguments, ClusterFile, Command, ConfigFile, ConnectorArguments,
    ConnectorCommand, CreateArguments, DeleteArguments, DemoArguments, DemoSize, ExportArguments,
    ExtractArguments, Logging, RunArguments, SearchArguments, ShowArguments, StatusArguments,
    SyncArguments,
};
pub use failure::{Ending, FailedJob, Failure};

use crate::progress::Progress;
use crate::telemetry::logs::{self, Form, Logs};

/// Does what the command line says; every failure is told on stderr.
pub fn run(arguments: &Arguments) -> ExitCode {
    match start(arguments) {
        Ok(ending) => ExitCode::from(ending.status()),
        Err(failure) => {
            for line in failure.lines() {
                if writeln!(io::stderr(), "{line}").is_err() {
                    break;
                }
            }
            ExitCode::from(failure.status())
        }
    }
}

fn start(arguments: &Arguments) -> Result<Ending, Failure> {
    let progress = Progress::on_stderr();
    // The service logs as its config file says.
    if !matches!(arguments.command, Command::Run(_)) {
        log(&arguments.logging, progress.clone())?;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::Machine(error.into()))?;
    let mut out = BufWriter::new(io::stdout());
    let ending = runtime.block_on(dispatch(&arguments.command, &progress, &mut out));
    progress.leave().unwrap_or_default();
    ending
}

async fn dispatch(
    command: &Command,
    progress: &Progress<io::Stderr>,
    out: &mut (impl Write + Send),
) -> Result<Ending, Failure> {
    match command {
        Command::Demo(arguments) => demo::run(arguments, progress, out).await,
        Command::Sync(arguments) => sync::run(arguments, progress, out).await,
        Command::Search(arguments) => search::run(arguments, out).await,
        Command::Export(arguments) => export::run(arguments, out).await,
        Command::Extract(arguments) => extract::run(arguments, out).await,
        Command::Status(arguments) => status::run(arguments, out).await,
        Command::Check(arguments) => check::run(arguments, out).await,
        Command::Run(arguments) => run::run(arguments).await,
        Command::Connector(arguments) => connector::run(arguments, out).await,
    }
}

/// Sends log lines to stderr, between the progress lines.
fn log(logging: &Logging, progress: Progress<io::Stderr>) -> Result<(), Failure> {
    let filter = match (&logging.log, logging.verbose) {
        (Some(filter), _) => filter.as_str(),
        (None, true) => "info",
        (None, false) => "warn",
    };
    let form = Form::Text { ansi: io::stderr().is_terminal() };
    Ok(logs::init(Logs { filter: filter.to_owned(), form, writer: progress })?)
}
