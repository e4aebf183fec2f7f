//! A simulated tenant, a config file for it, and the program run on it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Map, Value};
use simulator::{Options, Simulator};

pub(crate) type Document = Map<String, Value>;

/// A tenant, and a folder for its store and config file.
pub(crate) struct Tenant {
    pub(crate) simulator: Simulator,
    folder: tempfile::TempDir,
}

impl Tenant {
    pub(crate) async fn of_seed(seed: u64) -> Self {
        Self::with(Options { seed, ..Options::default() }).await
    }

    pub(crate) async fn with(options: Options) -> Self {
        let simulator = Simulator::start(0, options).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let tenant = Self { simulator, folder };
        let secret = tenant.simulator.credentials().secret_value;
        tenant.write_config(&secret);
        tenant
    }

    /// The config file, with this secret in it.
    pub(crate) fn write_config(&self, secret: &str) {
        self.write_connectors(&[("teams", secret)]);
    }

    /// The config file with several connectors, each an id and a secret.
    pub(crate) fn write_connectors(&self, connectors: &[(&str, &str)]) {
        let credentials = self.simulator.credentials();
        let (tenant, client) = (credentials.tenant_id, credentials.client_id);
        let head = format!(
            "graph: {{root: '{root}', login_root: '{root}'}}\nstore.sqlite: {store}\nconnectors:\n",
            root = self.simulator.base_url(),
            store = self.store().display(),
        );
        let item = |(id, secret): &(&str, &str)| {
            format!(
                "  - connector_id: {id}\n    service_type: microsoft_teams\n    configuration: \
                 {{tenant_id: '{tenant}', client_id: '{client}', secret_value: '{secret}'}}\n",
            )
        };
        let items: Vec<String> = connectors.iter().map(item).collect();
        std::fs::write(self.config(), head + &items.concat()).unwrap();
    }

    pub(crate) fn config(&self) -> PathBuf {
        self.folder.path().join("config.yml")
    }

    pub(crate) fn store(&self) -> PathBuf {
        self.folder.path().join("store.sqlite")
    }

    pub(crate) fn run(&self, command: &str, more: &[&str]) -> Ran {
        run(command, &self.config(), more)
    }

    pub(crate) fn start(&self, command: &str) -> Child {
        let mut started = on(command, &self.config(), &[]);
        started.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// The truth by document id.
    pub(crate) fn truth(&self) -> BTreeMap<String, Document> {
        by_id(self.simulator.truth())
    }
}

/// What a run of the program led to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    pub(crate) fn of(command: &mut Command) -> Self {
        command.output().unwrap().into()
    }

    /// Fails with all that was printed, unless it ended well.
    pub(crate) fn succeeded(self) -> Self {
        assert_eq!(self.status, Some(0), "{self:?}");
        self
    }

    /// The number behind a word that begins a line.
    pub(crate) fn number(&self, word: &str) -> u64 {
        let lines = self.stdout.lines();
        let mut found = lines.filter_map(|line| line.strip_prefix(word)?.split_whitespace().next());
        let number = found.next().unwrap_or_else(|| panic!("no `{word}` in {self:?}"));
        number.replace(',', "").parse().unwrap()
    }

    /// The documents of an export by their ids.
    pub(crate) fn documents(&self) -> BTreeMap<String, Document> {
        by_id(self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()))
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap()
    }
}

impl From<std::process::Output> for Ran {
    fn from(output: std::process::Output) -> Self {
        Self {
            status: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

pub(crate) fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_teams-connector"))
}

/// A command of the program on a config file.
pub(crate) fn on(command: &str, config: &Path, more: &[&str]) -> Command {
    let mut program = program();
    program.arg(command).arg("-c").arg(config).args(more);
    program
}

pub(crate) fn run(command: &str, config: &Path, more: &[&str]) -> Ran {
    Ran::of(&mut on(command, config, more))
}

fn by_id(documents: impl Iterator<Item = Document>) -> BTreeMap<String, Document> {
    documents.map(|document| (text(&document, "id").to_owned(), document)).collect()
}

pub(crate) fn text<'d>(document: &'d Document, field: &str) -> &'d str {
    document[field].as_str().unwrap()
}

/// Fails unless each document of the truth is there with all its fields, and no other is.
pub(crate) fn assert_equal(
    truth: &BTreeMap<String, Document>,
    stored: &BTreeMap<String, Document>,
) {
    let missing: Vec<_> = truth.keys().filter(|id| !stored.contains_key(*id)).collect();
    let extra: Vec<_> = stored.keys().filter(|id| !truth.contains_key(*id)).collect();
    assert!(missing.is_empty() && extra.is_empty(), "missing: {missing:#?}, too many: {extra:#?}");
    for (id, expected) in truth {
        for (field, value) in expected {
            assert_eq!(stored[id].get(field), Some(value), "`{field}` of {id}");
        }
    }
}
