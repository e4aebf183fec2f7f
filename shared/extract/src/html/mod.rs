//! HTML: what a reader of the page sees, a line for each block.
//!
//! ```text
//! bytes ──▶ text::decode ──▶ pieces.rs ──▶ html5ever's tokenizer ──▶ page.rs ──▶ lines, title, author, language
//!                            one tag, comment or run of text at a time
//! ```
//!
//! There is no tree: a page of any depth takes no more memory than its longest tag.

mod element;
mod page;
mod pieces;

use html5ever::tokenizer::{Tokenizer, TokenizerOpts};

use crate::output::{Output, Stop};
use crate::text::decode_declared;

use page::{Head, Page};

/// Reads a page; its title, author and language are metadata unless some is there already.
pub(crate) fn read(bytes: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    let html = decode_declared(bytes, "charset");
    // XHTML may declare it as XML does.
    let html = if html.starts_with("<?xml") { decode_declared(bytes, "encoding") } else { html };
    let (head, result) = tokenize(&html, output);
    let metadata = &mut output.metadata;
    metadata.title = metadata.title.take().or(head.title);
    metadata.author = metadata.author.take().or(head.author);
    metadata.language = metadata.language.take().or(head.language);
    result
}

/// Reads HTML that is the body of something else: its head says nothing of the file.
pub(crate) fn read_body(html: &str, output: &mut Output<'_>) -> Result<(), Stop> {
    tokenize(html, output).1
}

fn tokenize(html: &str, output: &mut Output<'_>) -> (Head, Result<(), Stop>) {
    let tokenizer = Tokenizer::new(Page::new(output), TokenizerOpts::default());
    pieces::feed(html, &tokenizer);
    tokenizer.end();
    tokenizer.sink.finish()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Extracted, Kind, Limits};

    fn page(content: &str) -> Extracted {
        page_within(content.as_bytes(), &|| false)
    }

    fn page_within(bytes: &[u8], is_late: &dyn Fn() -> bool) -> Extracted {
        let limits = Limits::default();
        let mut output = Output::new(&limits, is_late);
        let result = read(bytes, &mut output);
        assert!(matches!(result, Ok(()) | Err(Stop::Full)));
        output.into_extracted(Kind::Html)
    }

    #[test]
    fn blocks_are_lines_and_what_is_inside_a_line_stays_there() {
        for (content, expected) in [
            ("<p>One</p><p>two &amp; <b>thr</b>ee</p>", "One\ntwo & three\n"),
            ("<div> a&nbsp;\n b</div>\n\n<div>&nbsp;</div>c<br>d", "a b\nc\nd"),
            ("<ul><li>a<li>b</ul><dl><dt>c<dd>d</dl>", "a\nb\nc\nd\n"),
            ("<table><tr><th>a</th><th>b</th></tr><tr><td>c<td></table>", "a\tb\nc\n"),
            ("<pre>\n  if x:\n    y</pre>z", "  if x:\n    y\nz"),
            ("<my-tag>a</my-tag><my-tag>b</my-tag>", "a\nb\n"),
            ("a <a href=\"https://example.com\">link</a>, text", "a link, text"),
            ("<svg><text>a</text><path d=\"M0 0\"/></svg>", "a\n"),
        ] {
            assert_eq!(page(content).text, expected, "{content}");
        }
    }

    #[test]
    fn what_nobody_sees_is_left_out() {
        for (content, expected) in [
            ("<style>p{}</style>a<script>x<y&&'</p>'</script>b<!-- c -->", "ab"),
            ("<template><p>x</p></template>a", "a"),
            ("a<script>unclosed", "a"),
            ("a<![CDATA[x]]>b", "ab"),
        ] {
            assert_eq!(page(content).text.replace('\n', ""), expected, "{content}");
        }
    }

    #[test]
    fn what_pictures_and_forms_say_is_kept() {
        let form = "<img alt=\"A chart\"><input value=\"Ana\"><input type=hidden value=x>\
            <input type=checkbox value=on><input type=submit value=Send><textarea>a <b></textarea>\
            <select><option>One<option>Two</select>";
        assert_eq!(page(form).text, "A chart Ana Send\na <b>\nOne\nTwo\n");
    }

    #[test]
    fn the_head_becomes_metadata() {
        let read = page(
            "<html lang=pt-BR><head><title>Um &amp; dois</title><title>no</title>\
            <meta name=Author content=\" Ana \"><meta name=author content=Bo></head><svg><title>s</title></svg>",
        );
        assert_eq!(read.metadata.title.as_deref(), Some("Um & dois"));
        assert_eq!(read.metadata.author.as_deref(), Some("Ana"));
        assert_eq!(read.metadata.language.as_deref(), Some("pt-BR"));
        assert!(read.text.starts_with("Um & dois\n"), "{}", read.text);
    }

    #[test]
    fn xhtml_may_close_what_html_does_not() {
        let read = page(
            "<?xml version=\"1.0\"?><html><head><title/><script src=\"a\"/></head><p>a</p></html>",
        );
        assert_eq!((read.text.as_str(), read.metadata.title), ("a\n", None));
    }

    #[test]
    fn an_encoding_is_declared_in_either_way() {
        for head in ["<meta charset=windows-1251>", "<?xml version='1.0' encoding='windows-1251'?>"]
        {
            let bytes = [head.as_bytes(), b"<p>", &[0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]].concat();
            assert_eq!(page_within(&bytes, &|| false).text, "Привет", "{head}");
        }
    }

    #[test]
    fn depth_costs_nothing() {
        let deep = format!("{}a{}", "<div><table><tr><td>".repeat(50_000), "</div>".repeat(50_000));
        assert_eq!(page(&deep).text, "a\n");
    }

    #[test]
    fn a_tag_with_too_many_attributes_is_passed_over() {
        let attributes: Vec<_> = (0..100_000).map(|n| format!(" a{n}")).collect();
        let attributes = attributes.concat();
        assert_eq!(page(&format!("before<br{attributes}>after")).text, "beforeafter");
        assert_eq!(page(&format!("before</br{attributes}>after")).text, "beforeafter");
    }

    #[test]
    fn a_long_picture_and_a_long_comment_are_no_hindrance() {
        let long = "A/+=".repeat(100_000);
        let content =
            format!("a<img src=\"data:image/png;base64,{long}\" alt=b>c<!-- > {long} -->d");
        assert_eq!(page(&content).text, "a b cd");
    }

    #[test]
    fn a_page_that_is_late_keeps_what_it_has() {
        let asked = std::cell::Cell::new(0);
        let is_late = || asked.replace(asked.get() + 1) > 0;
        let content = "<p>a".repeat(50_000);
        let read = page_within(content.as_bytes(), &is_late);
        assert!(read.truncated && !read.text.is_empty() && read.text.len() < 100_000);
    }

    proptest! {
        #[test]
        fn any_page_is_read(
            pieces in proptest::collection::vec(
                prop_oneof![
                    proptest::sample::select(vec![
                        "<", ">", "</", "<!--", "-->", "<p ", "a=", "\"", "'", "/", "<title>", "</title>", "<script>",
                        "</script", "<![CDATA[", "&amp", "&#x", "<textarea>", "<!doctype", "<?", "<pre>\n", "=",
                        "<style/>", "<template>", "\0", "\r",
                    ]).prop_map(str::to_owned),
                    ".{0,8}",
                ],
                0..40,
            ),
        ) {
            let content = format!("x{}", pieces.concat());
            let read = page(&content);
            prop_assert!(read.text.len() <= content.len() * 4 + 16);
        }
    }
}
