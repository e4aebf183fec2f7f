//! Issues: what could not be read or indexed. Nothing disappears in silence.

use serde::{Deserialize, Serialize};

use crate::partition::Scope;

/// Something that could not be read or indexed; it is tried again by the next run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// The scope that is incomplete, or that the document belongs to; empty for the whole partition.
    pub scope: Scope,
    /// The document, if it is about one.
    pub document: Option<String>,
    /// A stable name: one of [`code`], or one of [`graph::Error::code`]; each is a heading of `docs/errors.md`.
    pub code: String,
    /// What happened, in one line.
    pub reason: String,
}

/// Names of issues that don't come from Graph's client.
pub mod code {
    /// A partition made no progress, again and again.
    pub const GAVE_UP: &str = "sync_gave_up";
    /// A partition can't be read before somebody acts.
    pub const FAILED: &str = "sync_failed";
    /// The partition that finds this one failed.
    pub const NOT_PLANNED: &str = "sync_not_planned";
    /// A list changes faster than it is read.
    pub const BUSY: &str = "sync_busy";
    /// An item isn't what Graph promises.
    pub const UNREADABLE_ITEM: &str = "sync_unreadable_item";
    /// A list is longer than any that is read.
    pub const LIST_TOO_LONG: &str = "sync_list_too_long";
    /// A channel has more calls than are kept.
    pub const TOO_MANY_CALLS: &str = "sync_too_many_calls";
    /// A chat's messages carry more files than are kept.
    pub const TOO_MANY_FILES: &str = "sync_too_many_files";
    /// A drive has more folders than are kept.
    pub const TOO_MANY_FOLDERS: &str = "sync_too_many_folders";
    /// A channel's folder, or a file's, can't be found in its drive.
    pub const NO_FOLDER: &str = "sync_no_folder";
    /// A document's text or a list in it is over the limit.
    pub const DOCUMENT_CUT: &str = "document_cut";
    /// The store will never take a document.
    pub const STORE_REFUSED: &str = "store_refused";

    /// All of them.
    pub const ALL: [&str; 12] = [
        GAVE_UP,
        FAILED,
        NOT_PLANNED,
        BUSY,
        UNREADABLE_ITEM,
        LIST_TOO_LONG,
        TOO_MANY_CALLS,
        TOO_MANY_FILES,
        TOO_MANY_FOLDERS,
        NO_FOLDER,
        DOCUMENT_CUT,
        STORE_REFUSED,
    ];
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn every_code_is_a_heading_of_the_page_on_errors() {
        let page = include_str!("../../../docs/errors.md");
        for code in code::ALL {
            assert!(
                page.contains(&format!("\n## `{code}`\n")),
                "docs/errors.md has nothing on {code}"
            );
        }
    }
}
