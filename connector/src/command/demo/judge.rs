//! A sync's store and counts beside what the simulator knows.

use std::pin::pin;

use embedded::SqliteStore;
use futures::TryStreamExt as _;
use graph::Usage;
use simulator::{Accounts, Simulator};
use sync::port::store::StoreError;

use super::Failure;
use super::queries::Queries;
use crate::compare::{Comparison, text};
use crate::number::grouped;
use crate::report;

/// Violations that are told in words.
const VIOLATIONS_SHOWN: usize = 10;

/// What the simulator says of a sync.
#[derive(Debug)]
pub(super) struct Judgement {
    comparison: Comparison,
    /// Requests by the connector's own count.
    requests: u64,
    accounts: Accounts,
    /// Words that some of the documents hold.
    pub(super) queries: Vec<String>,
}

/// Walks over both sides; of the documents, a page at a time is in memory.
///
/// # Errors
/// When the store cannot be read.
pub(super) async fn judge(
    usage: &Usage,
    simulator: &Simulator,
    store: &SqliteStore,
) -> Result<Judgement, StoreError> {
    let mut comparison = Comparison::default();
    let mut queries = Queries::default();
    for line in simulator.truth() {
        let document = store.document(text(&line, "id")).await?;
        comparison.expect(&line, document.as_ref());
        queries.see(&line);
    }
    let mut documents = pin!(store.documents(None));
    while let Some(document) = documents.try_next().await? {
        comparison.stored(text(&document, "object_type"), text(&document, "id"));
    }
    Ok(Judgement {
        comparison,
        requests: usage.requests_total(),
        accounts: simulator.accounts(),
        queries: queries.chosen(),
    })
}

impl Judgement {
    /// The counts of requests and of documents, with the first differences.
    pub(super) fn text(&self) -> String {
        let accounts = &self.accounts;
        let requests = grouped(accounts.requests_total);
        let mut lines = vec![format!("\nrequests counted by Graph: {requests}")];
        if accounts.violations > 0 {
            let violations = grouped(accounts.violations);
            lines.push(format!("requests that Graph forbids: {violations}"));
        }
        let details = accounts.violation_details.iter().take(VIOLATIONS_SHOWN);
        lines.extend(details.map(|violation| format!("  {violation}")));
        let table = report::by_type(&self.comparison);
        format!("{}\n\n{table}\n", lines.join("\n"))
    }

    /// Nothing, if the sync was whole and correct.
    ///
    /// # Errors
    /// [`Failure::Differs`].
    pub(super) fn verdict(&self) -> Result<(), Failure> {
        let mut faults = Vec::new();
        let differing = self.comparison.total().differing;
        if differing > 0 {
            faults.push(format!("{} documents differ from the truth", grouped(differing)));
        }
        let (ours, graphs) = (self.requests, self.accounts.requests_total);
        if ours != graphs {
            faults.push(format!(
                "{} requests were counted, and Graph counted {}",
                grouped(ours),
                grouped(graphs)
            ));
        }
        if self.accounts.violations > 0 {
            faults.push(format!(
                "{} requests broke Graph's rules",
                grouped(self.accounts.violations)
            ));
        }
        if faults.is_empty() { Ok(()) } else { Err(Failure::Differs(faults.join("; "))) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judgement() -> Judgement {
        Judgement {
            comparison: Comparison::default(),
            requests: 1_200,
            accounts: Accounts { requests_total: 1_200, ..Accounts::default() },
            queries: Vec::new(),
        }
    }

    #[test]
    fn equal_counts_and_documents_are_no_failure() {
        let judgement = judgement();
        assert!(judgement.verdict().is_ok());
        assert!(judgement.text().starts_with("\nrequests counted by Graph: 1,200\n\nobject type"));
    }

    #[test]
    fn whatever_differs_is_a_failure_that_names_it() {
        let mut judgement = judgement();
        judgement.comparison.stored("TEAMS", "1");
        judgement.requests = 1_199;
        judgement.accounts.violations = 1;
        judgement.accounts.violation_details = vec!["no token".to_owned()];
        let failure = judgement.verdict().unwrap_err();
        assert_eq!(failure.status(), 1);
        let told = failure.to_string();
        for part in ["1 documents differ", "1,199 requests were counted", "1 requests broke"] {
            assert!(told.contains(part), "{told}");
        }
        assert!(judgement.text().contains("requests that Graph forbids: 1\n  no token\n"));
    }
}
