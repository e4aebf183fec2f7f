//! Small packages and files, read from end to end.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::kind::Kind;
use crate::limits::Limits;
use crate::output::{Extracted, Output, Stop};
use crate::refusal::Refusal;

/// What the types of relationships begin with.
const TYPES: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The vocabulary of workbooks.
const SHEETS: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let parts: Vec<_> = parts.iter().map(|(name, part)| (*name, part.as_bytes())).collect();
    package_of(&parts)
}

fn package_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(part).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Relationships: type, target.
fn links(links: &[(&str, &str)]) -> String {
    let mut part = String::from(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">",
    );
    for (index, (kind, target)) in links.iter().enumerate() {
        let id = index + 1;
        let mode = if target.contains("://") { "External" } else { "Internal" };
        write!(
            part,
            "<Relationship Id=\"rId{id}\" Type=\"{TYPES}/{kind}\" Target=\"{target}\" TargetMode=\"{mode}\"/>"
        )
        .unwrap();
    }
    part + "</Relationships>"
}

fn read_within(limits: &Limits, kind: Kind, bytes: &[u8]) -> Result<Extracted, Refusal> {
    let mut output = Output::new(limits, &|| false);
    let result = if kind == Kind::Visio {
        super::read_visio(bytes, &mut output)
    } else {
        super::read(kind, bytes, &mut output)
    };
    match result {
        Ok(()) | Err(Stop::Full) => Ok(output.into_extracted(kind)),
        Err(Stop::Refused(refusal)) => Err(refusal),
    }
}

fn read(kind: Kind, bytes: &[u8]) -> Result<Extracted, Refusal> {
    read_within(&Limits::default(), kind, bytes)
}

fn text(kind: Kind, bytes: &[u8]) -> String {
    read(kind, bytes).unwrap().text
}

fn word(body: &str) -> Vec<u8> {
    package(&[("word/document.xml", &format!("<w:document><w:body>{body}</w:body></w:document>"))])
}

fn workbook() -> Vec<u8> {
    let sheets = format!(
        "<workbook xmlns=\"{SHEETS}\" xmlns:r=\"{TYPES}\">\
         <sheets><sheet name=\"Budget\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let sheet = format!(
        "<worksheet xmlns=\"{SHEETS}\"><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Rent</t></is></c>\
         <c r=\"B1\"><v>1200</v></c></row></sheetData>\
         <headerFooter><oddFooter>Confidential</oddFooter></headerFooter></worksheet>"
    );
    let of_sheet = links(&[
        ("hyperlink", "https://example.com/rent"),
        ("comments", "../comments1.xml"),
        ("drawing", "../drawings/drawing1.xml"),
    ]);
    let comments = "<comments><authors><author>Ana</author></authors><commentList><comment><text>\
        <r><t>Too high</t></r></text></comment></commentList></comments>";
    package(&[
        ("_rels/.rels", &links(&[("officeDocument", "xl/workbook.xml")])),
        ("xl/workbook.xml", &sheets),
        ("xl/_rels/workbook.xml.rels", &links(&[("worksheet", "worksheets/sheet1.xml")])),
        ("xl/worksheets/sheet1.xml", &sheet),
        ("xl/worksheets/_rels/sheet1.xml.rels", &of_sheet),
        ("xl/comments1.xml", comments),
        (
            "xl/drawings/drawing1.xml",
            "<xdr:wsDr><xdr:sp><a:p><a:t>A note</a:t></a:p></xdr:sp></xdr:wsDr>",
        ),
    ])
}

fn presentation() -> Vec<u8> {
    let workbook = workbook();
    let slide = |text: &str| format!("<p:sld><p:sp><a:p><a:t>{text}</a:t></a:p></p:sp></p:sld>");
    let first = slide("First");
    let second = slide("Second");
    let order = "<p:presentation><p:sldId id=\"256\" r:id=\"rId2\"/>\
        <p:sldId id=\"257\" r:id=\"rId1\"/></p:presentation>";
    let slides = links(&[("slide", "slides/slide1.xml"), ("slide", "slides/slide2.xml")]);
    let of_second = links(&[
        ("notesSlide", "../notesSlides/notesSlide1.xml"),
        ("comments", "../comments/comment1.xml"),
        ("slideLayout", "../slideLayouts/slideLayout1.xml"),
        ("chart", "../charts/chart1.xml"),
    ]);
    let layout = "<p:sldLayout><p:sp><p:nvPr><p:ph type=\"title\"/></p:nvPr><a:p><a:t>Click here</a:t></a:p></p:sp>\
        <p:sp><a:p><a:t>ACME Ltd</a:t></a:p></p:sp></p:sldLayout>";
    let chart = "<c:chart><c:ser><c:tx><c:pt><c:v>Sales</c:v></c:pt></c:tx>\
        <c:val><c:f>Sheet1!B2</c:f><c:pt><c:v>8.2</c:v></c:pt><c:pt><c:v>3</c:v></c:pt></c:val></c:ser></c:chart>";
    let behind = links(&[("package", "../embeddings/Figures.xlsx")]);
    package_of(&[
        ("ppt/presentation.xml", order.as_bytes()),
        ("ppt/_rels/presentation.xml.rels", slides.as_bytes()),
        ("ppt/slides/slide1.xml", second.as_bytes()),
        ("ppt/slides/slide2.xml", first.as_bytes()),
        ("ppt/slides/_rels/slide1.xml.rels", of_second.as_bytes()),
        ("ppt/notesSlides/notesSlide1.xml", slide("Speak up").as_bytes()),
        ("ppt/comments/comment1.xml", b"<p:cmLst><p:cm><p:text>Nice</p:text></p:cm></p:cmLst>"),
        ("ppt/slideLayouts/slideLayout1.xml", layout.as_bytes()),
        ("ppt/charts/chart1.xml", chart.as_bytes()),
        ("ppt/charts/_rels/chart1.xml.rels", behind.as_bytes()),
        ("ppt/embeddings/Figures.xlsx", &workbook),
    ])
}

#[test]
fn a_document_is_read_with_its_notes_comments_headers_and_footers() {
    let part = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let bytes = package(&[
        ("_rels/.rels", &links(&[("officeDocument", "/word/document2.xml")])),
        ("word/document2.xml", &part("Body")),
        (
            "word/_rels/document2.xml.rels",
            &links(&[
                ("footer", "footer1.xml"),
                ("comments", "comments.xml"),
                ("footnotes", "footnotes.xml"),
                ("header", "header1.xml"),
                ("header", "header1.xml"),
                ("header", "absent.xml"),
                ("hyperlink", "https://example.com"),
            ]),
        ),
        ("word/header1.xml", &part("Header")),
        ("word/footnotes.xml", &part("Footnote")),
        ("word/comments.xml", &part("Comment")),
        ("word/footer1.xml", &part("Footer")),
    ]);
    assert_eq!(text(Kind::Docx, &bytes), "Body\nFootnote\nComment\nHeader\nFooter\n");
}

#[test]
fn headers_and_footers_say_once_what_is_not_in_the_text() {
    let begin = "<w:fldChar w:fldCharType=\"begin\"/>";
    let separate = "<w:fldChar w:fldCharType=\"separate\"/>";
    let end = "<w:fldChar w:fldCharType=\"end\"/>";
    let header = format!(
        "<w:p><w:t>ACME</w:t><w:ptab/><w:t>Plan</w:t><w:tab/><w:t xml:space=\"preserve\">Page </w:t>\
         {begin}<w:instrText> PAGE </w:instrText>{separate}<w:t>1</w:t>{end}</w:p>\
         <w:p>{begin}<w:instrText>DATE</w:instrText>{separate}<w:t>12/09/03</w:t>{end}</w:p>"
    );
    let footer = "<w:p><w:fldSimple w:instr=\" PAGE \"><w:t>2</w:t></w:fldSimple><w:t> / 9</w:t></w:p>\
        <w:p><w:t>ACME</w:t></w:p><w:p><w:t>Confidential</w:t></w:p>";
    let bytes = package(&[
        ("word/document.xml", "<w:p><w:t>Plan</w:t></w:p>"),
        (
            "word/_rels/document.xml.rels",
            &links(&[("footer", "footer1.xml"), ("header", "header1.xml")]),
        ),
        ("word/header1.xml", &header),
        ("word/footer1.xml", footer),
    ]);
    assert_eq!(text(Kind::Docx, &bytes), "Plan\nACME\n12/09/03\nConfidential\n");
}

#[test]
fn a_list_item_is_read_with_its_number() {
    let item = |level: usize, text: &str| {
        let place = format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"1\"/></w:numPr>");
        format!("<w:p><w:pPr>{place}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    // It was in the list before somebody changed it.
    let changed = "<w:p><w:pPr><w:pPrChange><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:pPrChange>\
        </w:pPr><w:t>none</w:t></w:p>";
    let heading = "<w:p><w:pPr><w:pStyle w:val=\"Heading\"/></w:pPr><w:t>three</w:t></w:p>";
    let row = format!("<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>", item(1, "cell"));
    let items = [item(0, "one"), item(1, "sub"), item(0, "two")].concat();
    let body = [&items, changed, heading, &row].concat();
    let bytes = package(&[
        ("word/document.xml", &body),
        (
            "word/_rels/document.xml.rels",
            &links(&[("numbering", "numbering.xml"), ("styles", "styles.xml")]),
        ),
        (
            "word/numbering.xml",
            "<w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:lvlText w:val=\"%1.\"/>\
             </w:lvl><w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt w:val=\"lowerLetter\"/>\
             <w:lvlText w:val=\"%1.%2\"/></w:lvl></w:abstractNum>\
             <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>",
        ),
        (
            "word/styles.xml",
            "<w:style w:styleId=\"Heading\"><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:style>",
        ),
    ]);
    assert_eq!(text(Kind::Docx, &bytes), "1. one\n1.a sub\n2. two\nnone\n3. three\n3.a cell\n");
}

#[test]
fn a_row_is_a_line_and_what_is_not_shown_is_left_out() {
    for (body, expected) in [
        ("<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p>", "a\tb\nc\n"),
        (
            "<w:tbl><w:tr><w:tc><w:p><w:t>a</w:t></w:p><w:p><w:t>b</w:t></w:p></w:tc>\
             <w:tc><w:p><w:t>c</w:t></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:t>d</w:t></w:p></w:tc></w:tr></w:tbl>",
            "a b\tc\nd\n",
        ),
        (
            "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:del><w:r><w:del/><w:delText>x</w:delText></w:r></w:del>\
             <w:t>kept</w:t><w:instrText> PAGE </w:instrText></w:p>",
            "kept\n",
        ),
        (
            "<w:p><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:t>box</w:t></w:p></w:txbxContent></mc:Choice>\
             <mc:Fallback><w:p><w:t>box</w:t></w:p></mc:Fallback></mc:AlternateContent></w:p>",
            "box\n",
        ),
        ("<w:p><w:t>R&amp;D &#8364; &unknown; a & b</w:t></w:p>", "R&D €  a & b\n"),
        ("<w:p><w:t>whole</w:t></w:p><w:p <w:t>", "whole\n"),
    ] {
        assert_eq!(text(Kind::Docx, &word(body)), expected, "{body}");
    }
}

#[test]
fn nesting_of_any_depth_is_read() {
    let body = format!("{}<w:t>deep</w:t>", "<w:sdt>".repeat(200_000));
    assert_eq!(text(Kind::Docx, &word(&body)), "deep\n");
}

#[test]
fn slides_come_in_their_order_and_what_is_behind_them_once() {
    assert_eq!(
        text(Kind::Pptx, &presentation()),
        "First\nSecond\nSales\n8.2\t3\nFigures.xlsx\nBudget\nRent\t1200\nConfidential\nToo high\nA note\n\
         https://example.com/rent\nSpeak up\nNice\nACME Ltd\n"
    );
}

#[test]
fn a_sheet_comes_with_its_comments_boxes_and_targets() {
    assert_eq!(
        text(Kind::Xlsx, &workbook()),
        "Budget\nRent\t1200\nConfidential\nToo high\nA note\nhttps://example.com/rent\n"
    );
}

#[test]
fn a_workbook_that_the_library_refuses_is_read_as_it_is_stored() {
    let bytes = package(&[
        ("xl/workbook.xml", "<workbook/>"),
        (
            "xl/_rels/workbook.xml.rels",
            &links(&[("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "strings.xml")]),
        ),
        (
            "xl/worksheets/sheet1.xml",
            "<row><c t=\"s\"><v>0</v></c><c><v>7</v></c><c t=\"inlineStr\"><is><t>x</t></is></c></row>",
        ),
        ("xl/strings.xml", "<sst><si><t>Rent</t></si></sst>"),
    ]);
    assert_eq!(text(Kind::Xlsx, &bytes), "7\tx\nRent\n");
}

#[test]
fn shapes_of_a_drawing_are_lines() {
    let bytes = package(&[
        ("visio/pages/_rels/pages.xml.rels", &links(&[("page", "page1.xml")])),
        (
            "visio/pages/page1.xml",
            "<PageContents><Shape><Cell V=\"1\"/>\n<Text><cp/>Start</Text></Shape>\
             <Shape><Text>End</Text></Shape></PageContents>",
        ),
    ]);
    assert_eq!(text(Kind::Visio, &bytes), "Start\nEnd\n");
}

#[test]
fn a_package_says_who_wrote_it_and_when() {
    let long = "long ".repeat(1000);
    let properties = format!(
        "<cp:coreProperties><dc:title>Plan &amp; budget</dc:title><dc:creator>{long}</dc:creator>\
         <dcterms:created>2020-01-02T04:04:05+01:00</dcterms:created>\
         <dcterms:modified>last year</dcterms:modified><dc:language>de-DE</dc:language></cp:coreProperties>"
    );
    let parts = [("word/document.xml", "<w:t>x</w:t>"), ("docProps/core.xml", &properties)];
    let metadata = read(Kind::Docx, &package(&parts)).unwrap().metadata;
    assert_eq!(metadata.title.as_deref(), Some("Plan & budget"));
    assert_eq!(metadata.author, None);
    assert_eq!(metadata.created.as_deref(), Some("2020-01-02T03:04:05Z"));
    assert_eq!(metadata.modified, None);
    assert_eq!(metadata.language.as_deref(), Some("de-DE"));
}

#[test]
fn an_encrypted_file_is_named_as_such() {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream("/EncryptedPackage").unwrap().write_all(&[1; 64]).unwrap();
    let bytes = file.into_inner().into_inner();
    for kind in [Kind::Docx, Kind::Pptx, Kind::Xlsx, Kind::Doc] {
        assert_eq!(read(kind, &bytes), Err(Refusal::Encrypted), "{kind:?}");
    }
}

#[test]
fn a_file_that_is_no_document_is_malformed() {
    for kind in [Kind::Docx, Kind::Pptx, Kind::Xlsx, Kind::Doc, Kind::Ppt, Kind::Visio] {
        let refused = read(kind, b"no office file at all");
        assert!(matches!(refused, Err(Refusal::Malformed(_))), "{kind:?}: {refused:?}");
    }
    let refused = read(Kind::Docx, &package(&[("other.xml", "<x/>")]));
    assert!(matches!(refused, Err(Refusal::Malformed(_))), "{refused:?}");
}

#[test]
fn what_is_unpacked_is_counted_over_the_whole_file() {
    let limits = Limits { inflated_bytes: 2 << 20, ..Limits::default() };
    let large = " ".repeat(3 << 20);
    let refused = read_within(&limits, Kind::Docx, &word(&large));
    assert!(matches!(refused, Err(Refusal::Limit(_))), "{refused:?}");

    let inner = word(&format!("<w:p>{large}</w:p>"));
    let behind = links(&[("package", "inner.docx")]);
    let outer = package_of(&[
        ("word/document.xml", b"<w:p><w:t>Outer</w:t></w:p>"),
        ("word/_rels/document.xml.rels", behind.as_bytes()),
        ("word/inner.docx", &inner),
    ]);
    let extracted = read_within(&limits, Kind::Docx, &outer).unwrap();
    assert!(extracted.text.starts_with("Outer\n"), "{}", extracted.text);
    assert!(extracted.truncated);

    let limits = Limits { parts: 1, ..Limits::default() };
    let refused = read_within(&limits, Kind::Xlsx, &workbook());
    assert!(matches!(refused, Err(Refusal::Limit(_))), "{refused:?}");
}

#[test]
fn a_file_inside_that_cannot_be_read_takes_nothing_from_the_one_around_it() {
    let bytes = package(&[
        ("word/document.xml", "<w:p><w:t>Outer</w:t></w:p>"),
        (
            "word/_rels/document.xml.rels",
            &links(&[("package", "broken.xlsx"), ("footer", "footer1.xml")]),
        ),
        ("word/broken.xlsx", "no workbook"),
        ("word/footer1.xml", "<w:p><w:t>Footer</w:t></w:p>"),
    ]);
    assert_eq!(text(Kind::Docx, &bytes), "Outer\nFooter\n");
}

/// A package in which one part was changed here and there.
fn mutated(bytes: &[u8], part: usize, at: usize, with: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let count = archive.len();
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for index in 0..count {
        let mut entry = archive.by_index(index).unwrap();
        let mut content = Vec::new();
        std::io::copy(&mut entry, &mut content).unwrap();
        if index == part % count && !content.is_empty() {
            let start = at % content.len();
            let end = (start + with.len()).min(content.len());
            content.splice(start..end, with.iter().copied());
        }
        parts.push((entry.name().unwrap().into_owned(), content));
    }
    let parts: Vec<_> = parts.iter().map(|(name, part)| (name.as_str(), part.as_slice())).collect();
    package_of(&parts)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_change_inside_a_package_makes_a_panic(
        part in any::<usize>(),
        at in any::<usize>(),
        with in proptest::collection::vec(any::<u8>(), 1..12),
    ) {
        for (kind, bytes) in [(Kind::Pptx, presentation()), (Kind::Xlsx, workbook())] {
            let extracted = read(kind, &mutated(&bytes, part, at, &with));
            prop_assert!(extracted.map_or(true, |extracted| !extracted.truncated));
        }
    }

    #[test]
    fn no_change_of_a_package_makes_a_panic(
        at in any::<usize>(),
        with in proptest::collection::vec(any::<u8>(), 1..12),
    ) {
        let mut bytes = word("<w:p><w:t>text</w:t></w:p>");
        let start = at % bytes.len();
        let end = (start + with.len()).min(bytes.len());
        bytes.splice(start..end, with);
        let extracted = read(Kind::Docx, &bytes);
        prop_assert!(extracted.map_or(true, |extracted| !extracted.truncated));
    }
}
