//! What a person reads on stdout: what a sync brought and cost, what is stored, what a search found.
//!
//! ```text
//! job.rs         how a sync ended            status.rs   connector, jobs, partitions, documents
//! cost.rs        what it cost                issues.rs   what could not be read or indexed
//! comparison.rs  the store against the truth hits.rs     what a search found
//! connectors.rs  connectors in a cluster
//! ```
//!
//! Texts from the tenant are stripped of control characters first: a chat message must not move the cursor.

mod job;
mod cost;
mod comparison;
mod issues;
mod status;
mod hits;
mod connectors;

pub use comparison::by_type;
pub use connectors::{connector, connector_json, connectors};
pub use cost::{Cost, cost};
pub use hits::{Emphasis, hits};
pub use job::job;
pub use status::{Partitions, Record, Status, status, status_json};

use sync::record::Counters;

use crate::number::grouped;

/// Rows of cells, the first row a heading: so many columns of names to the left, then numbers to the right.
fn table(names: usize, rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    lines(rows.iter().map(|row| {
        let cells = row.iter().zip(&widths).enumerate();
        let cells = cells.map(|(column, (cell, width))| {
            if column < names { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        });
        let cells: Vec<String> = cells.collect();
        cells.join("  ").trim_end().to_owned()
    }))
}

/// How many documents the sync rules left out, where there are any.
fn excluded(counters: &Counters) -> Option<String> {
    let excluded = counters.excluded;
    (excluded > 0).then(|| format!("{} left out by sync rules", grouped(excluded)))
}

/// Each line with its end.
fn lines(lines: impl Iterator<Item = String>) -> String {
    let ended: Vec<String> = lines.map(|line| line + "\n").collect();
    ended.concat()
}

/// A text on one line, without control characters.
fn visible(text: &str) -> String {
    let space = |c: char| if c.is_whitespace() { ' ' } else { c };
    text.chars().map(space).filter(|c| !c.is_control()).collect()
}
