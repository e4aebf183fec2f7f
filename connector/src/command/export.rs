//! `export`: the stored documents, one JSON object a line.

use std::io::Write;
use std::pin::pin;

use embedded::SqliteStore;
use futures::TryStreamExt as _;
use sync::bookkeeping;

use super::{Ending, ExportArguments, Failure, choose};

/// Prints the documents in the order of their ids; a page of them at a time is in memory.
///
/// # Errors
/// When the configuration or the store cannot be used, or nobody reads any more.
pub(super) async fn run(
    arguments: &ExportArguments,
    out: &mut (impl Write + Send),
) -> Result<Ending, Failure> {
    let config = choose::load(&arguments.file.config_file)?;
    let connector = choose::one(&config, &arguments.file)?;
    let store = SqliteStore::read_only(choose::sqlite(&config)?, &connector.connector_id)?;
    let object_type = arguments.object_type.map(documents::ObjectType::name);
    let mut documents = pin!(store.documents(object_type));
    while let Some(mut document) = documents.try_next().await? {
        if !arguments.with_sync {
            document.remove(bookkeeping::FIELD);
        }
        serde_json::to_writer(&mut *out, &document).map_err(std::io::Error::from)?;
        writeln!(out)?;
    }
    out.flush()?;
    Ok(Ending::Completed)
}
