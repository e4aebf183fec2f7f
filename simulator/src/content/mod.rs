//! Text with structure: written once, shown as the HTML that Graph serves and as the text that a person reads.
//!
//! The truth about a message is made of the structure, never of the HTML, so that it cannot share a fault with
//! whoever reads the HTML.

pub(crate) mod rich;
pub(crate) mod write;
pub(crate) mod html;
pub(crate) mod readable;
