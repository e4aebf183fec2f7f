//! What a sync cost: requests, bytes, time and memory.

use std::time::Duration;

use graph::{Class, Usage};

use super::table;
use crate::number::{bytes, duration, grouped, tenths};
use crate::process;

/// What a sync used.
#[derive(Debug, Clone, Copy)]
pub struct Cost<'a> {
    /// What was asked of Graph.
    pub usage: &'a Usage,
    /// Documents that are stored now.
    pub documents: u64,
    /// From the start of the sync to its end.
    pub elapsed: Duration,
    /// What the process used, if the system tells.
    pub process: Option<process::Usage>,
    /// What else ran in the process, and so is part of what it used.
    pub together_with: Option<&'a str>,
}

/// Requests by class and per 1,000 documents, bytes, time and memory.
pub fn cost(cost: &Cost<'_>) -> String {
    let mut rows = vec![["requests", "sent", "per 1,000 documents"].map(String::from).to_vec()];
    let row = |name: &str, count: u64| {
        let share = match cost.documents {
            0 => "-".to_owned(),
            documents => tenths(count.saturating_mul(1000), documents),
        };
        vec![name.to_owned(), grouped(count), share]
    };
    for class in Class::ALL {
        if let Some(&count) = cost.usage.requests.get(&class) {
            rows.push(row(class.name(), count));
        }
    }
    rows.push(row("total", cost.usage.requests_total()));
    table(1, &rows) + "\n" + &totals(cost)
}

fn totals(cost: &Cost<'_>) -> String {
    let unknown = || "not known on this system".to_owned();
    let with = cost.together_with.map_or(String::new(), |with| format!(", with {with}"));
    let process = cost.process;
    let rows = [
        ("answers that asked to wait", grouped(cost.usage.throttled)),
        ("bytes received", bytes(cost.usage.bytes_received)),
        ("time", duration(cost.elapsed)),
        (
            &format!("processor time{with}"),
            process.map_or_else(unknown, |process| duration(process.cpu)),
        ),
        (
            &format!("peak memory{with}"),
            process.map_or_else(unknown, |process| bytes(process.peak_resident_bytes)),
        ),
    ];
    table(1, &rows.map(|(name, value)| vec![name.to_owned(), value]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cost_names_each_class_that_was_asked_and_what_is_not_known() {
        let usage = Usage {
            requests: [(Class::SignIn, 1), (Class::ChatMessages, 49)].into(),
            bytes_received: 3 << 20,
            throttled: 2,
        };
        let text = cost(&Cost {
            usage: &usage,
            documents: 2000,
            elapsed: Duration::from_millis(2500),
            process: None,
            together_with: Some("the simulator"),
        });
        assert_eq!(
            text,
            "\
requests       sent  per 1,000 documents
sign_in           1                  0.5
chat_messages    49                 24.5
total            50                 25.0

answers that asked to wait                                 2
bytes received                                       3.0 MiB
time                                                   2.5 s
processor time, with the simulator  not known on this system
peak memory, with the simulator     not known on this system
"
        );
    }
}
