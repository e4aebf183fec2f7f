//! The `teams-connector` program.

use std::process::ExitCode;

use clap::Parser as _;
use extract::child;
use teams_connector::command::{self, Arguments};
use tikv_jemallocator::Jemalloc;

/// Reading and making JSON is mostly allocating: the C library's allocator takes more processor time for it, and more
/// memory.
#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

fn main() -> ExitCode {
    // For one file of a tenant: a process that is made for it, and that must be cheap.
    if child::is_asked() {
        return child::serve(extract::extract);
    }
    command::run(&Arguments::parse())
}
