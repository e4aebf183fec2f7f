//! Mails as they are sent (IETF: RFC 5322 and MIME, RFC 2045 and 2046): headers by `mail-parser`, parts by `part.rs`.

use mail_parser::{Addr, Address, Message};

use super::part::Part;
use super::{Head, person, read_attachment};
use crate::html;
use crate::output::{Output, Stop};
use crate::text::decode;

/// Parts of parts are read to so many levels; mails in mails count anew, and end where files in files do. Each level
/// reads what is inside once.
const LEVELS_MAX: usize = 16;

/// Reads a mail.
pub(crate) fn read(bytes: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    let mail = Part::new(bytes);
    let headers = mail.headers().filter(|headers| {
        // Any word with a colon behind it looks like a header.
        headers.headers().iter().any(|header| !header.name.is_other())
    });
    let Some(headers) = headers else { return output.push(&decode(bytes)) };
    head(headers).write(output)?;
    write_part(&mail, 0, output)
}

/// What the headers say.
pub(super) fn head(message: &Message<'_>) -> Head {
    Head {
        subject: message.subject().unwrap_or_default().to_owned(),
        from: people(message.from()),
        to: people(message.to()),
        cc: people(message.cc()),
        sent: message.date().filter(|date| date.is_valid()).map(mail_parser::DateTime::to_rfc3339),
    }
}

fn people(address: Option<&Address<'_>>) -> String {
    let list = |list: &[Addr<'_>]| {
        let each = list
            .iter()
            .map(|one| person(one.name().unwrap_or_default(), one.address().unwrap_or_default()));
        each.collect::<Vec<_>>().join(", ")
    };
    match address {
        None => String::new(),
        Some(Address::List(people)) => list(people),
        Some(Address::Group(groups)) => {
            let each = groups.iter().map(|group| {
                let name = group.name.as_deref().unwrap_or_default();
                let people = list(&group.addresses);
                if name.is_empty() { people } else { format!("{name}: {people}") }
            });
            each.collect::<Vec<_>>().join(", ")
        }
    }
}

fn write_part(part: &Part<'_>, level: usize, output: &mut Output<'_>) -> Result<(), Stop> {
    output.check_time()?;
    let (family, format) = part.media_type();
    match (family.as_str(), format.as_str()) {
        ("multipart", _) => {
            let parts = part.parts();
            if parts.is_empty() {
                write_text(part, output)
            } else if level >= LEVELS_MAX {
                Ok(())
            } else if format == "alternative" {
                write_best(&parts, level + 1, output)
            } else {
                parts.iter().try_for_each(|part| write_part(part, level + 1, output))
            }
        }
        ("message", _) => {
            output.line(part.name())?;
            output.inside(|output| read(&part.content(), output))?;
            output.end_line()
        }
        // An invitation for calendars, a card, the headers of a mail that came back.
        ("text", "calendar" | "directory" | "vcard" | "x-vcard" | "rfc822-headers")
            if part.name().is_empty() =>
        {
            Ok(())
        }
        ("text", "html") => {
            output.line(part.name())?;
            html::read_body(&part.text(), output)?;
            output.end_line()
        }
        ("text", _) => write_text(part, output),
        (_, _) => write_file(part, output),
    }
}

fn write_file(part: &Part<'_>, output: &mut Output<'_>) -> Result<(), Stop> {
    // Pictures that stand in the text have names that no person gave them.
    if !part.is_shown_elsewhere() {
        output.line(part.name())?;
    }
    read_attachment(&part.content(), part.name(), output)
}

fn write_text(part: &Part<'_>, output: &mut Output<'_>) -> Result<(), Stop> {
    output.line(part.name())?;
    output.push(&part.text())?;
    output.end_line()
}

/// Parts that all say the same: plain text, if there is some, else what is HTML or has some inside, else any.
fn write_best(parts: &[Part<'_>], level: usize, output: &mut Output<'_>) -> Result<(), Stop> {
    let rank = |part: &Part<'_>| {
        let (family, format) = part.media_type();
        match (family.as_str(), format.as_str()) {
            ("text", "plain") if !part.content().trim_ascii().is_empty() => 0,
            ("text", "html") | ("multipart", _) => 1,
            (_, _) => 2,
        }
    };
    let best = parts.iter().enumerate().min_by_key(|(_, part)| rank(part));
    for (number, part) in parts.iter().enumerate() {
        if best.is_some_and(|(best, _)| best == number) {
            write_part(part, level, output)?;
        } else {
            write_files(part, level, output)?;
        }
    }
    Ok(())
}

/// What isn't read but for the files in it: some programs put those beside the HTML.
fn write_files(part: &Part<'_>, level: usize, output: &mut Output<'_>) -> Result<(), Stop> {
    output.check_time()?;
    match part.media_type().0.as_str() {
        "multipart" if level < LEVELS_MAX => {
            part.parts().iter().try_for_each(|part| write_files(part, level + 1, output))
        }
        "multipart" | "text" | "message" => Ok(()),
        _ if part.name().is_empty() => Ok(()),
        _ => write_file(part, output),
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use proptest::prelude::*;

    use super::*;
    use crate::{Extracted, Kind, Limits};

    fn mail(content: &[u8]) -> Extracted {
        let limits = Limits::default();
        let mut output = Output::new(&limits, &|| false);
        read(content, &mut output).unwrap();
        output.into_extracted(Kind::Eml)
    }

    const HEAD: &str = "From: Ana Ruiz <ana@example.com>\nTo: Team: b@example.com, \"C, D\" <c@example.com>;\n\
        Cc: e@example.com\nSubject: =?utf-8?q?Caf=C3=A9?=\nDate: Fri, 20 Apr 2001 19:35:02 -0400\nMIME-Version: 1.0\n";

    #[test]
    fn subject_people_and_body_are_lines_and_the_head_is_metadata() {
        let read = mail(format!("{HEAD}\nHi,\n\nbye\n").as_bytes());
        assert_eq!(
            read.text,
            "Café\nAna Ruiz <ana@example.com>\nTeam: b@example.com, C, D <c@example.com>\ne@example.com\nHi,\n\nbye\n"
        );
        assert_eq!(read.metadata.title.as_deref(), Some("Café"));
        assert_eq!(read.metadata.author.as_deref(), Some("Ana Ruiz <ana@example.com>"));
        assert_eq!(read.metadata.created.as_deref(), Some("2001-04-20T19:35:02-04:00"));
    }

    #[test]
    fn one_of_several_renditions_is_read() {
        let read = mail(
            b"Subject: s\nContent-Type: multipart/alternative; boundary=x\n\n--x\n\nplain\n--x\n\
            Content-Type: text/html\n\n<p>html\n--x\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\n--x--\n",
        );
        assert_eq!(read.text, "s\nplain\n");
        let read = mail(
            b"Content-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/html; charset=iso-8859-1\n\
            Content-Transfer-Encoding: quoted-printable\n\n<title>t</title><p>caf=E9<p>b\n--x--\n",
        );
        assert_eq!((read.text.as_str(), read.metadata.title), ("t\ncafé\nb\n", None));
    }

    #[test]
    fn files_in_a_mail_are_named_and_read() {
        let read = mail(
            b"Subject: s\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nbody\n\
            --x\nContent-Type: application/rtf; name=a.rtf\nContent-Transfer-Encoding: base64\n\n\
            e1xydGYxIHJpY2h9\n\
            --x\nContent-Type: image/png\nContent-Disposition: attachment; filename=b.png\n\n\x89PNG\r\n\x1a\n\n\
            --x\nContent-Type: application/pgp-signature\n\n-----BEGIN\n\
            --x\nContent-Type: text/csv; name=c.csv\n\nd;e\n\
            --x\nContent-Type: message/rfc822\n\nSubject: inner\nFrom: f@example.com\n\ng\n--x--\n",
        );
        assert_eq!(read.text, "s\nbody\na.rtf\nrich\nb.png\nc.csv\nd;e\ninner\nf@example.com\ng\n");
        assert_eq!(read.metadata.title.as_deref(), Some("s"));
    }

    #[test]
    fn a_body_may_lack_its_blank_line_or_its_encoding() {
        assert_eq!(mail(b"Subject: s\nthis is no header\n").text, "s\nthis is no header\n");
        let russian = encoding_rs::WINDOWS_1251.encode("Это обычный русский текст письма").0;
        assert_eq!(
            mail(&[b"Subject: s\n\n", &*russian].concat()).text,
            "s\nЭто обычный русский текст письма\n"
        );
        assert_eq!(mail(b"no mail").text, "no mail");
    }

    #[test]
    fn mails_in_mails_end_at_the_deepest_level() {
        let mut content = String::new();
        for level in 0..100 {
            write!(content, "Subject: s{level}\nContent-Type: message/rfc822\n\n").unwrap();
        }
        assert_eq!(mail(content.as_bytes()).text, "s0\ns1\ns2\ns3\ns4\n");
    }

    #[test]
    fn depth_and_number_of_parts_cost_little() {
        let mut deep = String::from("Subject: s\n");
        for level in 0..20_000 {
            write!(deep, "Content-Type: multipart/mixed; boundary=x{level}\n\n--x{level}\n")
                .unwrap();
        }
        assert_eq!(mail(deep.as_bytes()).text, "s\n");
        let wide = "--x\n\na\n".repeat(20_000);
        let wide =
            format!("Subject: s\nContent-Type: multipart/related; boundary=x\n\n{wide}--x--");
        assert_eq!(mail(wide.as_bytes()).text.len(), 2 + 2 * 20_000);
        assert_eq!(mail(b"Content-Type: multipart/mixed\n\na\n").text, "a\n");
    }

    #[test]
    fn a_mail_that_was_encoded_whole_is_read_too() {
        let read = mail(
            b"Subject: s\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n\
            U3ViamVjdDogaW5uZXIKCmJvZHkK\n",
        );
        assert_eq!(read.text, "s\ninner\nbody\n");
    }

    #[test]
    fn files_beside_a_rendition_that_is_not_read_are_read() {
        let read = mail(
            b"Content-Type: multipart/alternative; boundary=x\n\n--x\n\nplain\n--x\n\
            Content-Type: multipart/mixed; boundary=y\n\n--y\nContent-Type: text/html\n\n<p>plain\n--y\n\
            Content-Type: application/rtf; name=a.rtf\n\n{\\rtf1 rich}\n--y--\n--x--\n",
        );
        assert_eq!(read.text, "plain\na.rtf\nrich\n");
        let without = b"Content-Type: multipart/alternative; boundary=x\n\nno boundary\n";
        assert_eq!(mail(without).text, "no boundary\n");
    }

    #[test]
    fn blank_text_gives_way_to_html() {
        let read = mail(
            b"Content-Type: multipart/alternative; boundary=x\n\n--x\n\n \n\n--x\n\
            Content-Type: multipart/related; boundary=y\n\n--y\nContent-Type: text/html\n\n<p>a\n--y--\n--x--\n",
        );
        assert_eq!(read.text, "a\n");
    }

    proptest! {
        #[test]
        fn any_pieces_of_mails_are_read(
            pieces in proptest::collection::vec(
                prop_oneof![
                    proptest::sample::select(vec![
                        "Content-Type: multipart/mixed; boundary=x\n", "Content-Type: multipart/alternative; boundary=y\n",
                        "Content-Type: message/rfc822\n", "Content-Type: multipart/digest; boundary=x\n", "\n", "--x\n",
                        "--y\n", "--x--\n", "Content-Transfer-Encoding: base64\n", "Subject: =?utf-8?b?", "From: a <",
                        "Content-Type: application/pdf; name=a.pdf\n", "Content-Type: message/partial\n", "text\n",
                        "Content-Type: text/html; charset=utf-7\n", "Date: Fri, 99 Foo 99999\n", "To: g: a, b;\n",
                    ]).prop_map(str::to_owned),
                    ".{0,8}",
                ],
                0..40,
            ),
        ) {
            let content = pieces.concat();
            prop_assert!(mail(content.as_bytes()).text.len() <= 64 + content.len() * 8);
        }
    }
}
