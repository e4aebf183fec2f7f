//! What was asked of Graph: requests by class, bytes, refusals to serve.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::class::Class;

/// Counts the requests of one client; shared by reference.
#[derive(Debug, Default)]
pub struct Meter(Mutex<Usage>);

/// What was counted up to a moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usage {
    /// Requests sent, retries included.
    pub requests: BTreeMap<Class, u64>,
    /// Bytes of bodies received, after decompression.
    pub bytes_received: u64,
    /// Answers 429 and 503: Graph asked us to wait.
    pub throttled: u64,
}

impl Usage {
    /// Requests of all classes.
    pub fn requests_total(&self) -> u64 {
        self.requests.values().sum()
    }
}

impl Meter {
    /// What was counted so far.
    pub fn usage(&self) -> Usage {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn request(&self, class: Class) {
        self.count(|usage| *usage.requests.entry(class).or_default() += 1);
    }

    pub(crate) fn throttled(&self) {
        self.count(|usage| usage.throttled += 1);
    }

    pub(crate) fn received(&self, bytes: usize) {
        self.count(|usage| {
            usage.bytes_received =
                usage.bytes_received.saturating_add(bytes.try_into().unwrap_or(u64::MAX));
        });
    }

    fn count(&self, with: impl FnOnce(&mut Usage)) {
        with(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
