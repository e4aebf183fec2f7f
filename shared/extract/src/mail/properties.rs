//! Properties of a message, a recipient or an attachment of Outlook (Microsoft: \[MS-OXMSG\], 2.4).

use std::collections::HashMap;
use std::io::{Cursor, Read as _};

use cfb::CompoundFile;
use encoding_rs::{Encoding, UTF_16LE};

use crate::output::{Output, Stop};
use crate::text::{code_page, decode};

/// A mail is a file system.
pub(super) type File<'b> = CompoundFile<Cursor<&'b [u8]>>;

/// Properties by their number (Microsoft: \[MS-OXPROPS\]).
pub(super) mod tag {
    pub(crate) const SUBJECT: u16 = 0x0037;
    pub(crate) const CLIENT_SUBMIT_TIME: u16 = 0x0039;
    pub(crate) const SENT_REPRESENTING_NAME: u16 = 0x0042;
    pub(crate) const SENT_REPRESENTING_EMAIL_ADDRESS: u16 = 0x0065;
    pub(crate) const TRANSPORT_MESSAGE_HEADERS: u16 = 0x007d;
    pub(crate) const RECIPIENT_TYPE: u16 = 0x0c15;
    pub(crate) const SENDER_NAME: u16 = 0x0c1a;
    pub(crate) const SENDER_EMAIL_ADDRESS: u16 = 0x0c1f;
    pub(crate) const DISPLAY_CC: u16 = 0x0e03;
    pub(crate) const DISPLAY_TO: u16 = 0x0e04;
    pub(crate) const MESSAGE_DELIVERY_TIME: u16 = 0x0e06;
    pub(crate) const BODY: u16 = 0x1000;
    pub(crate) const RTF_COMPRESSED: u16 = 0x1009;
    pub(crate) const HTML: u16 = 0x1013;
    pub(crate) const DISPLAY_NAME: u16 = 0x3001;
    pub(crate) const EMAIL_ADDRESS: u16 = 0x3003;
    pub(crate) const ATTACH_DATA: u16 = 0x3701;
    pub(crate) const ATTACH_FILENAME: u16 = 0x3704;
    pub(crate) const ATTACH_LONG_FILENAME: u16 = 0x3707;
    pub(crate) const ATTACH_CONTENT_ID: u16 = 0x3712;
    pub(crate) const SMTP_ADDRESS: u16 = 0x39fe;
    pub(crate) const INTERNET_CODEPAGE: u16 = 0x3fde;
    pub(crate) const MESSAGE_CODEPAGE: u16 = 0x3ffd;
    pub(crate) const SENDER_SMTP_ADDRESS: u16 = 0x5d01;
    pub(crate) const SENT_REPRESENTING_SMTP_ADDRESS: u16 = 0x5d02;
}

/// What a storage is of; its list of properties has a head that differs in length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// The message that is the file.
    Message,
    /// A message inside another.
    Embedded,
    /// A recipient or an attachment.
    Part,
}

/// A storage with its properties.
#[derive(Debug)]
pub(super) struct Properties {
    /// Its path, with a slash behind it.
    path: String,
    /// Properties that are numbers, by number and type.
    fixed: HashMap<(u16, u16), u64>,
}

impl Properties {
    pub(super) fn read(
        file: &mut File<'_>,
        path: &str,
        of: Of,
        output: &mut Output<'_>,
    ) -> Result<Self, Stop> {
        let head_bytes = match of {
            Of::Message => 32,
            Of::Embedded => 24,
            Of::Part => 8,
        };
        let list =
            stream(file, &format!("{path}__properties_version1.0"), output)?.unwrap_or_default();
        let entries = list.get(head_bytes..).unwrap_or_default().as_chunks::<16>().0;
        let fixed = entries.iter().map(|[t0, t1, n0, n1, _, _, _, _, value @ ..]| {
            let number = u16::from_le_bytes([*n0, *n1]);
            ((number, u16::from_le_bytes([*t0, *t1])), u64::from_le_bytes(*value))
        });
        Ok(Self { path: path.to_owned(), fixed: fixed.collect() })
    }

    /// A number of 32 bits.
    pub(super) fn number(&self, tag: u16) -> Option<i32> {
        let value = self.fixed.get(&(tag, 0x0003))?;
        i32::try_from(value & 0xffff_ffff).ok()
    }

    /// A time in RFC 3339.
    pub(super) fn time(&self, tag: u16) -> Option<String> {
        // Tenths of microseconds since 1601 (Microsoft: \[MS-DTYP\], FILETIME).
        let seconds = i64::try_from(self.fixed.get(&(tag, 0x0040))? / 10_000_000).ok()?;
        let time = jiff::Timestamp::from_second(seconds - 11_644_473_600).ok()?;
        (seconds > 0).then(|| time.to_string())
    }

    /// The code page that a property names.
    pub(super) fn encoding(&self, tag: u16) -> Option<&'static Encoding> {
        self.number(tag).and_then(code_page)
    }

    /// Bytes.
    pub(super) fn bytes(
        &self,
        file: &mut File<'_>,
        tag: u16,
        output: &mut Output<'_>,
    ) -> Result<Option<Vec<u8>>, Stop> {
        stream(file, &self.stream_path(tag, "0102"), output)
    }

    /// Text: in UTF-16, or else in `encoding`; nothing if there is none.
    pub(super) fn text(
        &self,
        file: &mut File<'_>,
        tag: u16,
        encoding: Option<&'static Encoding>,
        output: &mut Output<'_>,
    ) -> Result<String, Stop> {
        let wide = stream(file, &self.stream_path(tag, "001F"), output)?;
        let (bytes, encoding) = match wide {
            Some(bytes) => (bytes, Some(UTF_16LE)),
            None => (
                stream(file, &self.stream_path(tag, "001E"), output)?.unwrap_or_default(),
                encoding,
            ),
        };
        let text = match encoding {
            Some(encoding) => encoding.decode_without_bom_handling(&bytes).0,
            // Text ends with a zero, and zeros look like UTF-16.
            None => decode(bytes.strip_suffix(&[0]).unwrap_or(&bytes)),
        };
        Ok(text.trim_end_matches('\0').to_owned())
    }

    /// The storage that a property is, if it is one.
    pub(super) fn storage(&self, file: &File<'_>, tag: u16) -> Option<String> {
        let path = self.stream_path(tag, "000D");
        file.is_storage(&path).then(|| format!("{path}/"))
    }

    /// The storages inside whose names begin so, in the order of their names.
    pub(super) fn storages(&self, file: &File<'_>, prefix: &str) -> Vec<String> {
        let entries = file.read_storage(&self.path).into_iter().flatten();
        let mut paths: Vec<_> = entries
            .filter(|entry| entry.is_storage() && entry.name().starts_with(prefix))
            .map(|entry| format!("{}{}/", self.path, entry.name()))
            .collect();
        paths.sort_unstable();
        paths
    }

    fn stream_path(&self, tag: u16, kind: &str) -> String {
        format!("{}__substg1.0_{tag:04X}{kind}", self.path)
    }
}

/// A stream, within the budget of what is unpacked: sectors may be in more than one. None if there is none; one that
/// breaks off gives what came before.
fn stream(
    file: &mut File<'_>,
    path: &str,
    output: &mut Output<'_>,
) -> Result<Option<Vec<u8>>, Stop> {
    if !file.is_stream(path) {
        return Ok(None);
    }
    let Ok(stream) = file.open_stream(path) else { return Ok(None) };
    let most = u64::try_from(output.part_bytes()).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    let read = stream.take(most.saturating_add(1)).read_to_end(&mut bytes);
    output.take_inflated(bytes.len())?;
    Ok(read.is_ok().then_some(bytes))
}
