//! The list of tests, and how they are run.

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

use crate::harness::engine::Engine;
use crate::{harness, rows, scenarios};

/// Most of a test is waiting, so more of them run at once than there are cores.
const AT_ONCE: usize = 8;

/// One test.
pub(crate) fn test<C, F>(name: impl Into<String>, check: C) -> Trial
where
    C: FnOnce() -> F + Send + 'static,
    F: Future<Output = ()>,
{
    let run = move || {
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = runtime.worker_threads(2).enable_all().build()?;
        runtime.block_on(check());
        runtime.shutdown_background();
        Ok(())
    };
    Trial::test(name, run)
}

/// A row of the protocol's checklist.
pub(crate) fn row<C, F>(number: u8, statement: &str, check: C) -> Trial
where
    C: FnOnce() -> F + Send + 'static,
    F: Future<Output = ()>,
{
    test(format!("{number:02} {statement}"), check)
}

/// The same once more where the engine has the connector API.
pub(crate) fn row_by_api<C, F>(number: u8, statement: &str, check: C) -> Trial
where
    C: FnOnce() -> F + Send + 'static,
    F: Future<Output = ()>,
{
    test(format!("{number:02} by the API (stand-in): {statement}"), check)
}

pub(crate) fn run() -> ExitCode {
    let mut arguments = Arguments::from_args();
    let engine = Engine::address().is_some();
    let visible = |trials: Vec<Trial>| -> Vec<Trial> {
        let ignored = |trial: Trial| {
            let ignored = trial.has_ignored_flag() || !engine;
            trial.with_ignored_flag(ignored)
        };
        trials.into_iter().map(ignored).collect()
    };
    if !engine {
        eprintln!(
            "NOT RUN: set TEAMS_CONNECTOR_ENGINE to the address of an engine (tests/engines/start)"
        );
        arguments.ignored = false;
        arguments.include_ignored = false;
    }
    let alone = Arguments { test_threads: Some(1), ..arguments.clone() };
    let before = libtest_mimic::run(&alone, visible(rows::alone()));
    let rest = [harness::sound::tests(), rows::side_by_side(), scenarios::all()]
        .into_iter()
        .flatten()
        .collect();
    let threads = arguments.test_threads.or(Some(AT_ONCE));
    let side_by_side = Arguments { test_threads: threads, ..arguments };
    let after = libtest_mimic::run(&side_by_side, visible(rest));
    if before.has_failed() || after.has_failed() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
