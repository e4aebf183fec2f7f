//! Children that misbehave. The name of the program says how: it is a link to this one.

use std::hint::black_box;
use std::io;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use extract::{Extracted, Kind, Limits, Metadata, Refusal, child};
use rustix::process::{Signal, getpid, kill_process};

type Outcome = Result<Extracted, Refusal>;

/// Does what a child of this name does; of any other it is a sound one.
pub(crate) fn behave(name: &str) -> ExitCode {
    match name {
        "silent" => ExitCode::SUCCESS,
        "sleeper" => child::serve(sleep),
        "panicker" => child::serve(|bytes, _, _, _| panic!("{}", String::from_utf8_lossy(bytes))),
        "hog" => child::serve(hog),
        "diver" => child::serve(|bytes, _, _, _| text(dive(bytes.len()).to_string())),
        "terminated" => child::serve(|_, _, _, _| end(Signal::TERM)),
        "killed" => child::serve(|_, _, _, _| end(Signal::KILL)),
        "reporter" => child::serve(report),
        "overflowing" => child::serve(|_, _, limits, _| text("x".repeat(limits.text_bytes + 1))),
        "late" => child::serve(wait_until_late),
        _ => child::serve(extract::extract),
    }
}

#[allow(clippy::unnecessary_wraps, reason = "it ends what may also fail")]
fn text(text: String) -> Outcome {
    let metadata = Metadata::default();
    Ok(Extracted { kind: Kind::Text, text, truncated: false, metadata })
}

fn sleep(_: &[u8], _: &str, _: &Limits, _: &dyn Fn() -> bool) -> Outcome {
    loop {
        thread::park();
    }
}

fn hog(_: &[u8], _: &str, _: &Limits, _: &dyn Fn() -> bool) -> Outcome {
    let mut all = Vec::new();
    loop {
        all.push(black_box(vec![1_u8; 16 << 20]));
    }
}

fn dive(depth: usize) -> usize {
    let frame = black_box([depth; 256]);
    if depth == usize::MAX { 0 } else { dive(depth + 1) + black_box(frame).len() }
}

fn end(signal: Signal) -> Outcome {
    kill_process(getpid(), signal).unwrap();
    sleep(&[], "", &Limits::default(), &|| false)
}

fn wait_until_late(_: &[u8], _: &str, _: &Limits, is_late: &dyn Fn() -> bool) -> Outcome {
    while !is_late() {
        thread::park_timeout(Duration::from_millis(1));
    }
    text("late".to_owned())
}

/// What a child has: its variables, how many arguments, whether files and sockets are refused to it.
fn report(_: &[u8], name: &str, limits: &Limits, _: &dyn Fn() -> bool) -> Outcome {
    let opened = std::fs::File::open("/proc/self/status").map_err(|error| error.kind());
    let socket = std::net::UdpSocket::bind("127.0.0.1:0").map_err(|error| error.kind());
    let refused = |result: Result<(), io::ErrorKind>| result.is_err();
    let variables: Vec<_> = std::env::vars().map(|(name, _)| name).collect();
    text(format!(
        "variables {} arguments {} file {} socket {} name {name} parts {}",
        variables.join(","),
        std::env::args_os().count(),
        refused(opened.map(drop)),
        refused(socket.map(drop)),
        limits.parts,
    ))
}
