//! The program `graph-simulator`: serves a tenant until it is told to stop.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use simulator::{Options, Simulator, Size};
use tokio::signal::unix::{SignalKind, signal};

/// Stands in for Microsoft Graph and its sign-in service on this machine.
///
/// The tenant is made from a seed: equal seeds and sizes give equal tenants. The address
/// that is printed is the root of Graph and of the sign-in service alike.
///
/// What an operator may ask:
///   GET /_simulator/credentials   what an application signs in with
///   GET /_simulator/accounts      how much was asked, and what was asked wrongly
///   GET /_simulator/truth         what a correct crawler must have indexed, one a line
#[derive(Debug, Parser)]
#[command(name = "graph-simulator", version, verbatim_doc_comment)]
struct Arguments {
    /// Port of 127.0.0.1 to listen on; 0 takes any free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Number that the tenant is made from
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How much the tenant holds: small or medium
    #[arg(long, default_value_t = Size::Small)]
    size: Size,
    /// File that takes every exchange, a JSON object a line
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Application permissions that were granted, such as Chat.Read.All,User.Read.All; all when left out
    #[arg(long, value_delimiter = ',', value_name = "A,B,..")]
    granted: Option<Vec<String>>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            writeln!(io::stderr(), "graph-simulator: {error}").unwrap_or_default();
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let Arguments { port, seed, size, record, granted } = arguments;
    let simulator = Simulator::start(port, Options { seed, size, granted, record }).await?;
    let (mut interrupt, mut terminate) =
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    writeln!(io::stdout(), "{}", simulator.base_url())?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    simulator.stop().await;
    Ok(())
}
