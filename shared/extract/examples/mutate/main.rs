//! Bends files at random and reads them in this process, and counts the readers that panic: what fuzzing does, for a
//! stable compiler and for as many rounds as there is time for.
//!
//! ```text
//! cargo run --release -p extract --example mutate -- --rounds 1000 --seed 1 FILE..
//! ```
//!
//! The same seed bends alike. Each panic is told with the file and the round, which `--from` reads again alone. Exits
//! with 1 if there was one.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a tool for people")]

mod bend;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::panic;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;

use extract::{Extracted, Limits, Refusal};

const USAGE: &str = "mutate [--rounds N] [--seed N] [--from ROUND] FILE..";
/// As in the process around a file.
const STACK_BYTES: usize = 16 << 20;

struct Arguments {
    rounds: u64,
    seed: u64,
    from: u64,
    files: Vec<PathBuf>,
}

impl Arguments {
    fn parse(mut words: impl Iterator<Item = String>) -> Option<Self> {
        let mut arguments = Self { rounds: 1_000, seed: 1, from: 0, files: Vec::new() };
        while let Some(word) = words.next() {
            let number = match word.as_str() {
                "--rounds" => &mut arguments.rounds,
                "--seed" => &mut arguments.seed,
                "--from" => &mut arguments.from,
                file => {
                    arguments.files.push(file.into());
                    continue;
                }
            };
            *number = words.next()?.parse().ok()?;
        }
        (!arguments.files.is_empty()).then_some(arguments)
    }
}

fn main() -> ExitCode {
    let Some(arguments) = Arguments::parse(std::env::args().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let work = thread::Builder::new().stack_size(STACK_BYTES).spawn(move || all(&arguments));
    match work.map(thread::JoinHandle::join) {
        Ok(Ok(0)) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// How many panics there were in all files.
fn all(arguments: &Arguments) -> usize {
    let mut panics = 0;
    for file in &arguments.files {
        // Told before: what can't be caught ends the program here.
        println!(
            "{}: rounds {} to {}",
            file.display(),
            arguments.from,
            arguments.from + arguments.rounds
        );
        match std::fs::read(file) {
            Ok(bytes) => {
                let rounds = arguments.from..arguments.from.saturating_add(arguments.rounds);
                let counted = rounds_of(&bytes, &name_of(file), arguments.seed, rounds, extract);
                for (place, found) in &counted {
                    println!("  {} panics at {place}, first in round {}", found.count, found.round);
                    panics += found.count;
                }
            }
            Err(error) => {
                eprintln!("{}: {error}", file.display());
                panics += 1;
            }
        }
    }
    println!("{panics} panics");
    panics
}

fn name_of(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn extract(bytes: &[u8], name: &str) -> Result<Extracted, Refusal> {
    extract::extract(bytes, name, &Limits::default(), &|| false)
}

/// Panics at one place.
struct Found {
    count: usize,
    round: u64,
}

thread_local! {
    /// Where the last panic of this thread was.
    static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// The panics of a reader in some rounds, by their place.
fn rounds_of<T>(
    bytes: &[u8],
    name: &str,
    seed: u64,
    rounds: std::ops::Range<u64>,
    read: fn(&[u8], &str) -> T,
) -> BTreeMap<String, Found> {
    let before = panic::take_hook();
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        PLACE.with_borrow_mut(|last| *last = place);
    }));
    let mut panics = BTreeMap::new();
    for round in rounds {
        let bent = bend::bend(bytes, seed, round);
        if panic::catch_unwind(|| read(&bent, name)).is_err() {
            let found = panics.entry(PLACE.take()).or_insert(Found { count: 0, round });
            found.count += 1;
        }
    }
    panic::set_hook(before);
    panics
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fussy(bytes: &[u8], _name: &str) {
        assert!(!bytes.contains(&0xff), "planted");
    }

    #[test]
    fn a_planted_panic_is_counted_and_found_again_by_its_round() {
        let file = b"a plain text that the planted reader takes as it is";
        let counted = rounds_of(file, "a.txt", 7, 0..300, fussy);
        let (place, found) = counted.first_key_value().expect("no panic was counted");
        assert!(counted.len() == 1 && place.contains("main.rs:"), "{place}");
        assert!(found.count > 3 && found.count < 300, "{}", found.count);
        let again = rounds_of(file, "a.txt", 7, found.round..found.round + 1, fussy);
        assert_eq!(again.values().map(|found| found.count).sum::<usize>(), 1);
        assert!(rounds_of(file, "a.txt", 7, 0..300, |_, _| ()).is_empty());
    }

    #[test]
    fn a_command_line_has_files_and_numbers() {
        let parse = |line: &str| Arguments::parse(line.split(' ').map(str::to_owned));
        let arguments = parse("--seed 5 a.docx --rounds 9 b.pdf").unwrap();
        assert_eq!((arguments.seed, arguments.rounds, arguments.files.len()), (5, 9, 2));
        assert!(parse("--seed").is_none() && parse("--seed x a").is_none());
    }
}
