//! The demo, and what it leaves behind.

use crate::given::{Ran, program, run};

#[test]
fn the_demo_finds_the_truth_and_its_folder_serves_the_other_commands() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo");
    let demo =
        Ran::of(program().args(["demo", "--size", "small", "--seed", "5", "--data"]).arg(&data))
            .succeeded();
    assert_eq!(demo.number("requests counted by Graph:"), demo.number("total "));
    let searches: Vec<&str> = demo
        .stdout
        .lines()
        .filter(|line| line.ends_with(" hits") || line.ends_with(" hit"))
        .collect();
    assert_eq!(searches.len(), 3, "each search hits: {demo:?}");
    assert!(demo.stdout.contains('«'), "matches are marked: {demo:?}");

    let config = data.join("config.yml");
    assert!(demo.stdout.contains(&format!(" search -c {} ", config.display())), "{demo:?}");
    let status = run("status", &config, &["--json"]).succeeded().json();
    assert_eq!(status["jobs"][0]["status"], "completed");
    let exported = run("export", &config, &[]).succeeded().documents();
    let counted: u64 = status["documents"]
        .as_object()
        .unwrap()
        .values()
        .map(|count| count.as_u64().unwrap())
        .sum();
    assert_eq!(exported.len(), usize::try_from(counted).unwrap());
    assert_eq!(status["documents"].as_object().unwrap().len(), 12, "every type is there: {status}");

    let (query, _) = searches[0].rsplit_once(": ").unwrap();
    let found = run("search", &config, &[query, "--limit", "1"]).succeeded();
    assert!(found.stdout.starts_with(&format!("{query}: 1 hit\n  1. ")), "{found:?}");
}
