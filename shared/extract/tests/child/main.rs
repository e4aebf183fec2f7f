//! The process around a file. This program is parent and child, as the connector is.
//!
//! ```text
//! behaviour.rs  what a child does that is started under the name of a misbehaviour
//! cases.rs      what the parent makes of it
//! ```

#[cfg(test)]
mod behaviour;
#[cfg(test)]
mod cases;

use std::path::PathBuf;
use std::process::ExitCode;

use extract::child;
use libtest_mimic::{Arguments, Trial};

fn main() -> ExitCode {
    let program = PathBuf::from(std::env::args_os().next().unwrap_or_default());
    let name = program.file_name().unwrap_or_default().to_string_lossy();
    if child::is_asked() {
        return behaviour::behave(&name);
    }
    if name == "parent" {
        return cases::be_a_parent(&program.with_file_name("sleeper"));
    }
    let trial = |&(name, case): &(&'static str, fn())| {
        Trial::test(name, move || {
            case();
            Ok(())
        })
    };
    libtest_mimic::run(&Arguments::from_args(), cases::ALL.iter().map(trial).collect()).exit_code()
}
