//! Plain text.

use crate::output::{Output, Stop};

/// Reads it.
pub(crate) fn read(bytes: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    output.push(&String::from_utf8_lossy(bytes))
}
