//! What was asked of the simulator, and what should not have been.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

/// How many violations are told in words.
const DETAILS_MAX: usize = 100;

/// What was asked since the simulator was started.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Accounts {
    /// Every request but the operator's own; token requests are among them.
    pub requests_total: u64,
    /// Requests that no correct caller makes.
    pub violations: u64,
    /// Requests by class: `sign_in`, `identity`, `channel_messages` and so on.
    pub requests_by_class: BTreeMap<String, u64>,
    /// The first hundred violations in words.
    pub violation_details: Vec<String>,
}

/// The accounts that are being kept.
#[derive(Debug, Default)]
pub(crate) struct Ledger(Mutex<Accounts>);

impl Ledger {
    pub(crate) fn request(&self, class: &str) {
        self.change(|accounts| {
            accounts.requests_total += 1;
            *accounts.requests_by_class.entry(class.to_owned()).or_default() += 1;
        });
    }

    pub(crate) fn violation(&self, text: String) {
        self.change(|accounts| {
            accounts.violations += 1;
            if accounts.violation_details.len() < DETAILS_MAX {
                accounts.violation_details.push(text);
            }
        });
    }

    pub(crate) fn shown(&self) -> Accounts {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn change(&self, change: impl FnOnce(&mut Accounts)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
