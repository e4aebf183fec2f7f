//! A package of Office: its parts, each read once, and what hangs on them.

use std::collections::HashSet;

use super::embedded;
use super::relationships::{self, Relationship};
use super::story::{self, Layer};
use crate::output::{Output, Stop};
use crate::package::Package;
use crate::refusal::Refusal;

/// An open package, and which of its parts were read.
pub(super) struct Parts<'b> {
    pub(super) package: Package<'b>,
    read: HashSet<String>,
}

impl<'b> Parts<'b> {
    pub(super) fn open(bytes: &'b [u8], output: &mut Output<'_>) -> Result<Self, Stop> {
        Ok(Self { package: Package::open(bytes, output)?, read: HashSet::new() })
    }

    /// A part, once: none if the package hasn't it, if it was read before, or if it can't be unpacked, as the others
    /// may be worth having.
    pub(super) fn part(
        &mut self,
        name: &str,
        output: &mut Output<'_>,
    ) -> Result<Option<Vec<u8>>, Stop> {
        if !self.read.insert(name.to_lowercase()) {
            return Ok(None);
        }
        match self.package.part(name, output) {
            Err(Stop::Refused(Refusal::Malformed(_))) => Ok(None),
            part => part,
        }
    }

    /// The name of the part with the document itself; `usual` where the package doesn't say.
    pub(super) fn main(&mut self, usual: &str, output: &mut Output<'_>) -> Result<String, Stop> {
        let links = relationships::of("", self, output)?;
        let main = links.into_iter().find(|link| link.kind == "officeDocument");
        Ok(main
            .map(|link| link.target)
            .filter(|name| self.package.has(name))
            .unwrap_or_else(|| usual.to_owned()))
    }

    /// A part without which there is nothing to read.
    pub(super) fn required(
        &mut self,
        name: &str,
        output: &mut Output<'_>,
    ) -> Result<Vec<u8>, Stop> {
        let part = self.part(name, output)?;
        Ok(part.ok_or_else(|| Refusal::Malformed(format!("its part {name} can't be read")))?)
    }

    /// Reads the text of a part.
    pub(super) fn story(
        &mut self,
        name: &str,
        layer: Layer,
        output: &mut Output<'_>,
    ) -> Result<(), Stop> {
        match self.part(name, output)? {
            Some(part) => story::read(&part, layer, output),
            None => Ok(()),
        }
    }

    /// Reads the parts of one kind among the links.
    pub(super) fn stories(
        &mut self,
        links: &[Relationship],
        kind: &str,
        layer: Layer,
        output: &mut Output<'_>,
    ) -> Result<(), Stop> {
        for link in links {
            if !link.is_external && link.kind == kind {
                self.story(&link.target, layer, output)?;
            }
        }
        Ok(())
    }

    /// Reads what hangs on a part: charts with the workbooks behind them, diagrams, embedded files.
    pub(super) fn attached(
        &mut self,
        links: &[Relationship],
        output: &mut Output<'_>,
    ) -> Result<(), Stop> {
        for link in links.iter().filter(|link| !link.is_external) {
            match link.kind.as_str() {
                "chart" | "chartEx" => {
                    self.story(&link.target, Layer::Content, output)?;
                    let behind = relationships::of(&link.target, self, output)?;
                    self.embedded(&behind, output)?;
                }
                "diagramData" => self.story(&link.target, Layer::Content, output)?,
                _ => {}
            }
        }
        self.embedded(links, output)
    }

    fn embedded(&mut self, links: &[Relationship], output: &mut Output<'_>) -> Result<(), Stop> {
        for link in links.iter().filter(|link| !link.is_external) {
            if matches!(link.kind.as_str(), "package" | "oleObject")
                && let Some(bytes) = self.part(&link.target, output)?
            {
                embedded::read(&link.target, &bytes, output)?;
            }
        }
        Ok(())
    }
}
