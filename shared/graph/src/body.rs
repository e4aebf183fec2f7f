//! Reading an answer's body without trusting its length.

use futures::StreamExt as _;

/// Why a body could not be read whole.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BodyError {
    /// It goes on past the limit.
    #[error("longer than {limit} bytes")]
    TooLarge {
        /// Bytes.
        limit: usize,
    },
    /// The connection ended before the body.
    #[error("the connection was cut")]
    Cut(#[source] reqwest::Error),
}

/// The whole body, unless it is longer than `limit` bytes (after decompression).
///
/// # Errors
/// When it is longer, or ends too early.
pub(crate) async fn read(answer: reqwest::Response, limit: usize) -> Result<Vec<u8>, BodyError> {
    let mut bytes = Vec::new();
    let mut chunks = answer.bytes_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|error| BodyError::Cut(error.without_url()))?;
        if bytes.len().saturating_add(chunk.len()) > limit {
            return Err(BodyError::TooLarge { limit });
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}
