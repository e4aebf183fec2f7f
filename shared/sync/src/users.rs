//! Worker: which users have a partition of chats.
//!
//! The directory's run decides it, and no chats are read before that run is at rest: for a job it is a fact that is
//! asked for once, however many chats a user shares with others.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::partition::PartitionId;
use crate::port::store::{StateStore, StoreError};

/// Finds the users whose chats are read; remembers what the job told that was asked for last.
#[derive(Debug)]
pub struct UsersInScope {
    state: Arc<dyn StateStore>,
    last: Mutex<Known>,
}

/// What is known of a job: users by id, and whether they have a partition.
#[derive(Debug, Default)]
struct Known {
    job_id: String,
    users: HashMap<String, bool>,
}

impl UsersInScope {
    /// The users whose partitions this store keeps.
    pub fn new(state: Arc<dyn StateStore>) -> Self {
        Self { state, last: Mutex::default() }
    }

    /// Those of the users that have a partition of chats, as long as this job runs.
    ///
    /// # Errors
    /// When the store can't be read.
    pub(crate) async fn among(
        &self,
        users: BTreeSet<&str>,
        job_id: &str,
    ) -> Result<BTreeSet<String>, StoreError> {
        let (mut in_scope, unknown) = self.recall(users, job_id);
        if !unknown.is_empty() {
            let partitions: Vec<PartitionId> = unknown.iter().map(PartitionId::chats).collect();
            let records = self.state.records(&partitions).await?;
            let found: BTreeSet<String> =
                records.into_iter().map(|record| record.value.partition.graph_id).collect();
            let mut last = self.locked();
            if last.job_id == job_id {
                let told = unknown.into_iter().map(|user| (found.contains(&user), user));
                last.users.extend(told.map(|(has_chats, user)| (user, has_chats)));
            }
            in_scope.extend(found);
        }
        Ok(in_scope)
    }

    /// Those that are known to have one, and those of whom nothing is known.
    fn recall(&self, users: BTreeSet<&str>, job_id: &str) -> (BTreeSet<String>, Vec<String>) {
        let mut last = self.locked();
        if last.job_id != job_id {
            *last = Known { job_id: job_id.to_owned(), users: HashMap::new() };
        }
        let (mut in_scope, mut unknown) = (BTreeSet::new(), Vec::new());
        for user in users {
            match last.users.get(user) {
                Some(true) => {
                    in_scope.insert(user.to_owned());
                }
                Some(false) => {}
                None => unknown.push(user.to_owned()),
            }
        }
        (in_scope, unknown)
    }

    fn locked(&self) -> MutexGuard<'_, Known> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::sample;
    use crate::port::store::{Token, Versioned};
    use crate::record::PartitionRecord;
    use async_trait::async_trait;

    /// One record, and the partitions that were asked for.
    #[derive(Debug, Default)]
    struct State {
        asked: Mutex<Vec<String>>,
    }

    #[async_trait]
    impl StateStore for State {
        async fn records(
            &self,
            partitions: &[PartitionId],
        ) -> Result<Vec<Versioned<PartitionRecord>>, StoreError> {
            self.asked.lock().unwrap().extend(partitions.iter().map(ToString::to_string));
            let known = partitions.iter().filter(|partition| partition.graph_id != "guest");
            let token = Token { seq_no: 0, primary_term: 0 };
            let record = |partition: &PartitionId| Versioned {
                value: PartitionRecord { partition: partition.clone(), ..sample::record() },
                token,
            };
            Ok(known.map(record).collect())
        }

        async fn create(&self, _: Vec<PartitionRecord>) -> Result<Vec<bool>, StoreError> {
            Ok(Vec::new())
        }

        async fn replace(
            &self,
            _: Vec<Versioned<PartitionRecord>>,
        ) -> Result<Vec<Option<Token>>, StoreError> {
            Ok(Vec::new())
        }

        async fn refresh(&self) -> Result<(), StoreError> {
            Ok(())
        }

        async fn of_other_jobs(
            &self,
            _: &str,
            _: usize,
        ) -> Result<Vec<Versioned<PartitionRecord>>, StoreError> {
            Ok(Vec::new())
        }

        async fn unfinished(
            &self,
            _: &str,
            _: usize,
        ) -> Result<Vec<Versioned<PartitionRecord>>, StoreError> {
            Ok(Vec::new())
        }

        async fn list(
            &self,
            _: Option<&PartitionId>,
            _: usize,
        ) -> Result<Vec<PartitionRecord>, StoreError> {
            Ok(Vec::new())
        }
    }

    #[tokio::test]
    async fn a_user_is_asked_for_once_in_a_job_and_again_in_the_next() {
        let state = Arc::new(State::default());
        let users = UsersInScope::new(Arc::<State>::clone(&state));
        for (job, asked, new) in [
            ("j1", ["ana", "guest"], vec!["chats:ana", "chats:guest"]),
            ("j1", ["ana", "guest"], vec![]),
            ("j1", ["ben", "guest"], vec!["chats:ben"]),
            ("j2", ["ben", "guest"], vec!["chats:ben", "chats:guest"]),
        ] {
            let in_scope = users.among(asked.into(), job).await.unwrap();
            assert_eq!(in_scope, [asked[0].to_owned()].into(), "a guest has no partition");
            assert_eq!(std::mem::take(&mut *state.asked.lock().unwrap()), new);
        }
    }
}
