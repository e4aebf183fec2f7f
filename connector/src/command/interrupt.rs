//! Ctrl-C and the end that a service manager asks for.

use tokio::signal::unix::{SignalKind, signal};

use super::Failure;

/// Works until it is done or somebody wants the program to end; `next` says how to go on then.
///
/// What is under way is dropped where it stands: the sync machine loses nothing by it.
///
/// # Errors
/// As the work, or [`Failure::Interrupted`].
pub(super) async fn unless_interrupted<T>(
    work: impl Future<Output = Result<T, Failure>>,
    next: &'static str,
) -> Result<T, Failure> {
    let refused = |error: std::io::Error| Failure::Machine(error.into());
    let mut interrupt = signal(SignalKind::interrupt()).map_err(refused)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(refused)?;
    tokio::select! {
        done = work => done,
        _ = interrupt.recv() => Err(Failure::Interrupted { next }),
        _ = terminate.recv() => Err(Failure::Interrupted { next }),
    }
}
