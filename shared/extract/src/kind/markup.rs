//! Kinds of text that are known by how they begin: HTML, XML, mails.

use super::Kind;
use crate::text::decode_declared;

/// What stands before an element (declarations, comments) or what headers a mail has is seen within so many bytes.
const HEAD_BYTES: usize = 8192;

/// Headers that only mails have, written by those who send and carry them (IETF: RFC 5322, 3.6).
const OF_MAILS_ONLY: [&str; 6] =
    ["received", "return-path", "message-id", "mime-version", "delivered-to", "x-mailer"];

/// HTML, XML or a mail; none if it begins like none of them.
pub(super) fn of(bytes: &[u8]) -> Option<Kind> {
    let head = bytes.get(..HEAD_BYTES).unwrap_or(bytes);
    let head = decode_declared(head, "encoding");
    let head = head.trim_start();
    if head.starts_with('<') { markup(head) } else { is_mail(head).then_some(Kind::Eml) }
}

/// Passes over declarations, comments and processing instructions, each of which is passed once.
fn markup(head: &str) -> Option<Kind> {
    let is_xml = head.starts_with("<?xml");
    let mut rest = head;
    loop {
        rest = rest.trim_start();
        if let Some(comment) = rest.strip_prefix("<!--") {
            (_, rest) = comment.split_once("-->")?;
        } else if rest.starts_with("<?") {
            (_, rest) = rest.split_once("?>")?;
        } else if let Some(declaration) = strip_prefix_of_any_case(rest, "<!doctype") {
            if strip_prefix_of_any_case(declaration.trim_start(), "html").is_some() {
                return Some(Kind::Html);
            }
            return Some(Kind::Xml);
        } else {
            break;
        }
    }
    let is_html =
        ["<html", "<head", "<body", "<title", "<meta", "<script", "<table", "<div", "<p>"]
            .iter()
            .any(|element| strip_prefix_of_any_case(rest, element).is_some());
    if is_html && (!is_xml || strip_prefix_of_any_case(rest, "<html").is_some()) {
        return Some(Kind::Html);
    }
    let is_element =
        rest.strip_prefix('<').is_some_and(|name| name.starts_with(char::is_alphabetic));
    (is_xml || is_element && rest.contains("xmlns")).then_some(Kind::Xml)
}

fn strip_prefix_of_any_case<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// Whether a text begins with headers and one of them is of mails only; the first line may be that of a mailbox.
fn is_mail(head: &str) -> bool {
    let mut of_mails_only = 0;
    let mut of_messages = 0;
    for (number, line) in head.lines().enumerate() {
        if line.is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) || number == 0 && line.starts_with("From ") {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { return false };
        let name = name.trim_end().to_ascii_lowercase();
        if name.contains(char::is_whitespace) {
            return false;
        }
        of_mails_only += usize::from(OF_MAILS_ONLY.contains(&name.as_str()));
        of_messages += usize::from(matches!(name.as_str(), "from" | "to" | "subject" | "date"));
    }
    of_mails_only > 0 && of_messages > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_is_told_from_xml_by_its_first_element() {
        for (text, expected) in [
            ("<!-- a --><!-- b --><!doctype html>", Some(Kind::Html)),
            ("<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"a\">", Some(Kind::Html)),
            ("<?xml version=\"1.0\"?><!DOCTYPE svg>", Some(Kind::Xml)),
            ("<?xml version=\"1.0\"?><table/>", Some(Kind::Xml)),
            ("<TABLE><tr>", Some(Kind::Html)),
            ("<svg xmlns=\"http://www.w3.org/2000/svg\">", Some(Kind::Xml)),
            ("<- an arrow", None),
            ("<generic> words", None),
            ("<!-- without an end", None),
        ] {
            assert_eq!(of(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn a_mail_has_headers_that_only_mails_have() {
        for (text, expected) in [
            ("Message-ID: <1@example.com>\r\nSubject: a\r\n\r\nb", true),
            ("From a Mon\nReceived: by b\n\tfor c\nFrom: d\n\ne", true),
            ("From: me\nTo: you\nSubject: notes\n\nno mail", false),
            ("Received: goods\n", false),
            ("Subject: a\nno header here\nMessage-ID: b\n", false),
        ] {
            assert_eq!(of(text.as_bytes()), expected.then_some(Kind::Eml), "{text}");
        }
    }
}
