//! The one door to `office_oxide`: bytes and limits in, a document out.

use std::io::Cursor;

use office_oxide::doc::DocError;
use office_oxide::options::ParseOptions;
use office_oxide::ppt::PptError;
use office_oxide::xls::XlsError;
use office_oxide::{Document, DocumentFormat, OfficeError, core};

use crate::limits::Limits;
use crate::refusal::Refusal;

/// What the library may take for pictures and empty cells, which nobody here asks it for; bytes. It is a scale to the
/// library rather than a bound.
const MEMORY_BYTES: u64 = 256 << 20;

/// Opens a document; a package may come to so many bytes, which the caller takes out of the budget. The library wants
/// the bytes for itself, so there is a second copy of them as long as they are read, packed as they are.
pub(super) fn open(
    bytes: &[u8],
    format: DocumentFormat,
    package_bytes: usize,
    limits: &Limits,
) -> Result<Document, Refusal> {
    let mut options = ParseOptions::default();
    options.limits.package_entries = limits.parts;
    options.limits.package_bytes = count(package_bytes);
    options.limits.part_bytes = count(limits.part_bytes);
    options.limits.text_chars = limits.text_bytes;
    options.limits.embedded_depth = 0;
    options.limits.memory_bytes = MEMORY_BYTES;
    Document::from_reader_with(Cursor::new(bytes.to_vec()), format, &options)
        .map_err(|error| refusal(&error))
}

fn count(limit: usize) -> u64 {
    u64::try_from(limit).unwrap_or(u64::MAX)
}

fn refusal(error: &OfficeError) -> Refusal {
    let is_encrypted = matches!(
        error,
        OfficeError::Doc(DocError::Encrypted)
            | OfficeError::Ppt(PptError::Encrypted)
            | OfficeError::Xls(XlsError::Encrypted | XlsError::EncryptionNotSupported(_))
    );
    if is_encrypted {
        return Refusal::Encrypted;
    }
    let reason = error.to_string();
    let is_limit = matches!(
        error,
        OfficeError::Core(core::Error::DecompressionLimit { .. } | core::Error::PackageLimit(_))
    );
    if is_limit { Refusal::Limit(reason) } else { Refusal::Malformed(reason) }
}
