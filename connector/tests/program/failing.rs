//! Exit statuses, and what is said with them.

use crate::given::{Ran, Tenant, assert_equal, program, run};

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_secret_is_status_one_and_says_what_to_paste() {
    let tenant = Tenant::of_seed(16).await;
    tenant.write_config("not-the-secret");
    let sync = tenant.run("sync", &[]);
    assert_eq!(sync.status, Some(1), "{sync:?}");
    assert!(sync.stderr.contains("error: connector `teams`: sync "), "{sync:?}");
    assert!(sync.stderr.contains("paste the secret's value"), "{sync:?}");
    assert!(!sync.stderr.contains("not-the-secret") && !sync.stdout.contains("not-the-secret"));
    let check = tenant.run("check", &[]);
    assert_eq!(check.status, Some(1), "{check:?}");
    let status = tenant.run("status", &["--json"]).succeeded().json();
    assert_eq!(status["jobs"][0]["status"], "error");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connector_that_fails_does_not_keep_the_next_from_its_turn() {
    let tenant = Tenant::of_seed(19).await;
    let secret = tenant.simulator.credentials().secret_value;
    tenant.write_connectors(&[("broken", "not-the-secret"), ("sound", &secret)]);
    let sync = tenant.run("sync", &[]);
    assert_eq!(sync.status, Some(1), "{sync:?}");
    assert!(sync.stderr.contains("error: connector `broken`: sync "), "{sync:?}");
    assert!(!sync.stderr.contains("error: connector `sound`"), "{sync:?}");
    let unclear = tenant.run("export", &[]);
    assert_eq!(unclear.status, Some(2), "{unclear:?}");
    let of = |id| tenant.run("export", &["--connector", id]).succeeded().documents();
    assert_equal(&tenant.truth(), &of("sound"));
    assert!(of("broken").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn before_the_first_sync_status_says_so_and_search_and_export_fail() {
    let tenant = Tenant::of_seed(17).await;
    let status = tenant.run("status", &[]).succeeded();
    assert!(status.stdout.contains("no sync yet"), "{status:?}");
    for (command, more) in [("search", &["word"][..]), ("export", &[])] {
        let failed = tenant.run(command, more);
        assert_eq!(failed.status, Some(1), "{failed:?}");
        assert!(failed.stderr.contains("a sync makes it"), "{failed:?}");
    }
}

#[test]
fn a_faulty_config_file_is_status_two_and_names_line_and_example() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.yml");
    std::fs::write(&config, "store.sqlite: a\nconnectors:\n  - service_type: microsoft_teams\n")
        .unwrap();
    let sync = run("sync", &config, &[]);
    assert_eq!(sync.status, Some(2), "{sync:?}");
    assert!(
        sync.stderr.contains("config.yml:3:5: `connector_id` of connectors[0] is missing"),
        "{sync:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incremental_sync_is_refused_as_not_there_yet() {
    let tenant = Tenant::of_seed(18).await;
    let sync = tenant.run("sync", &["--incremental"]);
    assert_eq!(sync.status, Some(2), "{sync:?}");
    assert!(sync.stderr.contains("leave `--incremental` out"), "{sync:?}");
    assert!(!tenant.store().exists());
}

#[test]
fn a_command_that_is_not_there_is_status_two() {
    let ran = Ran::of(program().arg("crawl"));
    assert_eq!(ran.status, Some(2), "{ran:?}");
}
