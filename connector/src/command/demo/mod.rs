//! `demo`: a simulated tenant, synced, compared with the truth and searched.
//!
//! ```text
//! folder.rs ──▶ Simulator ──▶ as `sync -c` ──▶ judge.rs ──▶ searches ──▶ Ending
//! made afresh   a tenant                       the truth    queries.rs: words that surely hit
//! ```

mod folder;
mod judge;
mod queries;

use std::io::Write;

use embedded::sqlite::Filter;
use embedded::{SqliteFile, SqliteStore};
use simulator::{Options, Simulator, Size};
use sync::port::store::StoreError;

use self::folder::Folder;
use super::failure::FailedJob;
use super::interrupt::unless_interrupted;
use super::output::tell;
use super::{ConfigFile, DemoArguments, DemoSize, Ending, Failure, choose, sync as sync_command};
use crate::progress::Progress;
use crate::{process, report};

/// Hits that an example shows.
const HITS_SHOWN: usize = 3;

/// Syncs a simulated tenant into a folder and tells what came of it.
///
/// # Errors
/// When the folder cannot be used, the sync failed, the store is not the truth, or somebody stops it.
pub(super) async fn run<W>(
    arguments: &DemoArguments,
    progress: &Progress<W>,
    out: &mut (impl Write + Send),
) -> Result<Ending, Failure>
where
    W: Write + Send,
{
    let folder = Folder::afresh(&arguments.data)?;
    let options =
        Options { seed: arguments.seed, size: size(arguments.size), ..Options::default() };
    let simulator = Simulator::start(0, options).await?;
    folder.write_config(&simulator)?;
    tell(out, &heading(arguments, &simulator))?;
    let shown = show(&folder, &simulator, progress, out);
    unless_interrupted(shown, "the next `demo` starts afresh").await?;
    Ok(Ending::Completed)
}

fn size(size: DemoSize) -> Size {
    match size {
        DemoSize::Small => Size::Small,
        DemoSize::Medium => Size::Medium,
    }
}

fn heading(arguments: &DemoArguments, simulator: &Simulator) -> String {
    let (size, seed) = (size(arguments.size), arguments.seed);
    let root = simulator.base_url();
    format!("a simulated tenant (size {size}, seed {seed}) answers at {root}; now it is synced\n\n")
}

/// Syncs, judges, tells and searches.
async fn show<W>(
    folder: &Folder,
    simulator: &Simulator,
    progress: &Progress<W>,
    out: &mut (impl Write + Send),
) -> Result<(), Failure>
where
    W: Write + Send,
{
    let file = ConfigFile { config_file: folder.config(), connector: None };
    let config = choose::load_alone(&file.config_file)?;
    let connector = choose::one(&config, &file)?;
    let file = SqliteFile::open(choose::sqlite(&config)?)?;
    let synced = sync_command::one(&config.graph, connector, &file, progress).await?;
    let with = Some("the simulator");
    tell(out, &report::job(&synced, process::usage(), with))?;
    let store = file.store(&connector.connector_id);
    let judgement = judge::judge(&synced.usage, simulator, &store).await?;
    tell(out, &judgement.text())?;
    tell(out, &searches(&store, &judgement.queries).await?)?;
    tell(out, &folder.what_next(&judgement.queries))?;
    match FailedJob::of(&synced.job) {
        Some(failed) => Err(Failure::Jobs(vec![failed])),
        None => judgement.verdict(),
    }
}

/// Each query with its best hits.
async fn searches(store: &SqliteStore, queries: &[String]) -> Result<String, StoreError> {
    let emphasis = report::Emphasis::on_stdout();
    let filter = Filter { object_type: None, limit: HITS_SHOWN };
    let mut text = format!("searches, with the best {HITS_SHOWN} hits of each\n\n");
    for query in queries {
        let hits = store.search(query, &filter).await?;
        text += &report::hits(query, &hits, emphasis);
        text.push('\n');
    }
    Ok(text)
}
