//! The rich text of a mail of Outlook, compressed (Microsoft: \[MS-OXRTFCP\]).

/// What every dictionary begins with (\[MS-OXRTFCP\], 2.1.2.1).
const PRELOADED: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \
    \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \
    \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/// The dictionary is a ring of so many bytes.
const DICTIONARY_BYTES: usize = 4096;

const HEADER_BYTES: usize = 16;

/// The rich text, of at most `bytes_max` bytes; none if it isn't what it says. One that breaks off gives what came
/// before.
pub(super) fn decompress(bytes: &[u8], bytes_max: usize) -> Option<Vec<u8>> {
    let (header, content) = bytes.split_at_checked(HEADER_BYTES)?;
    let raw_bytes = u32::from_le_bytes(*header.get(4..)?.first_chunk()?);
    let length = usize::try_from(raw_bytes).ok()?.min(bytes_max);
    match header.get(8..12)? {
        b"MELA" => Some(content.get(..length).unwrap_or(content).to_vec()),
        b"LZFu" => Some(inflate(content, length)),
        _ => None,
    }
}

/// Each round takes at least a byte of `content`, and writes 17 at most.
fn inflate(content: &[u8], length: usize) -> Vec<u8> {
    let mut ring = Ring::new();
    let mut text = Vec::new();
    let mut content = content.iter().copied();
    while let Some(control) = content.next() {
        for bit in 0..8 {
            if text.len() >= length {
                return text;
            }
            let Some(first) = content.next() else { return text };
            if control >> bit & 1 == 0 {
                text.push(ring.add(first));
                continue;
            }
            let Some(second) = content.next() else { return text };
            let offset = usize::from(first) << 4 | usize::from(second >> 4);
            if offset == ring.end {
                return text;
            }
            for step in 0..usize::from(second & 0xf) + 2 {
                let byte = ring.get(offset + step);
                text.push(ring.add(byte));
            }
        }
    }
    text
}

struct Ring {
    bytes: [u8; DICTIONARY_BYTES],
    end: usize,
}

impl Ring {
    fn new() -> Self {
        let mut ring = Self { bytes: [b' '; DICTIONARY_BYTES], end: 0 };
        for byte in PRELOADED {
            ring.add(*byte);
        }
        ring
    }

    fn get(&self, at: usize) -> u8 {
        self.bytes.get(at % DICTIONARY_BYTES).copied().unwrap_or_default()
    }

    /// Adds a byte, and gives it back.
    fn add(&mut self, byte: u8) -> u8 {
        if let Some(place) = self.bytes.get_mut(self.end) {
            *place = byte;
        }
        self.end = (self.end + 1) % DICTIONARY_BYTES;
        byte
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The first example of \[MS-OXRTFCP\], 3.1: `{\rtf1\ansi\ansicpg1252\pard hello world}`.
    const HELLO: [u8; 49] = [
        0x2d, 0x00, 0x00, 0x00, 0x2b, 0x00, 0x00, 0x00, 0x4c, 0x5a, 0x46, 0x75, 0xf1, 0xc5, 0xc7,
        0xa7, 0x03, 0x00, 0x0a, 0x00, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0a,
        0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09, 0x00, 0x20, 0x62, 0x77, 0x05, 0xb0, 0x6c, 0x64, 0x7d,
        0x0a, 0x80, 0x0f, 0xa0,
    ];

    #[test]
    fn what_is_compressed_is_rich_text_again() {
        let text = decompress(&HELLO, 1000).unwrap();
        assert_eq!(text, b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
        assert_eq!(decompress(&HELLO, 5).unwrap(), b"{\\rtf1\\ansi\\");
    }

    #[test]
    fn what_is_not_compressed_stays_as_it_is() {
        let bytes = [&[0, 0, 0, 0, 3, 0, 0, 0][..], b"MELA", &[0; 4], b"{a}bc"].concat();
        assert_eq!(decompress(&bytes, 1000).unwrap(), b"{a}");
        assert_eq!(decompress(b"LZFu", 1000), None);
        assert_eq!(decompress(&[0; 16], 1000), None);
    }

    proptest! {
        #[test]
        fn any_bytes_come_to_no_more_than_they_may(content in proptest::collection::vec(any::<u8>(), 0..512)) {
            prop_assert!(inflate(&content, 300).len() < 300 + 17);
        }
    }
}
