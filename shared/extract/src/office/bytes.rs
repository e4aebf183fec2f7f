//! Little-endian numbers and strings of binary formats, wherever they may end.

/// A number of two bytes; none if they aren't there.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let value = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(value.try_into().ok()?))
}

/// A number of four bytes, as an offset or a length; none if they aren't there.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    let value = bytes.get(at..at.checked_add(4)?)?;
    usize::try_from(u32::from_le_bytes(value.try_into().ok()?)).ok()
}

/// So many bytes from there on, or as many as there are.
pub(super) fn up_to(bytes: &[u8], at: usize, length: usize) -> &[u8] {
    let end = at.saturating_add(length).min(bytes.len());
    bytes.get(at..end).unwrap_or_default()
}

/// Text in UTF-16.
pub(super) fn utf_16(bytes: &[u8]) -> String {
    encoding_rs::UTF_16LE.decode_without_bom_handling(bytes).0.into_owned()
}

/// Text in the code page of Western Europe.
pub(super) fn windows_1252(bytes: &[u8]) -> String {
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
}
