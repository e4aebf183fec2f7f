//! The text of a part: `content.xml`, `styles.xml`, or the content of an object.

use crate::open_document::element::Element;
use crate::open_document::lines::{Gap, Lines};
use crate::output::{Output, Stop};
use crate::xml_events::{XmlElement, XmlEvent, each_event};

/// Writes the text of a part.
pub(super) fn read(bytes: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    let mut content = Content {
        lines: Lines::new(output),
        open: Vec::new(),
        hidden: 0,
        cells: 0,
        value: None,
        tables_are_sheets: false,
    };
    each_event(bytes, |event| match event {
        XmlEvent::Start(element) => content.start(element),
        XmlEvent::Text(text) => content.text(text),
        XmlEvent::End(_) => content.end(),
    })
}

/// Where the reader is in the part.
struct Content<'o, 'l> {
    lines: Lines<'o, 'l>,
    /// The elements around, a byte each; `xml_events` bounds their number.
    open: Vec<Element>,
    /// How many of them are hidden or inside of a hidden one.
    hidden: usize,
    /// How many of them are cells.
    cells: usize,
    /// The value of the innermost cell, until there is text in it.
    value: Option<String>,
    tables_are_sheets: bool,
}

impl Content<'_, '_> {
    fn start(&mut self, start: &XmlElement<'_>) -> Result<(), Stop> {
        let element = Element::of(start.name());
        if self.hidden > 0 || element == Element::Hidden {
            self.hidden += 1;
            return Ok(());
        }
        self.open.push(element);
        match element {
            Element::Spaces => self.lines.gap(Gap::Space),
            Element::Tab => self.lines.gap(Gap::Tab),
            Element::Spreadsheet => self.tables_are_sheets = true,
            Element::Table if self.tables_are_sheets => self.sheet_name(start)?,
            Element::Cell => {
                self.cells += 1;
                self.value = cell_value(start);
            }
            Element::Paragraph | Element::LineBreak | Element::Table | Element::Row => {
                self.end_line();
            }
            Element::Inline | Element::Hidden | Element::Other => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), Stop> {
        let is_text = self.hidden == 0 && self.open.last().is_some_and(|open| open.holds_text());
        if is_text && self.lines.words(text)? {
            self.value = None;
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), Stop> {
        if self.hidden > 0 {
            self.hidden -= 1;
            return Ok(());
        }
        match self.open.pop() {
            Some(Element::Paragraph | Element::Row | Element::Table) => self.end_line(),
            Some(Element::Cell) => {
                if let Some(value) = self.value.take() {
                    self.lines.words(&value)?;
                }
                self.cells -= 1;
                self.lines.gap(Gap::Tab);
            }
            Some(
                Element::Inline
                | Element::Spaces
                | Element::Tab
                | Element::LineBreak
                | Element::Spreadsheet
                | Element::Hidden
                | Element::Other,
            )
            | None => {}
        }
        Ok(())
    }

    /// Inside a cell a line end is a space.
    fn end_line(&mut self) {
        self.lines.gap(if self.cells > 0 { Gap::Space } else { Gap::Line });
    }

    /// The name of a sheet, on a line of its own.
    fn sheet_name(&mut self, start: &XmlElement<'_>) -> Result<(), Stop> {
        self.end_line();
        if let Some(name) = start.attribute("table:name") {
            self.lines.words(&name)?;
        }
        self.end_line();
        Ok(())
    }
}

/// What a cell holds, for the writers that leave its text out (`OpenDocument` 1.3: `office:value-type` names the
/// attribute with the value).
fn cell_value(start: &XmlElement<'_>) -> Option<String> {
    let name = match start.attribute("office:value-type")?.as_str() {
        "date" => "office:date-value",
        "time" => "office:time-value",
        "boolean" => "office:boolean-value",
        "string" => "office:string-value",
        _ => "office:value",
    };
    start.attribute(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    fn text(xml: &str) -> String {
        let limits = Limits::default();
        let mut output = Output::new(&limits, &|| false);
        read(xml.as_bytes(), &mut output).unwrap();
        output.text().to_owned()
    }

    #[test]
    fn white_space_is_a_space_a_tab_or_a_line_as_the_elements_say() {
        let xml =
            "<text:p>a\n  b<text:s text:c='4000000000'/>c<text:tab/>d<text:line-break/>e</text:p>
            <text:p/><text:p>f</text:p>";
        assert_eq!(text(xml), "a b c\td\ne\nf");
    }

    #[test]
    fn a_row_is_a_line_and_what_is_repeated_is_read_once() {
        let xml = "<office:spreadsheet><table:table table:name='Prices'>
            <table:table-row table:number-rows-repeated='1048576'>
            <table:table-cell><text:p>a</text:p><text:p>b</text:p></table:table-cell>
            <table:table-cell table:number-columns-repeated='1024'/>
            <table:covered-table-cell><text:p>under it</text:p></table:covered-table-cell>
            <table:table-cell table:number-columns-repeated='1024'><text:p>c</text:p></table:table-cell>
            </table:table-row><table:table-row><table:table-cell><text:p>d</text:p></table:table-cell>
            </table:table-row></table:table></office:spreadsheet>";
        assert_eq!(text(xml), "Prices\na b\tc\nd");
    }

    #[test]
    fn a_table_in_a_text_has_no_name_worth_reading() {
        let xml =
            "<office:text><table:table table:name='Table1'><table:table-row><table:table-cell>
            <text:p>a</text:p></table:table-cell></table:table-row></table:table></office:text>";
        assert_eq!(text(xml), "a");
    }

    #[test]
    fn a_cell_without_text_is_its_value() {
        let xml = "<table:table-row>
            <table:table-cell office:value-type='float' office:value='1.5'/>
            <table:table-cell office:value-type='date' office:date-value='2024-05-06'/>
            <table:table-cell office:value-type='float' office:value='2.5'><text:p>2,50</text:p>
            </table:table-cell></table:table-row>";
        assert_eq!(text(xml), "1.5\t2024-05-06\t2,50");
    }

    #[test]
    fn notes_are_read_and_deleted_text_and_page_numbers_are_not() {
        let xml = "<text:tracked-changes><text:deletion><text:p>gone</text:p></text:deletion>
            </text:tracked-changes><text:p>Text<text:note><text:note-citation>1</text:note-citation>
            <text:note-body><text:p>A footnote</text:p></text:note-body></text:note> goes on
            <office:annotation><dc:creator>Ada</dc:creator><text:p>A comment</text:p></office:annotation>
            on page <text:page-number>3</text:page-number></text:p>";
        assert_eq!(text(xml), "Text1\nA footnote\ngoes on\nA comment\non page");
    }

    #[test]
    fn pictures_are_their_titles_and_descriptions() {
        let xml = "<text:p><draw:frame><draw:image><office:binary-data>iVBORw0</office:binary-data>
            </draw:image><svg:title>A map</svg:title><svg:desc>of Rome</svg:desc></draw:frame></text:p>";
        assert_eq!(text(xml), "A map\nof Rome");
    }

    #[test]
    fn nesting_takes_no_stack() {
        let levels = 90_000;
        let xml = format!(
            "<text:p>{}deep{}",
            "<text:span>".repeat(levels),
            "</text:span>".repeat(levels)
        );
        assert_eq!(text(&xml), "deep");
    }
}
