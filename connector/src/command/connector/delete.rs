//! `connector delete`: the end of a connector's record; its documents stay.

use std::io::Write;

use super::super::output::tell;
use super::super::{DeleteArguments, Ending, Failure, choose};
use super::{chosen, cluster, not_there};

/// Deletes the record, if `--yes` is given.
///
/// # Errors
/// When the configuration or the cluster cannot be used, there is no such connector, or nobody said yes.
pub(super) async fn run(
    arguments: &DeleteArguments,
    out: &mut (impl Write + Send),
) -> Result<Ending, Failure> {
    let config = choose::load_cluster(&arguments.file.config_file)?;
    let cluster = choose::cluster(&config)?;
    let id = chosen(&config, &arguments.file)?;
    let records = cluster::records(cluster).await?;
    if records.connector(&id).await?.is_none() {
        return Err(not_there(&id));
    }
    if !arguments.yes {
        let at = &cluster.connection.address;
        return Err(Failure::Usage(format!(
            "connector `{id}` would vanish from Kibana at {at}, with its configuration and schedule; its documents \
             would stay: give --yes to delete it"
        )));
    }
    records.delete_connector(&id).await?;
    // So that a `connector list` that follows doesn't show it any more.
    records.refresh().await;
    tell(out, &format!("connector `{id}` is deleted; its documents are still in their index\n"))?;
    Ok(Ending::Completed)
}
