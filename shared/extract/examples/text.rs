//! Prints the text of a file, as it is found in this process and without any protection: for trying readers out.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::exit, reason = "a tool for people")]

use std::path::Path;

fn main() {
    let path = std::env::args().nth(1).unwrap_or_default();
    let name = Path::new(&path).file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let bytes = std::fs::read(&path).unwrap_or_default();
    match extract::extract(&bytes, &name, &extract::Limits::default(), &|| false) {
        Ok(extracted) => print!("{}", extracted.text),
        Err(refusal) => {
            eprintln!("{refusal}");
            std::process::exit(1);
        }
    }
}
