//! Why a child brought no text, and whose fault it was.

use std::io;
use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::ExitStatus;
use std::time::Duration;

use rustix::process::Signal;

use super::wire;
use crate::refusal::Refusal;

/// The exit code of a child in which a reader panicked; the one that Rust gives to a panic.
pub(super) const PANIC: u8 = 101;
/// The exit code of a child that could not do its work here, whatever the file.
pub(super) const FAULT: u8 = 70;

/// Why there is no text.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A reader refused the file.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It has more bytes than are read.
    #[error("the file is too large: files of at most {0} bytes are read")]
    TooLarge(usize),
    /// The file brought its child down. It would do so again: it isn't to be retried.
    #[error("reading the file was ended")]
    Died(#[from] Death),
    /// This machine could not read any file now; the file may be tried again.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// What a child died of.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Death {
    /// It was not ready in time.
    #[error("it took longer than {} s", .0.as_secs_f32())]
    Late(Duration),
    /// It used up its processor time.
    #[error("it took more processor time than it may")]
    Processor,
    /// It used up its memory.
    #[error("it took more memory than it may")]
    Memory,
    /// A reader panicked.
    #[error("its reader failed at {0}")]
    Panic(String),
    /// The system ended it: a stack that overflowed, most often.
    #[error("its reader crashed (signal {0})")]
    Crash(i32),
}

/// What kept a child from its work, whatever the file.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// It could not be started.
    #[error("{} cannot be started to read files", program.display())]
    NotStarted {
        /// The program.
        program: PathBuf,
        /// Why not: most often there are too many processes, or too little memory.
        source: io::Error,
    },
    /// Nothing can be told of it.
    #[error("a process that reads a file was lost")]
    Lost(#[from] io::Error),
    /// Somebody else ended it.
    #[error("a process that reads a file was ended from outside ({0}); try again")]
    Ended(ExitStatus),
    /// It did not answer as a child does.
    #[error("a process that reads a file gave no answer ({status}): {said}")]
    NoAnswer {
        /// How it ended.
        status: ExitStatus,
        /// The first line that it said about it.
        said: String,
    },
}

impl Failure {
    /// The value of a document's `content_status`; none if it isn't the file's fault.
    pub fn content_status(&self) -> Option<&'static str> {
        match self {
            Self::Refused(Refusal::Empty) => Some("empty"),
            Self::Refused(Refusal::Unsupported(_)) => Some("unsupported"),
            Self::Refused(Refusal::Encrypted) => Some("encrypted"),
            Self::Refused(Refusal::Malformed(_))
            | Self::Died(Death::Panic(_) | Death::Crash(_)) => Some("malformed"),
            Self::Refused(Refusal::Limit(_))
            | Self::Died(Death::Late(_) | Death::Processor | Death::Memory) => Some("limit"),
            Self::TooLarge(_) => Some("too_large"),
            Self::Fault(_) => None,
        }
    }
}

/// Why a child that ended like this has no answer; `stderr` is the beginning of what it said there.
pub(super) fn of(status: ExitStatus, stderr: &[u8]) -> Failure {
    let stderr = String::from_utf8_lossy(stderr);
    let said = || wire::short(stderr.lines().next().unwrap_or_default().to_owned());
    let Some(signal) = status.signal() else {
        return if status.code() == Some(i32::from(PANIC)) {
            Death::Panic(said()).into()
        } else {
            Fault::NoAnswer { status, said: said() }.into()
        };
    };
    let is = |which: Signal| signal == which.as_raw();
    if is(Signal::XCPU) {
        Death::Processor.into()
    } else if is(Signal::KILL) || is(Signal::ABORT) && stderr.contains("memory allocation of") {
        // The kernel kills what takes the memory of a whole machine or container.
        Death::Memory.into()
    } else if [Signal::HUP, Signal::INT, Signal::QUIT, Signal::TERM].into_iter().any(is) {
        Fault::Ended(status).into()
    } else {
        Death::Crash(signal).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content_status(status: i32, stderr: &str) -> Option<&'static str> {
        of(ExitStatus::from_raw(status), stderr.as_bytes()).content_status()
    }

    #[test]
    fn what_a_file_did_is_told_from_what_others_did() {
        let exit = |code: u8| i32::from(code) << 8;
        let out_of_memory = "memory allocation of 99 bytes failed\n";
        for (status, stderr, expected) in [
            (exit(PANIC), "src/a.rs:1:2\n", Some("malformed")),
            (Signal::SEGV.as_raw(), "", Some("malformed")),
            (Signal::ABORT.as_raw(), "stack overflow", Some("malformed")),
            (Signal::ABORT.as_raw(), out_of_memory, Some("limit")),
            (Signal::XCPU.as_raw(), "", Some("limit")),
            (Signal::KILL.as_raw(), "", Some("limit")),
            (Signal::TERM.as_raw(), "", None),
            (Signal::INT.as_raw(), "", None),
            (exit(FAULT), "no threads", None),
            (exit(0), "", None),
            (exit(1), "", None),
        ] {
            assert_eq!(content_status(status, stderr), expected, "{status} {stderr}");
        }
    }
}
