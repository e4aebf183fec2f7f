//! HTML into tokens, by html5ever's tokenizer; `reader.rs` makes lines of them.
//!
//! There is no tree: a body of any depth takes no more memory than its text.

use std::cell::{Cell, RefCell};

use html5ever::interface::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use crate::text::reader::Reader;
use crate::text::{Readable, TEXT_BYTES_MAX, split};

/// The tokenizer compares each attribute of a tag with all others of it, so no tag may be longer than this.
const TAG_BYTES_MAX: usize = 64 * 1024;

/// The lines, links and images of an HTML body.
pub(crate) fn html(content: &str) -> Readable {
    let (content, over) = split(content, TEXT_BYTES_MAX);
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    let unread = feed(&tokenizer, content);
    tokenizer.end();
    let readable = tokenizer.sink.reader.into_inner().finish();
    let cut = readable.cut || !over.is_empty() || !unread.is_empty();
    Readable { cut, ..readable }
}

/// Feeds `content` piece by piece; what it returns stands behind a tag that is too long.
fn feed<'a>(tokenizer: &Tokenizer<Sink>, content: &'a str) -> &'a str {
    let input = BufferQueue::default();
    let mut rest = content;
    while !rest.is_empty() {
        let piece;
        (piece, rest) = split(rest, TAG_BYTES_MAX);
        tokenizer.sink.moved.set(false);
        input.push_back(StrTendril::from(piece));
        while matches!(tokenizer.feed(&input), TokenizerResult::Script(())) {}
        if !tokenizer.sink.moved.get() {
            return rest;
        }
    }
    rest
}

/// Where the tokenizer puts what it finds; it hands out `&self` only.
#[derive(Default)]
struct Sink {
    reader: RefCell<Reader>,
    /// Whether the last piece of input led to any token.
    moved: Cell<bool>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        if !matches!(token, Token::ParseError(_)) {
            self.moved.set(true);
        }
        let mut reader = self.reader.borrow_mut();
        match token {
            Token::CharacterTokens(text) => reader.characters(&text),
            Token::TagToken(tag) => return reader.tag(&tag),
            Token::DoctypeToken(_)
            | Token::CommentToken(_)
            | Token::NullCharacterToken
            | Token::EOFToken
            | Token::ParseError(_) => {}
        }
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(content: &str) -> String {
        html(content).text
    }

    #[test]
    fn elements_become_lines_and_marks() {
        for (content, expected) in [
            ("<p>One</p><p>two &amp; <b>thr</b>ee</p>", "One\ntwo & three"),
            ("<div> a&nbsp;\n b\u{200b}c </div><div>&nbsp;</div><br>d", "a bc\nd"),
            ("Hi <at id=\"0\">Ana Ruiz</at>, see <a href=\"x\">it</a>", "Hi @Ana Ruiz, see it"),
            ("<at id=\"0\"></at>nobody", "nobody"),
            (
                "<ul><li>a</li><li><p>b</p><ul><li>c</li></ul></li><li></li></ul>d",
                "- a\n- b\n- c\nd",
            ),
            ("<ol start=\"3\"><li>a<li>b</ol><ol><li>c</ol>", "3. a\n4. b\n1. c"),
            ("<ul><li></ul><p>x</p>", "x"),
            (
                "<blockquote>a<br>b<blockquote><p>c</p></blockquote></blockquote>d",
                "> a\n> b\n> > c\nd",
            ),
            ("<blockquote><ul><li>a</li></ul></blockquote>", "> - a"),
            ("<h1>A</h1>b<hr>c<attachment id=\"1\"></attachment>d", "A\nb\nc\nd"),
            ("<emoji id=\"smile\" alt=\"🙂\" title=\"Smile\"></emoji>", "🙂"),
            ("x <customemoji alt=\"party\"></customemoji> y", "x party y"),
            ("<img alt=\"image\" src=\"a\"><img alt=\"\"><img><img alt=\"A chart\">", "A chart"),
            ("<head><title>T</title><style>p{}</style></head><script>x<y</script><!-- c -->d", "d"),
            ("a<script>unclosed", "a"),
            ("</p></blockquote></td></ul>a", "a"),
        ] {
            assert_eq!(lines(content), expected, "{content}");
        }
    }

    #[test]
    fn a_row_is_a_line_of_cells() {
        for (content, expected) in [
            (
                "<table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d</td></tr></table>e",
                "a | b\nc | d\ne",
            ),
            ("<table><tr><td><p>a</p><p>b</p></td><td>c<br>d</td></tr></table>", "a b | c d"),
            ("<table><tr><td>a<td>b<tr><td>c</table>d", "a | b\nc\nd"),
            ("<table><tr><td>a</td><td></td><td>c</td></tr></table>", "a | | c"),
            ("<table><tr><td></td><td> </td></tr></table>", ""),
            ("<table><tr><td></td><td>b</td></tr></table>", "| b"),
            (
                "<table><tr><td>a</td><td><ul><li>b</li><li>c</li></ul></td></tr></table>",
                "a | - b - c",
            ),
            (
                "<table><tr><td>a</td><td><table><tr><td>b</td><td>c</td></tr></table></td><td>d</td></tr></table>",
                "a | b | c | d",
            ),
            ("<blockquote><table><tr><td>a</td><td>b</td></tr></table></blockquote>", "> a | b"),
            ("<td>a</td><td>b</td>", "a | b"),
        ] {
            assert_eq!(lines(content), expected, "{content}");
        }
    }

    #[test]
    fn code_keeps_its_white_space() {
        for (content, expected) in [
            ("<pre>\n  if x:\n\n    y  = 1\n</pre>after", "  if x:\n\n    y  = 1\nafter"),
            (
                "<codeblock class=\"Rust\"><code>fn a() {<br>&nbsp;&nbsp;b<br>}</code></codeblock>",
                "fn a() {\n  b\n}",
            ),
            ("see <code>a  b</code> , <code>c </code>d", "see a  b , c d"),
            ("<blockquote><pre>a\n b</pre></blockquote>", "> a\n>  b"),
            ("<table><tr><td><pre>a\n b</pre></td></tr></table>", "a b"),
            ("<pre> \n </pre>", ""),
        ] {
            assert_eq!(lines(content), expected, "{content}");
        }
    }

    #[test]
    fn links_are_listed_once_with_their_text() {
        let read = html(
            "<a href=\"https://example.com/a\"><p>The</p> <b>plan</b></a> <a href='https://example.com/a'>again</a>
             <a href=\"mailto:a@example.com\">mail</a> <a href=\"http://例え.テスト/\">語<a href=\"https://b.example\">",
        );
        let links: Vec<_> = read
            .links
            .iter()
            .map(|link| (link.url.as_str(), link.host.as_str(), link.text.as_str()))
            .collect();
        assert_eq!(
            links,
            [
                ("https://example.com/a", "example.com", "The plan"),
                ("http://xn--r8jz45g.xn--zckzah/", "xn--r8jz45g.xn--zckzah", "語"),
                ("https://b.example/", "b.example", ""),
            ]
        );
    }

    #[test]
    fn a_hosted_image_is_told_from_another() {
        let hosted = html(
            "<img src=\"https://graph.microsoft.com/v1.0/chats/1/messages/2/hostedContents/3/$value\">",
        );
        assert!(hosted.shows_image && hosted.shows_hosted);
        let other = html("<img src=\"https://example.com/a.png\">");
        assert!(other.shows_image && !other.shows_hosted);
    }

    #[test]
    fn any_depth_is_read_and_what_is_over_a_limit_is_told() {
        let deep =
            html(&format!("{}a{}b", "<blockquote>".repeat(40_000), "</blockquote>".repeat(40_000)));
        assert!(deep.text.starts_with("> > ") && deep.text.ends_with("a\nb"), "{}", deep.text);
        let cells = html(&"<table><tr><td>".repeat(20_000));
        assert!(cells.text.is_empty());
        let long = html(&"語 ".repeat(TEXT_BYTES_MAX));
        assert!(long.cut && long.text.len() <= TEXT_BYTES_MAX);
        let quoted = html(&format!("{}{}", "<blockquote>".repeat(200), "a<br>".repeat(50_000)));
        assert!(quoted.cut && quoted.text.len() <= TEXT_BYTES_MAX + 1024);
        let links: Vec<_> =
            (0..1_001).map(|n| format!("<a href=\"https://a.example/{n}\">n</a>")).collect();
        assert!(html(&links.concat()).cut);
    }

    #[test]
    fn a_tag_that_is_too_long_ends_the_reading() {
        let attributes: Vec<_> = (0..150_000).map(|n| format!(" a{n}")).collect();
        let read = html(&format!("before<p{}>after", attributes.concat()));
        assert_eq!((read.text.as_str(), read.cut), ("before", true));
    }
}
