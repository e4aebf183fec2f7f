//! The `teams-connector` program.

use std::process::ExitCode;

use clap::Parser as _;
use teams_connector::command::{self, Arguments};

fn main() -> ExitCode {
    command::run(&Arguments::parse())
}
