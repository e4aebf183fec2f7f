//! A process of its own for each file, so that what no budget catches costs one file and nothing else.
//!
//! ```text
//! extractor.rs (parent)                     serve.rs (child, the same program)
//!   question, in one line ──▶ stdin ──▶       limits itself, before it looks at the file
//!   the file's bytes      ──▶       ──▶       reads on a thread of its own
//!   Extracted ◀── stdout ◀── answer, in one line, and the text
//!   Failure   ◀── exit status, signal, deadline
//! ```
//!
//! The child has nothing of its parent's environment and no file but its three pipes, and no name of a file is ever in the list of
//! processes. The parent trusts it no more than the file: it reads no more of it than an answer can have.

mod wire;
mod serve;
mod failure;
mod extractor;

pub use extractor::{Config, Extractor};
pub use failure::{Death, Failure, Fault};
pub use serve::{Reader, is_asked, serve};

/// The one argument with which a program is started as a child.
pub(crate) const ARGUMENT: &str = "--extract-child";
