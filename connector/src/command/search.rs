//! `search`: stored documents that hold the words of a query.

use std::io::Write;

use embedded::SqliteStore;
use embedded::sqlite::Filter;

use super::output::tell;
use super::{Ending, Failure, SearchArguments, choose};
use crate::report;

/// Shows what fits the query best.
///
/// # Errors
/// When the configuration or the store cannot be used.
pub(super) async fn run(
    arguments: &SearchArguments,
    out: &mut (impl Write + Send),
) -> Result<Ending, Failure> {
    let config = choose::load(&arguments.file.config_file)?;
    let connector = choose::one(&config, &arguments.file)?;
    let store = SqliteStore::read_only(choose::sqlite(&config)?, &connector.connector_id)?;
    let filter = Filter {
        object_type: arguments.object_type.map(|kind| kind.name().to_owned()),
        limit: usize::try_from(arguments.limit).unwrap_or(usize::MAX),
    };
    let hits = store.search(&arguments.query, &filter).await?;
    let emphasis = report::Emphasis::on_stdout();
    tell(out, &report::hits(&arguments.query, &hits, emphasis))?;
    Ok(Ending::Completed)
}
