//! Mails: their subject, who wrote to whom, what they say, and the files in them.
//!
//! ```text
//! eml ──▶ message.rs, part.rs ─────┐
//! msg ──▶ outlook.rs               ├──▶ subject, people, body ──▶ attachments ──▶ the readers of their kinds
//!            properties.rs         │
//!            compressed_rtf.rs ────┘
//! ```
//!
//! When a mail was sent is metadata and not text, as the dates of other files are.

mod compressed_rtf;
mod message;
mod outlook;
mod part;
mod properties;

pub(crate) use message::read as read_eml;
pub(crate) use outlook::read as read_msg;

use crate::kind::Kind;
use crate::output::{Metadata, Output, Stop};

/// What stands at the head of a mail.
#[derive(Debug, Default)]
struct Head {
    subject: String,
    from: String,
    to: String,
    cc: String,
    /// When it was sent, in RFC 3339.
    sent: Option<String>,
}

impl Head {
    /// Writes a line for each that is there.
    fn write(&self, output: &mut Output<'_>) -> Result<(), Stop> {
        let say = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        output.metadata = Metadata {
            title: say(&self.subject),
            author: say(&self.from),
            created: self.sent.clone(),
            ..Metadata::default()
        };
        for line in [&self.subject, &self.from, &self.to, &self.cc] {
            output.line(line.trim())?;
        }
        Ok(())
    }
}

/// Somebody's name and address, each if it is there, once if both are the same.
fn person(name: &str, address: &str) -> String {
    let name = name.trim().trim_matches(['\'', '"']);
    let address = address.trim();
    match (name.is_empty(), address.is_empty()) {
        (_, true) => name.to_owned(),
        (true, false) => address.to_owned(),
        (false, false) if name.eq_ignore_ascii_case(address) => address.to_owned(),
        (false, false) => format!("{name} <{address}>"),
    }
}

/// Reads a file in a mail as the file that it is. Text without a name is none that a person put there: a signature, an
/// invitation for calendars.
fn read_attachment(bytes: &[u8], name: &str, output: &mut Output<'_>) -> Result<(), Stop> {
    if bytes.is_empty() {
        return Ok(());
    }
    output.inside(|output| {
        let kind = Kind::of(bytes, name)?;
        if kind == Kind::Text && name.is_empty() {
            return Ok(());
        }
        crate::read(kind, bytes, output)?;
        output.end_line()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_named_once() {
        for (name, address, expected) in [
            ("Ana", "ana@example.com", "Ana <ana@example.com>"),
            ("'ana@example.com'", "Ana@example.com", "Ana@example.com"),
            ("", "ana@example.com", "ana@example.com"),
            ("Ana", "", "Ana"),
            ("", "", ""),
        ] {
            assert_eq!(person(name, address), expected);
        }
    }
}
