//! The parts of a Word package that say what lists there are: `numbering.xml`, and the styles that belong to lists.

use std::collections::HashMap;
use std::str::FromStr;

use super::markup::{self, Element, Token};
use super::number_format::NumberFormat;
use super::numbering::{LEVELS, Level, List, Numbering, Paragraph};
use super::parts::Parts;
use super::relationships::Relationship;
use crate::output::{Output, Stop};

/// How many definitions, lists and styles are kept; Word numbers its lists in 15 bits.
const ENTRIES_MAX: usize = 32_767;
/// How long the text of a level may be, in bytes; it is a few characters.
const TEXT_BYTES_MAX: usize = 255;

/// Reads the lists of a document, if it has any.
pub(super) fn read(
    links: &[Relationship],
    parts: &mut Parts<'_>,
    output: &mut Output<'_>,
) -> Result<Option<Numbering>, Stop> {
    let Some(part) = linked("numbering", links, parts, output)? else {
        return Ok(None);
    };
    let mut numbering = Numbering::default();
    read_lists(&part, &mut numbering, output)?;
    if let Some(part) = linked("styles", links, parts, output)? {
        read_styles(&part, &mut numbering, output)?;
    }
    Ok(Some(numbering))
}

fn linked(
    kind: &str,
    links: &[Relationship],
    parts: &mut Parts<'_>,
    output: &mut Output<'_>,
) -> Result<Option<Vec<u8>>, Stop> {
    match links.iter().find(|link| !link.is_external && link.kind == kind) {
        Some(link) => parts.part(&link.target, output),
        None => Ok(None),
    }
}

fn read_lists(part: &[u8], numbering: &mut Numbering, output: &mut Output<'_>) -> Result<(), Stop> {
    let mut open = Open::default();
    markup::walk(part, output, |token, _| {
        match token {
            Token::Start(element) => open.element(element),
            Token::End("abstractNum") => open.close(&mut numbering.definitions),
            Token::End("num") => open.close(&mut numbering.instances),
            Token::End(_) | Token::Text(_) => {}
        }
        Ok(())
    })
}

/// A list on its way from the part.
#[derive(Debug, Default)]
struct Open {
    id: Option<u32>,
    list: List,
    /// The level at hand.
    level: usize,
}

impl Open {
    fn element(&mut self, element: Element<'_>) {
        match element.name() {
            "abstractNum" => {
                *self = Self { id: number(element, "abstractNumId"), ..Self::default() }
            }
            "num" => *self = Self { id: number(element, "numId"), ..Self::default() },
            "numStyleLink" => self.list.style = element.attribute("val"),
            "abstractNumId" => self.list.definition = number(element, "val").unwrap_or_default(),
            "lvlOverride" => self.level = number(element, "ilvl").unwrap_or(LEVELS),
            "startOverride" => {
                if let Some(start) = self.list.starts.get_mut(self.level) {
                    *start = number(element, "val");
                }
            }
            "lvl" => {
                self.level = number(element, "ilvl").unwrap_or(LEVELS);
                if let Some(level) = self.list.levels.get_mut(self.level) {
                    *level = Some(Box::default());
                }
            }
            _ => {
                if let Some(Some(level)) = self.list.levels.get_mut(self.level) {
                    set(level, element);
                }
            }
        }
    }

    fn close(&mut self, lists: &mut HashMap<u32, List>) {
        let Self { id, list, .. } = std::mem::take(self);
        if let Some(id) = id
            && lists.len() < ENTRIES_MAX
        {
            lists.insert(id, list);
        }
    }
}

/// Takes what an element says of its level.
fn set(level: &mut Level, element: Element<'_>) {
    match element.name() {
        "start" => level.start = number(element, "val").unwrap_or_default(),
        "lvlRestart" => level.restart = number(element, "val"),
        "numFmt" => {
            level.format = NumberFormat::of(&element.attribute("val").unwrap_or_default());
        }
        "lvlText" => {
            let text = element.attribute("val").unwrap_or_default();
            let end = text.floor_char_boundary(TEXT_BYTES_MAX);
            text.get(..end).unwrap_or_default().clone_into(&mut level.text);
        }
        "isLgl" => level.is_legal = true,
        "pStyle" => level.style = element.attribute("val"),
        _ => {}
    }
}

fn read_styles(
    part: &[u8],
    numbering: &mut Numbering,
    output: &mut Output<'_>,
) -> Result<(), Stop> {
    let mut id = None;
    let mut style = Paragraph::default();
    markup::walk(part, output, |token, _| {
        match token {
            Token::Start(element) if element.name() == "style" => {
                id = element.attribute("styleId");
                style = Paragraph::default();
            }
            Token::Start(element) => style.set(element),
            Token::End("style") => {
                if let Some(id) = id.take()
                    && numbering.styles.len() < ENTRIES_MAX
                {
                    numbering.styles.insert(id, std::mem::take(&mut style));
                }
            }
            Token::End(_) | Token::Text(_) => {}
        }
        Ok(())
    })
}

impl Paragraph {
    /// Takes what an element of its properties says.
    pub(super) fn set(&mut self, element: Element<'_>) {
        match element.name() {
            "pStyle" | "basedOn" => self.style = element.attribute("val"),
            "numId" => self.list = number(element, "val"),
            "ilvl" => self.level = number(element, "val"),
            _ => {}
        }
    }
}

fn number<N: FromStr>(element: Element<'_>, attribute: &str) -> Option<N> {
    element.attribute(attribute)?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::limits::Limits;

    fn numbering(lists: &str, styles: &str) -> Numbering {
        let limits = Limits::default();
        let mut output = Output::new(&limits, &|| false);
        let mut numbering = Numbering::default();
        read_lists(lists.as_bytes(), &mut numbering, &mut output).unwrap();
        read_styles(styles.as_bytes(), &mut numbering, &mut output).unwrap();
        numbering
    }

    fn item(list: u32, level: usize) -> Paragraph {
        Paragraph { list: Some(list), level: Some(level), ..Paragraph::default() }
    }

    const LISTS: &str = "<w:numbering>\
        <w:abstractNum w:abstractNumId='4'><w:multiLevelType w:val='multilevel'/>\
        <w:lvl w:ilvl='0'><w:start w:val='3'/><w:numFmt w:val='upperRoman'/><w:lvlText w:val='%1.'/></w:lvl>\
        <w:lvl w:ilvl='1'><w:start w:val='1'/><w:lvlRestart w:val='0'/><w:isLgl/><w:pStyle w:val='Sub'/>\
        <w:lvlText w:val='%1.%2'/></w:lvl></w:abstractNum>\
        <w:abstractNum w:abstractNumId='5'><w:numStyleLink w:val='Outline'/></w:abstractNum>\
        <w:num w:numId='1'><w:abstractNumId w:val='4'/></w:num>\
        <w:num w:numId='2'><w:abstractNumId w:val='5'/></w:num>\
        <w:num w:numId='3'><w:abstractNumId w:val='4'/>\
        <w:lvlOverride w:ilvl='0'><w:startOverride w:val='9'/></w:lvlOverride>\
        <w:lvlOverride w:ilvl='1'><w:lvl w:ilvl='1'><w:start w:val='6'/><w:lvlText w:val='-%2-'/></w:lvl></w:lvlOverride></w:num>\
        </w:numbering>";

    const STYLES: &str = "<w:styles>\
        <w:style w:styleId='Outline'><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style>\
        <w:style w:styleId='Sub'><w:basedOn w:val='Outline'/></w:style></w:styles>";

    #[test]
    fn lists_are_read_with_their_levels_and_what_they_override() {
        let mut numbering = numbering(LISTS, STYLES);
        let sub = Paragraph { style: Some("Sub".into()), ..Paragraph::default() };
        for (paragraph, expected) in [
            (item(1, 0), "III."),
            (sub, "3.1"),
            (item(2, 0), "IV."),
            (item(1, 1), "4.2"),
            (item(3, 0), "IX."),
            (item(3, 1), "-6-"),
        ] {
            let shown = numbering.next(&paragraph);
            assert_eq!(shown.as_deref(), Some(expected), "{paragraph:?}");
        }
    }

    #[test]
    fn no_more_is_kept_than_a_document_may_have() {
        let long = "é".repeat(300);
        let mut lists = format!(
            "<w:abstractNum w:abstractNumId='0'><w:lvl w:ilvl='0'><w:lvlText w:val='{long}'/></w:lvl>\
             <w:lvl w:ilvl='9'><w:lvlText w:val='x'/></w:lvl></w:abstractNum>"
        );
        let mut styles = String::new();
        for id in 0..40_000 {
            write!(lists, "<w:num w:numId='{id}'><w:abstractNumId w:val='0'/></w:num>").unwrap();
            write!(styles, "<w:style w:styleId='{id}'/>").unwrap();
        }
        let mut numbering = numbering(&lists, &styles);
        assert_eq!(numbering.instances.len(), ENTRIES_MAX);
        assert_eq!(numbering.styles.len(), ENTRIES_MAX);
        assert_eq!(numbering.next(&item(1, 0)), Some("é".repeat(127)));
        assert_eq!(numbering.next(&item(1, 9)), None);
    }

    #[test]
    fn lists_that_make_no_sense_show_nothing() {
        for lists in [
            "<w:num w:numId='1'/>",
            "<w:num w:numId='1'><w:abstractNumId w:val='-4'/></w:num>",
            "<w:lvl w:ilvl='0'/><w:num w:numId='x'><w:abstractNumId w:val='4'/></w:num>",
            "<w:abstractNum w:abstractNumId='0'><w:numStyleLink w:val='S'/></w:abstractNum><w:num w:numId='1'/>",
        ] {
            assert_eq!(numbering(lists, "").next(&item(1, 0)), None, "{lists}");
        }
    }
}
