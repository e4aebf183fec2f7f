//! How much one file may take.

use serde::{Deserialize, Serialize};

/// The budget of one file, with everything that is inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of text; what is beyond is cut off.
    pub text_bytes: usize,
    /// Bytes that compressed parts may come to, counted as they come and not as they are declared.
    pub inflated_bytes: usize,
    /// Bytes that one of them may come to.
    pub part_bytes: usize,
    /// Parts of a package.
    pub parts: usize,
    /// Files inside files: mails in mails, workbooks in slides.
    pub nesting: usize,
    /// Pages of a PDF.
    pub pages: usize,
}

impl Default for Limits {
    /// 10 MiB of text; 128 MiB inflated in 20,000 parts of 64 MiB at most; 4 levels; 20,000 pages.
    fn default() -> Self {
        Self {
            text_bytes: 10 << 20,
            inflated_bytes: 128 << 20,
            part_bytes: 64 << 20,
            parts: 20_000,
            nesting: 4,
            pages: 20_000,
        }
    }
}
