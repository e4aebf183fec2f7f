//! From the file and the environment to a [`Config`], with every fault at once.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use graph::{AddressError, GraphRoot, LoginRoot};

use super::connectors::connectors;
use super::environment::Environment;
use super::finding::{Error, Finding, Findings, Place};
use super::keys::{self, Key};
use super::service::{logging, monitoring, service};
use super::settings::Settings;
use super::target::target;
use super::yaml::{self, Entry, Node, Value};
use super::{Config, GraphConfig};

/// A config file of a thousand connectors is far smaller.
const BYTES_MAX: u64 = 1 << 20;

/// Whether a command needs a connector in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// One at least, unless the service finds its connectors itself.
    Needed,
    /// It is about the cluster, such as making the first one.
    NotNeeded,
}

/// Reads a config file and what the environment says beside it; the warnings are for the operator's eyes.
///
/// # Errors
/// When the file cannot be read, or what it says cannot be used; all its faults are told at once.
pub fn read(
    path: &Path,
    environment: &Environment,
    listed: Listed,
) -> Result<(Config, Vec<Finding>), Error> {
    let text = text(path)?;
    let mut findings = Findings::default();
    let config = config(&text, environment, listed, &mut findings);
    findings.faults.sort_by(|one, other| one.at.cmp(&other.at));
    findings.warnings.sort_by(|one, other| one.at.cmp(&other.at));
    let Findings { faults, warnings } = findings;
    match config {
        Some(config) if faults.is_empty() => Ok((config, warnings)),
        Some(_) | None => Err(Error::Faulty { path: path.to_owned(), faults, warnings }),
    }
}

fn text(path: &Path) -> Result<String, Error> {
    let unreadable = |source| Error::Unreadable { path: path.to_owned(), source };
    let Some(bytes) = limited(path, BYTES_MAX).map_err(unreadable)? else {
        return Err(Error::TooLarge { path: path.to_owned(), bytes_max: BYTES_MAX });
    };
    let text =
        String::from_utf8(bytes).map_err(|_bytes| Error::NotText { path: path.to_owned() })?;
    // Some editors start a file with a byte-order mark; it is no part of the first key.
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}

/// A file's bytes; none if there are more than so many.
pub(super) fn limited(path: &Path, bytes_max: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let length = File::open(path)?.take(bytes_max + 1).read_to_end(&mut bytes)?;
    let fits = u64::try_from(length).is_ok_and(|length| length <= bytes_max);
    Ok(fits.then_some(bytes))
}

/// The configuration, or nothing and at least one fault.
fn config(
    text: &str,
    environment: &Environment,
    listed: Listed,
    findings: &mut Findings,
) -> Option<Config> {
    let entries = entries(text, environment, findings)?;
    let mut settings = Settings::new(String::new(), keys::FILE, entries, findings);
    settings.lay_over(environment.above());
    settings.lay_under(environment.below());
    let graph = graph(&mut settings, findings);
    let target = target(&mut settings, findings);
    let service = service(&mut settings, findings);
    let listed = if service.finds_connectors() { Listed::NotNeeded } else { listed };
    let connectors = connectors(&mut settings, &target, listed, findings);
    let logging = logging(&mut settings, findings);
    let monitoring = monitoring(&mut settings, findings);
    settings.finish(findings);
    Some(Config { graph: graph?, target, service, connectors, logging, monitoring })
}

/// What stands in the file, with the environment's values in it.
fn entries(text: &str, environment: &Environment, findings: &mut Findings) -> Option<Vec<Entry>> {
    let Node { at, mut value } = match yaml::parse(text) {
        Ok(Some(root)) => root,
        Ok(None) => return empty(findings),
        Err(fault) => {
            findings.faults.push(fault);
            return None;
        }
    };
    environment.substitute(&at, &mut value, findings);
    match value {
        Value::Group(entries) => Some(entries),
        Value::Empty | Value::Null => empty(findings),
        Value::Undefined | Value::Text(_) | Value::List(_) => {
            let example = keys::STORE_SQLITE.example();
            findings.fault(at, format!("the file must hold keys and values, such as `{example}`"));
            None
        }
    }
}

fn empty(findings: &mut Findings) -> Option<Vec<Entry>> {
    let connectors = keys::connector::CONNECTORS.example();
    let (cluster, store) = (keys::elasticsearch::HOST.example(), keys::STORE_SQLITE.example());
    let text =
        format!("the file is empty; it wants at least `{connectors}` and `{cluster}` or `{store}`");
    findings.fault(Place::START, text);
    None
}

fn graph(settings: &mut Settings, findings: &mut Findings) -> Option<GraphConfig> {
    let root = address(settings, &keys::GRAPH_ROOT, GraphRoot::parse, findings);
    let login_root = address(settings, &keys::GRAPH_LOGIN_ROOT, LoginRoot::parse, findings);
    Some(GraphConfig { root: root?, login_root: login_root? })
}

/// An address, or its default if it is left out.
fn address<A>(
    settings: &mut Settings,
    key: &Key,
    parse: impl Fn(&str) -> Result<A, AddressError>,
    findings: &mut Findings,
) -> Option<A> {
    let Some(given) = settings.optional_text(key, findings) else {
        return parse(key.default?).ok();
    };
    let unfit = |error: AddressError| {
        let text = if given.may_be_shown() {
            format!("`{}`: {error}", key.name)
        } else {
            key.wanted("is not usable", "")
        };
        findings.fault(given.at.clone(), text);
    };
    parse(&given.text).map_err(unfit).ok()
}
