//! The service: the real binary, `teams-connector run`, on a config file in Elastic's form.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use clock::{Clock as _, SystemClock};

use super::connector::Connector;
use super::wait::until_within;

/// A running service; killed when it is dropped.
#[derive(Debug)]
pub(crate) struct Service {
    child: Child,
    folder: tempfile::TempDir,
}

/// How a service ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: Option<i32>,
    pub(crate) log: String,
    pub(crate) took: Duration,
}

/// Settings, dotted, over those that make everything quick.
pub(crate) type Settings<'a> = &'a [(&'a str, &'a str)];

impl Service {
    /// Starts it for these connectors; `roots` are the engine's and Graph's addresses.
    pub(crate) fn start(
        roots: (&str, &str),
        connectors: &[&Connector],
        more: Settings<'_>,
    ) -> Self {
        let (engine, graph) = roots;
        let mut settings = BTreeMap::from([
            ("elasticsearch.host", engine),
            ("elasticsearch.retry_interval", "0.2"),
            ("elasticsearch.bulk.retry_interval", "0.2"),
            ("graph.root", graph),
            ("graph.login_root", graph),
            ("service.idling", "0.5"),
            ("service.heartbeat", "1"),
            ("service.job_cleanup_interval", "1"),
            ("service.preflight_idle", "0.5"),
            ("service.log_level", "DEBUG"),
        ]);
        settings.extend(more.iter().copied());
        let lines = settings.iter().map(|(name, value)| format!("{name}: {value}\n"));
        let items = connectors.iter().map(|connector| {
            format!("  - connector_id: {}\n    service_type: microsoft_teams\n", connector.id)
        });
        let config = lines.collect::<String>() + "connectors:\n" + &items.collect::<String>();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("config.yml"), config).unwrap();
        let log = File::create(folder.path().join("log")).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_teams-connector"))
            .arg("run")
            .arg("-c")
            .arg(folder.path().join("config.yml"))
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        Self { child, folder }
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// Everything that it printed so far.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.log_file()).unwrap()
    }

    /// Most bytes of memory that it has had so far. Linux: proc(5), `VmHWM`.
    pub(crate) fn peak_memory(&self) -> u64 {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(path).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
    }

    /// Fails with the log if it ended.
    pub(crate) fn assert_runs(&mut self) {
        let ended = self.child.try_wait().unwrap();
        assert!(ended.is_none(), "the service ended with {ended:?}:\n{}", self.log());
    }

    /// SIGKILL.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM, and waits for the end.
    pub(crate) async fn terminate(mut self) -> Ended {
        let sent = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(sent.unwrap().success());
        self.ends().await
    }

    /// Waits for the end.
    pub(crate) async fn ends(&mut self) -> Ended {
        let started = SystemClock.now();
        let limit = Duration::from_mins(1);
        let child = &mut self.child;
        let status = until_within(limit, "the service ends", || {
            std::future::ready(child.try_wait().unwrap().ok_or("it runs"))
        })
        .await;
        let took = SystemClock.now().duration_since(started).unsigned_abs();
        Ended { status: status.code(), log: self.log(), took }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.child.kill().unwrap_or_default();
        drop(self.child.wait());
        if std::thread::panicking() {
            eprintln!("the service said:\n{}", tail(&self.log()));
        }
    }
}

/// The end of a log, in which the cause of a failure is most likely.
fn tail(log: &str) -> String {
    let lines: Vec<&str> = log.lines().collect();
    lines.iter().skip(lines.len().saturating_sub(60)).copied().collect::<Vec<_>>().join("\n")
}
