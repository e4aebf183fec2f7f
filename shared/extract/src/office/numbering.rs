//! What a list item of Word shows before its text (ECMA-376 part 1, 17.9).
//!
//! A paragraph or its style names a list, an instance of a definition. All instances of a definition count on, but for
//! one that says where it starts.

use std::collections::HashMap;

use super::number_format::NumberFormat;

/// The levels of a list.
pub(super) const LEVELS: usize = 9;
/// How many styles may stand on each other; a circle ends there too.
const STYLES_DEEP_MAX: usize = 16;

/// The lists of a document and how far they have counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    /// By their numbers, `abstractNumId`.
    pub(super) definitions: HashMap<u32, List>,
    /// By their numbers, `numId`.
    pub(super) instances: HashMap<u32, List>,
    /// By their names, `styleId`.
    pub(super) styles: HashMap<String, Paragraph>,
    /// The last number of each level, by definition.
    counts: HashMap<u32, [Option<u32>; LEVELS]>,
}

/// A definition of lists, or an instance of one.
#[derive(Debug, Default)]
pub(super) struct List {
    /// The levels of a definition; those that an instance has instead.
    pub(super) levels: [Option<Box<Level>>; LEVELS],
    /// The style whose list is meant by a definition without levels.
    pub(super) style: Option<String>,
    /// Of what it is an instance.
    pub(super) definition: u32,
    /// Where an instance starts, if it doesn't count on.
    pub(super) starts: [Option<u32>; LEVELS],
    has_begun: bool,
}

/// A level of a list.
#[derive(Debug, Default)]
pub(super) struct Level {
    /// The first number; 0 if the document doesn't say.
    pub(super) start: u32,
    /// It starts again after an item of one of so many levels, counted from the highest; of any higher one if the
    /// document doesn't say.
    pub(super) restart: Option<usize>,
    pub(super) format: NumberFormat,
    /// What is shown, with `%1` for the number of the first level.
    pub(super) text: String,
    /// Whether all levels are shown in digits.
    pub(super) is_legal: bool,
    /// The style of its paragraphs.
    pub(super) style: Option<String>,
}

/// What a paragraph or a style says of itself: what it doesn't say is said by the style that it stands on.
#[derive(Debug, Default)]
pub(super) struct Paragraph {
    /// `pStyle` of a paragraph, `basedOn` of a style.
    pub(super) style: Option<String>,
    /// The number of its list; 0 if it is in none.
    pub(super) list: Option<u32>,
    /// Its level in the list, from 0.
    pub(super) level: Option<usize>,
}

impl Numbering {
    /// Counts a paragraph, and says what is shown before it; none if it's in no list, or if that is no text.
    pub(super) fn next(&mut self, paragraph: &Paragraph) -> Option<String> {
        let (list, level) = self.place(paragraph);
        let list = list?;
        let id = self.definition_of(list)?;
        let instance = self.instances.get_mut(&list)?;
        let levels = Levels { definition: self.definitions.get(&id)?, instance };
        let style = paragraph.style.as_deref();
        let level = level.or_else(|| levels.of_style(style?)).unwrap_or_default();
        let counts = self.counts.entry(id).or_default();
        levels.count(level, counts);
        let shown = levels.shown(level, counts);
        instance.has_begun = true;
        shown.filter(|shown| !shown.trim().is_empty())
    }

    /// The list and the level of a paragraph, by what it says or the styles that it stands on.
    fn place(&self, paragraph: &Paragraph) -> (Option<u32>, Option<usize>) {
        let mut list = None;
        let mut level = None;
        let mut at = Some(paragraph);
        for _ in 0..STYLES_DEEP_MAX {
            let Some(paragraph) = at else {
                break;
            };
            list = list.or(paragraph.list);
            level = level.or(paragraph.level);
            at = paragraph.style.as_ref().and_then(|style| self.styles.get(style));
        }
        (list, level)
    }

    /// The definition of a list; one that only refers to a style stands for that style's list.
    fn definition_of(&self, list: u32) -> Option<u32> {
        let id = self.instances.get(&list)?.definition;
        let Some(style) = &self.definitions.get(&id)?.style else {
            return Some(id);
        };
        let (list, _) = self.place(self.styles.get(style)?);
        Some(self.instances.get(&list?)?.definition)
    }
}

/// The levels of a list as its instance has them.
struct Levels<'n> {
    definition: &'n List,
    instance: &'n List,
}

impl<'n> Levels<'n> {
    fn get(&self, level: usize) -> Option<&'n Level> {
        let own = self.instance.levels.get(level)?;
        own.as_ref().or(self.definition.levels.get(level)?.as_ref()).map(AsRef::as_ref)
    }

    /// The level whose paragraphs have this style.
    fn of_style(&self, style: &str) -> Option<usize> {
        (0..LEVELS).find(|level| {
            self.get(*level).is_some_and(|level| level.style.as_deref() == Some(style))
        })
    }

    fn start(&self, level: usize) -> u32 {
        let own = self.instance.starts.get(level).copied().flatten();
        own.unwrap_or_else(|| self.get(level).map_or(1, |level| level.start))
    }

    /// Counts an item of a level: those above it begin if they haven't, those below it begin anew.
    fn count(&self, level: usize, counts: &mut [Option<u32>; LEVELS]) {
        if !self.instance.has_begun {
            for (count, start) in counts.iter_mut().zip(&self.instance.starts) {
                *count = count.filter(|_| start.is_none());
            }
        }
        for (at, count) in counts.iter_mut().enumerate() {
            if at < level {
                count.get_or_insert_with(|| self.start(at));
            } else if at == level {
                *count = Some(count.map_or_else(|| self.start(at), |last| last.saturating_add(1)));
            } else if self.get(at).and_then(|below| below.restart).is_none_or(|above| level < above)
            {
                *count = None;
            }
        }
    }

    /// What an item of a level shows; none for bullets.
    fn shown(&self, level: usize, counts: &[Option<u32>; LEVELS]) -> Option<String> {
        let Level { format, text, is_legal, .. } = self.get(level)?;
        if *format == NumberFormat::Bullet {
            return None;
        }
        let mut pieces = text.split('%');
        let mut shown = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let place = piece.chars().next().and_then(|digit| digit.to_digit(10));
            let Some(at) = place.and_then(|place| usize::try_from(place.checked_sub(1)?).ok())
            else {
                shown.push('%');
                shown.push_str(piece);
                continue;
            };
            let format = self.get(at).map_or(NumberFormat::Decimal, |level| level.format);
            let format = if *is_legal { NumberFormat::Decimal } else { format };
            let count = counts.get(at).copied().flatten().unwrap_or_else(|| self.start(at));
            shown.push_str(&format.write(count));
            shown.push_str(piece.get(1..).unwrap_or_default());
        }
        Some(shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A level of a list, and what it shows.
    fn level(format: &str, text: &str) -> Level {
        let format = NumberFormat::of(format);
        Level { start: 1, format, text: text.to_owned(), ..Level::default() }
    }

    /// A document with one definition, and the lists 1 and 2 that are its instances.
    fn numbering(levels: impl IntoIterator<Item = Level>) -> Numbering {
        let mut numbering = Numbering::default();
        let mut definition = List::default();
        for (place, level) in definition.levels.iter_mut().zip(levels) {
            *place = Some(Box::new(level));
        }
        numbering.definitions.insert(7, definition);
        for list in [1, 2] {
            numbering.instances.insert(list, List { definition: 7, ..List::default() });
        }
        numbering
    }

    fn outline() -> Numbering {
        numbering([
            level("decimal", "%1."),
            level("lowerLetter", "%1.%2)"),
            level("upperRoman", "(%3) 100%"),
        ])
    }

    fn item(list: u32, level: usize) -> Paragraph {
        Paragraph { list: Some(list), level: Some(level), ..Paragraph::default() }
    }

    fn of_style(style: &str) -> Paragraph {
        Paragraph { style: Some(style.to_owned()), ..Paragraph::default() }
    }

    /// What the items of the levels show, one after the other.
    fn shown(numbering: &mut Numbering, list: u32, levels: &[usize]) -> Vec<String> {
        let items = levels.iter().map(|level| numbering.next(&item(list, *level)));
        items.map(Option::unwrap_or_default).collect()
    }

    #[test]
    fn a_level_begins_anew_after_a_higher_one() {
        assert_eq!(
            shown(&mut outline(), 1, &[0, 1, 1, 2, 1, 0, 1, 2]),
            ["1.", "1.a)", "1.b)", "(I) 100%", "1.c)", "2.", "2.a)", "(I) 100%"]
        );
    }

    #[test]
    fn a_level_that_was_left_out_counts_as_begun() {
        assert_eq!(shown(&mut outline(), 1, &[1, 0]), ["1.a)", "2."]);
    }

    #[test]
    fn a_level_begins_anew_only_where_it_says_so() {
        let never = Level { restart: Some(0), ..level("decimal", "%2") };
        let after_first = Level { restart: Some(1), ..level("decimal", "%3") };
        let mut numbering = numbering([level("decimal", "%1."), never, after_first]);
        assert_eq!(
            shown(&mut numbering, 1, &[0, 1, 2, 1, 2, 0, 1, 2]),
            ["1.", "1", "1", "2", "2", "2.", "3", "1"]
        );
    }

    #[test]
    fn lists_of_a_definition_count_on_unless_one_says_where_it_starts() {
        let mut numbering = outline();
        assert_eq!(shown(&mut numbering, 1, &[0, 0]), ["1.", "2."]);
        assert_eq!(shown(&mut numbering, 2, &[0]), ["3."]);
        let list = List { definition: 7, starts: [Some(5); LEVELS], ..List::default() };
        numbering.instances.insert(3, list);
        assert_eq!(shown(&mut numbering, 3, &[0, 1, 0]), ["5.", "5.e)", "6."]);
    }

    #[test]
    fn a_list_shows_its_own_levels_rather_than_those_of_its_definition() {
        let mut numbering = outline();
        let own = Level { is_legal: true, ..level("decimal", "Part %1-%2") };
        let list = numbering.instances.get_mut(&1).unwrap();
        list.levels[1] = Some(Box::new(own));
        assert_eq!(shown(&mut numbering, 1, &[1, 1]), ["Part 1-1", "Part 1-2"]);
        assert_eq!(shown(&mut numbering, 2, &[1]), ["1.c)"]);
    }

    #[test]
    fn bullets_and_what_is_in_no_list_show_nothing() {
        let mut numbering =
            numbering([level("bullet", "•"), level("none", ""), level("none", "Note")]);
        assert_eq!(
            shown(&mut numbering, 1, &[0, 1, 2, 8, 9, usize::MAX]),
            ["", "", "Note", "", "", ""]
        );
        assert_eq!(shown(&mut numbering, 0, &[2]), [""]);
        assert_eq!(numbering.next(&Paragraph::default()), None);
    }

    #[test]
    fn a_bullet_does_not_make_its_list_start_again() {
        let mut numbering = numbering([level("decimal", "%1"), level("bullet", "•")]);
        let list = List { definition: 7, starts: [Some(1); LEVELS], ..List::default() };
        numbering.instances.insert(3, list);
        assert_eq!(shown(&mut numbering, 3, &[1, 0, 1, 0]), ["", "2", "", "3"]);
    }

    #[test]
    fn a_style_puts_its_paragraphs_into_a_list() {
        let heading = Level { style: Some("Heading2".into()), ..level("decimal", "%1.%2") };
        let mut numbering = numbering([level("decimal", "%1"), heading]);
        let list = Some(1);
        for (name, style) in [
            ("Base", Paragraph { list, ..Paragraph::default() }),
            ("Heading1", Paragraph { level: Some(0), ..of_style("Base") }),
            ("Heading2", of_style("Base")),
            ("Plain", Paragraph { list: Some(0), ..of_style("Heading1") }),
            ("Circle", of_style("Circle")),
        ] {
            numbering.styles.insert(name.to_owned(), style);
        }
        for (style, expected) in [
            ("Heading1", Some("1")),
            ("Heading2", Some("1.1")),
            ("Heading2", Some("1.2")),
            ("Plain", None),
            ("Circle", None),
            ("absent", None),
        ] {
            assert_eq!(numbering.next(&of_style(style)).as_deref(), expected, "{style}");
        }
        let out = Paragraph { list: Some(0), ..of_style("Heading1") };
        assert_eq!(numbering.next(&out), None);
    }

    #[test]
    fn a_definition_may_refer_to_the_list_of_a_style() {
        let mut numbering = outline();
        numbering.styles.insert("Outline".into(), item(1, 0));
        let definition = List { style: Some("Outline".into()), ..List::default() };
        numbering.definitions.insert(8, definition);
        numbering.instances.insert(3, List { definition: 8, ..List::default() });
        assert_eq!(shown(&mut numbering, 3, &[0, 0]), ["1.", "2."]);
    }

    #[test]
    fn counts_end_at_the_greatest_number() {
        let last = Level { start: u32::MAX, ..level("lowerLetter", "%1%9") };
        assert_eq!(shown(&mut numbering([last]), 1, &[0, 0]), ["42949672951", "42949672951"]);
    }
}
