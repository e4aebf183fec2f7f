//! What is asked at the same time goes as one request.
//!
//! Most partitions are small, and each costs a few requests for single records. An engine answers a request for twenty
//! records almost as fast as one for a single record. Nobody waits for others to come: whatever was asked while the
//! request before was under way goes with the next one.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use sync::port::store::StoreError;
use tokio::sync::{Semaphore, oneshot};

/// Joins questions of one kind; each has one answer.
pub(super) struct Gather<Q, A> {
    waiting: Mutex<Vec<Asked<Q, A>>>,
    flights: Semaphore,
}

/// What one caller asks, and where its answers go.
struct Asked<Q, A> {
    questions: Vec<Q>,
    tell: oneshot::Sender<Result<Vec<A>, StoreError>>,
}

impl<Q, A> Gather<Q, A> {
    /// With so many requests under way at most.
    pub(super) fn new(flights: usize) -> Self {
        Self { waiting: Mutex::default(), flights: Semaphore::new(flights) }
    }

    /// The answers to these questions, in their order; `carry` makes one request of all that it is given.
    pub(super) async fn ask<F>(
        &self,
        questions: Vec<Q>,
        carry: impl FnOnce(Vec<Q>) -> F,
    ) -> Result<Vec<A>, StoreError>
    where
        F: Future<Output = Result<Vec<A>, StoreError>>,
    {
        let (tell, answers) = oneshot::channel();
        self.locked().push(Asked { questions, tell });
        let interrupted = || StoreError::Unavailable("the request was broken off".to_owned());
        let flight = self.flights.acquire().await.map_err(|_closed| interrupted())?;
        // Empty if another caller took these questions along.
        let taken = std::mem::take(&mut *self.locked());
        if !taken.is_empty() {
            Self::carry(taken, carry).await;
        }
        drop(flight);
        answers.await.map_err(|_dropped| interrupted())?
    }

    async fn carry<F>(taken: Vec<Asked<Q, A>>, carry: impl FnOnce(Vec<Q>) -> F)
    where
        F: Future<Output = Result<Vec<A>, StoreError>>,
    {
        let mut all = Vec::new();
        let mut callers = Vec::with_capacity(taken.len());
        for Asked { questions, tell } in taken {
            callers.push((questions.len(), tell));
            all.extend(questions);
        }
        let mut answers = carry(all).await.map(Vec::into_iter);
        for (count, tell) in callers {
            let own = match &mut answers {
                Ok(answers) => Ok(answers.take(count).collect()),
                Err(error) => Err(error.clone()),
            };
            // Whoever asked may be gone.
            drop(tell.send(own));
        }
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, Vec<Asked<Q, A>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<Q, A> fmt::Debug for Gather<Q, A> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Gather").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures::future::join_all;
    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn what_is_asked_while_a_request_is_under_way_goes_with_the_next_one() {
        let (gather, requests) = (Gather::<u32, u32>::new(1), AtomicUsize::new(0));
        let first = Notify::new();
        let carry = async |questions: Vec<u32>| {
            if requests.fetch_add(1, Ordering::Relaxed) == 0 {
                first.notified().await;
            }
            Ok(questions.into_iter().map(|question| question * 10).collect())
        };
        let asked = join_all((0..20).map(|n| gather.ask(vec![n, n + 100], carry)));
        let (answers, ()) = futures::future::join(asked, async {
            tokio::task::yield_now().await;
            first.notify_one();
        })
        .await;
        for (n, answer) in (0..20).zip(answers) {
            assert_eq!(answer.unwrap(), [n * 10, n * 10 + 1_000]);
        }
        assert_eq!(requests.load(Ordering::Relaxed), 2);
    }

    #[tokio::test]
    async fn a_failure_is_everybody_s_and_the_next_request_is_another() {
        let gather = Gather::<u32, u32>::new(1);
        let fails = async |_| Err(StoreError::Unavailable("away".to_owned()));
        let (one, other) =
            futures::future::join(gather.ask(vec![1], fails), gather.ask(vec![2], fails)).await;
        assert!(one.is_err() && other.is_err());
        assert_eq!(gather.ask(vec![3], async |_| Ok(vec![4])).await.unwrap(), [4]);
    }

    #[tokio::test]
    async fn a_caller_that_leaves_takes_nobody_along() {
        let gather = Arc::new(Gather::<u32, u32>::new(1));
        let leaving = tokio::spawn({
            let gather = Arc::clone(&gather);
            async move { gather.ask(vec![1], async |_| std::future::pending().await).await }
        });
        tokio::task::yield_now().await;
        let staying = tokio::spawn({
            let gather = Arc::clone(&gather);
            async move { gather.ask(vec![2], async |questions| Ok(questions)).await }
        });
        tokio::task::yield_now().await;
        leaving.abort();
        assert_eq!(staying.await.unwrap().unwrap(), [2]);
    }
}
