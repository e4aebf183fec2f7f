//! Parts of a mail: headers, and a body that may be parts again (IETF: RFC 2045 and 2046).

use std::borrow::Cow;

use encoding_rs::Encoding;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::{ContentType, HeaderName, Message, MessageParser, MimeHeaders as _};

use crate::text::decode;

/// A mail, or a part of one.
#[derive(Debug)]
pub(super) struct Part<'b> {
    /// Its headers; none if it has none.
    headers: Option<Message<'b>>,
    body: &'b [u8],
    /// What it is if it doesn't say: a mail in a digest, else plain text.
    default_type: (&'static str, &'static str),
}

impl<'b> Part<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        let (head, body) = split_head(bytes);
        let headers = (!head.is_empty()).then(|| MessageParser::default().parse_headers(head));
        Self { headers: headers.flatten(), body, default_type: ("text", "plain") }
    }

    pub(super) fn headers(&self) -> Option<&Message<'b>> {
        self.headers.as_ref()
    }

    fn content_type(&self) -> Option<&ContentType<'_>> {
        self.headers.as_ref()?.content_type()
    }

    /// What it is, in lower case: `text` and `plain`, for one.
    pub(super) fn media_type(&self) -> (String, String) {
        let (family, format) = match self.content_type() {
            Some(declared) => (declared.ctype(), declared.subtype().unwrap_or_default()),
            None => self.default_type,
        };
        (family.to_ascii_lowercase(), format.to_ascii_lowercase())
    }

    /// The name of the file that it is, if any.
    pub(super) fn name(&self) -> &str {
        let headers = self.headers.as_ref();
        headers.and_then(|headers| headers.attachment_name()).unwrap_or_default().trim()
    }

    /// Whether HTML beside it shows it.
    pub(super) fn is_shown_elsewhere(&self) -> bool {
        self.headers.as_ref().is_some_and(|headers| headers.content_id().is_some())
    }

    /// The parts that it is made of; none if it doesn't say what stands between them, or that isn't there.
    pub(super) fn parts(&self) -> Vec<Self> {
        let boundary = self.content_type().and_then(|declared| declared.attribute("boundary"));
        let Some(boundary) = boundary.filter(|boundary| !boundary.is_empty()) else {
            return Vec::new();
        };
        let is_digest = self.media_type().1 == "digest";
        let default_type = if is_digest { ("message", "rfc822") } else { ("text", "plain") };
        let parts = split_body(self.body, boundary.as_bytes()).into_iter();
        parts.map(|bytes| Self { default_type, ..Self::new(bytes) }).collect()
    }

    /// Its body, without the encoding that it was sent in.
    pub(super) fn content(&self) -> Cow<'b, [u8]> {
        let headers = self.headers.as_ref();
        let encoding = headers
            .and_then(|headers| headers.header(HeaderName::ContentTransferEncoding)?.as_text())
            .unwrap_or_default();
        if encoding.eq_ignore_ascii_case("base64") {
            from_base64(self.body).into()
        } else if encoding.eq_ignore_ascii_case("quoted-printable") {
            from_quoted_printable(self.body).into()
        } else {
            self.body.into()
        }
    }

    /// Its characters: in the character set that it declares, if that is known.
    pub(super) fn text(&self) -> String {
        let content = self.content();
        let label = self.content_type().and_then(|declared| declared.attribute("charset"));
        // What isn't ASCII in what says it is may be anything.
        let label = label.filter(|label| !label.eq_ignore_ascii_case("us-ascii"));
        match label.and_then(|label| Encoding::for_label(label.trim().as_bytes())) {
            Some(encoding) => encoding.decode(&content).0.into_owned(),
            None => decode(&content).into_owned(),
        }
    }
}

/// Headers and what follows the blank line. A line that is no header ends them, too.
fn split_head(bytes: &[u8]) -> (&[u8], &[u8]) {
    let mut end = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let text = line.trim_ascii_end();
        if text.is_empty() {
            return split(bytes, end, end + line.len());
        }
        // The first may be the line that mailboxes have before each mail.
        let is_first = end == 0 && text.starts_with(b"From ");
        let is_folded = end > 0 && line.starts_with(b" ") || line.starts_with(b"\t");
        if !is_first && !is_folded && !is_header(text) {
            return split(bytes, end, end);
        }
        end += line.len();
    }
    (bytes, &[])
}

fn is_header(line: &[u8]) -> bool {
    let colon = line.iter().position(|byte| *byte == b':');
    let name = colon.and_then(|colon| line.get(..colon)).unwrap_or_default().trim_ascii_end();
    !name.is_empty() && name.iter().all(u8::is_ascii_graphic)
}

fn split(bytes: &[u8], head_end: usize, body_start: usize) -> (&[u8], &[u8]) {
    (bytes.get(..head_end).unwrap_or_default(), bytes.get(body_start..).unwrap_or_default())
}

/// What stands between the lines that begin with two hyphens and the boundary. What comes before the first and behind
/// the last is nothing; one without a last ends with the mail.
fn split_body<'b>(body: &'b [u8], boundary: &[u8]) -> Vec<&'b [u8]> {
    let mut parts = Vec::new();
    let mut start = None;
    let mut at = 0;
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let rest = line.strip_prefix(b"--").and_then(|line| line.strip_prefix(boundary));
        if let Some(rest) =
            rest.map(<[u8]>::trim_ascii).filter(|rest| rest.is_empty() || *rest == b"--")
        {
            parts.extend(start.and_then(|start| body.get(start..at)).map(without_line_end));
            start = rest.is_empty().then_some(at + line.len());
        }
        at += line.len();
    }
    parts.extend(start.and_then(|start| body.get(start..)));
    parts
}

/// The line end before a boundary belongs to it.
fn without_line_end(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    bytes.strip_suffix(b"\r").unwrap_or(bytes)
}

/// Characters that aren't of the alphabet are passed over (RFC 2045, 6.8).
fn from_base64(body: &[u8]) -> Vec<u8> {
    let is_of_alphabet =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    let digits: Vec<_> = body.iter().copied().filter(is_of_alphabet).collect();
    base64_decode(&digits).unwrap_or_default()
}

/// An equals sign that stands for nothing is one (RFC 2045, 6.7).
fn from_quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut content = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((first, more)) = rest.split_first() {
        rest = more;
        if *first != b'=' {
            content.push(*first);
        } else if let Some(behind) = more.strip_prefix(b"\n").or_else(|| more.strip_prefix(b"\r\n"))
        {
            rest = behind;
        } else if let Some(byte) = more.first_chunk::<2>().and_then(|digits| hex(*digits)) {
            content.push(byte);
            rest = more.get(2..).unwrap_or_default();
        } else {
            content.push(b'=');
        }
    }
    content
}

fn hex(digits: [u8; 2]) -> Option<u8> {
    let [high, low] = digits.map(|digit| char::from(digit).to_digit(16));
    u8::try_from(high? * 16 + low?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_end_with_a_blank_line_or_with_what_is_none() {
        for (mail, head, body) in [
            ("a: b\r\n c\r\n\r\nd\n\ne", "a: b\r\n c\r\n", "d\n\ne"),
            ("a: b\nno header\n", "a: b\n", "no header\n"),
            ("From x 10:00\na: b\n\nc", "From x 10:00\na: b\n", "c"),
            ("\nc", "", "c"),
            ("a: b", "a: b", ""),
            ("two words: b", "", "two words: b"),
        ] {
            assert_eq!(split_head(mail.as_bytes()), (head.as_bytes(), body.as_bytes()), "{mail}");
        }
    }

    #[test]
    fn parts_are_what_stands_between_boundaries() {
        for (body, expected) in [
            ("before\n--x\na\r\n--x  \nb\n--x--\nbehind", &["a", "b"][..]),
            ("--x\na\n--xy\nb\n--x--", &["a\n--xy\nb"]),
            ("--x\na\n--x--\nbehind\n--x\nb\n", &["a", "b\n"]),
            ("--x\n--x\n\n--x--", &["", ""]),
            ("nothing", &[]),
        ] {
            let parts = split_body(body.as_bytes(), b"x");
            let parts: Vec<_> =
                parts.into_iter().map(|part| str::from_utf8(part).unwrap()).collect();
            assert_eq!(parts, expected, "{body}");
        }
    }

    #[test]
    fn what_was_encoded_badly_is_read_all_the_same() {
        assert_eq!(
            from_quoted_printable(b"caf=C3=a9 =\r\na=\nb=3D=zz=="),
            "caf\u{e9} ab==zz==".as_bytes()
        );
        assert_eq!(from_base64(b"aGVs\r\nbG*8h\n"), b"hello!");
        assert_eq!(from_base64(b"aGVsbG8="), b"hello");
    }
}
