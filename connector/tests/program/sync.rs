//! A sync stores the truth, and prints what it cost.

use simulator::Options;

use crate::given::{Tenant, assert_equal, text};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_exported_is_the_truth_and_the_requests_printed_are_those_that_graph_counted() {
    let tenant = Tenant::of_seed(8).await;
    let sync = tenant.run("sync", &["--full"]).succeeded();
    assert!(sync.stdout.contains(": completed\n"), "{sync:?}");
    assert_eq!(sync.number("total "), tenant.simulator.accounts().requests_total);
    let exported = tenant.run("export", &[]).succeeded().documents();
    assert_equal(&tenant.truth(), &exported);
    assert!(exported.values().all(|document| !document.contains_key("_sync")));
}

#[tokio::test(flavor = "multi_thread")]
async fn export_and_search_keep_to_one_type_and_status_is_the_same_for_people_and_programs() {
    let tenant = Tenant::of_seed(9).await;
    tenant.run("sync", &[]).succeeded();
    let teams = tenant.run("export", &["--type", "teams", "--with-sync"]).succeeded().documents();
    assert!(!teams.is_empty());
    for team in teams.values() {
        assert_eq!(text(team, "object_type"), "TEAMS");
        assert_eq!(team["_sync"]["partition"], "directory");
    }
    let title = text(teams.values().next().unwrap(), "title");
    let quoted = format!("\"{title}\"");
    let found = tenant.run("search", &["--type", "TEAMS", &quoted]).succeeded();
    assert!(
        found.stdout.contains("(TEAMS)") && !found.stdout.contains("(TEAM_CHANNEL)"),
        "{found:?}"
    );

    let json = tenant.run("status", &["--json"]).succeeded().json();
    let text = tenant.run("status", &[]).succeeded();
    assert_eq!(json["connector_id"], "teams");
    assert!(text.stdout.contains(json["jobs"][0]["id"].as_str().unwrap()), "{text:?}");
    assert_eq!(json["documents"]["TEAMS"], teams.len());
    assert_eq!(text.number("TEAMS "), json["documents"]["TEAMS"].as_u64().unwrap());
    assert_eq!(json["partitions"]["directory"]["done"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_read_is_named_and_makes_a_strict_sync_end_with_four() {
    let all = graph::permissions::missing(&[]).into_iter().map(|missing| missing.permission);
    let granted = all.filter(|name| *name != "Calendars.Read").map(str::to_owned).collect();
    let tenant =
        Tenant::with(Options { seed: 10, granted: Some(granted), ..Options::default() }).await;
    let check = tenant.run("check", &[]).succeeded();
    assert!(check.stdout.contains("missing: Calendars.Read; left out: "), "{check:?}");

    let sync = tenant.run("sync", &["--strict"]);
    assert_eq!(sync.status, Some(4), "{sync:?}");
    assert!(sync.number("issues:") > 0, "{sync:?}");
    let issues = tenant.run("status", &["--json"]).succeeded().json()["issues"].clone();
    let of_calendars =
        |issue: &&serde_json::Value| issue["partition"].as_str().unwrap().starts_with("calendar:");
    let issue = issues.as_array().unwrap().iter().find(of_calendars).unwrap();
    assert_eq!(
        (issue["scope"].as_str(), issue["code"].as_str()),
        (Some("events"), Some("graph_forbidden"))
    );
    assert!(issue["reason"].as_str().unwrap().contains("403"), "{issue}");
    assert_equal(&tenant.truth(), &tenant.run("export", &[]).succeeded().documents());
}
