//! Writing many things at once: every operation ends done, in conflict or refused, or the whole call fails.
//!
//! ```text
//!  operations ──▶ line.rs ──▶ chunk.rs ──▶ send ──▶ item.rs ──▶ outcomes, in the operations' order
//!                                ▲           │
//!                                ├── halves ◀┤ the request is too large, or one of many spoils it
//!                                └── part  ◀─┘ items that were turned away: again, after a pause
//! ```
//!
//! A request that fails as a whole is made again by [`Client::send`]; here only items are that were turned away alone.

mod line;
mod chunk;
mod item;

use elasticsearch::http::Method;
use serde::Serialize;

use crate::client::{Client, Repeat, Request};
use crate::failure::{Failure, Refusal};

use chunk::{BODY_BYTES_MAX, Chunk, Chunks};
use item::{Answer, FILTER, Verdict};

pub use chunk::Limits;
pub(crate) use item::Outcome;
pub(crate) use line::{Condition, Operation};

/// A call of `_bulk`, in as many requests as it takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bulk<'a> {
    pub(crate) client: &'a Client,
    pub(crate) limits: Limits,
    /// What people are told was tried.
    pub(crate) action: &'static str,
    /// Whether an operation may be carried out twice.
    pub(crate) repeat: Repeat,
    /// The ingest pipeline that documents go through before they are stored.
    pub(crate) pipeline: Option<&'a str>,
}

/// What is still to be sent.
struct Work {
    chunk: Chunk,
    /// The next try after the first one.
    retry: u32,
}

impl Bulk<'_> {
    /// Carries the operations out; tells what became of each, in their order.
    pub(crate) async fn run<'b, S: Serialize>(
        &self,
        operations: impl ExactSizeIterator<Item = Operation<'b, S>> + Send,
    ) -> Result<Vec<Outcome>, Failure> {
        let mut outcomes = vec![None; operations.len()];
        let mut chunks = Chunks::new(operations, self.limits);
        while let Some(chunk) = chunks.next().map_err(|error| self.unwritable(&error))? {
            self.settle(chunk, &mut outcomes).await?;
        }
        // Each chunk settled all of its operations, and all were in one.
        Ok(outcomes.into_iter().flatten().collect())
    }

    /// Sends a chunk, and parts of it, until each of its operations is settled.
    async fn settle(&self, chunk: Chunk, outcomes: &mut [Option<Outcome>]) -> Result<(), Failure> {
        let mut waiting = vec![Work { chunk, retry: 1 }];
        while let Some(Work { chunk, retry }) = waiting.pop() {
            match self.send(&chunk).await {
                Ok(answer) => {
                    if let Some(again) = self.judge(&chunk, answer, outcomes)? {
                        waiting.extend(self.later(again, retry, outcomes).await?);
                    }
                }
                Err(failure) => match (failure.refusal(), chunk.halves()) {
                    (Some(refusal), Some(halves)) if refusal.is_of_document() => {
                        waiting.extend(halves.map(|chunk| Work { chunk, retry }));
                    }
                    (Some(refusal), None)
                        if refusal.is_of_document() || self.outgrows(&chunk, refusal) =>
                    {
                        put(outcomes, chunk.numbers(), &Outcome::Refused(refusal.clone()));
                    }
                    (_, _) => return Err(failure),
                },
            }
        }
        Ok(())
    }

    /// What to send again after a pause; an error once there is to be no other try.
    async fn later(
        &self,
        Again { chunk, why }: Again,
        retry: u32,
        outcomes: &mut [Option<Outcome>],
    ) -> Result<Option<Work>, Failure> {
        if self.client.pause(retry, &why).await {
            return Ok(Some(Work { chunk, retry: retry + 1 }));
        }
        if self.outgrows(&chunk, &why) {
            put(outcomes, chunk.numbers(), &Outcome::Refused(why));
            return Ok(None);
        }
        Err(Failure::Refused { action: self.action, refusal: why })
    }

    /// Whether it is one large document that the engine keeps turning away: it needs a share of a node's memory that
    /// the node never has (in Elasticsearch 9.5 five times its size out of a tenth), and would hold up its partition
    /// for ever. As a refused one it is kept, shown, and tried again by the next run.
    fn outgrows(&self, chunk: &Chunk, refusal: &Refusal) -> bool {
        let alone = chunk.len() == 1 && chunk.body().len() > self.limits.chunk_bytes;
        alone && refusal.kind == "es_rejected_execution_exception"
    }

    async fn send(&self, chunk: &Chunk) -> Result<Answer, Failure> {
        let body = chunk.body();
        if body.len() > BODY_BYTES_MAX {
            let reason = format!("{} bytes, and an engine takes {BODY_BYTES_MAX}", body.len());
            let refusal = Refusal { status: 413, kind: "content_too_long".to_owned(), reason };
            return Err(Failure::Refused { action: self.action, refusal });
        }
        let mut request = Request {
            body: Some(body),
            repeat: self.repeat,
            ..Request::bare(self.action, Method::Post, "/_bulk").with("filter_path", FILTER)
        };
        if let Some(pipeline) = self.pipeline {
            request = request.with("pipeline", pipeline);
        }
        let answer: Answer = self.client.ask(&request).await?;
        if answer.items.len() != chunk.len() {
            let reason = format!("{} items for {} operations", answer.items.len(), chunk.len());
            return Err(Failure::Foreign { action: self.action, reason });
        }
        Ok(answer)
    }

    /// Notes what is settled; what is left is to be sent again.
    fn judge(
        &self,
        chunk: &Chunk,
        answer: Answer,
        outcomes: &mut [Option<Outcome>],
    ) -> Result<Option<Again>, Failure> {
        let mut left: Vec<usize> = Vec::new();
        let mut why = None;
        for (number, item) in chunk.numbers().zip(answer.items) {
            match item.judge() {
                Verdict::Settled(outcome) => put(outcomes, [number], &outcome),
                Verdict::Later(refusal) if self.repeats(&refusal) => {
                    left.push(number);
                    why = Some(refusal);
                }
                Verdict::Later(refusal) | Verdict::Stop(refusal) => {
                    return Err(Failure::Refused { action: self.action, refusal });
                }
            }
        }
        Ok(why.map(|why| Again {
            chunk: chunk.only(|number| left.binary_search(&number).is_ok()),
            why,
        }))
    }

    fn repeats(&self, refusal: &Refusal) -> bool {
        self.repeat == Repeat::Freely || refusal.was_not_begun()
    }

    fn unwritable(&self, error: &serde_json::Error) -> Failure {
        Failure::Unreadable { what: self.action.to_owned(), reason: error.to_string() }
    }
}

/// Operations that were turned away.
struct Again {
    chunk: Chunk,
    why: Refusal,
}

fn put(
    outcomes: &mut [Option<Outcome>],
    numbers: impl IntoIterator<Item = usize>,
    outcome: &Outcome,
) {
    for number in numbers {
        if let Some(place) = outcomes.get_mut(number) {
            *place = Some(outcome.clone());
        }
    }
}
