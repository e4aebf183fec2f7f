//! The text of a file, by the program and by the process that it starts for it.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tempfile::TempDir;

use crate::given::{Ran, program};

fn file(name: &str, content: impl AsRef<[u8]>) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    (folder, path)
}

fn extract(path: &Path, more: &[&str]) -> Ran {
    Ran::of(program().arg("extract").arg(path).args(more))
}

#[test]
fn a_text_that_is_longer_than_a_pipe_is_printed_whole() {
    let text: Vec<String> = (0..100_000).map(|line| format!("line {line}\n")).collect();
    let text = text.concat();
    let (_folder, path) = file("notes.txt", &text);
    let extracted = extract(&path, &[]).succeeded();
    assert!(extracted.stdout == text && extracted.stderr.is_empty(), "{}", extracted.stderr);
}

#[test]
fn the_json_form_has_kind_metadata_and_text() {
    let (_folder, path) = file("notes.txt", "one");
    let json = extract(&path, &["--json"]).succeeded().json();
    assert_eq!((&json["kind"], &json["truncated"]), (&"text".into(), &false.into()));
    assert!(json["text"].as_str().unwrap().trim() == "one" && json["metadata"].is_object());
}

#[test]
fn a_file_without_text_has_a_status_and_a_line_that_says_why() {
    let (_folder, path) = file("notes.txt", "");
    let empty = extract(&path, &[]);
    assert_eq!((empty.status, empty.stderr.lines().count()), (Some(10), 1), "{empty:?}");
    assert!(empty.stderr.ends_with("notes.txt has no text: the file is empty\n"), "{empty:?}");
    let (_folder, path) = file("notes.txt", vec![b'x'; (10 << 20) + 1]);
    assert_eq!(extract(&path, &[]).status, Some(15));
}

#[test]
fn what_cannot_be_opened_is_status_two() {
    let folder = tempfile::tempdir().unwrap();
    for (path, why) in [
        (folder.path().join("notes.txt"), "cannot be read: No such file"),
        (folder.path().to_owned(), "cannot be read: it is a folder"),
        ("/dev/zero".into(), "cannot be read: it is a folder or a device"),
    ] {
        let failed = extract(&path, &[]);
        assert_eq!(failed.status, Some(2), "{failed:?}");
        assert!(failed.stderr.contains(why), "{failed:?}");
    }
}

#[test]
fn a_reader_that_has_enough_is_no_failure() {
    let (_folder, path) = file("notes.txt", "a line\n".repeat(1 << 20));
    let mut command = program();
    command.arg("extract").arg(&path).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdout.take().unwrap().read_exact(&mut [0; 7]).unwrap();
    let ended: Ran = child.wait_with_output().unwrap().into();
    assert_eq!((ended.status, ended.stderr.as_str()), (Some(0), ""));
}
