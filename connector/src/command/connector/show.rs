//! `connector show`: one connector's record.

use std::io::Write;

use protocol::Connector;

use super::super::output::tell;
use super::super::{Ending, Failure, ShowArguments, choose};
use super::{chosen, cluster, not_there};
use crate::report;

/// Shows the record, without the values of fields that hold secrets.
///
/// # Errors
/// When the configuration or the cluster cannot be used, or there is no such connector.
pub(super) async fn run(
    arguments: &ShowArguments,
    out: &mut (impl Write + Send),
) -> Result<Ending, Failure> {
    let config = choose::load_cluster(&arguments.file.config_file)?;
    let id = chosen(&config, &arguments.file)?;
    let records = cluster::records(choose::cluster(&config)?).await?;
    let record = records.connector(&id).await?.ok_or_else(|| not_there(&id))?;
    let connector = Connector::new(record.id, record.source);
    let text = if arguments.json {
        format!("{:#}\n", report::connector_json(&connector))
    } else {
        report::connector(&connector)
    };
    tell(out, &text)?;
    Ok(Ending::Completed)
}
