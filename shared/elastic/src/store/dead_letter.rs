//! Documents that the content index refused, kept with the reason for people to look at.

use serde::Serialize;
use serde_json::{Map, Value};
use sync::port::store::RefusedDocument;

use super::{ElasticStore, held};
use crate::bulk::{Condition, Operation, Outcome};
use crate::client::Repeat;
use crate::failure::{Failure, Refusal};

const KEEPING: &str = "keeping refused documents";

/// A dead letter, in the form in which it is stored; a later refusal of the same document replaces it.
#[derive(Debug, Serialize)]
struct DeadLetter<'a> {
    connector_id: &'a str,
    index: &'a str,
    id: &'a str,
    partition: String,
    job_id: &'a str,
    at: String,
    reason: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a Map<String, Value>>,
    /// Why there is no `source`.
    #[serde(skip_serializing_if = "Option::is_none")]
    source_left_out: Option<String>,
}

impl ElasticStore {
    /// Keeps them; one that can't be kept with its document is kept without, and says so.
    pub(super) async fn keep(&self, refused: Vec<RefusedDocument>) -> Result<(), Failure> {
        let letters = refused.iter().map(|document| self.letter(document, None));
        let outcomes = self.bulk(KEEPING, Repeat::Freely).run(letters).await?;
        let mut without = Vec::new();
        for (document, outcome) in refused.iter().zip(outcomes) {
            match outcome {
                Outcome::Done(_) | Outcome::Conflict => {}
                Outcome::Refused(refusal) => without.push(self.letter(document, Some(&refusal))),
            }
        }
        let outcomes = self.bulk(KEEPING, Repeat::Freely).run(without.into_iter()).await?;
        held(outcomes, KEEPING)?;
        Ok(())
    }

    fn letter<'a>(
        &'a self,
        document: &'a RefusedDocument,
        without: Option<&Refusal>,
    ) -> Operation<'a, DeadLetter<'a>> {
        let RefusedDocument { id, partition, job_id, reason, at, source } = document;
        let letter = DeadLetter {
            connector_id: &self.options.connector_id,
            index: &self.options.index,
            id,
            partition: partition.to_string(),
            job_id,
            at: at.to_string(),
            reason,
            source: without.is_none().then_some(source),
            source_left_out: without.map(Refusal::to_string),
        };
        Operation {
            index: &self.options.names.dead_letter,
            id: self.id(id),
            condition: Condition::Always,
            source: Some(letter),
        }
    }
}
