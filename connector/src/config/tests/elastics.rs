//! Files that were written for Elastic's connector service, and what becomes of each of its settings.

use elastic::{Auth, Limits, Names, Patience, Verification};

use super::*;

/// A connector as Kibana shows it, for a file's end.
const KIBANAS: &str = "connectors:
  -
    connector_id: 0kq8qpEBxL7dJ8m1c2d3
    service_type: microsoft_teams
    api_key: hunter2-secret # Optional
";

fn with_kibanas(lines: &str) -> String {
    format!("{lines}{KIBANAS}")
}

/// Who asks, as a text for comparisons.
fn who(auth: &Auth) -> String {
    match auth {
        Auth::ApiKey(key) => format!("key {}", key.expose_secret()),
        Auth::Basic { username, password } => {
            format!("user {username}, password {}", password.expose_secret())
        }
        Auth::None => "nobody".to_owned(),
    }
}

#[test]
fn the_file_of_the_reference_for_docker_starts_this_service() {
    let text = with_kibanas(
        "# When connecting to your cloud deployment you should edit the host value\n\
         elasticsearch.host: http://host.docker.internal:9200\n\
         elasticsearch.api_key: aWQ6a2V5\n\n",
    );
    let (config, warnings) = read_text(text).unwrap();
    assert_eq!(warnings, []);
    let connection = &cluster(&config).connection;
    assert_eq!(connection.address.to_string(), "http://host.docker.internal:9200/");
    assert_eq!(who(&connection.auth), "key aWQ6a2V5");
    let [connector] = &config.connectors[..] else { panic!("not one connector") };
    assert_eq!(connector.connector_id, "0kq8qpEBxL7dJ8m1c2d3");
    assert_eq!(connector.api_key.as_ref().unwrap().expose_secret(), SECRET);
    assert!(connector.settings.is_none() && connector.index_name.is_none());
}

#[test]
fn dotted_nested_and_mixed_forms_say_the_same() {
    let dotted = "elasticsearch.host: https://es:9200\nelasticsearch.bulk.chunk_size: 500\n\
                  elasticsearch.bulk.error_monitor.max_total_errors: 7\nservice.idling: 0.5\n";
    let nested = "elasticsearch:\n  host: https://es:9200\n  bulk:\n    chunk_size: 500\n    error_monitor:\n      \
                  max_total_errors: 7\nservice:\n  idling: 0.5\n";
    let mixed = "elasticsearch:\n  host: https://es:9200\n  bulk.chunk_size: 500\n\
                 elasticsearch.bulk: {error_monitor.max_total_errors: 7}\nservice: {idling: 0.5}\n";
    let all = [dotted, nested, mixed].map(|text| {
        let (config, warnings) = read_text(with_kibanas(text)).unwrap();
        assert_eq!(warnings, []);
        assert_eq!(cluster(&config).limits.chunk_size, 500);
        assert_eq!(cluster(&config).error_monitor.max_total_errors, 7);
        assert_eq!(config.service.idling, Duration::from_millis(500));
        format!("{config:?}")
    });
    assert!(all[0] == all[1] && all[1] == all[2], "{all:?}");
}

#[test]
fn what_is_left_out_is_as_elastics_service_has_it() {
    let (config, warnings) = read_text(KIBANAS).unwrap();
    assert!(warnings[0].text.contains("documents go to `http://localhost:9200`"), "{warnings:?}");
    assert_eq!(warnings.len(), 1);
    let ElasticsearchConfig { connection, limits, patience, bulk_patience, start_up, .. } =
        cluster(&config);
    assert_eq!(connection.address.to_string(), "http://localhost:9200/");
    assert_eq!(who(&connection.auth), "user elastic, password changeme");
    assert_eq!(connection.request_timeout, Duration::from_mins(4));
    assert!(matches!(connection.verification, Verification::Public));
    assert_eq!(limits.chunk_size, Limits::default().chunk_size);
    assert_eq!(limits.chunk_bytes, Limits::default().chunk_bytes);
    for patience in [patience, bulk_patience] {
        assert_eq!(patience.max_retries, Patience::default().max_retries);
        assert_eq!(patience.retry_interval, Patience::default().retry_interval);
    }
    let wait = Duration::from_mins(4);
    assert_eq!((start_up.max_wait, start_up.initial_backoff), (wait, Duration::from_secs(1)));
    assert!(cluster(&config).use_connectors_api);
    assert_eq!(cluster(&config).names, Names::default());
    assert_eq!(config.service.heartbeat, Duration::from_mins(5));
    assert_eq!(config.service.max_file_download_size, 10_485_760);
    assert_eq!(
        (config.service.max_errors, config.service.max_concurrent_scheduling_tasks),
        (20, 4)
    );
    assert_eq!(config.logging, LogConfig { level: None, ecs: false });
    assert_eq!((config.monitoring.listen, config.service.worker), (None, None));
}

#[test]
fn who_asks_is_the_key_then_the_user_then_whoever_the_address_or_a_header_names() {
    for (lines, expected) in [
        ("{api_key: a2V5, username: ann, password: p}", "key a2V5"),
        ("{username: ann, password: p}", "user ann, password p"),
        ("{password: p}", "user elastic, password p"),
        ("{host: 'https://ann:p@es'}", "nobody"),
        ("{headers: {authorization: Bearer x}}", "nobody"),
        ("{api_key: null, host: 'https://es'}", "user elastic, password changeme"),
    ] {
        let (config, warnings) =
            read_text(with_kibanas(&format!("elasticsearch: {lines}\n"))).unwrap();
        assert_eq!(who(&cluster(&config).connection.auth), expected, "{lines}");
        assert_eq!(warnings.len(), usize::from(lines.contains("key: a2V5")), "{warnings:?}");
    }
    let found = findings(with_kibanas("elasticsearch.username: ann\n"));
    assert!(found.starts_with("1:25: `elasticsearch.password` is missing; it wants"), "{found}");
}

#[test]
fn certificates_are_read_with_the_file_and_only_where_they_count() {
    let folder = tempfile::tempdir().unwrap();
    let (good, bad) = (folder.path().join("ca.crt"), folder.path().join("no.crt"));
    std::fs::write(&good, "-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n").unwrap();
    std::fs::write(&bad, "nothing").unwrap();
    let with = |path: &Path, more: &str| {
        with_kibanas(&format!(
            "elasticsearch: {{host: 'https://es', ca_certs: '{}'{more}}}\n",
            path.display()
        ))
    };
    let verification = |text: String| {
        let (config, warnings) = read_text(text).unwrap();
        (format!("{:?}", cluster(&config).connection.verification), warnings.len())
    };
    assert_eq!(verification(with(&good, "")), ("Authorities".to_owned(), 0));
    assert_eq!(verification(with(&bad, ", verify_certs: no")), ("None".to_owned(), 1));
    assert_eq!(verification(with(&bad, ", ssl: false")), ("Public".to_owned(), 1));
    let found = findings(with(&bad, ""));
    assert!(
        found.contains("`elasticsearch.ca_certs` names a file without a certificate"),
        "{found}"
    );
    let found = findings(with(Path::new("/nowhere/ca.crt"), ""));
    assert!(
        found.starts_with("1:47: `elasticsearch.ca_certs` cannot be read (entity not found)"),
        "{found}"
    );
}

#[test]
fn a_database_file_leaves_the_cluster_unused_and_says_so_once() {
    let lines = "elasticsearch.host: http://localhost:9200\nelasticsearch:\n  api_key: hunter2-secret\n  \
                 bulk: {queue_size: 1}\nservice.log_level: INFO\nstore.sqlite: a.db\n";
    let found =
        findings(with_item(lines) + "  - {connector_id: m, service_type: mongodb, api_key: x}\n");
    let lines: Vec<_> = found.lines().collect();
    assert_eq!(lines.len(), 2, "{found}");
    assert_eq!(lines[0], "1:1: `elasticsearch` is not used: documents go to `store.sqlite`");
    assert!(
        lines[1].contains("`service_type` of connectors[1] is not `microsoft_teams`"),
        "{found}"
    );
}

#[test]
fn a_setting_without_effect_is_named_once_with_the_reason() {
    let found = findings(with_kibanas(
        "elasticsearch: {host: 'http://es', retry_on_timeout: true, bulk: {max_concurrency: 5}}\n\
         extraction_service: {host: 'http://e', timeout: 30}\nextraction_service.stream_chunk_size: 1\n\
         sources:\n  mongodb: connectors.sources.mongo:MongoDataSource\n",
    ));
    let lines: Vec<_> = found.lines().collect();
    assert_eq!(lines.len(), 4, "{found}");
    assert!(lines[0].contains("`elasticsearch.retry_on_timeout` has no effect: "), "{found}");
    assert!(lines[1].contains("`elasticsearch.bulk.max_concurrency` has no effect: "), "{found}");
    assert!(lines[2].contains("`extraction_service` has no effect: "), "{found}");
    assert!(lines[3].contains("`sources` has no effect: "), "{found}");
}

#[test]
fn each_fault_of_the_cluster_says_where_what_is_wanted_and_an_example() {
    for (line, told) in [
        (
            "elasticsearch.host: es:9200",
            "1:21: `elasticsearch.host` is no address of a web server; it wants the cluster's address, beginning with http:// or https://, for example `elasticsearch.host: http://localhost:9200`",
        ),
        (
            "elasticsearch: {host: 'http://e', cloud_id: c}",
            "1:45: `elasticsearch.cloud_id` stands beside `elasticsearch.host`; it wants the cloud id",
        ),
        (
            "elasticsearch.api_key: <API_KEY>",
            "1:24: `elasticsearch.api_key` is no encoded API key; it wants an API key in its `encoded` form",
        ),
        ("elasticsearch.api_key: id:key", "1:24: `elasticsearch.api_key` is no encoded API key"),
        (
            "elasticsearch.max_retries: five",
            "1:28: `elasticsearch.max_retries` is no whole number; it wants a whole number of further tries from 0 to 100, for example `elasticsearch.max_retries: 5`",
        ),
        (
            "elasticsearch.request_timeout: 0",
            "1:32: `elasticsearch.request_timeout` is too small or too large; it wants a number of seconds from 0.1 to 604800, for example `elasticsearch.request_timeout: 240`",
        ),
        (
            "elasticsearch.ssl: maybe",
            "1:20: `elasticsearch.ssl` is neither; it wants `true` or `false`",
        ),
        (
            "elasticsearch.headers: {'a b': c}",
            "1:32: `elasticsearch.headers` holds a name or a value that no header can have",
        ),
        ("elasticsearch.headers: x", "1:1: `elasticsearch.headers` is no group of keys"),
        (
            "elasticsearch.teams.state_index: A",
            "1:34: `elasticsearch.teams.state_index` is no name that an index can have",
        ),
        (
            "elasticsearch.bulk.error_monitor.max_error_rate: 2",
            "1:50: `elasticsearch.bulk.error_monitor.max_error_rate` is too small or too large",
        ),
    ] {
        let found = findings(with_kibanas(&format!("{line}\nstore:\n")));
        assert!(found.starts_with(told), "{line}\n{found}");
    }
}

#[test]
fn each_fault_of_the_service_says_the_same() {
    for (line, told) in [
        ("service.idling: [1]", "1:1: `service.idling` is a list"),
        (
            "service.log_level: loud",
            "1:20: `service.log_level` is no level; it wants DEBUG, INFO, WARNING, ERROR or CRITICAL",
        ),
        (
            "service.log_format: xml",
            "1:21: `service.log_format` is neither; it wants `text` or `ecs`",
        ),
        (
            "service.worker_mode: true",
            "1:1: `service.service_types` is empty, and `service.worker_mode` is on; it wants a list with `microsoft_teams`",
        ),
        ("service.service_types: teams", "1:1: `service.service_types` is no list"),
        (
            "native_service_types: [microsoft_team]",
            "1:24: `native_service_types` holds a mistyped one",
        ),
        ("service.fips_mode: true", "1:1: `service.fips_mode` is not there; leave it out"),
        (
            "monitoring.listen: 9091",
            "1:20: `monitoring.listen` is no address with a port; it wants the address and port",
        ),
    ] {
        let found = findings(with_kibanas(&format!("{line}\nstore:\n")));
        assert!(found.starts_with(told), "{line}\n{found}");
    }
}

#[test]
fn a_place_holder_is_no_connector() {
    for (from, to, told) in [
        (
            "0kq8qpEBxL7dJ8m1c2d3",
            "changeme",
            "`connector_id` of connectors[0] is still a place-holder",
        ),
        (
            "0kq8qpEBxL7dJ8m1c2d3",
            "<CONNECTOR_ID_FROM_KIBANA>",
            "`connector_id` of connectors[0] is still a place-holder",
        ),
        ("microsoft_teams", "changeme", "`service_type` of connectors[0] is still `changeme`"),
        (
            "hunter2-secret",
            "<CONNECTOR_API_KEY>",
            "`api_key` of connectors[0] is no encoded API key",
        ),
    ] {
        let found = findings(with_kibanas("elasticsearch.host: http://es\n").replace(from, to));
        assert!(found.contains(told), "{found}");
        assert_eq!(found.lines().count(), 1, "{found}");
    }
}

#[test]
fn the_old_form_of_one_connector_is_taken_where_there_is_no_list() {
    let old = "elasticsearch.host: http://es\nconnector_id: c1\nservice_type: microsoft_teams\n";
    let (config, warnings) = read_text(old).unwrap();
    assert_eq!((config.connectors[0].connector_id.as_str(), warnings.len()), ("c1", 0));
    let found = findings(with_kibanas(old));
    assert!(found.starts_with("2:1: `connector_id` is not used here: there is a list"), "{found}");
    let found = findings("store.sqlite: a\nconnector_id: c1\nservice_type: microsoft_teams\n");
    assert!(found.contains("2:1: `connectors` is missing"), "{found}");
}

#[test]
fn no_connector_is_needed_where_the_service_finds_its_own() {
    for lines in [
        "service: {worker_mode: true, service_types: [microsoft_teams, mongodb]}\n",
        "native_service_types: [microsoft_teams]\nconnectors: []\n",
    ] {
        let (config, _) = read_text(format!("elasticsearch.host: http://es\n{lines}")).unwrap();
        assert!(config.connectors.is_empty());
        let worker = config.service.worker.map(|worker| worker.service_types);
        let types = worker.unwrap_or(config.service.native_service_types);
        assert_eq!(types, ["microsoft_teams"]);
    }
    let found = findings("elasticsearch.host: http://es\n");
    assert!(found.starts_with("1:1: `connectors` is missing"), "{found}");
}

#[test]
fn configuration_in_the_file_is_whole_or_left_to_kibana() {
    let with = |lines: &str| {
        with_kibanas("elasticsearch.host: http://es\n") + "    index_name: teams\n" + lines
    };
    let (config, warnings) =
        read_text(with("    configuration: {fetch_attachment_content: true}\n")).unwrap();
    assert!(config.connectors[0].settings.is_none());
    assert_eq!(config.connectors[0].index_name.as_deref(), Some("teams"));
    assert!(warnings[0].text.contains("`configuration.fetch_attachment_content`"), "{warnings:?}");
    let found = findings(with("    configuration: {tenant_id: t}\n"));
    for key in ["client_id", "secret_value"] {
        let told = format!("`configuration.{key}` of connectors[0] is missing");
        assert!(found.contains(&told), "{found}");
    }
}

#[test]
fn log_levels_are_elastics_words_in_any_case() {
    for (text, filter) in [
        ("DEBUG", "debug"),
        ("info", "info"),
        ("Warning", "warn"),
        ("ERROR", "error"),
        ("critical", "error"),
    ] {
        let text =
            with_kibanas(&format!("elasticsearch.host: http://es\nservice.log_level: {text}\n"));
        let level = read_text(text).unwrap().0.logging.level.unwrap();
        assert_eq!(level.filter(), filter);
    }
}

#[test]
fn no_secret_of_a_whole_configuration_is_in_its_debug_form() {
    for auth in ["api_key: hunter2", "username: ann, password: hunter2"] {
        let text = format!(
            "elasticsearch: {{host: 'https://ann:hunter2@es', {auth}, headers: {{x-proxy: hunter2}}}}\n\
             connectors:\n  - connector_id: c\n    service_type: microsoft_teams\n    api_key: hunter2\n    \
             configuration: {{tenant_id: t, client_id: c, secret_value: hunter2, username: hunter2, password: hunter2}}\n"
        );
        let (config, warnings) = read_text(text).unwrap();
        assert_eq!(warnings, []);
        let shown = format!("{config:?}");
        assert!(shown.contains("https://es/") && !shown.contains("hunter2"), "{shown}");
    }
}
