//! How a command ends: its exit status, and what is said when it fails.

use std::error::Error as StdError;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use elastic::ConnectError;
use embedded::FleetError;
use embedded::sqlite::OpenError;
use graph::SignInError;
use sync::job::{JobStatus, SyncJob};
use sync::port::store::StoreError;

use crate::config;
use crate::service::{NotBegun, ServiceError};
use crate::telemetry::logs::LogsError;

/// How a command ended that did what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// All is well, or whoever called does not mind issues.
    Completed,
    /// `--strict` was given, and something could not be read or indexed.
    WithIssues,
}

/// Why a command did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The config file.
    #[error(transparent)]
    Config(#[from] config::Error),
    /// The command line names what is not there, or is not clear.
    #[error("{0}")]
    Usage(String),
    /// No token.
    #[error("connector `{connector_id}` cannot sign in{}", place_to_look(source))]
    SignIn {
        /// Whose credentials were refused.
        connector_id: String,
        /// Why, and what to do.
        source: SignInError,
    },
    /// The store's file cannot be used; its text says what to do.
    #[error(transparent)]
    Open(#[from] Box<OpenError>),
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The cluster cannot be used.
    #[error(transparent)]
    Cluster(#[from] ConnectError),
    /// Something that a connector needs is not there, or may not be used.
    #[error("{0}")]
    Missing(String),
    /// The service ended by itself.
    #[error("the service has ended")]
    Service(#[from] ServiceError),
    /// A sync can't be begun.
    #[error(transparent)]
    NotBegun(#[from] NotBegun),
    /// Health and metrics can't be served where they are wanted.
    #[error("`monitoring.listen`: nothing can listen at {address}")]
    Listener {
        /// Where.
        address: SocketAddr,
        /// Why not.
        source: io::Error,
    },
    /// Nothing can be logged.
    #[error(transparent)]
    Logs(#[from] LogsError),
    /// A sync stopped before its end.
    #[error("the sync stopped; the next `sync` goes on where this one stopped")]
    Sync(#[from] FleetError),
    /// Jobs that came to their end without success.
    #[error("{}", one_a_line(.0))]
    Jobs(Vec<FailedJob>),
    /// A demo's folder.
    #[error("the folder {} cannot take a demo; name another with `--data`", path.display())]
    Folder {
        /// Where it is.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A demo's simulator.
    #[error("the simulated tenant cannot be started")]
    Simulator(#[from] simulator::Error),
    /// What a demo found is not the truth.
    #[error("the sync was not correct: {0}; the first differences are shown above")]
    Differs(String),
    /// This machine cannot make the client or the threads that a command needs.
    #[error("this machine does not let the program start its work")]
    Machine(#[source] Box<dyn StdError + Send + Sync>),
    /// A file's text is asked for, and it can't be opened.
    #[error("the file {} cannot be read", path.display())]
    Unreadable {
        /// Where it is.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file has no text that can be had.
    #[error("{} has no text", path.display())]
    NoText {
        /// Where it is.
        path: PathBuf,
        /// Why not.
        source: extract::child::Failure,
    },
    /// Nothing can be written to stdout or stderr any more.
    #[error("the output cannot be written")]
    Output(#[from] io::Error),
    /// Ctrl-C, or a service manager's wish.
    #[error("stopped; {next}")]
    Interrupted {
        /// How to go on.
        next: &'static str,
    },
}

/// A job that came to its end without success.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("connector `{connector_id}`: sync {job_id} {ended}")]
pub struct FailedJob {
    connector_id: String,
    job_id: String,
    ended: String,
}

impl FailedJob {
    /// A job that is over and did not complete.
    pub fn of(job: &SyncJob) -> Option<Self> {
        if job.status == JobStatus::Completed {
            return None;
        }
        let ended = match &job.error {
            Some(error) => format!("failed: {error}"),
            None => format!("ended as {}", job.status.name()),
        };
        Some(Self { connector_id: job.connector_id.clone(), job_id: job.id.clone(), ended })
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        Self::Open(Box::new(error))
    }
}

fn one_a_line(jobs: &[FailedJob]) -> String {
    let lines: Vec<String> = jobs.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

impl Ending {
    /// The exit status.
    pub fn status(self) -> u8 {
        match self {
            Self::Completed => 0,
            Self::WithIssues => 4,
        }
    }
}

impl Failure {
    /// The exit status.
    pub fn status(&self) -> u8 {
        match self {
            // `export | head` is no failure: whoever reads has enough.
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => 0,
            Self::Output(_)
            | Self::SignIn { .. }
            | Self::Open(_)
            | Self::Store(_)
            | Self::Cluster(_)
            | Self::Missing(_)
            | Self::Sync(_)
            | Self::Service(_)
            | Self::NotBegun(_)
            | Self::Listener { .. }
            | Self::Logs(LogsError::Twice(_))
            | Self::Jobs(_)
            | Self::Folder { .. }
            | Self::Simulator(_)
            | Self::Differs(_)
            | Self::Machine(_) => 1,
            Self::NoText { source, .. } => no_text_status(source),
            Self::Unreadable { .. }
            | Self::Config(_)
            | Self::Usage(_)
            | Self::Logs(LogsError::Filter(_)) => 2,
            Self::Interrupted { .. } => 130,
        }
    }

    /// What to tell the operator, in lines; nothing, if there is nobody to tell or nothing to do.
    pub fn lines(&self) -> Vec<String> {
        if self.status() == 0 {
            return Vec::new();
        }
        let mut text = self.to_string();
        let mut cause = self.source();
        while let Some(source) = cause {
            text = format!("{text}: {source}");
            cause = source.source();
        }
        text.lines().map(|line| format!("error: {line}")).collect()
    }
}

/// A number for each reason why a file has no text: scripts may rely on it.
fn no_text_status(failure: &extract::child::Failure) -> u8 {
    use extract::Refusal;
    use extract::child::Failure;
    match failure {
        Failure::Refused(Refusal::Empty) => 10,
        Failure::Refused(Refusal::Unsupported(_)) => 11,
        Failure::Refused(Refusal::Encrypted) => 12,
        Failure::Refused(Refusal::Malformed(_)) => 13,
        Failure::Refused(Refusal::Limit(_)) => 14,
        Failure::TooLarge(_) => 15,
        Failure::Died(_) => 20,
        Failure::Fault(_) => 1,
    }
}

/// Where to look when nobody answers as Entra would; a refusal says by itself what to do.
fn place_to_look(error: &SignInError) -> &'static str {
    match error {
        SignInError::Refused { .. } => "",
        SignInError::Unavailable { .. } => {
            "; check the network and `graph.login_root`, or try later"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_has_enough_is_no_failure() {
        let closed = Failure::Output(io::ErrorKind::BrokenPipe.into());
        assert_eq!((closed.status(), closed.lines().len()), (0, 0));
        let full = Failure::Output(io::ErrorKind::StorageFull.into());
        assert_eq!((full.status(), full.lines().len()), (1, 1));
    }

    #[test]
    fn a_failure_says_what_where_and_why_on_one_line() {
        let failure = Failure::SignIn {
            connector_id: "teams".to_owned(),
            source: SignInError::Unavailable { reason: "status 503".to_owned(), retry_after: None },
        };
        assert_eq!(failure.status(), 1);
        assert_eq!(
            failure.lines(),
            [
                "error: connector `teams` cannot sign in; check the network and `graph.login_root`, or try later: the sign-in service did not answer as it should: status 503"
            ]
        );
    }

    #[test]
    fn why_a_file_has_no_text_is_told_with_a_number_of_its_own() {
        use extract::Refusal;
        let failures = [
            Refusal::Empty.into(),
            Refusal::Unsupported("a.vsd".to_owned()).into(),
            Refusal::Encrypted.into(),
            Refusal::Malformed("cut".to_owned()).into(),
            Refusal::Limit("parts".to_owned()).into(),
            extract::child::Failure::TooLarge(1),
            extract::child::Death::Memory.into(),
        ];
        let statuses = failures.map(|source| {
            let failure = Failure::NoText { path: "report.docx".into(), source };
            assert_eq!(failure.lines().len(), 1, "{failure}");
            failure.status()
        });
        assert_eq!(statuses, [10, 11, 12, 13, 14, 15, 20]);
    }

    #[test]
    fn what_the_operator_wrote_wrong_is_status_two() {
        let missing = config::read(
            std::path::Path::new("/nowhere.yml"),
            &config::Environment::default(),
            config::Listed::Needed,
        )
        .unwrap_err();
        assert_eq!(Failure::from(missing).status(), 2);
        assert_eq!(Failure::Usage("x".to_owned()).status(), 2);
    }
}
