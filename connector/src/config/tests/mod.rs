//! A file in, findings out: what an operator sees of each mistake.

use std::path::Path;
use std::time::Duration;

use graph::ExposeSecret as _;
use proptest::prelude::*;

use super::*;

mod elastics;
mod variables;
mod example;

const SECRET: &str = "hunter2-secret";

const ITEM: &str = "connectors:
  - connector_id: teams
    service_type: microsoft_teams
    configuration:
      tenant_id: t
      client_id: c
      secret_value: hunter2-secret
";

fn read_text(text: impl AsRef<[u8]>) -> Result<(Config, Vec<Finding>), Error> {
    read_in(&[], text)
}

/// Reads a file as if the environment were this.
fn read_in(
    environment: &[(&str, &str)],
    text: impl AsRef<[u8]>,
) -> Result<(Config, Vec<Finding>), Error> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.yml");
    std::fs::write(&file, text).unwrap();
    let variable = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    read(&file, &environment.iter().map(variable).collect(), Listed::Needed)
}

/// Faults and warnings, one a line, as `line:column: text`.
fn findings(text: impl AsRef<[u8]>) -> String {
    findings_in(&[], text)
}

fn findings_in(environment: &[(&str, &str)], text: impl AsRef<[u8]>) -> String {
    let lines = |findings: &[Finding]| {
        let lines: Vec<_> = findings.iter().map(|it| format!("{it}\n")).collect();
        lines.concat()
    };
    match read_in(environment, text) {
        Ok((_, warnings)) => lines(&warnings),
        Err(Error::Faulty { faults, warnings, .. }) => lines(&faults) + &lines(&warnings),
        Err(error) => error.to_string(),
    }
}

fn sqlite(config: &Config) -> &Path {
    match &config.target {
        Target::Sqlite(path) => path,
        Target::Elasticsearch(_) => panic!("not SQLite"),
    }
}

fn cluster(config: &Config) -> &ElasticsearchConfig {
    match &config.target {
        Target::Elasticsearch(cluster) => cluster,
        Target::Sqlite(_) => panic!("not a cluster"),
    }
}

fn credentials(connector: &ConnectorConfig) -> &graph::Credentials {
    &connector.settings.as_ref().unwrap().credentials
}

fn with_item(lines: &str) -> String {
    format!("{lines}{ITEM}")
}

#[test]
fn dotted_keys_and_nested_groups_say_the_same() {
    for text in [
        "store.sqlite: a.db\ngraph.root: https://graph.microsoft.us\n",
        "store:\n  sqlite: a.db\ngraph: {root: https://graph.microsoft.us}\n",
    ] {
        let (config, warnings) = read_text(with_item(text)).unwrap();
        assert_eq!(warnings, []);
        assert_eq!(sqlite(&config), Path::new("a.db"));
        assert_eq!(config.graph.root, GraphRoot::parse("https://graph.microsoft.us").unwrap());
        let credentials = credentials(&config.connectors[0]);
        assert_eq!((credentials.tenant_id.as_str(), credentials.client_id.as_str()), ("t", "c"));
        assert_eq!(credentials.secret_value.expose_secret(), SECRET);
    }
}

#[test]
fn addresses_left_out_are_microsofts_own() {
    let (config, _) = read_text(with_item("graph:\nstore.sqlite: a.db\n")).unwrap();
    let graph = config.graph;
    assert_eq!(graph.root, GraphRoot::parse("https://graph.microsoft.com").unwrap());
    assert_eq!(graph.login_root, LoginRoot::parse("https://login.microsoftonline.com").unwrap());
}

#[test]
fn a_number_where_text_is_wanted_stays_as_it_was_written() {
    let text = with_item("store.sqlite: 1.50\n").replace("client_id: c", "client_id: 0123");
    let (config, _) = read_text(text).unwrap();
    assert_eq!(sqlite(&config), Path::new("1.50"));
    assert_eq!(credentials(&config.connectors[0]).client_id, "0123");
}

#[test]
fn all_faults_are_told_at_once_with_place_want_and_example() {
    let found = findings(
        "graph.root: ftp://x\nstore.sqlite: [a]\nconnectors:\n  - connector_id: a\n    \
         configuration:\n      tenant_id:\n      clientid: c\n",
    );
    for part in [
        "1:13: `graph.root`: `ftp://x` is not a URL",
        "2:1: `store.sqlite` is a list; it wants the file",
        "4:5: `service_type` of connectors[0] is missing; it wants `microsoft_teams`, for example",
        "6:7: `configuration.tenant_id` of connectors[0] is empty",
        "`configuration.client_id` of connectors[0] is missing",
        "line 7 has `configuration.clientid`: is it meant",
        "5:5: `configuration.secret_value` of connectors[0] is missing; it wants the value (not the id)",
        "7:7: unknown key `configuration.clientid` of connectors[0]; did you mean `configuration.client_id`?",
    ] {
        assert!(found.contains(part), "{part}\nis not in\n{found}");
    }
    assert_eq!(found.lines().count(), 7, "{found}");
}

#[test]
fn an_unknown_key_is_a_warning_with_a_suggestion() {
    let found = findings(with_item("store.sqlite: a.db\ngraph.rot: x\ncolour: red\n"));
    assert_eq!(
        found,
        "2:1: unknown key `graph.rot`; did you mean `graph.root`?\n\
         3:1: unknown key `colour`; known are connector_id, connectors, elasticsearch, graph, monitoring, \
         native_service_types, service, service_type, store\n"
    );
    let found = findings(with_item("store.sqlite: a.db\nservice.colour: red\nservice.idle: 3\n"));
    assert!(
        found.contains("2:1: unknown key `service.colour`; known are service.idling, "),
        "{found}"
    );
}

#[test]
fn a_file_without_a_connector_of_ours_is_no_config() {
    let found =
        findings("store.sqlite: a\nconnectors: [{connector_id: m, service_type: mongodb}]\n");
    assert!(found.starts_with("2:1: `service_type` of any item fits no connector"), "{found}");
    let found = findings("store.sqlite: a\nconnectors: []\n");
    assert!(found.starts_with("2:1: `connectors` is empty"), "{found}");
    let found = findings("store.sqlite: a\nconnectors: teams\n");
    assert!(found.starts_with("2:1: `connectors` is no list"), "{found}");
    let found = findings("store.sqlite: a\nconnectors: [teams]\n");
    assert!(found.starts_with("2:14: `connector_id` of connectors[0] is missing"), "{found}");
}

#[test]
fn a_mistyped_service_type_is_a_fault_because_its_connector_would_be_left_out() {
    let found =
        findings(with_item("store.sqlite: a\n").replace("microsoft_teams", "microsoft-team"));
    assert!(found.starts_with("4:19: `service_type` of connectors[0] is mistyped"), "{found}");
    assert_eq!(found.lines().count(), 1, "{found}");
}

#[test]
fn a_key_or_connector_id_that_comes_twice_is_a_fault() {
    let found = findings(with_item("store.sqlite: a\nstore:\n  sqlite: b\n"));
    assert_eq!(found, "3:3: `store.sqlite` is given twice, first at 1:1; keep one of them\n");
    let item = ITEM.strip_prefix("connectors:\n").unwrap();
    let found = findings(with_item("store.sqlite: a\n") + item);
    assert!(found.contains("connectors[1] has the `connector_id` of another one above"), "{found}");
}

#[test]
fn a_group_and_a_value_are_not_taken_for_each_other() {
    let found =
        findings(with_item("store.sqlite:\n  path: a\n  name: b\ngraph: https://x.example\n"));
    assert!(
        found.starts_with("2:3: `store.sqlite` is a group of keys; it wants the file"),
        "{found}"
    );
    assert!(found.contains("4:1: `graph` must be a group of keys such as `graph.root`"), "{found}");
    assert_eq!(found.lines().count(), 2, "{found}");
}

#[test]
fn a_user_is_kept_only_with_a_password() {
    let user = "      username: u\n";
    let both = format!("{ITEM}{user}      password: p\nstore.sqlite: a\n");
    let (config, warnings) = read_text(both).unwrap();
    let delegated = config.connectors[0].settings.as_ref().unwrap().delegated.as_ref().unwrap();
    assert_eq!(delegated.username.expose_secret(), "u");
    assert_eq!(delegated.password.expose_secret(), "p");
    assert_eq!(warnings, []);
    let found = findings(format!("{ITEM}{user}store.sqlite: a\n"));
    assert!(found.contains("is of no use without a `password`"), "{found}");
}

#[test]
fn what_is_no_config_file_says_so() {
    for (text, part) in [
        (&b""[..], "1:1: the file is empty; it wants at least"),
        (b"# nothing\n", "1:1: the file is empty"),
        (b"- a\n", "1:1: the file must hold keys and values"),
        (b"\xff\xfea\0:\0", "is not UTF-8 text; save it as UTF-8"),
        (b"a: b\n---\nc: d\n", "a second document starts here"),
        (b"${NONE}\n", "1:1: the environment variable `NONE` is not set"),
        (b"graph:\n\troot: x\n", "2:2: a tab stands where YAML wants spaces"),
        (b"a: 'b\n", "this is not YAML"),
        (b"a: {b: c\n", "this is not YAML"),
        (b"[a]: b\n", "1:1: a key must be a word"),
    ] {
        let found = findings(text);
        assert!(found.contains(part), "{part} is not in {found}");
    }
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_key() {
    let text = with_item("\u{feff}store.sqlite: a\n");
    assert_eq!(read_text(text).unwrap().1, []);
}

#[test]
fn an_unreadable_file_names_itself_and_keeps_the_systems_reason() {
    let error = read(Path::new("/nowhere/config.yml"), &Environment::default(), Listed::Needed)
        .unwrap_err();
    assert!(error.to_string().contains("cannot read /nowhere/config.yml"));
    assert!(std::error::Error::source(&error).is_some());
    assert!(matches!(
        read(Path::new("/"), &Environment::default(), Listed::Needed).unwrap_err(),
        Error::Unreadable { .. }
    ));
}

#[test]
fn a_file_that_unfolds_or_nests_or_is_huge_is_refused() {
    let bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n";
    assert!(findings(bomb).contains("starts with `&` needs quotes"));
    assert!(findings("[".repeat(100_000)).contains("this is not YAML"));
    let huge = vec![b'#'; 2 << 20];
    assert!(findings(huge).contains("is larger than 1048576 bytes"));
}

#[test]
fn a_secret_is_never_shown_whatever_it_starts_with() {
    let (config, _) = read_text(with_item("store.sqlite: a\n")).unwrap();
    assert!(!format!("{config:?}").contains(SECRET));
    for start in
        ["*", "&", "!", "@", "%", "`", "#", "{", "[", "'", "\"", "|", "? ", "- ", "a: b: ", "\t"]
    {
        let text = with_item("store.sqlite: a\n").replace(SECRET, &format!("{start}{SECRET}"));
        let found = findings(&text);
        assert!(!found.contains("hunter2"), "{start}: {found}");
        assert!(start == "%" || start == "\t" || !found.is_empty(), "{start} went through");
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "[a-c:{}\\[\\],'\"&*!|>#%@$ \t\n.~?-]{0,80}") {
        drop(findings(text));
    }

    #[test]
    fn no_damage_to_a_good_file_makes_the_reader_panic(cut in 0_usize..400, junk in "\\PC{0,4}") {
        let head = "elasticsearch: {host: 'http://h', headers: {X-A: b}, request_timeout: 1.5}\n\
                    service.idling: ${IDLING|30}\nnative_service_types: [microsoft_teams]\n";
        let mut text = with_item(head);
        let cut = (cut % text.len()..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap();
        text.insert_str(cut, &junk);
        drop(findings(text));
    }

    #[test]
    fn no_value_of_any_key_makes_the_reader_panic(key in 0_usize..60, value in "\\PC{0,12}") {
        let keys: Vec<_> = keys::FILE.ours().collect();
        let key = keys[key % keys.len()].name;
        let by_variable = findings_in(&[(key, &value)], ITEM);
        drop(findings(with_item(&format!("{key}: {value}\n"))));
        drop(by_variable);
    }
}
