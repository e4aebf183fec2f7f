//! Packages: zip files whose parts are read within the file's budget.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::output::{Output, Stop};
use crate::refusal::Refusal;

/// An open package.
pub(crate) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
}

impl<'b> Package<'b> {
    /// Opens a package and takes its parts out of the budget.
    pub(crate) fn open(bytes: &'b [u8], output: &mut Output<'_>) -> Result<Self, Stop> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| malformed(&error))?;
        output.take_parts(archive.len())?;
        Ok(Self { archive })
    }

    /// The names of its parts, in the order of the directory.
    pub(crate) fn names(&self) -> Vec<String> {
        self.archive.file_names().flatten().map(std::borrow::Cow::into_owned).collect()
    }

    /// A part, unpacked; none if the package hasn't it. One that breaks off gives what came before.
    pub(crate) fn part(
        &mut self,
        name: &str,
        output: &mut Output<'_>,
    ) -> Result<Option<Vec<u8>>, Stop> {
        let part = match self.archive.by_name(name) {
            Ok(part) => part,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
                return Err(Refusal::Encrypted.into());
            }
            Err(error) => return Err(malformed(&error).into()),
        };
        let most = u64::try_from(output.part_bytes()).unwrap_or(u64::MAX);
        let mut bytes = Vec::new();
        let read = part.take(most.saturating_add(1)).read_to_end(&mut bytes);
        output.take_inflated(bytes.len())?;
        match read {
            Err(error) if bytes.is_empty() => {
                Err(Refusal::Malformed(format!("its part {name} can't be unpacked: {error}"))
                    .into())
            }
            Ok(_) | Err(_) => Ok(Some(bytes)),
        }
    }
}

fn malformed(error: &ZipError) -> Refusal {
    Refusal::Malformed(format!("it is no package that can be opened: {error}"))
}

impl std::fmt::Debug for Package<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Package").field("parts", &self.archive.len()).finish()
    }
}
