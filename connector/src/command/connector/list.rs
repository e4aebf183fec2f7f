//! `connector list`: the Teams connectors of a cluster.

use std::io::Write;

use super::super::output::tell;
use super::super::{ClusterFile, Ending, Failure, choose};
use super::{all, cluster};
use crate::report;

/// Shows every Teams connector, whether the file lists it or not.
///
/// # Errors
/// When the configuration or the cluster cannot be used.
pub(super) async fn run(
    arguments: &ClusterFile,
    out: &mut (impl Write + Send),
) -> Result<Ending, Failure> {
    let config = choose::load_cluster(&arguments.config_file)?;
    let records = cluster::records(choose::cluster(&config)?).await?;
    tell(out, &report::connectors(&all(&records).await?))?;
    Ok(Ending::Completed)
}
