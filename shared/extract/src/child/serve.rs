//! The child: one file, under limits that it sets itself and can't take back.

use std::io::{self, BufRead, Read as _, Write as _};
use std::process::ExitCode;
use std::thread;

use clock::{Clock as _, SystemClock};
use rustix::process::{Resource, Rlimit, Signal};

use super::wire::{self, LINE_BYTES, Question};
use super::{ARGUMENT, failure};
use crate::limits::Limits;
use crate::output::Extracted;
use crate::refusal::Refusal;

/// What reads a file, as [`crate::extract`] does.
pub type Reader = fn(&[u8], &str, &Limits, &dyn Fn() -> bool) -> Result<Extracted, Refusal>;

/// Seconds of processor time, for a child that nobody waits for any more.
const PROCESSOR_S: u64 = 12;
/// Standard input, output and error: nothing else can be opened.
const FILES: u64 = 3;
/// A file that nests deeper than this is refused by the readers' own limits first.
const STACK_BYTES: usize = 16 << 20;

/// Whether this process was started as a child. Asked first thing in `main`, before anything is made that a child
/// doesn't need.
pub fn is_asked() -> bool {
    std::env::args_os().nth(1).is_some_and(|argument| argument == ARGUMENT)
}

/// Does a child's work: reads the one file that the parent sends, and answers. The process is to end with the exit code.
pub fn serve(read: Reader) -> ExitCode {
    // A message may quote the file; its place is enough. Nobody may be there to read it any more.
    std::panic::set_hook(Box::new(|panic| {
        if let Some(place) = panic.location() {
            writeln!(io::stderr(), "{place}").unwrap_or_default();
        }
    }));
    match work(read) {
        Ok(code) => code,
        Err(error) => {
            writeln!(io::stderr(), "{error}").unwrap_or_default();
            ExitCode::from(failure::FAULT)
        }
    }
}

fn work(read: Reader) -> io::Result<ExitCode> {
    // A parent that is gone is no reason to blame the file: not the signal of any limit.
    rustix::process::set_parent_process_death_signal(Some(Signal::TERM))?;
    let mut input = io::stdin().lock();
    let question = question(&mut input)?;
    // One that died before the signal was asked for sends none.
    let parent = rustix::process::getppid().map(|parent| parent.as_raw_pid().unsigned_abs());
    if parent != Some(question.parent) {
        return Err(io::Error::other("the process that asked is gone"));
    }
    confine(question.memory_bytes)?;
    let mut bytes = Vec::with_capacity(question.file_bytes);
    input.read_to_end(&mut bytes)?;
    if bytes.len() != question.file_bytes {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let reading = move || {
        let end = SystemClock.now().checked_add(question.time).ok();
        let is_late = || end.is_some_and(|end| SystemClock.now() >= end);
        read(&bytes, &question.name, &question.limits, &is_late)
    };
    // A thread catches what panics in it.
    match thread::Builder::new().stack_size(STACK_BYTES).spawn(reading)?.join() {
        Ok(outcome) => answer(outcome).map(|()| ExitCode::SUCCESS),
        Err(_panic) => Ok(ExitCode::from(failure::PANIC)),
    }
}

fn question(input: &mut impl BufRead) -> io::Result<Question> {
    let mut line = Vec::new();
    input.take(LINE_BYTES).read_until(b'\n', &mut line)?;
    Ok(serde_json::from_slice(&line)?)
}

/// Gives up what reading a file doesn't need.
fn confine(memory_bytes: u64) -> io::Result<()> {
    limit(Resource::As, memory_bytes, memory_bytes)?;
    // The soft limit has a signal of its own, by which the parent knows it.
    limit(Resource::Cpu, PROCESSOR_S, PROCESSOR_S + 1)?;
    limit(Resource::Core, 0, 0)?;
    limit(Resource::Fsize, 0, 0)?;
    limit(Resource::Nofile, FILES, FILES)
}

/// Lowers a limit; one that is lower already stays.
fn limit(resource: Resource, current: u64, maximum: u64) -> io::Result<()> {
    let now = rustix::process::getrlimit(resource);
    let lower = |limit: u64, now: Option<u64>| Some(now.map_or(limit, |now| now.min(limit)));
    let new = Rlimit { current: lower(current, now.current), maximum: lower(maximum, now.maximum) };
    Ok(rustix::process::setrlimit(resource, new)?)
}

fn answer(outcome: Result<Extracted, Refusal>) -> io::Result<()> {
    let (answer, text) = wire::parted(outcome);
    let mut output = io::stdout().lock();
    serde_json::to_writer(&mut output, &answer)?;
    output.write_all(b"\n")?;
    output.write_all(text.as_bytes())?;
    output.flush()
}
