//! Packages of `OpenDocument` as writers make them, and as nobody should.
#![cfg(test)]

mod packed;

use extract::{Extracted, Limits, Refusal, extract};
use packed::package;
use proptest::prelude::*;

const CONTENT: &str = "<office:document-content><office:body><office:text>\
    <text:h>Minutes</text:h><text:p>All <text:span>agreed</text:span>.</text:p>\
    </office:text></office:body></office:document-content>";

const STYLES: &str = "<office:document-styles><office:master-styles><style:master-page><style:footer>\
    <text:p>Page <text:page-number>7</text:page-number> of the minutes</text:p>\
    </style:footer></style:master-page></office:master-styles></office:document-styles>";

const META: &str = "<office:document-meta><office:meta>\
    <dc:title>Minutes of May</dc:title><meta:initial-creator>Ada</meta:initial-creator>\
    <dc:creator>Bob</dc:creator><meta:creation-date>2024-05-06T07:08:09</meta:creation-date>\
    <dc:date>2024-05-07T07:08:09+02:00</dc:date><dc:language>en-GB</dc:language>\
    </office:meta></office:document-meta>";

fn document(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut all = vec![("mimetype", "application/vnd.oasis.opendocument.text")];
    all.extend_from_slice(parts);
    package(&all)
}

fn read(bytes: &[u8]) -> Result<Extracted, Refusal> {
    extract(bytes, "minutes.odt", &Limits::default(), &|| false)
}

#[test]
fn a_document_is_its_content_then_its_objects_then_its_headers_and_footers() {
    let chart = "<office:document-content><text:p>Sales</text:p></office:document-content>";
    let bytes = document(&[
        ("styles.xml", STYLES),
        ("Object 1/content.xml", chart),
        ("content.xml", CONTENT),
    ]);
    let text = read(&bytes).unwrap().text;
    assert_eq!(text, "Minutes\nAll agreed.\nSales\nPage of the minutes\n");
}

#[test]
fn the_metadata_is_what_meta_xml_says() {
    let metadata =
        read(&document(&[("meta.xml", META), ("content.xml", CONTENT)])).unwrap().metadata;
    assert_eq!(metadata.title.as_deref(), Some("Minutes of May"));
    assert_eq!(metadata.author.as_deref(), Some("Ada"));
    assert_eq!(metadata.created.as_deref(), Some("2024-05-06T07:08:09Z"));
    assert_eq!(metadata.modified.as_deref(), Some("2024-05-07T05:08:09Z"));
    assert_eq!(metadata.language.as_deref(), Some("en-GB"));
}

#[test]
fn who_changed_it_last_is_the_author_where_no_other_is_named() {
    let meta = META.replace("<meta:initial-creator>Ada</meta:initial-creator>", "");
    let bytes = document(&[("meta.xml", &meta), ("content.xml", CONTENT)]);
    assert_eq!(read(&bytes).unwrap().metadata.author.as_deref(), Some("Bob"));
}

#[test]
fn a_document_with_encrypted_parts_is_encrypted() {
    let manifest = "<manifest:manifest><manifest:file-entry manifest:full-path='content.xml'>\
        <manifest:encryption-data manifest:checksum='x'/></manifest:file-entry></manifest:manifest>";
    let bytes = document(&[("content.xml", "\u{1}\u{2}"), ("META-INF/manifest.xml", manifest)]);
    assert_eq!(read(&bytes), Err(Refusal::Encrypted));
}

#[test]
fn a_document_without_content_is_malformed() {
    assert!(matches!(read(&document(&[("meta.xml", META)])), Err(Refusal::Malformed(_))));
}

#[test]
fn objects_come_out_of_the_budget_of_the_document() {
    let object = format!("<text:p>{}</text:p>", "long ".repeat(1_000));
    let limits = Limits { inflated_bytes: 3_000, ..Limits::default() };
    let bytes = document(&[("content.xml", CONTENT), ("Object 1/content.xml", &object)]);
    let extracted = extract(&bytes, "minutes.odt", &limits, &|| false).unwrap();
    assert_eq!(extracted.text, "Minutes\nAll agreed.");
    assert!(extracted.truncated);
}

#[test]
fn objects_wait_for_no_time_that_is_over() {
    let bytes = document(&[("content.xml", CONTENT), ("Object 1/content.xml", CONTENT)]);
    let extracted = extract(&bytes, "minutes.odt", &Limits::default(), &|| true).unwrap();
    assert_eq!(extracted.text, "Minutes\nAll agreed.");
    assert!(extracted.truncated);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_damage_to_the_package_is_a_panic(at in 0_usize..2_000, byte: u8, end in 0_usize..2_000) {
        let mut bytes = document(&[("content.xml", CONTENT), ("styles.xml", STYLES), ("meta.xml", META)]);
        let length = bytes.len();
        bytes[at % length] = byte;
        bytes.truncate(end);
        drop(read(&bytes));
    }

    #[test]
    fn no_damage_to_the_content_is_a_panic(at in 0..CONTENT.len(), damage in "[<>/\"'&; a-z:=\u{0}]{0,6}") {
        let mut content = CONTENT.to_owned();
        content.insert_str(at, &damage);
        prop_assert!(read(&document(&[("content.xml", &content)])).is_ok());
    }
}
