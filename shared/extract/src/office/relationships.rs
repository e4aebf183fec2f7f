//! Which parts of a package belong to which (ECMA-376 part 2, Open Packaging Conventions).

use super::markup::{self, Token};
use super::parts::Parts;
use crate::output::{Output, Stop};

/// A link from one part to another, or out of the package.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Relationship {
    /// What the part calls it.
    pub(super) id: String,
    /// The last segment of its type: `slide`, `hyperlink`, `officeDocument`.
    pub(super) kind: String,
    /// The name of the part, or the address outside.
    pub(super) target: String,
    pub(super) is_external: bool,
}

/// The links of a part; of the package itself if the name is empty.
pub(super) fn of(
    part: &str,
    parts: &mut Parts<'_>,
    output: &mut Output<'_>,
) -> Result<Vec<Relationship>, Stop> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let Some(bytes) = parts.part(&format!("{folder}/_rels/{name}.rels"), output)? else {
        return Ok(Vec::new());
    };
    let mut relationships = Vec::new();
    markup::walk(&bytes, output, |token, _| {
        if let Token::Start(element) = token
            && element.name() == "Relationship"
            && let Some(target) = element.attribute("Target")
        {
            let kind = element.attribute("Type").unwrap_or_default();
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            let is_external =
                element.attribute("TargetMode").is_some_and(|mode| mode == "External");
            let target = if is_external { target } else { resolve(folder, &target) };
            let id = element.attribute("Id").unwrap_or_default();
            relationships.push(Relationship { id, kind, target, is_external });
        }
        Ok(())
    })?;
    Ok(relationships)
}

/// The name of the part that a target means, seen from a folder.
fn resolve(folder: &str, target: &str) -> String {
    let base = if target.starts_with('/') { "" } else { folder };
    let mut segments: Vec<&str> = Vec::new();
    for segment in base.split('/').chain(target.split('/')) {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            segment => segments.push(segment),
        }
    }
    segments.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_seen_from_its_parts_folder() {
        for (folder, target, expected) in [
            ("ppt/slides", "../media/image1.png", "ppt/media/image1.png"),
            ("word", "header1.xml", "word/header1.xml"),
            ("word", "/xl/workbook.xml", "xl/workbook.xml"),
            ("", "../../word/./document.xml", "word/document.xml"),
        ] {
            assert_eq!(resolve(folder, target), expected);
        }
    }
}
