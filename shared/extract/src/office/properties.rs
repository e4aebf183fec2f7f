//! What a file says of itself: title, author, dates, language.

use office_oxide::cfb::oleps::parse_summary_information;

use super::compound::{self, Compound};
use super::markup::{self, Token};
use super::parts::Parts;
use crate::date::rfc3339;
use crate::output::{Metadata, Output, Stop};

/// Bytes of a property; a longer one is no title and no name.
const PROPERTY_BYTES_MAX: usize = 1024;

/// Reads the core properties of a package (ECMA-376 part 2).
pub(super) fn of_package(parts: &mut Parts<'_>, output: &mut Output<'_>) -> Result<(), Stop> {
    let Some(part) = parts.part("docProps/core.xml", output)? else {
        return Ok(());
    };
    let mut found = Metadata::default();
    let mut name = String::new();
    markup::walk(&part, output, |token, _| {
        match token {
            Token::Start(element) => element.name().clone_into(&mut name),
            Token::End(_) => name.clear(),
            Token::Text(text) => {
                if let Some(property) = property(&mut found, &name) {
                    property.get_or_insert_default().push_str(text);
                }
            }
        }
        Ok(())
    })?;
    keep(&found, output);
    Ok(())
}

fn property<'m>(metadata: &'m mut Metadata, name: &str) -> Option<&'m mut Option<String>> {
    match name {
        "title" => Some(&mut metadata.title),
        "creator" => Some(&mut metadata.author),
        "created" => Some(&mut metadata.created),
        "modified" => Some(&mut metadata.modified),
        "language" => Some(&mut metadata.language),
        _ => None,
    }
}

/// Reads the summary information of a compound file (MS-OLEPS).
pub(super) fn of_compound(file: &mut Compound<'_>, output: &mut Output<'_>) -> Result<(), Stop> {
    let stream = compound::stream(file, "/\u{5}SummaryInformation", output)?;
    if let Some(summary) = stream.and_then(|stream| parse_summary_information(&stream)) {
        let found = Metadata {
            title: summary.title,
            author: summary.author,
            created: summary.created,
            modified: summary.modified,
            language: None,
        };
        keep(&found, output);
    }
    Ok(())
}

/// Keeps what is well-formed.
fn keep(found: &Metadata, output: &mut Output<'_>) {
    output.metadata = Metadata {
        title: found.title.as_deref().and_then(text),
        author: found.author.as_deref().and_then(text),
        created: found.created.as_deref().and_then(rfc3339),
        modified: found.modified.as_deref().and_then(rfc3339),
        language: found.language.as_deref().and_then(text),
    };
}

fn text(property: &str) -> Option<String> {
    let property = property.trim();
    let is_kept = !property.is_empty() && property.len() <= PROPERTY_BYTES_MAX;
    is_kept.then(|| property.to_owned())
}
