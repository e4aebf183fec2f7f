//! Files inside a document: packages as they are, and what an OLE object is wrapped around.

use super::compound;
use crate::kind::Kind;
use crate::output::{Output, Stop};

/// Reads a file inside a document if anybody here can, under its name.
pub(super) fn read(name: &str, bytes: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    let name = name.rsplit('/').next().unwrap_or_default();
    output.inside(|output| match compound::wrapped(bytes, output)? {
        Some(inner) => read_as(inner.name.as_deref().unwrap_or(name), &inner.bytes, output),
        None => read_as(name, bytes, output),
    })
}

fn read_as(name: &str, bytes: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    let kind = Kind::of(bytes, name)?;
    output.line(name)?;
    crate::read(kind, bytes, output)?;
    output.end_line()
}
