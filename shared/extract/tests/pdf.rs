//! PDFs as writers make them, and as nobody should.
#![cfg(test)]

use std::cell::Cell;
use std::fmt::Write as _;

use extract::{Extracted, Limits, Refusal, extract};
use proptest::prelude::*;

/// A file of these objects, numbered from 1; the first is the catalog.
fn pdf(objects: &[String]) -> String {
    pdf_with(objects, "")
}

fn pdf_with(objects: &[String], trailer: &str) -> String {
    let mut file = "%PDF-1.7\n".to_owned();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        writeln!(table, "{:010} 00000 n ", file.len()).unwrap();
        write!(file, "{} 0 obj\n{object}\nendobj\n", index + 1).unwrap();
    }
    let start = file.len();
    let size = objects.len() + 1;
    write!(
        file,
        "{table}trailer\n<< /Root 1 0 R /Size {size} {trailer} >>\nstartxref\n{start}\n%%EOF\n"
    )
    .unwrap();
    file
}

fn stream(dictionary: &str, content: &str) -> String {
    format!("<< {dictionary} /Length {} >>\nstream\n{content}\nendstream", content.len())
}

/// Objects 1 to 5: a catalog with `catalog` in it, one page with `page` in it, its content, and a font.
fn one_page(catalog: &str, page: &str, content: &str) -> Vec<String> {
    [
        format!("<< /Type /Catalog /Pages 2 0 R {catalog} >>"),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 600 800] >>".to_owned(),
        format!("<< /Type /Page /Parent 2 0 R /Contents 4 0 R {page} >>"),
        stream("", content),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ]
    .to_vec()
}

const FONT: &str = "/Resources << /Font << /F 5 0 R >> >>";

fn show(text: &str) -> String {
    format!("BT /F 12 Tf 72 700 Td ({text}) Tj ET")
}

fn read(file: &str) -> Result<Extracted, Refusal> {
    extract(file.as_bytes(), "file.pdf", &Limits::default(), &|| false)
}

fn text(objects: &[String]) -> String {
    read(&pdf(objects)).unwrap().text
}

#[test]
fn a_file_is_its_pages_then_its_notes_then_its_form() {
    let page = format!("{FONT} /Annots [6 0 R 7 0 R 8 0 R 9 0 R]");
    let mut objects = one_page("/AcroForm << /Fields [10 0 R 11 0 R] >>", &page, &show("Budget"));
    for (subtype, more) in [("Text", ""), ("Link", ""), ("Popup", ""), ("Text", "/F 2")] {
        objects.push(format!("<< /Type /Annot /Subtype /{subtype} /Contents (Too much) {more} >>"));
    }
    objects.push("<< /FT /Tx /T (amount) /V (12 million) >>".to_owned());
    objects.push("<< /FT /Tx /T (key) /V (secret) /Ff 8192 >>".to_owned());
    assert_eq!(text(&objects), "Budget\nToo much\n12 million\n");
}

#[test]
fn the_metadata_is_what_the_file_says_of_itself() {
    let mut objects = one_page("/Lang (de-AT)", FONT, &show("Budget"));
    objects.push(
        "<< /Title (The budget) /Author (Ada) /CreationDate (D:20240506070809+02'00') /ModDate (then) >>"
            .to_owned(),
    );
    let metadata = read(&pdf_with(&objects, "/Info 6 0 R")).unwrap().metadata;
    assert_eq!(metadata.title.as_deref(), Some("The budget"));
    assert_eq!(metadata.author.as_deref(), Some("Ada"));
    assert_eq!(metadata.created.as_deref(), Some("2024-05-06T07:08:09+02:00"));
    assert_eq!(metadata.modified, None);
    assert_eq!(metadata.language.as_deref(), Some("de-AT"));
}

#[test]
fn pages_without_text_are_an_empty_file() {
    assert_eq!(read(&pdf(&one_page("", "", "0 0 100 100 re f"))), Err(Refusal::Empty));
}

#[test]
fn glyphs_without_a_meaning_are_refused_and_not_written() {
    let mut objects = one_page("", FONT, "BT /F 12 Tf 72 700 Td <000100020003> Tj ET");
    objects[4] = "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [6 0 R] >>"
        .to_owned();
    objects.push(
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X \
        /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
            .to_owned(),
    );
    let Err(Refusal::Malformed(reason)) = read(&pdf(&objects)) else { panic!("it was read") };
    assert!(reason.contains("fonts"), "{reason}");
}

#[test]
fn a_file_that_no_empty_password_opens_is_encrypted() {
    let mut objects = one_page("", FONT, &show("Budget"));
    let (o, u) = ("4f".repeat(32), "55".repeat(32));
    objects.push(format!("<< /Filter /Standard /V 1 /R 2 /P -4 /O <{o}> /U <{u}> >>"));
    let file = pdf_with(&objects, "/Encrypt 6 0 R /ID [<00> <00>]");
    assert_eq!(read(&file), Err(Refusal::Encrypted));
}

#[test]
fn what_is_no_pdf_is_malformed() {
    assert!(matches!(read("%PDF-1.7 and nothing else"), Err(Refusal::Malformed(_))));
}

fn with_inner_file(inner: &str) -> String {
    let names = "/Names << /EmbeddedFiles << /Names [(a) 6 0 R] >> >>";
    let mut objects = one_page(names, FONT, &show("Outside"));
    objects.push("<< /Type /Filespec /F (inner.pdf) /EF << /F 7 0 R >> >>".to_owned());
    objects.push(stream("/Type /EmbeddedFile", inner));
    pdf(&objects)
}

#[test]
fn a_file_inside_is_read_after_the_pages() {
    let inner = pdf(&one_page("", FONT, &show("Inside")));
    let extracted = read(&with_inner_file(&inner)).unwrap();
    assert_eq!(extracted.text, "Outside\ninner.pdf\nInside\n");
}

#[test]
fn files_inside_are_read_down_to_the_deepest_level() {
    let file =
        (0..6).fold(pdf(&one_page("", FONT, &show("Core"))), |inner, _| with_inner_file(&inner));
    let text = read(&file).unwrap().text;
    assert_eq!(text.matches("Outside").count(), Limits::default().nesting + 1);
    assert!(!text.contains("Core"));
}

#[test]
fn no_more_pages_are_read_than_may_be() {
    let file = pdf(&pages("3 0 R 6 0 R"));
    let limits = Limits { pages: 1, ..Limits::default() };
    let extracted = extract(file.as_bytes(), "file.pdf", &limits, &|| false).unwrap();
    assert_eq!((extracted.text.as_str(), extracted.truncated), ("Page\n", true));
}

#[test]
fn no_page_is_begun_when_the_time_is_over() {
    let asked = Cell::new(0);
    let is_late = || {
        asked.set(asked.get() + 1);
        asked.get() > 1
    };
    let file = pdf(&pages("3 0 R 6 0 R"));
    let extracted = extract(file.as_bytes(), "file.pdf", &Limits::default(), &is_late).unwrap();
    assert_eq!((extracted.text.as_str(), extracted.truncated), ("Page\n", true));
}

/// A file with two pages, objects 3 and 6, whose root of pages has these kids.
fn pages(kids: &str) -> Vec<String> {
    let mut objects = one_page("", FONT, &show("Page"));
    objects[1] = format!("<< /Type /Pages /Kids [{kids}] /Count 2 /MediaBox [0 0 600 800] >>");
    objects.push(objects[2].clone());
    objects
}

/// How often a reader asked for the time: once a page.
fn pages_read(objects: &[String]) -> usize {
    let asked = Cell::new(0);
    let is_late = || {
        asked.set(asked.get() + 1);
        false
    };
    let file = pdf(objects);
    extract(file.as_bytes(), "file.pdf", &Limits::default(), &is_late).unwrap();
    asked.get()
}

#[test]
fn pages_that_go_round_in_a_circle_are_read_once() {
    assert_eq!(pages_read(&pages("3 0 R 2 0 R 6 0 R 2 0 R")), 2);
}

#[test]
fn pages_that_are_named_over_and_over_are_read_once() {
    // 2 to the power of 30, were each node's two kids walked.
    let mut objects = pages("6 0 R 6 0 R");
    objects.truncate(5);
    for next in 7..37 {
        objects.push(format!("<< /Type /Pages /Kids [{next} 0 R {next} 0 R] >>"));
    }
    objects.push(objects[2].clone());
    assert_eq!(pages_read(&objects), 1);
}

#[test]
fn a_form_that_draws_itself_ends() {
    let page = "/Resources << /Font << /F 5 0 R >> /XObject << /X 6 0 R >> >>";
    let mut objects = one_page("", page, "/X Do");
    let dictionary = format!("/Type /XObject /Subtype /Form /BBox [0 0 600 800] {page}");
    objects.push(stream(&dictionary, &format!("{} /X Do /X Do", show("Form"))));
    assert!(text(&objects).len() < 100_000);
}

#[test]
fn a_stream_that_unpacks_without_end_is_given_up() {
    // Each filter makes 64 bytes of one, so that 64 bytes would come to 4 GiB.
    let filters = "/Filter [/ASCIIHexDecode /RunLengthDecode /RunLengthDecode /RunLengthDecode \
        /RunLengthDecode /RunLengthDecode]";
    let mut objects = pages("3 0 R 6 0 R");
    objects[5] = format!("<< /Type /Page /Parent 2 0 R /Contents 7 0 R {FONT} >>");
    objects.push(stream(filters, &"81".repeat(64)));
    assert_eq!(text(&objects), "Page\n");
}

#[test]
fn a_range_of_four_billion_codes_is_not_spelt_out() {
    let mut objects = one_page("", FONT, "BT /F 12 Tf 72 700 Td <0041> Tj ET");
    objects[4] = "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [6 0 R] \
        /ToUnicode 7 0 R >>"
        .to_owned();
    objects.push("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X >>".to_owned());
    let map = "1 begincodespacerange <0000> <ffff> endcodespacerange\n\
        1 beginbfrange <00000000> <ffffffff> <0020> endbfrange";
    objects.push(stream("", map));
    assert_eq!(text(&objects), "a\n");
}

#[test]
fn an_object_stream_that_claims_what_it_does_not_hold_ends() {
    let mut objects = one_page("", &format!("{FONT} /Annots 7 0 R"), &show("Page"));
    objects.push(stream("/Type /ObjStm /N 4000000000 /First 8 /Extends 6 0 R", "7 0 8 0 [7 0 R]"));
    assert_eq!(text(&objects), "Page\n");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_damage_is_a_panic(at in 0_usize..2_000, damage in "[0-9<>/()\\[\\]A-Z \u{0}]{0,6}") {
        let mut file = with_inner_file(&pdf(&one_page("", FONT, &show("Inside"))));
        file.insert_str(at.min(file.len()), &damage);
        drop(read(&file));
    }
}
