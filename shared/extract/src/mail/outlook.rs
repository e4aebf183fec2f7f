//! Mails of Outlook (Microsoft: \[MS-OXMSG\]), from the file system that they are.

use std::io::Cursor;

use cfb::CompoundFile;
use mail_parser::MessageParser;

use super::compressed_rtf::decompress;
use super::properties::{File, Of, Properties, tag};
use super::{Head, message, person, read_attachment};
use crate::html;
use crate::output::{Output, Stop};
use crate::refusal::Refusal;
use crate::rtf;
use crate::text::decode_declared;

/// Recipients and attachments behind so many are left out.
const PARTS_MAX: usize = 2000;

/// Reads a mail of Outlook.
pub(crate) fn read(bytes: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    let mut file = CompoundFile::open(Cursor::new(bytes)).map_err(|error| {
        Refusal::Malformed(format!("it is no compound file that can be opened: {error}"))
    })?;
    output.take_parts(file.walk().count())?;
    let message = Properties::read(&mut file, "/", Of::Message, output)?;
    Mail { file: &mut file, message }.write(output)
}

struct Mail<'f, 'b> {
    file: &'f mut File<'b>,
    message: Properties,
}

impl Mail<'_, '_> {
    fn write(&mut self, output: &mut Output<'_>) -> Result<(), Stop> {
        self.head(output)?.write(output)?;
        self.write_body(output)?;
        output.end_line()?;
        for path in self.message.storages(self.file, "__attach_version1.0_").iter().take(PARTS_MAX)
        {
            output.check_time()?;
            self.write_attachment(path, output)?;
        }
        Ok(())
    }

    fn text(&mut self, tag: u16, output: &mut Output<'_>) -> Result<String, Stop> {
        let encoding = self.message.encoding(tag::MESSAGE_CODEPAGE);
        let encoding = encoding.or_else(|| self.message.encoding(tag::INTERNET_CODEPAGE));
        self.message.text(self.file, tag, encoding, output)
    }

    /// The first of these that isn't empty.
    fn first_text(&mut self, tags: &[u16], output: &mut Output<'_>) -> Result<String, Stop> {
        for tag in tags {
            let text = self.text(*tag, output)?;
            if !text.trim().is_empty() {
                return Ok(text);
            }
        }
        Ok(String::new())
    }

    /// The head that the mail was sent with, if it was; else what the properties say.
    fn head(&mut self, output: &mut Output<'_>) -> Result<Head, Stop> {
        let headers = self.text(tag::TRANSPORT_MESSAGE_HEADERS, output)?;
        let headers = MessageParser::default().parse_headers(headers.as_bytes());
        let mut head = headers.as_ref().map(message::head).unwrap_or_default();
        head.subject = self.text(tag::SUBJECT, output)?;
        let sent = self.message.time(tag::CLIENT_SUBMIT_TIME);
        let sent = sent.or_else(|| self.message.time(tag::MESSAGE_DELIVERY_TIME));
        head.sent = sent.or(head.sent);
        if head.from.is_empty() {
            head.from = self.sender(output)?;
        }
        if head.to.is_empty() && head.cc.is_empty() {
            (head.to, head.cc) = self.recipients(output)?;
        }
        if head.to.is_empty() && head.cc.is_empty() {
            head.to = self.text(tag::DISPLAY_TO, output)?;
            head.cc = self.text(tag::DISPLAY_CC, output)?;
        }
        Ok(head)
    }

    fn sender(&mut self, output: &mut Output<'_>) -> Result<String, Stop> {
        let name = self.first_text(&[tag::SENDER_NAME, tag::SENT_REPRESENTING_NAME], output)?;
        for tag in [
            tag::SENDER_SMTP_ADDRESS,
            tag::SENT_REPRESENTING_SMTP_ADDRESS,
            tag::SENDER_EMAIL_ADDRESS,
            tag::SENT_REPRESENTING_EMAIL_ADDRESS,
        ] {
            let address = mailbox(self.text(tag, output)?);
            if !address.is_empty() {
                return Ok(person(&name, &address));
            }
        }
        Ok(name)
    }

    /// To whom it went, and who has a copy.
    fn recipients(&mut self, output: &mut Output<'_>) -> Result<(String, String), Stop> {
        let encoding = self.message.encoding(tag::MESSAGE_CODEPAGE);
        let (mut to, mut cc) = (Vec::new(), Vec::new());
        for path in self.message.storages(self.file, "__recip_version1.0_").iter().take(PARTS_MAX) {
            let one = Properties::read(self.file, path, Of::Part, output)?;
            let name = one.text(self.file, tag::DISPLAY_NAME, encoding, output)?;
            let mut address = one.text(self.file, tag::SMTP_ADDRESS, encoding, output)?;
            if address.is_empty() {
                address = mailbox(one.text(self.file, tag::EMAIL_ADDRESS, encoding, output)?);
            }
            // Microsoft: [MS-OXOMSG], PidTagRecipientType.
            match one.number(tag::RECIPIENT_TYPE) {
                Some(2) => cc.push(person(&name, &address)),
                // Who has a blind copy isn't for others to read.
                Some(3) => {}
                Some(_) | None => to.push(person(&name, &address)),
            }
        }
        Ok((to.join(", "), cc.join(", ")))
    }

    /// The body: as plain text, else as HTML, else as rich text.
    fn write_body(&mut self, output: &mut Output<'_>) -> Result<(), Stop> {
        let text = self.text(tag::BODY, output)?;
        if !text.trim().is_empty() {
            return output.push(&text);
        }
        let html = self.html(output)?;
        if !html.trim().is_empty() {
            return html::read_body(&html, output);
        }
        let compressed = self.message.bytes(self.file, tag::RTF_COMPRESSED, output)?;
        let bytes_max = output.part_bytes();
        let Some(rich) = compressed.and_then(|bytes| decompress(&bytes, bytes_max)) else {
            return Ok(());
        };
        output.take_inflated(rich.len().min(bytes_max))?;
        rtf::read(&rich, output)
    }

    /// The body as HTML, in the code page that the message names unless its bytes are UTF-8.
    fn html(&mut self, output: &mut Output<'_>) -> Result<String, Stop> {
        let Some(bytes) = self.message.bytes(self.file, tag::HTML, output)? else {
            return self.text(tag::HTML, output);
        };
        let encoding = self.message.encoding(tag::INTERNET_CODEPAGE);
        let encoding = encoding.filter(|_| str::from_utf8(&bytes).is_err());
        Ok(match encoding {
            Some(encoding) => encoding.decode_without_bom_handling(&bytes).0.into_owned(),
            None => decode_declared(&bytes, "charset").into_owned(),
        })
    }

    fn write_attachment(&mut self, path: &str, output: &mut Output<'_>) -> Result<(), Stop> {
        let attachment = Properties::read(self.file, path, Of::Part, output)?;
        let encoding = self.message.encoding(tag::MESSAGE_CODEPAGE);
        let mut name = String::new();
        for tag in [tag::ATTACH_LONG_FILENAME, tag::ATTACH_FILENAME, tag::DISPLAY_NAME] {
            if name.is_empty() {
                name = attachment.text(self.file, tag, encoding, output)?;
            }
        }
        let content_id = attachment.text(self.file, tag::ATTACH_CONTENT_ID, encoding, output)?;
        // What has one is a picture that stands in the text.
        if content_id.is_empty() {
            output.line(name.trim())?;
        }
        if let Some(path) = attachment.storage(self.file, tag::ATTACH_DATA) {
            return output.inside(|output| {
                let message = Properties::read(self.file, &path, Of::Embedded, output)?;
                Mail { file: self.file, message }.write(output)
            });
        }
        let bytes = attachment.bytes(self.file, tag::ATTACH_DATA, output)?;
        read_attachment(&bytes.unwrap_or_default(), &name, output)
    }
}

/// An address that mail can be sent to; those of Exchange (`/O=…/CN=…`) say nothing to people.
fn mailbox(address: String) -> String {
    if address.contains('@') && !address.starts_with('/') { address } else { String::new() }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use proptest::prelude::*;

    use super::*;
    use crate::{Extracted, Kind, Limits};

    struct Builder(CompoundFile<Cursor<Vec<u8>>>);

    impl Builder {
        fn new() -> Self {
            Self(CompoundFile::create(Cursor::new(Vec::new())).unwrap())
        }

        fn storage(mut self, path: &str) -> Self {
            self.0.create_storage_all(path).unwrap();
            self
        }

        fn stream(mut self, path: &str, content: &[u8]) -> Self {
            self.0.create_stream(path).unwrap().write_all(content).unwrap();
            self
        }

        fn text(self, path: &str, text: &str) -> Self {
            let content: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            self.stream(&format!("{path}001F"), &content)
        }

        /// Properties of fixed length, behind a head of so many bytes.
        fn fixed(self, path: &str, head_bytes: usize, list: &[(u16, u16, u64)]) -> Self {
            let mut content = vec![0; head_bytes];
            for (tag, kind, value) in list {
                content.extend_from_slice(&kind.to_le_bytes());
                content.extend_from_slice(&tag.to_le_bytes());
                content.extend_from_slice(&[0; 4]);
                content.extend_from_slice(&value.to_le_bytes());
            }
            self.stream(&format!("{path}__properties_version1.0"), &content)
        }

        fn bytes(mut self) -> Vec<u8> {
            self.0.flush().unwrap();
            self.0.into_inner().into_inner()
        }
    }

    const STRING: &str = "/__substg1.0_";

    fn mail(bytes: &[u8]) -> Extracted {
        let limits = Limits::default();
        let mut output = Output::new(&limits, &|| false);
        let result = read(bytes, &mut output);
        assert!(matches!(result, Ok(()) | Err(Stop::Full)));
        output.into_extracted(Kind::Msg)
    }

    fn with_recipient(
        builder: Builder,
        number: usize,
        kind: u64,
        name: &str,
        address: &str,
    ) -> Builder {
        let path = format!("/__recip_version1.0_#0000000{number}");
        builder
            .storage(&path)
            .fixed(&format!("{path}/"), 8, &[(tag::RECIPIENT_TYPE, 3, kind)])
            .text(&format!("{path}{STRING}3001"), name)
            .text(&format!("{path}{STRING}3003"), address)
    }

    fn small() -> Builder {
        let builder = Builder::new()
            // 2021-01-01 in tenths of microseconds since 1601.
            .fixed("/", 32, &[(tag::CLIENT_SUBMIT_TIME, 0x40, 132_539_328_000_000_000)])
            .text("/__substg1.0_0037", "Plan")
            .text("/__substg1.0_0C1A", "Ana Ruiz")
            .text("/__substg1.0_0C1F", "/O=EXCHANGELABS/CN=ana")
            .text("/__substg1.0_1000", "Hello\r\nyou");
        let builder = with_recipient(builder, 0, 1, "Bo", "/O=EXCHANGELABS/CN=bo");
        let builder = with_recipient(builder, 1, 1, "'c@example.com'", "c@example.com");
        let builder = with_recipient(builder, 2, 2, "Di", "di@example.com");
        with_recipient(builder, 3, 3, "Eve", "eve@example.com")
    }

    #[test]
    fn subject_people_and_body_are_lines_and_the_head_is_metadata() {
        let read = mail(&small().bytes());
        assert_eq!(
            read.text,
            "Plan\nAna Ruiz\nBo, c@example.com\nDi <di@example.com>\nHello\r\nyou\n"
        );
        assert_eq!(read.metadata.title.as_deref(), Some("Plan"));
        assert_eq!(read.metadata.author.as_deref(), Some("Ana Ruiz"));
        assert_eq!(read.metadata.created.as_deref(), Some("2021-01-01T00:00:00Z"));
    }

    #[test]
    fn the_headers_that_a_mail_came_with_say_who_wrote_to_whom() {
        let headers = "From: =?utf-8?q?Jos=C3=A9?= <jose@example.com>\r\nTo: f@example.com\r\n\r\n";
        let read = mail(&small().text("/__substg1.0_007D", headers).bytes());
        assert!(
            read.text.starts_with("Plan\nJosé <jose@example.com>\nf@example.com\nHello"),
            "{}",
            read.text
        );
    }

    #[test]
    fn text_of_eight_bits_is_in_the_code_page_of_the_message() {
        let bytes = Builder::new()
            .fixed("/", 32, &[(tag::MESSAGE_CODEPAGE, 3, 1251)])
            .stream("/__substg1.0_0037001E", b"\xcf\xeb\xe0\xed\0")
            .stream("/__substg1.0_1000001E", b"\xcf\xf0\xe8\xe2\xe5\xf2\0")
            .bytes();
        assert_eq!(mail(&bytes).text, "План\nПривет\n");
        let bytes = Builder::new().stream("/__substg1.0_0037001E", b"Embedded File\0").bytes();
        assert_eq!(mail(&bytes).text, "Embedded File\n");
    }

    #[test]
    fn without_plain_text_the_body_is_read_from_html_or_rich_text() {
        let html = Builder::new()
            .fixed("/", 32, &[(tag::INTERNET_CODEPAGE, 3, 1251)])
            .stream("/__substg1.0_10130102", b"<html><title>t</title><p>\xcf\xf0\xe8<p>b");
        assert_eq!(mail(&html.bytes()).text, "t\nПри\nb\n");
        let rich =
            [&[0, 0, 0, 0, 100, 0, 0, 0][..], b"MELA", &[0; 4], b"{\\rtf1 rich\\par}"].concat();
        let rich = Builder::new().stream("/__substg1.0_10090102", &rich);
        assert_eq!(mail(&rich.bytes()).text, "rich\n");
    }

    fn with_attachment(builder: Builder, number: usize, name: &str) -> (Builder, String) {
        let path = format!("/__attach_version1.0_#0000000{number}");
        let builder = builder.storage(&path).text(&format!("{path}{STRING}3707"), name);
        (builder, path)
    }

    #[test]
    fn files_and_mails_in_a_mail_are_named_and_read() {
        let builder = Builder::new().text("/__substg1.0_0037", "outer");
        let (builder, path) = with_attachment(builder, 0, "a.csv");
        let builder = builder.stream(&format!("{path}{STRING}37010102"), b"b;c\n");
        let (builder, path) = with_attachment(builder, 1, "image001.png");
        let builder = builder
            .stream(&format!("{path}{STRING}37010102"), b"\x89PNG\r\n\x1a\n")
            .text(&format!("{path}{STRING}3712"), "image001.png@01D");
        let (builder, path) = with_attachment(builder, 2, "inner mail");
        let inner = format!("{path}/__substg1.0_3701000D");
        let builder = builder
            .storage(&inner)
            .fixed(&format!("{inner}/"), 24, &[])
            .text(&format!("{inner}{STRING}0037"), "inner")
            .text(&format!("{inner}{STRING}1000"), "d");
        let read = mail(&builder.bytes());
        assert_eq!(read.text, "outer\na.csv\nb;c\ninner mail\ninner\nd\n");
        assert_eq!(read.metadata.title.as_deref(), Some("outer"));
    }

    #[test]
    fn mails_in_mails_end_at_the_deepest_level() {
        let mut builder = Builder::new();
        let mut path = String::new();
        for level in 0..8 {
            builder = builder.text(&format!("{path}{STRING}0037"), &format!("s{level}"));
            path.push_str("/__attach_version1.0_#00000000/__substg1.0_3701000D");
            builder = builder.storage(&path);
        }
        assert_eq!(mail(&builder.bytes()).text, "s0\ns1\ns2\ns3\ns4\n");
    }

    #[test]
    fn what_is_no_file_system_is_malformed() {
        let limits = Limits::default();
        let mut output = Output::new(&limits, &|| false);
        let half = &small().bytes()[..700];
        assert!(matches!(read(half, &mut output), Err(Stop::Refused(Refusal::Malformed(_)))));
    }

    proptest! {
        #[test]
        fn a_damaged_mail_is_read_or_refused(
            damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..16),
        ) {
            let mut bytes = small().bytes();
            for (at, byte) in damage {
                *at.get_mut(&mut bytes) = byte;
            }
            let limits = Limits::default();
            let mut output = Output::new(&limits, &|| false);
            prop_assert!(!matches!(read(&bytes, &mut output), Err(Stop::Refused(Refusal::Encrypted))));
        }
    }
}
