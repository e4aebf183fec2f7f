//! Packages: zip files whose parts are read within the file's budget.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::output::{Output, Stop};
use crate::refusal::Refusal;

/// An open package.
pub(crate) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    /// The parts by their names as [`normal`] writes them: writers don't agree on case and separators.
    parts: HashMap<String, usize>,
}

impl<'b> Package<'b> {
    /// Opens a package and takes its parts out of the budget.
    pub(crate) fn open(bytes: &'b [u8], output: &mut Output<'_>) -> Result<Self, Stop> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| malformed(&error))?;
        output.take_parts(archive.len())?;
        let mut parts = HashMap::with_capacity(archive.len());
        for (index, name) in archive.file_names().enumerate() {
            if let Ok(name) = name {
                parts.entry(normal(&name)).or_insert(index);
            }
        }
        Ok(Self { archive, parts })
    }

    /// The names of its parts, in the order of the directory.
    pub(crate) fn names(&self) -> Vec<String> {
        self.archive.file_names().flatten().map(std::borrow::Cow::into_owned).collect()
    }

    /// Whether it has a part of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.parts.contains_key(&normal(name))
    }

    /// A part, unpacked; none if the package hasn't it. One that breaks off gives what came before.
    pub(crate) fn part(
        &mut self,
        name: &str,
        output: &mut Output<'_>,
    ) -> Result<Option<Vec<u8>>, Stop> {
        let Some(index) = self.parts.get(&normal(name)) else {
            return Ok(None);
        };
        let part = match self.archive.by_index(*index) {
            Ok(part) => part,
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
                return Err(Refusal::Encrypted.into());
            }
            Err(error) => return Err(malformed(&error).into()),
        };
        let mut bytes = Vec::new();
        let read = part.take(most(output).saturating_add(1)).read_to_end(&mut bytes);
        output.take_inflated(bytes.len())?;
        match read {
            Err(error) if bytes.is_empty() => {
                Err(Refusal::Malformed(format!("its part {name} can't be unpacked: {error}"))
                    .into())
            }
            Ok(_) | Err(_) => Ok(Some(bytes)),
        }
    }

    /// Takes all parts out of the budget without keeping them: for libraries that unpack by themselves, as what a
    /// package declares may be a lie.
    pub(crate) fn take_all(&mut self, output: &mut Output<'_>) -> Result<(), Stop> {
        for index in 0..self.archive.len() {
            output.check_time()?;
            let Ok(part) = self.archive.by_index(index) else {
                continue;
            };
            // A part that breaks off was still unpacked as far as it goes.
            let mut sink = Counted(0);
            drop(std::io::copy(&mut part.take(most(output).saturating_add(1)), &mut sink));
            output.take_inflated(sink.0)?;
        }
        Ok(())
    }
}

/// Counts what is written to it.
struct Counted(usize);

impl std::io::Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 = self.0.saturating_add(bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A part's name as it is compared: in lower case, with `/` between folders and none before the first (ECMA-376 part
/// 2: names are equal whatever their case).
fn normal(name: &str) -> String {
    name.trim_start_matches(['/', '\\']).replace('\\', "/").to_lowercase()
}

/// How many bytes the next part may come to.
fn most(output: &Output<'_>) -> u64 {
    u64::try_from(output.part_bytes()).unwrap_or(u64::MAX)
}

fn malformed(error: &ZipError) -> Refusal {
    Refusal::Malformed(format!("it is no package that can be opened: {error}"))
}

impl std::fmt::Debug for Package<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Package").field("parts", &self.archive.len()).finish()
    }
}
