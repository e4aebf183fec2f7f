//! Mails.

use crate::output::{Output, Stop};
use crate::refusal::Refusal;

/// Reads it.
pub(crate) fn read_eml(_bytes: &[u8], _output: &mut Output<'_>) -> Result<(), Stop> {
    Err(Refusal::Unsupported("this".to_owned()).into())
}

/// Reads it.
pub(crate) fn read_msg(_bytes: &[u8], _output: &mut Output<'_>) -> Result<(), Stop> {
    Err(Refusal::Unsupported("this".to_owned()).into())
}
