//! The security APIs, played by the scripted server: neither engine has them.

use elastic::{Privileges, Records, RecordsOptions};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};

use crate::connector_api::connect;
use crate::faults::error;
use crate::scripted::{Answer, Scripted};

async fn records(version: &str) -> (Scripted, Records) {
    let server = Scripted::start().await;
    server.tell("GET / ", [Answer::Json(200, json!({"version": {"number": version}}))]);
    let records = connect(&server, RecordsOptions::default()).await;
    (server, records)
}

fn body_of(server: &Scripted, line: &str) -> Value {
    serde_json::from_str(&server.asked_of(line)[0].body).unwrap()
}

#[tokio::test]
async fn each_privilege_is_told_and_what_the_cluster_does_not_say_is_not_granted() {
    let (server, records) = records("9.5.3").await;
    let all = json!({"read": true, "write": true, "create_index": true, "view_index_metadata": true, "maintenance": true});
    server.tell(
        "/_has_privileges",
        [Answer::Json(
            200,
            json!({
                "username": "ann", "has_all_requested": false, "application": {},
                "cluster": {"monitor": true, "manage_connector": false},
                "index": {"teams": all, ".elastic-connectors*": {"read": true, "write": false}},
            }),
        )],
    );
    let Privileges::Asked(asked) = records.privileges("teams").await.unwrap() else { panic!() };
    let with = |on: &str, granted: bool| {
        let with = asked.iter().filter(move |one| one.on == on && one.granted == granted);
        with.map(|one| one.privilege).collect::<Vec<_>>()
    };
    assert_eq!(with("cluster", true), ["monitor"]);
    assert_eq!(with("cluster", false), ["manage_connector"]);
    assert_eq!(with("teams", true).len(), 5);
    assert_eq!(with(".search-acl-filter-teams", false).len(), 5);
    assert_eq!(with(".elastic-connectors*", true), ["read"]);
    assert_eq!(with(".elastic-connectors*", false).len(), 4);
}

#[tokio::test]
async fn a_cluster_without_security_is_told_and_an_unknown_key_is_an_error() {
    let (server, records) = records("9.5.3").await;
    let uri = "no handler found for uri [/_security/user/_has_privileges] and method [POST]";
    server.tell(
        "/_has_privileges",
        [Answer::Json(400, json!({"error": uri})), error(401, "security_exception")],
    );
    assert_eq!(records.privileges("teams").await.unwrap(), Privileges::NoSecurity);
    let text = records.privileges("teams").await.unwrap_err().to_string();
    assert!(text.contains("asking for privileges: answered 401"), "{text}");
}

#[tokio::test]
async fn a_key_has_the_role_of_elastic_s_documents_and_is_never_shown() {
    let (server, records) = records("9.5.3").await;
    let made = json!({"id": "k", "name": "n", "api_key": "geheim", "encoded": "azpnZWhlaW0="});
    server.tell("/_security/api_key", [Answer::Json(200, made)]);
    let key = records.create_api_key("my", "teams").await.unwrap();
    assert_eq!((key.id.as_str(), key.encoded.expose_secret()), ("k", "azpnZWhlaW0="));
    assert!(!format!("{key:?}").contains("azpn"));
    assert_eq!(
        body_of(&server, "/_security/api_key"),
        json!({"name": "my-connector-api-key", "role_descriptors": {"my-connector-role": {
            "cluster": ["monitor", "manage_connector"],
            "indices": [{
                "names": ["teams", ".search-acl-filter-teams", ".elastic-connectors*"],
                "privileges": ["all"], "allow_restricted_indices": false,
            }],
        }}})
    );
}

#[tokio::test]
async fn a_cluster_that_has_no_connectors_privilege_is_not_asked_for_it() {
    let (server, records) = records("8.14.3").await;
    server.tell("/_has_privileges", [Answer::Json(200, json!({"cluster": {"monitor": true}}))]);
    records.privileges("teams").await.unwrap();
    assert_eq!(body_of(&server, "/_has_privileges")["cluster"], json!(["monitor"]));
}

#[tokio::test]
async fn an_answer_without_a_key_is_an_error() {
    let (server, records) = records("9.5.3").await;
    server.tell("/_security/api_key", [Answer::Json(200, json!({"id": "k"}))]);
    let error = records.create_api_key("my", "teams").await.unwrap_err().to_string();
    assert!(error.contains("no `id` and `encoded`"), "{error}");
}
