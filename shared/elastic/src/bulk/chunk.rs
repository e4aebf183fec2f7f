//! Bodies of a bulk: as many operations as the limits allow, written into one buffer, and cut out of it again when a
//! part must be sent another time.

use std::ops::Range;

use bytes::Bytes;
use serde::Serialize;

use super::line::Operation;

/// The largest body that an engine takes by default, `http.max_content_length`. A larger one isn't even sent: a node
/// may end the connection in the middle of it instead of an answer.
pub(super) const BODY_BYTES_MAX: usize = 100 * 1024 * 1024;

/// How much one bulk request holds: `elasticsearch.bulk.*` of `config.yml`.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Lines, `bulk.chunk_size`: two for a document, one for a deletion.
    pub chunk_size: usize,
    /// Bytes, `bulk.chunk_max_mem_size` (there in MiB). A larger document is sent alone.
    pub chunk_bytes: usize,
}

impl Default for Limits {
    /// 1,000 lines (500 documents) and 3 MiB.
    fn default() -> Self {
        Self { chunk_size: 1_000, chunk_bytes: 3 * 1024 * 1024 }
    }
}

/// Operations in the form in which they are sent.
#[derive(Debug, Clone)]
pub(super) struct Chunk {
    body: Bytes,
    pieces: Vec<Piece>,
}

/// One operation of a chunk.
#[derive(Debug, Clone)]
struct Piece {
    /// Its number in the call.
    number: usize,
    /// Its bytes in the body.
    bytes: Range<usize>,
}

impl Chunk {
    /// The body to send.
    pub(super) fn body(&self) -> Bytes {
        self.body.clone()
    }

    /// The numbers of its operations in the call, in its order.
    pub(super) fn numbers(&self) -> impl Iterator<Item = usize> {
        self.pieces.iter().map(|piece| piece.number)
    }

    /// How many operations it has.
    pub(super) fn len(&self) -> usize {
        self.pieces.len()
    }

    /// Those of its operations whose numbers are wanted.
    pub(super) fn only(&self, wanted: impl Fn(usize) -> bool) -> Self {
        let mut body = Vec::new();
        let mut pieces = Vec::new();
        for piece in self.pieces.iter().filter(|piece| wanted(piece.number)) {
            let begin = body.len();
            body.extend_from_slice(self.body.get(piece.bytes.clone()).unwrap_or_default());
            pieces.push(Piece { number: piece.number, bytes: begin..body.len() });
        }
        Self { body: body.into(), pieces }
    }

    /// Its two halves; none if it has one operation only.
    pub(super) fn halves(&self) -> Option<[Self; 2]> {
        let middle = self.pieces.get(self.len() / 2).filter(|_| self.len() > 1)?.number;
        Some([self.only(|number| number < middle), self.only(|number| number >= middle)])
    }
}

/// Operations become chunks, one at a time; what a chunk holds is in memory once.
#[derive(Debug)]
pub(super) struct Chunks<I> {
    operations: I,
    limits: Limits,
    next: usize,
    /// The lines of an operation that found no place in the chunk before it, and how many they are.
    left_over: Option<(Vec<u8>, usize)>,
}

impl<'a, S, I> Chunks<I>
where
    S: Serialize,
    I: Iterator<Item = Operation<'a, S>>,
{
    pub(super) fn new(operations: I, limits: Limits) -> Self {
        Self { operations, limits, next: 0, left_over: None }
    }

    /// The next chunk; none once all operations are in one.
    pub(super) fn next(&mut self) -> serde_json::Result<Option<Chunk>> {
        let mut lines = 0;
        let mut body = Vec::new();
        let mut pieces = Vec::new();
        if let Some((first, first_lines)) = self.left_over.take() {
            (body, lines) = (first, first_lines);
            pieces.push(self.piece(0..body.len()));
        }
        for operation in self.operations.by_ref() {
            let begin = body.len();
            operation.append(&mut body)?;
            lines += operation.lines();
            let full = lines > self.limits.chunk_size || body.len() > self.limits.chunk_bytes;
            if full && begin > 0 {
                self.left_over = Some((body.split_off(begin), operation.lines()));
                break;
            }
            pieces.push(Piece { number: self.next, bytes: begin..body.len() });
            self.next += 1;
        }
        Ok((!pieces.is_empty()).then(|| Chunk { body: body.into(), pieces }))
    }

    fn piece(&mut self, bytes: Range<usize>) -> Piece {
        let number = self.next;
        self.next += 1;
        Piece { number, bytes }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::bulk::line::Condition;

    fn chunks(sources: Vec<Option<Value>>, limits: Limits) -> Vec<Chunk> {
        let operations = sources.into_iter().enumerate().map(|(number, source)| Operation {
            index: "teams",
            id: number.to_string(),
            condition: Condition::NotOlder(1),
            source,
        });
        let mut chunks = Chunks::new(operations, limits);
        std::iter::from_fn(|| chunks.next().unwrap()).collect()
    }

    fn document(bytes: usize) -> Value {
        json!({"message": "x".repeat(bytes)})
    }

    fn numbers(chunks: &[Chunk]) -> Vec<Vec<usize>> {
        chunks.iter().map(|chunk| chunk.numbers().collect()).collect()
    }

    #[test]
    fn a_chunk_ends_before_the_line_that_is_one_too_many() {
        let limits = Limits { chunk_size: 5, ..Limits::default() };
        let sources = [1, 1, 1, 0, 0, 0, 1].map(|n| (n > 0).then(|| document(n))).into();
        assert_eq!(numbers(&chunks(sources, limits)), [vec![0, 1], vec![2, 3, 4, 5], vec![6]]);
    }

    #[test]
    fn a_chunk_ends_before_the_byte_that_is_one_too_many_and_a_large_document_goes_alone() {
        let limits = Limits { chunk_bytes: 1_000, ..Limits::default() };
        let sources = [300, 300, 300, 2_000, 300].map(|bytes| Some(document(bytes))).into();
        let chunks = chunks(sources, limits);
        assert_eq!(numbers(&chunks), [vec![0, 1], vec![2], vec![3], vec![4]]);
        assert!(chunks.iter().all(|chunk| chunk.body().len() <= 1_000 || chunk.len() == 1));
    }

    #[test]
    fn all_operations_are_sent_once_and_whole_whatever_the_limits() {
        let sources: Vec<_> = (0..40).map(|n| (n % 3 != 0).then(|| document(n * 7))).collect();
        let whole = chunks(sources.clone(), Limits::default());
        assert_eq!(whole.len(), 1);
        for chunk_size in [1, 2, 7] {
            for chunk_bytes in [1, 200, 1_000] {
                let parts = chunks(sources.clone(), Limits { chunk_size, chunk_bytes });
                let joined: Vec<u8> =
                    parts.iter().flat_map(|chunk| chunk.body().to_vec()).collect();
                assert_eq!(joined, whole[0].body());
                let all: Vec<usize> = parts.iter().flat_map(Chunk::numbers).collect();
                assert_eq!(all, (0..40).collect::<Vec<_>>());
            }
        }
        assert!(chunks(Vec::new(), Limits::default()).is_empty());
    }

    #[test]
    fn parts_of_a_chunk_join_to_the_whole() {
        let chunk = chunks((0..5).map(|bytes| Some(document(bytes))).collect(), Limits::default())
            .remove(0);
        let [first, second] = chunk.halves().unwrap();
        assert_eq!(numbers(&[first.clone(), second.clone()]), [vec![0, 1], vec![2, 3, 4]]);
        assert_eq!([first.body(), second.body()].concat(), chunk.body());
        let again = second.only(|number| number != 3);
        assert_eq!(numbers(std::slice::from_ref(&again)), [vec![2, 4]]);
        let [first, last] = again.halves().unwrap();
        assert_eq!([first.body(), last.body()].concat(), again.body());
        assert!(last.halves().is_none());
    }
}
