//! The environment: inside the file's values, below the file, and above it.

use super::*;

#[test]
fn a_value_that_names_a_variable_is_the_variables() {
    let environment = [("STORE", "teams.db"), ("SECRET", SECRET), ("NOTHING", "null")];
    let text = "store.sqlite: ${STORE}\ngraph.root: ${NOTHING}\n".to_owned()
        + &ITEM.replace(SECRET, "'${SECRET}'").replace("tenant_id: t", "tenant_id: ${TENANT|x}-1");
    let (config, warnings) = read_in(&environment, text).unwrap();
    assert_eq!(warnings, []);
    assert_eq!(sqlite(&config), Path::new("teams.db"));
    let credentials = credentials(&config.connectors[0]);
    assert_eq!(credentials.tenant_id, "x-1");
    assert_eq!(credentials.secret_value.expose_secret(), SECRET);
}

#[test]
fn a_variable_that_is_not_set_is_one_fault_at_its_line() {
    let found = findings(with_item("store.sqlite: ${STORE}\nservice.idling: ${IDLING}\n"));
    assert_eq!(
        found,
        "1:15: the environment variable `STORE` is not set; set it, or give a default as in `${STORE|default}` (a \
         text with `${` of its own needs `$${`)\n\
         2:17: the environment variable `IDLING` is not set; set it, or give a default as in `${IDLING|default}` (a \
         text with `${` of its own needs `$${`)\n"
    );
}

#[test]
fn a_variable_in_a_key_is_none() {
    let found = findings_in(&[("KEY", SECRET)], with_item("store.sqlite: a\n${KEY}: b\n"));
    assert!(found.starts_with("2:1: unknown key `${KEY}`"), "{found}");
}

#[test]
fn the_file_wins_over_a_variable_of_a_settings_name_and_loses_to_a_prefixed_one() {
    let idling = |environment: &[(&str, &str)], line: &str| {
        let (config, warnings) =
            read_in(environment, with_item(&format!("store.sqlite: a\n{line}\n"))).unwrap();
        assert_eq!(warnings, []);
        config.service.idling.as_secs()
    };
    let below = ("service.idling", "7");
    let above = ("CONNECTORS__SERVICE__IDLING", "9");
    assert_eq!(idling(&[below], ""), 7);
    assert_eq!(idling(&[below], "service: {idling: 8}"), 8);
    assert_eq!(idling(&[below, above], "service: {idling: 8}"), 9);
    assert_eq!(idling(&[above], ""), 9);
}

#[test]
fn a_whole_cluster_can_come_from_variables() {
    let environment = [
        ("CONNECTORS__ELASTICSEARCH__HOST", "https://es:9200"),
        ("CONNECTORS__ELASTICSEARCH__API_KEY", "aWQ6a2V5"),
        ("CONNECTORS__ELASTICSEARCH__HEADERS__X-TENANT", "7"),
        ("CONNECTORS__NATIVE_SERVICE_TYPES", "microsoft_teams, mongodb"),
        ("PATH", "/bin"),
        ("discovery.type", "single-node"),
    ];
    let (config, warnings) = read_in(&environment, "connectors: []\n").unwrap();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    let connection = &cluster(&config).connection;
    assert_eq!(connection.address.to_string(), "https://es:9200/");
    assert_eq!(connection.headers[0].0, "x-tenant");
    assert_eq!(config.service.native_service_types, ["microsoft_teams"]);
}

#[test]
fn a_faulty_variable_is_named_instead_of_a_line() {
    let environment = [("elasticsearch.max_retries", "many"), ("CONNECTORS__SERVICE__IDLNG", "1")];
    let found = findings_in(&environment, ITEM);
    assert!(
        found.starts_with(
            "environment variable `elasticsearch.max_retries`: `elasticsearch.max_retries` is no whole number; it wants"
        ),
        "{found}"
    );
    assert!(
        found.contains(
            "environment variable `CONNECTORS__SERVICE__IDLNG`: unknown key `service.idlng`; did you mean `service.idling`?"
        ),
        "{found}"
    );
    let error = read_in(&environment, ITEM).unwrap_err().to_string();
    assert!(error.starts_with("environment variable `elasticsearch.max_retries`: "), "{error}");
}

/// Whatever key a secret lands in by mistake, no finding repeats it.
#[test]
fn no_value_of_a_variable_is_ever_shown() {
    let names = keys::FILE.ours().map(|key| key.name).filter(|name| *name != "store.sqlite");
    for name in names {
        for value in [SECRET, "hunter2 secret", "https://hunter2:secret@\u{7f}", "hunter2:secret"] {
            let told = |environment: &[(&str, &str)], text: String| {
                let found = findings_in(environment, &text);
                let shown =
                    format!("{:?}", read_in(environment, text).map(|(config, _)| config.graph));
                assert!(!found.contains("hunter2"), "{name}: {found}");
                assert!(!shown.contains("hunter2"), "{name}: {shown}");
            };
            told(&[("V", value)], format!("{name}: ${{V}}\n"));
            told(&[("V", value)], with_item(&format!("{name}: '${{V}}'\n")));
            told(&[(name, value)], ITEM.to_owned());
        }
    }
    for key in ["connector_id", "service_type", "api_key", "index_name", "configuration"] {
        let text =
            format!("store.sqlite: a\nconnectors: [{{{key}: '${{V}}'}}, {{{key}: '${{V}}'}}]\n");
        let found = findings_in(&[("V", "hunter2 secret")], text);
        assert!(!found.is_empty() && !found.contains("hunter2"), "{found}");
    }
}
