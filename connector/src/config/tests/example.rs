//! The example file and the page about it, held against the keys that the code reads.

use super::*;

const EXAMPLE: &str = include_str!("../../../../config.yml.example");
const PAGE: &str = include_str!("../../../../docs/configuration.md");

/// The example with every setting in force: a setting is commented out by a `#` without a blank, or with two where a
/// list goes on; a `#` and one blank begin a sentence.
fn in_force() -> String {
    let line = |line: &str| match line.strip_prefix('#') {
        Some(setting) if !setting.starts_with(' ') || setting.starts_with("  ") => {
            setting.to_owned()
        }
        Some(_) | None => line.to_owned(),
    };
    EXAMPLE.lines().map(|it| line(it) + "\n").collect()
}

/// The value that the example has for a key of the whole file.
fn value(name: &str) -> Option<String> {
    let lines: Vec<_> = EXAMPLE.lines().collect();
    let value = lines.iter().find_map(|line| line.strip_prefix(&format!("#{name}:")))?;
    Some(value.split(" # ").next().unwrap_or_default().trim().to_owned())
}

#[test]
fn the_example_as_it_is_says_nothing() {
    let Err(Error::Faulty { faults, .. }) = read_text(EXAMPLE) else {
        panic!("a file of comments is a config");
    };
    assert!(faults[0].text.starts_with("the file is empty"), "{faults:?}");
}

#[test]
fn every_setting_of_the_example_in_force_changes_nothing() {
    let (config, warnings) = read_text(in_force()).unwrap();
    assert_eq!(warnings, []);
    let (defaults, _) =
        read_text("connectors: [{connector_id: teams, service_type: microsoft_teams}]").unwrap();
    let shown = |config: &Config| {
        let Config { graph, target, service, logging: _, connectors: _, monitoring } = config;
        format!("{graph:?} {target:?} {service:?} {monitoring:?}")
    };
    assert_eq!(shown(&config), shown(&defaults));
    assert_eq!(config.logging, LogConfig { level: Some(LogLevel::Info), ecs: false });
    assert!(config.connectors[0].settings.is_some());
}

#[test]
fn the_example_has_every_key_with_its_default() {
    for key in keys::FILE.ours().filter(|key| key.name != "connectors") {
        let expected = key.default.unwrap_or("null");
        assert_eq!(value(key.name).as_deref(), Some(expected), "{}", key.name);
    }
    for key in keys::CONNECTOR.ours() {
        let last = key.name.rsplit('.').next().unwrap_or_default();
        assert!(EXAMPLE.contains(&format!("{last}: ")), "{}", key.name);
    }
}

#[test]
fn the_page_names_every_key() {
    for key in keys::FILE.ours().chain(keys::CONNECTOR.ours()) {
        assert!(PAGE.contains(&format!("`{}`", key.name)), "{}", key.name);
    }
    for (name, _) in keys::FILE.without_effect().chain(keys::CONNECTOR.without_effect()) {
        assert!(PAGE.contains(&format!("`{name}`")), "{name}");
    }
}

#[test]
fn the_page_gives_every_default() {
    for key in keys::FILE.ours() {
        let Some(default) = key.default.filter(|default| *default != "[]" && *default != "{}")
        else {
            continue;
        };
        let row = format!("| `{}` | `{default}` |", key.name);
        assert!(PAGE.contains(&row), "{row}");
    }
}
