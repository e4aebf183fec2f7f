//! What the parent makes of its children.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use clock::{Clock as _, SystemClock, TestClock};
use extract::child::{Config, Death, Extractor, Failure, Fault};
use extract::{Limits, Refusal};
use jiff::Timestamp;
use tempfile::TempDir;

type Case = (&'static str, fn());

macro_rules! cases {
    ($($name:ident)*) => { &[$((stringify!($name), || runtime().block_on($name()))),*] };
}

pub(crate) const ALL: &[Case] = cases![
    a_large_text_arrives_whole
    a_refusal_is_told_as_it_is
    what_goes_over_the_limit_of_a_text_is_cut
    a_file_that_is_too_large_starts_nothing
    a_child_that_sleeps_is_killed_at_the_deadline_and_waited_for
    a_reader_is_told_the_time_before_the_deadline
    a_panic_is_the_files_fault_and_does_not_quote_it
    memory_beyond_the_limit_is_the_files_fault
    a_stack_that_overflows_is_the_files_fault
    a_child_that_the_kernel_killed_is_the_files_fault
    a_child_that_somebody_ended_is_no_fault_of_the_file
    a_program_that_is_not_there_is_a_fault_of_the_machine
    a_program_that_does_not_answer_is_a_fault_of_the_machine
    more_text_than_allowed_is_not_believed
    a_child_has_nothing_of_the_environment_no_name_to_show_and_can_open_nothing
    a_future_that_is_dropped_leaves_no_child
    a_parent_that_is_killed_leaves_no_child
    more_than_there_are_places_wait
];

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

/// Children of one name, in a folder of their own.
struct Children {
    folder: TempDir,
    config: Config,
}

impl Children {
    fn named(name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join(name);
        symlink(std::env::current_exe().unwrap(), &program).unwrap();
        let config = Config { program, deadline: Duration::from_mins(5), ..Config::default() };
        Self { folder, config }
    }

    fn extractor(&self) -> Extractor {
        Extractor::new(self.config.clone(), Arc::new(SystemClock))
    }

    async fn extract(&self, bytes: impl Into<Bytes>) -> Result<String, Failure> {
        let extracted = self.extractor().extract("a.txt", bytes.into()).await;
        extracted.map(|extracted| extracted.text)
    }

    async fn failure(&self) -> Failure {
        self.extract("secret of the file").await.unwrap_err()
    }

    /// The processes that were started from this folder and are still there, dead or alive.
    fn living(&self) -> usize {
        std::fs::read_dir("/proc").unwrap().flatten().filter(|it| self.is_child(&it.path())).count()
    }

    fn is_child(&self, process: &Path) -> bool {
        let line = std::fs::read(process.join("cmdline")).unwrap_or_default();
        String::from_utf8_lossy(&line).starts_with(&*self.folder.path().to_string_lossy())
    }

    /// Waits until so many are there: what the system does, no clock of a test can hasten.
    async fn wait_for(&self, living: usize) {
        for _ in 0..20_000 {
            if self.living() == living {
                return;
            }
            SystemClock.sleep(Duration::from_millis(1)).await;
        }
        panic!("{} processes instead of {living}", self.living());
    }
}

async fn a_large_text_arrives_whole() {
    let text: Vec<String> = (0..200_000).map(|line| format!("line {line}\n")).collect();
    let text = text.concat();
    assert!(text.len() > 2 << 20);
    let extractor = Extractor::new(Config::default(), Arc::new(SystemClock));
    let extracted = extractor.extract("a.txt", text.clone().into()).await.unwrap();
    assert!(extracted.text == text && !extracted.truncated);
}

async fn a_refusal_is_told_as_it_is() {
    let failure = Children::named("sound").extract("").await.unwrap_err();
    assert!(matches!(failure, Failure::Refused(Refusal::Empty)), "{failure:?}");
}

async fn what_goes_over_the_limit_of_a_text_is_cut() {
    let mut children = Children::named("sound");
    children.config.limits = Limits { text_bytes: 1_000, ..Limits::default() };
    let extracted = children.extractor().extract("a.txt", vec![b'x'; 5_000].into()).await.unwrap();
    assert!(extracted.text == "x".repeat(1_000) && extracted.truncated);
}

async fn a_file_that_is_too_large_starts_nothing() {
    let mut children = Children::named("sound");
    children.config.file_bytes = 3;
    children.config.program = PathBuf::from("/nowhere");
    let failure = children.extract("four").await.unwrap_err();
    assert!(matches!(failure, Failure::TooLarge(3)), "{failure:?}");
}

async fn a_child_that_sleeps_is_killed_at_the_deadline_and_waited_for() {
    let children = Children::named("sleeper");
    let start = Timestamp::UNIX_EPOCH;
    let clock = Arc::new(TestClock::at(start));
    let extractor = Extractor::new(children.config.clone(), Arc::<TestClock>::clone(&clock));
    let failure = extractor.extract("a.txt", "x".into()).await.unwrap_err();
    let deadline = children.config.deadline;
    assert!(
        matches!(failure, Failure::Died(Death::Late(after)) if after == deadline),
        "{failure:?}"
    );
    assert_eq!(clock.now(), start + deadline);
    assert_eq!(children.living(), 0);
}

async fn a_reader_is_told_the_time_before_the_deadline() {
    let mut children = Children::named("late");
    children.config.deadline = Duration::from_secs(4);
    assert_eq!(children.extract("x").await.unwrap(), "late");
}

async fn a_panic_is_the_files_fault_and_does_not_quote_it() {
    let failure = Children::named("panicker").failure().await;
    let Failure::Died(Death::Panic(place)) = &failure else { panic!("{failure:?}") };
    assert!(place.contains("behaviour.rs:"), "{place}");
    assert!(!place.contains("secret"), "{place}");
    assert_eq!(failure.content_status(), Some("malformed"));
}

async fn memory_beyond_the_limit_is_the_files_fault() {
    let failure = Children::named("hog").failure().await;
    assert!(matches!(failure, Failure::Died(Death::Memory)), "{failure:?}");
    assert_eq!(failure.content_status(), Some("limit"));
}

async fn a_stack_that_overflows_is_the_files_fault() {
    let failure = Children::named("diver").failure().await;
    assert!(matches!(failure, Failure::Died(Death::Crash(_))), "{failure:?}");
}

async fn a_child_that_the_kernel_killed_is_the_files_fault() {
    let failure = Children::named("killed").failure().await;
    assert_eq!(failure.content_status(), Some("limit"), "{failure:?}");
}

async fn a_child_that_somebody_ended_is_no_fault_of_the_file() {
    let failure = Children::named("terminated").failure().await;
    assert!(matches!(failure, Failure::Fault(Fault::Ended(_))), "{failure:?}");
    assert_eq!(failure.content_status(), None);
}

async fn a_program_that_is_not_there_is_a_fault_of_the_machine() {
    let mut children = Children::named("sound");
    children.config.program = PathBuf::from("/nowhere/program");
    let failure = children.failure().await;
    assert!(matches!(failure, Failure::Fault(Fault::NotStarted { .. })), "{failure:?}");
    assert!(failure.to_string().starts_with("/nowhere/program cannot be started"), "{failure}");
}

async fn a_program_that_does_not_answer_is_a_fault_of_the_machine() {
    let failure = Children::named("silent").failure().await;
    assert!(matches!(failure, Failure::Fault(Fault::NoAnswer { .. })), "{failure:?}");
}

async fn more_text_than_allowed_is_not_believed() {
    let mut children = Children::named("overflowing");
    children.config.limits.text_bytes = 4 << 20;
    let failure = children.failure().await;
    assert!(matches!(failure, Failure::Fault(Fault::NoAnswer { .. })), "{failure:?}");
}

async fn a_child_has_nothing_of_the_environment_no_name_to_show_and_can_open_nothing() {
    let mut children = Children::named("reporter");
    children.config.limits.parts = 7;
    let told = children.extract("x").await.unwrap();
    let expected =
        "variables _RJEM_MALLOC_CONF arguments 2 file true socket true name a.txt parts 7";
    assert_eq!(told, expected);
}

async fn a_future_that_is_dropped_leaves_no_child() {
    let children = Children::named("sleeper");
    let extractor = Arc::new(children.extractor());
    let asking = tokio::spawn({
        let extractor = Arc::clone(&extractor);
        async move { extractor.extract("a.txt", "x".into()).await.map(drop) }
    });
    children.wait_for(1).await;
    asking.abort();
    assert!(asking.await.unwrap_err().is_cancelled());
    children.wait_for(0).await;
}

async fn a_parent_that_is_killed_leaves_no_child() {
    let children = Children::named("sleeper");
    let program = children.folder.path().join("parent");
    symlink(std::env::current_exe().unwrap(), &program).unwrap();
    let mut parent = Command::new(program).spawn().unwrap();
    children.wait_for(2).await;
    parent.kill().unwrap();
    parent.wait().unwrap();
    children.wait_for(0).await;
}

/// A process that reads a file with children of this program, for as long as they take.
pub(crate) fn be_a_parent(program: &Path) -> ExitCode {
    let config = Config { program: program.to_owned(), ..Config::default() };
    let extractor = Extractor::new(config, Arc::new(SystemClock));
    let read = runtime().block_on(extractor.extract("a.txt", "x".into()));
    ExitCode::from(u8::from(read.is_err()))
}

async fn more_than_there_are_places_wait() {
    let mut children = Children::named("sleeper");
    children.config.at_once = 2;
    let extractor = Arc::new(children.extractor());
    let ask = || {
        let extractor = Arc::clone(&extractor);
        tokio::spawn(async move { extractor.extract("a.txt", "x".into()).await.map(drop) })
    };
    let mut asking = [ask(), ask(), ask(), ask()].into_iter();
    children.wait_for(2).await;
    // A place that is free is taken by one that waited; never are there more.
    let mut gone = 0;
    for one in asking.by_ref().take(3) {
        one.abort();
        gone += usize::from(one.await.is_err());
        assert!(children.living() <= 2 + gone);
    }
    children.wait_for(1).await;
    asking.for_each(|one| one.abort());
    children.wait_for(0).await;
}
