//! The folder that a demo leaves behind: a store, and a config file with which the other commands read it.

use std::io;
use std::path::{Path, PathBuf};

use embedded::SqliteFile;
use embedded::sqlite::OpenError;
use graph::Credentials;
use simulator::Simulator;

use super::Failure;
use crate::config::Draft;

/// First in each config file that a demo writes: it tells the folder from one that is somebody's own.
const MARK: &str =
    "# Written by `teams-connector demo`; the next demo in this folder writes it anew.\n";

/// The connector's name in the config file.
const CONNECTOR_ID: &str = "demo";

/// What SQLite keeps beside a database while it is in use.
const BESIDE: [&str; 2] = ["-wal", "-shm"];

/// A demo's folder.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Makes the folder, and removes from it what an earlier demo left.
    ///
    /// # Errors
    /// When somebody else's files are in the way, a demo is at work in it, or the file system refuses.
    pub(super) fn afresh(path: &Path) -> Result<Self, Failure> {
        let refused = |source| Failure::Folder { path: path.to_owned(), source };
        std::fs::create_dir_all(path).map_err(refused)?;
        let folder = Self { path: path.to_owned() };
        folder.is_a_demos().map_err(refused)?;
        folder.is_idle()?;
        folder.clear().map_err(refused)?;
        Ok(folder)
    }

    pub(super) fn config(&self) -> PathBuf {
        self.path.join("config.yml")
    }

    fn store(&self) -> PathBuf {
        self.path.join("store.sqlite")
    }

    /// A demo writes its config file first and removes it last: without its mark, no file here is a demo's.
    fn is_a_demos(&self) -> io::Result<()> {
        let marked = match std::fs::read_to_string(self.config()) {
            Ok(config) => config.starts_with(MARK),
            Err(error) if error.kind() == io::ErrorKind::NotFound => !self.store().try_exists()?,
            Err(error) if error.kind() == io::ErrorKind::InvalidData => false,
            Err(error) => return Err(error),
        };
        if marked {
            return Ok(());
        }
        let foreign = "it holds a config.yml or a store.sqlite that no demo made, and a demo would overwrite them";
        Err(io::Error::new(io::ErrorKind::AlreadyExists, foreign))
    }

    /// What is wrong with an old store doesn't matter, unless a process writes it.
    fn is_idle(&self) -> Result<(), OpenError> {
        match SqliteFile::open(self.store()) {
            Err(locked @ OpenError::Locked { .. }) => Err(locked),
            Ok(_) | Err(_) => Ok(()),
        }
    }

    fn clear(&self) -> io::Result<()> {
        remove(&self.store())?;
        for ending in BESIDE {
            let mut beside = self.store().into_os_string();
            beside.push(ending);
            remove(Path::new(&beside))?;
        }
        remove(&self.config())
    }

    /// Writes the config file for this tenant.
    ///
    /// # Errors
    /// When the file system refuses.
    pub(super) fn write_config(&self, simulator: &Simulator) -> Result<(), Failure> {
        let refused = |source| Failure::Folder { path: self.path.clone(), source };
        let credentials = simulator.credentials();
        let draft = Draft {
            root: &simulator.base_url(),
            sqlite: &std::path::absolute(self.store()).map_err(refused)?,
            connector_id: CONNECTOR_ID,
            credentials: &Credentials {
                tenant_id: credentials.tenant_id,
                client_id: credentials.client_id,
                secret_value: credentials.secret_value.into(),
            },
        };
        let text = MARK.to_owned() + &draft.render();
        std::fs::write(self.config(), text).map_err(refused)
    }

    /// How to go on with what the demo left behind, as lines for a shell.
    pub(super) fn what_next(&self, queries: &[String]) -> String {
        // As it was called: after `cargo run` it is on no search path.
        let program = std::env::args().next();
        let program = quoted(program.as_deref().unwrap_or("teams-connector"));
        let config = quoted(&self.config().display().to_string());
        let query = quoted(queries.first().map_or("budget", String::as_str));
        format!(
            "go on with the stored documents; the tenant itself is gone with the demo:\n\
             \x20   {program} search -c {config} {query}\n\
             \x20   {program} status -c {config}\n\
             \x20   {program} export -c {config}\n"
        )
    }
}

/// A word of a shell's line, in quotes if it needs them.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-:".contains(c);
    if word.chars().all(plain) && !word.is_empty() {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

fn remove(file: &Path) -> io::Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_demo_left_is_removed_and_nothing_else() {
        let data = tempfile::tempdir().unwrap();
        std::fs::write(data.path().join("config.yml"), MARK).unwrap();
        std::fs::write(data.path().join("mine.txt"), "mine").unwrap();
        drop(SqliteFile::open(data.path().join("store.sqlite")).unwrap());
        let folder = Folder::afresh(data.path()).unwrap();
        assert!(!folder.config().exists() && !folder.store().exists());
        assert!(data.path().join("mine.txt").exists());
    }

    #[test]
    fn a_folder_with_somebodys_own_files_is_left_alone() {
        for file in ["config.yml", "store.sqlite"] {
            let data = tempfile::tempdir().unwrap();
            std::fs::write(data.path().join(file), b"\xff mine").unwrap();
            let failure = Folder::afresh(data.path()).unwrap_err();
            assert_eq!(failure.status(), 1);
            assert!(failure.lines()[0].contains("that no demo made"), "{failure:?}");
            let kept = std::fs::read(data.path().join(file)).unwrap();
            assert_eq!(kept, b"\xff mine");
        }
    }

    #[test]
    fn a_folder_in_which_a_demo_is_at_work_is_left_to_it() {
        let data = tempfile::tempdir().unwrap();
        std::fs::write(data.path().join("config.yml"), MARK).unwrap();
        let _at_work = SqliteFile::open(data.path().join("store.sqlite")).unwrap();
        let failure = Folder::afresh(data.path()).unwrap_err();
        assert!(failure.lines()[0].contains("in use by another process"), "{failure:?}");
        assert!(data.path().join("store.sqlite").exists());
    }

    #[test]
    fn a_path_can_be_pasted_into_a_shell() {
        assert_eq!(quoted("/data/demo/config.yml"), "/data/demo/config.yml");
        assert_eq!(quoted("my demo's"), r"'my demo'\''s'");
        assert_eq!(quoted("отчёт"), "отчёт");
    }
}
