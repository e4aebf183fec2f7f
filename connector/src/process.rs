//! What this process used so far, as the kernel counts it.
//!
//! Linux tells it in `/proc`; on other systems it is not known, which a report says in words.

use std::path::Path;
use std::time::Duration;

/// What a process used from its start until now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Processor time of all threads, user and system.
    pub cpu: Duration,
    /// The most memory that was resident at once, in bytes.
    pub peak_resident_bytes: u64,
}

/// What this process used; nothing, on a system that does not tell.
pub fn usage() -> Option<Usage> {
    let read = |file| std::fs::read_to_string(Path::new("/proc/self").join(file)).ok();
    Some(Usage {
        cpu: cpu(&read("stat")?)?,
        peak_resident_bytes: peak_resident_bytes(&read("status")?)?,
    })
}

/// `/proc` counts in ticks of 1/100 s on every architecture that Rust's standard library runs on.
/// Linux: `USER_HZ`, `time(7)`.
const TICK: Duration = Duration::from_millis(10);

/// Fields 14 (`utime`) and 15 (`stime`), in ticks. Linux: `proc_pid_stat(5)`.
fn cpu(stat: &str) -> Option<Duration> {
    // Field 2 is the program's name in brackets and may hold spaces and brackets itself.
    let (_, from_field_3) = stat.rsplit_once(") ")?;
    let mut ticks = from_field_3.split(' ').skip(11).map(str::parse::<u32>);
    let (user, system) = (ticks.next()?.ok()?, ticks.next()?.ok()?);
    TICK.checked_mul(user)?.checked_add(TICK.checked_mul(system)?)
}

/// `VmHWM`, in KiB. Linux: `proc_pid_status(5)`.
///
/// `getrusage` would tell of whatever ran before `exec`, too.
fn peak_resident_bytes(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_brackets_and_spaces_shifts_no_field() {
        let stat = "7 (a) b (c) S 1 7 7 0 -1 4194304 100 0 0 0 250 50 3 4 20 0 1 0 99 1000 200";
        assert_eq!(cpu(stat), Some(Duration::from_secs(3)));
        assert_eq!(cpu("7 (a) S 1"), None);
        assert_eq!(cpu(""), None);
    }

    #[test]
    fn the_peak_is_the_high_water_mark_and_not_the_present_size() {
        let status = "Name:\ta\nVmHWM:\t    2048 kB\nVmRSS:\t    1024 kB\n";
        assert_eq!(peak_resident_bytes(status), Some(2 << 20));
        assert_eq!(peak_resident_bytes("Name:\ta\n"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn linux_tells_of_this_very_process() {
        assert!(usage().unwrap().peak_resident_bytes > 1 << 16);
    }
}
