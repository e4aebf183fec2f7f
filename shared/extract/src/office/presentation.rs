//! `PowerPoint`'s packages: the slides in their order, each with its notes, its comments and what hangs on it, then
//! once what stands behind them.

use std::collections::HashMap;

use super::markup::{self, Token};
use super::parts::Parts;
use super::relationships::{self, Relationship};
use super::story::Layer;
use crate::output::{Output, Stop};

/// Reads a presentation.
pub(super) fn read(parts: &mut Parts<'_>, output: &mut Output<'_>) -> Result<(), Stop> {
    let presentation = parts.main("ppt/presentation.xml", output)?;
    let links = relationships::of(&presentation, parts, output)?;
    let slides = slides(&presentation, &links, parts, output)?;
    let mut layouts = Vec::new();
    for slide in &slides {
        read_slide(slide, parts, output, &mut layouts)?;
    }
    let mut masters = Vec::new();
    for layout in &layouts {
        read_background(layout, parts, output, &mut masters)?;
    }
    for master in &masters {
        read_background(master, parts, output, &mut Vec::new())?;
    }
    // Handouts have a header and a footer of their own.
    parts.stories(&links, "handoutMaster", Layer::Content, output)
}

/// The names of the slides in the order in which they are shown.
fn slides(
    presentation: &str,
    links: &[Relationship],
    parts: &mut Parts<'_>,
    output: &mut Output<'_>,
) -> Result<Vec<String>, Stop> {
    let mut ids = Vec::new();
    let part = parts.required(presentation, output)?;
    markup::walk(&part, output, |token, _| {
        if let Token::Start(element) = token
            && element.name() == "sldId"
        {
            ids.extend(element.relationship());
        }
        Ok(())
    })?;
    let places: HashMap<String, usize> = ids.into_iter().zip(0..).collect();
    let mut slides: Vec<_> = links.iter().filter(|link| link.kind == "slide").collect();
    slides.sort_by_key(|link| places.get(&link.id).copied().unwrap_or(usize::MAX));
    Ok(slides.into_iter().map(|link| link.target.clone()).collect())
}

fn read_slide(
    slide: &str,
    parts: &mut Parts<'_>,
    output: &mut Output<'_>,
    layouts: &mut Vec<String>,
) -> Result<(), Stop> {
    parts.story(slide, Layer::Content, output)?;
    let links = relationships::of(slide, parts, output)?;
    parts.attached(&links, output)?;
    parts.stories(&links, "notesSlide", Layer::Content, output)?;
    parts.stories(&links, "comments", Layer::Content, output)?;
    layouts.extend(behind(links));
    Ok(())
}

/// Reads a layout or a master, and adds what is behind it to `further`.
fn read_background(
    name: &str,
    parts: &mut Parts<'_>,
    output: &mut Output<'_>,
    further: &mut Vec<String>,
) -> Result<(), Stop> {
    parts.story(name, Layer::Background, output)?;
    let links = relationships::of(name, parts, output)?;
    further.extend(behind(links));
    Ok(())
}

fn behind(links: Vec<Relationship>) -> impl Iterator<Item = String> {
    links
        .into_iter()
        .filter(|link| matches!(link.kind.as_str(), "slideLayout" | "slideMaster"))
        .map(|link| link.target)
}
