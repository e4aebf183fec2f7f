//! `extract`: the text of one file, read in a process of its own.

use std::fs::File;
use std::io::{self, Read as _, Write};
use std::path::Path;
use std::sync::Arc;

use ::extract::child::{Config, Extractor};
use bytes::Bytes;
use clock::SystemClock;

use super::{Ending, ExtractArguments, Failure};

/// Prints the text, or all that was found as one JSON object.
///
/// # Errors
/// When the file can't be opened or has no text, or nobody reads any more.
pub(super) async fn run(
    arguments: &ExtractArguments,
    out: &mut (impl Write + Send),
) -> Result<Ending, Failure> {
    let path = &arguments.file;
    let config = Config::default();
    let bytes = read(path, config.file_bytes)
        .map_err(|source| Failure::Unreadable { path: path.clone(), source })?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let extractor = Extractor::new(config, Arc::new(SystemClock));
    let extracted = extractor.extract(&name, bytes).await;
    let extracted = extracted.map_err(|source| Failure::NoText { path: path.clone(), source })?;
    if arguments.json {
        serde_json::to_writer(&mut *out, &extracted).map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        out.write_all(extracted.text.as_bytes())?;
    }
    out.flush()?;
    if extracted.truncated {
        writeln!(io::stderr(), "truncated")?;
    }
    Ok(Ending::Completed)
}

/// The bytes of a file, and no more than one more than are taken: a pipe or a device may never end.
fn read(path: &Path, most: usize) -> io::Result<Bytes> {
    let kind = std::fs::metadata(path)?;
    if !kind.is_file() {
        return Err(io::Error::other("it is a folder or a device, not a file"));
    }
    let most = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes.into())
}
