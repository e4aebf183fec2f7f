//! EPUB: the chapters of a book in reading order.
//!
//! ```text
//! META-INF/container.xml  ──▶ which part is the package document
//! package document (OPF)  ──▶ metadata; the chapters in the order of the spine
//! META-INF/encryption.xml ──▶ is a chapter encrypted?
//! each chapter            ──▶ html.rs
//! ```

mod encryption;
mod package_document;

use crate::html;
use crate::output::{Output, Stop};
use crate::package::Package;
use crate::refusal::Refusal;
use crate::xml_events::{XmlEvent, each_event};
use package_document::PackageDocument;

/// Reads a book.
pub(crate) fn read(bytes: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    let mut package = Package::open(bytes, output)?;
    let container = package.part("META-INF/container.xml", output)?.unwrap_or_default();
    let Some(path) = package_document_path(&container)? else {
        let reason = "its META-INF/container.xml doesn't say where the package document is";
        return Err(Refusal::Malformed(reason.to_owned()).into());
    };
    let Some(document) = package.part(&path, output)? else {
        return Err(Refusal::Malformed(format!("it has no package document {path}")).into());
    };
    let PackageDocument { metadata, chapters } = PackageDocument::of(&document, &path)?;
    output.metadata = metadata;
    if let Some(encryption) = package.part("META-INF/encryption.xml", output)? {
        encryption::refuse_encrypted(&encryption, &chapters)?;
    }
    for chapter in &chapters {
        output.check_time()?;
        if let Some(part) = package.part(chapter, output)? {
            output.inside(|output| html::read(&part, output))?;
            output.end_line()?;
        }
    }
    Ok(())
}

/// The first package document that the container names (EPUB 3.3, 4.2.6.3.1).
fn package_document_path(container: &[u8]) -> Result<Option<String>, Stop> {
    let mut path = None;
    each_event(container, |event| {
        if let XmlEvent::Start(element) = event
            && path.is_none()
            && element.local_name() == "rootfile"
        {
            path = element.attribute("full-path");
        }
        Ok(())
    })?;
    Ok(path)
}
