//! XML.

use crate::output::{Output, Stop};
use crate::refusal::Refusal;

/// Reads it.
pub(crate) fn read(_bytes: &[u8], _output: &mut Output<'_>) -> Result<(), Stop> {
    Err(Refusal::Unsupported("this".to_owned()).into())
}
