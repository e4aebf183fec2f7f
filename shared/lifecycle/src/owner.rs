//! Who runs a job: enough to tell for certain, on the same machine, that the process is gone.
//!
//! A job that is in progress belongs to the process that claimed it. When that process is killed, nobody tells; the
//! job would wait for its heartbeat to grow old. A process of the same kernel and the same namespace of process ids
//! can see at once that the other one isn't there any more.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// A process, as it writes itself into the job that it runs: `metadata.owner`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// The machine's name.
    pub host: String,
    /// Drawn when the process starts.
    pub instance: String,
    /// Where and when it started; none where the system doesn't tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process: Option<Process>,
}

/// A process of one kernel. Linux: `/proc`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Process {
    /// `/proc/sys/kernel/random/boot_id`.
    pub boot: String,
    /// The namespace in which its id counts.
    pub namespace: String,
    /// Its id.
    pub pid: u32,
    /// When it started, in ticks since the machine did: ids are used again, this isn't.
    pub started: u64,
}

impl Owner {
    /// This process; `instance` is drawn by whoever starts it.
    pub fn this(instance: String) -> Self {
        let host = gethostname::gethostname().to_string_lossy().into_owned();
        Self { host, instance, process: Process::this() }
    }

    /// Whether that process surely isn't there any more; as long as nobody can know, it is taken to be there.
    pub fn is_gone(&self) -> bool {
        match (&self.process, Process::this()) {
            (Some(process), Some(this))
                if process.boot == this.boot && process.namespace == this.namespace =>
            {
                started(process.pid) != Some(process.started)
            }
            (Some(_) | None, Some(_) | None) => false,
        }
    }
}

impl Process {
    fn this() -> Option<Self> {
        let pid = std::process::id();
        Some(Self {
            boot: read("/proc/sys/kernel/random/boot_id")?,
            namespace: fs::read_link("/proc/self/ns/pid").ok()?.to_string_lossy().into_owned(),
            pid,
            started: started(pid)?,
        })
    }
}

/// Field 22 of `/proc/PID/stat`; none if there is no such process. Linux: `proc_pid_stat(5)`.
fn started(pid: u32) -> Option<u64> {
    let stat = read(&format!("/proc/{pid}/stat"))?;
    // Field 2 is the program's name in brackets and may hold spaces and brackets itself.
    let (_, from_field_3) = stat.rsplit_once(") ")?;
    // A process that was killed and not yet waited for runs no job.
    if from_field_3.starts_with(['Z', 'X']) {
        return None;
    }
    from_field_3.split(' ').nth(19)?.parse().ok()
}

fn read(path: &str) -> Option<String> {
    let text = fs::read_to_string(Path::new(path)).ok()?;
    Some(text.trim().to_owned())
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;

    #[test]
    fn this_process_is_there_and_one_that_ended_is_gone() {
        let this = Owner::this("i".to_owned());
        assert!(!this.is_gone());
        let mut child = std::process::Command::new("sleep").arg("60").spawn().unwrap();
        let process = Process {
            pid: child.id(),
            started: started(child.id()).unwrap(),
            ..this.process.clone().unwrap()
        };
        let other = Owner { process: Some(process), ..this };
        assert!(!other.is_gone());
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(other.is_gone());
    }

    #[test]
    fn a_process_id_that_is_used_again_is_another_process() {
        let this = Owner::this("i".to_owned());
        let mut process = this.process.clone().unwrap();
        process.started -= 1;
        assert!(Owner { process: Some(process), ..this }.is_gone());
    }

    #[test]
    fn of_another_machine_nobody_knows() {
        let this = Owner::this("i".to_owned());
        let process = Process { boot: "other".to_owned(), pid: 1, ..this.process.clone().unwrap() };
        assert!(!Owner { process: Some(process), ..this.clone() }.is_gone());
        assert!(!Owner { process: None, ..this }.is_gone());
    }
}
