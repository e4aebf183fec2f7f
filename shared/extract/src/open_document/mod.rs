//! `OpenDocument`: text, spreadsheets, presentations and drawings.
//!
//! ```text
//! META-INF/manifest.xml ──▶ encrypted?
//! meta.xml              ──▶ metadata
//! content.xml           ──▶ text
//! Object 1/content.xml  ──▶ tables and charts inside it
//! styles.xml            ──▶ headers, footers, and the text of master slides
//! ```

mod content;
mod element;
mod lines;
mod metadata;

use crate::output::{Output, Stop};
use crate::package::Package;
use crate::refusal::Refusal;
use crate::xml_events::{XmlEvent, each_event};

/// Reads a package of `OpenDocument`.
pub(crate) fn read(bytes: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    let mut package = Package::open(bytes, output)?;
    if let Some(manifest) = package.part("META-INF/manifest.xml", output)? {
        refuse_encrypted(&manifest)?;
    }
    if let Some(meta) = package.part("meta.xml", output)? {
        metadata::read(&meta, &mut output.metadata)?;
    }
    let Some(content) = package.part("content.xml", output)? else {
        return Err(Refusal::Malformed("it has no content.xml".to_owned()).into());
    };
    content::read(&content, output)?;
    let names = package.names();
    let is_object = |name: &str| name.ends_with("/content.xml") || name.ends_with("/styles.xml");
    for name in names.iter().filter(|name| is_object(name)) {
        output.check_time()?;
        output.inside(|output| read_part(&mut package, name, output))?;
    }
    output.inside(|output| read_part(&mut package, "styles.xml", output))?;
    output.end_line()
}

fn read_part(package: &mut Package<'_>, name: &str, output: &mut Output<'_>) -> Result<(), Stop> {
    match package.part(name, output)? {
        Some(part) => content::read(&part, output),
        None => Ok(()),
    }
}

/// The manifest says how each encrypted part is encrypted (`OpenDocument` 1.3, part 2, 4.4).
fn refuse_encrypted(manifest: &[u8]) -> Result<(), Stop> {
    each_event(manifest, |event| match event {
        XmlEvent::Start(element) if element.name() == "manifest:encryption-data" => {
            Err(Refusal::Encrypted.into())
        }
        XmlEvent::Start(_) | XmlEvent::Text(_) | XmlEvent::End(_) => Ok(()),
    })
}
