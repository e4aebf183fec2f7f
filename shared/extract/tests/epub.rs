//! Books as publishers make them, and as nobody should.
#![cfg(test)]

mod packed;

use extract::{Extracted, Limits, Refusal, extract};
use packed::package;
use proptest::prelude::*;

const CONTAINER: &str = "<container><rootfiles>\
    <rootfile full-path='OEBPS/book.opf' media-type='application/oebps-package+xml'/>\
    </rootfiles></container>";

const BOOK: &str = "<package><metadata>\
    <dc:title>Notes</dc:title><dc:title>A subtitle</dc:title><dc:creator>Ada</dc:creator>\
    <dc:date>2024-05-06</dc:date><meta property='dcterms:modified'>2024-05-07T08:09:10Z</meta>\
    <dc:language>en</dc:language></metadata>\
    <manifest><item id='b' href='text/two%20b.xhtml#start'/><item id='a' href='../one.xhtml'/>\
    <item id='f' href='font.otf'/></manifest>\
    <spine><itemref idref='a'/><itemref idref='b'/><itemref idref='a'/><itemref idref='gone'/></spine>\
    </package>";

fn book(more: &[(&str, &str)]) -> Vec<u8> {
    let mut parts = vec![
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", CONTAINER),
        ("OEBPS/book.opf", BOOK),
        ("OEBPS/text/two b.xhtml", "<html><body><p>Second</p></body></html>"),
        ("one.xhtml", "<html><body><p>First</p></body></html>"),
    ];
    parts.extend_from_slice(more);
    package(&parts)
}

fn read(bytes: &[u8]) -> Result<Extracted, Refusal> {
    extract(bytes, "notes.epub", &Limits::default(), &|| false)
}

fn encryption(part: &str) -> String {
    format!(
        "<encryption><enc:EncryptedData><enc:CipherData><enc:CipherReference URI='{part}'/>\
        </enc:CipherData></enc:EncryptedData></encryption>"
    )
}

#[test]
fn chapters_come_in_the_order_of_the_spine_and_once() {
    assert_eq!(read(&book(&[])).unwrap().text, "First\nSecond\n");
}

#[test]
fn the_metadata_is_what_the_package_document_says_first() {
    let metadata = read(&book(&[])).unwrap().metadata;
    assert_eq!(metadata.title.as_deref(), Some("Notes"));
    assert_eq!(metadata.author.as_deref(), Some("Ada"));
    assert_eq!(metadata.created.as_deref(), Some("2024-05-06T00:00:00Z"));
    assert_eq!(metadata.modified.as_deref(), Some("2024-05-07T08:09:10Z"));
    assert_eq!(metadata.language.as_deref(), Some("en"));
}

#[test]
fn a_book_with_an_encrypted_chapter_is_encrypted() {
    let encryption = encryption("OEBPS/text/two%20b.xhtml");
    assert_eq!(read(&book(&[("META-INF/encryption.xml", &encryption)])), Err(Refusal::Encrypted));
}

#[test]
fn an_encrypted_font_is_no_matter() {
    let encryption = encryption("OEBPS/font.otf");
    assert!(read(&book(&[("META-INF/encryption.xml", &encryption)])).is_ok());
}

#[test]
fn a_book_without_a_package_document_is_malformed() {
    let bytes =
        package(&[("mimetype", "application/epub+zip"), ("META-INF/container.xml", CONTAINER)]);
    let Err(Refusal::Malformed(reason)) = read(&bytes) else { panic!("it was read") };
    assert_eq!(reason, "it has no package document OEBPS/book.opf");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_damage_to_the_package_is_a_panic(at in 0_usize..2_000, byte: u8) {
        let mut bytes = book(&[]);
        let length = bytes.len();
        bytes[at % length] = byte;
        drop(read(&bytes));
    }
}
