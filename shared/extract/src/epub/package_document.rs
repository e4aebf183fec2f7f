//! The package document: what the book says of itself, and its chapters.

use std::collections::{HashMap, HashSet};

use percent_encoding::percent_decode_str;

use crate::date::rfc3339;
use crate::output::{Metadata, Stop};
use crate::xml_events::{XmlElement, XmlEvent, each_event};

/// What is read of a package document.
#[derive(Debug, Default, PartialEq)]
pub(super) struct PackageDocument {
    pub(super) metadata: Metadata,
    /// The names of the parts of the spine in its order, each once.
    pub(super) chapters: Vec<String>,
}

impl PackageDocument {
    /// Reads the package document that is the part `path`: its references start from there.
    pub(super) fn of(bytes: &[u8], path: &str) -> Result<Self, Stop> {
        let mut document = Self::default();
        let mut manifest = HashMap::new();
        let mut spine = Vec::new();
        let mut text = String::new();
        let mut is_modified_date = false;
        each_event(bytes, |event| {
            match event {
                XmlEvent::Start(element) => {
                    text.clear();
                    is_modified_date = is_modified(element);
                    match element.local_name() {
                        "item" => {
                            if let Some(id) = element.attribute("id") {
                                manifest.insert(id, element.attribute("href"));
                            }
                        }
                        "itemref" => spine.extend(element.attribute("idref")),
                        _ => {}
                    }
                }
                XmlEvent::Text(more) => text.push_str(more),
                XmlEvent::End(_) if is_modified_date => {
                    document.metadata.modified = rfc3339(&text);
                    is_modified_date = false;
                }
                XmlEvent::End(name) => document.say(name, &text),
            }
            Ok(())
        })?;
        let mut seen = HashSet::new();
        let hrefs = spine.iter().filter_map(|id| manifest.get(id)?.as_deref());
        document.chapters = hrefs
            .map(|href| part_name(path, href))
            .filter(|part| seen.insert(part.clone()))
            .collect();
        Ok(document)
    }

    /// Takes what is said first: the main title, the first author, the publication's date.
    fn say(&mut self, name: &str, text: &str) {
        let Metadata { title, author, created, language, .. } = &mut self.metadata;
        match name {
            "dc:title" if title.is_none() => *title = Metadata::said(text),
            "dc:creator" if author.is_none() => *author = Metadata::said(text),
            "dc:date" if created.is_none() => *created = rfc3339(text),
            "dc:language" if language.is_none() => *language = Metadata::said(text),
            _ => {}
        }
    }
}

/// Whether an element says when the book was changed last: a property in EPUB 3, an event in EPUB 2.
fn is_modified(element: &XmlElement<'_>) -> bool {
    match element.local_name() {
        "meta" => element.attribute("property").as_deref() == Some("dcterms:modified"),
        "date" => element.attribute("opf:event").as_deref() == Some("modification"),
        _ => false,
    }
}

/// The part that `href` means in the part `base`, without a fragment; what points out of the package stays in it.
fn part_name(base: &str, href: &str) -> String {
    let href = href.split('#').next().unwrap_or_default();
    let folder = base.rsplit_once('/').map_or("", |(folder, _)| folder);
    let href = percent_decode_str(href).decode_utf8_lossy();
    let mut names = Vec::new();
    for name in folder.split('/').chain(href.split('/')) {
        match name {
            "" | "." => {}
            ".." => drop(names.pop()),
            _ => names.push(name),
        }
    }
    names.join("/")
}
