//! Worker: the sync rules of the job that a task belongs to.
//!
//! A job carries its rules with it as they were when it was asked for, so they are parsed once and kept for as long as
//! its tasks come.

use std::sync::{Arc, Mutex, PoisonError};

use documents::rule::{Invalid, Rules};
use serde_json::Value;

use crate::port::store::{JobStore, StoreError};

/// Finds the rules of jobs; remembers those of the job that was asked for last.
#[derive(Debug)]
pub struct JobRules {
    jobs: Arc<dyn JobStore>,
    last: Mutex<Option<(String, Parsed)>>,
}

/// Rules that can judge, or what is wrong with them.
pub(crate) type Parsed = Result<Arc<Rules>, Invalid>;

impl JobRules {
    /// The rules of the jobs that this store keeps.
    pub fn new(jobs: Arc<dyn JobStore>) -> Self {
        Self { jobs, last: Mutex::default() }
    }

    /// The rules of a job; none if there is no such job.
    ///
    /// # Errors
    /// When the store can't be read.
    pub(crate) async fn of(&self, job_id: &str) -> Result<Option<Parsed>, StoreError> {
        if let Some(known) = self.known(job_id) {
            return Ok(Some(known));
        }
        let Some(job) = self.jobs.job(job_id).await? else {
            return Ok(None);
        };
        let parsed = Rules::parse(&job.value.filtering.unwrap_or(Value::Null)).map(Arc::new);
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = Some((job.value.id, parsed.clone()));
        Ok(Some(parsed))
    }

    fn known(&self, job_id: &str) -> Option<Parsed> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.as_ref().filter(|(id, _)| id == job_id).map(|(_, parsed)| parsed.clone())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use async_trait::async_trait;
    use documents::rule::Policy;
    use serde_json::json;

    use super::*;
    use crate::decide::sample;
    use crate::job::SyncJob;
    use crate::port::store::{Token, Versioned};

    /// Jobs by id, and how often one was read.
    #[derive(Debug, Default)]
    struct Jobs {
        jobs: BTreeMap<String, SyncJob>,
        reads: Mutex<u32>,
    }

    #[async_trait]
    impl JobStore for Jobs {
        async fn create_job(&self, _: SyncJob) -> Result<bool, StoreError> {
            Ok(false)
        }

        async fn job(&self, id: &str) -> Result<Option<Versioned<SyncJob>>, StoreError> {
            *self.reads.lock().unwrap() += 1;
            let token = Token { seq_no: 0, primary_term: 0 };
            Ok(self.jobs.get(id).cloned().map(|value| Versioned { value, token }))
        }

        async fn jobs(&self, _: usize) -> Result<Vec<Versioned<SyncJob>>, StoreError> {
            Ok(Vec::new())
        }

        async fn replace_job(&self, _: Versioned<SyncJob>) -> Result<bool, StoreError> {
            Ok(false)
        }
    }

    fn excluding(id: &str, object_type: &str) -> (String, SyncJob) {
        let rule = json!({ "id": "r", "policy": "exclude", "field": "object_type",
            "rule": "equals", "value": object_type, "order": 0 });
        let filtering = Some(json!({ "rules": [rule] }));
        (id.to_owned(), SyncJob { filtering, ..sample::job(id) })
    }

    async fn verdict(rules: &JobRules, job_id: &str) -> Policy {
        let document = json!({ "object_type": "TEAMS" });
        rules.of(job_id).await.unwrap().unwrap().unwrap().verdict(document.as_object().unwrap())
    }

    #[tokio::test]
    async fn each_job_has_its_own_rules_and_is_read_once_as_long_as_its_tasks_come() {
        let jobs = [
            excluding("j1", "TEAMS"),
            excluding("j2", "CHANNEL_TAB"),
            ("j3".to_owned(), sample::job("j3")),
        ];
        let jobs = Arc::new(Jobs { jobs: jobs.into(), ..Jobs::default() });
        let rules = JobRules::new(Arc::<Jobs>::clone(&jobs));
        for (job_id, expected, reads) in [
            ("j1", Policy::Exclude, 1),
            ("j1", Policy::Exclude, 1),
            ("j2", Policy::Include, 2),
            ("j3", Policy::Include, 3),
            ("j1", Policy::Exclude, 4),
        ] {
            assert_eq!(verdict(&rules, job_id).await, expected, "{job_id}");
            assert_eq!(*jobs.reads.lock().unwrap(), reads);
        }
        assert!(rules.of("j4").await.unwrap().is_none());
    }

    #[tokio::test]
    async fn rules_that_cannot_be_used_are_named() {
        let (id, mut job) = excluding("j1", "TEAMS");
        job.filtering = Some(json!({ "rules": [{ "id": "odd", "policy": "perhaps" }] }));
        let rules = JobRules::new(Arc::new(Jobs { jobs: [(id, job)].into(), ..Jobs::default() }));
        let invalid = rules.of("j1").await.unwrap().unwrap().unwrap_err().to_string();
        assert!(invalid.contains("rule odd: `policy` must be include or exclude"), "{invalid}");
    }
}
