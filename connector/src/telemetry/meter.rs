//! What one job, or one Graph client, adds to the metrics: it reports sums, and what came on top is counted.

use std::sync::Arc;
use std::time::Duration;

use graph::Usage;
use jiff::Timestamp;

use crate::telemetry::metrics::{Counts, JobLabels, Metrics};

/// Counts a job that runs in this process; when it is dropped the job runs here no more.
#[derive(Debug)]
pub struct JobMeter {
    metrics: Arc<Metrics>,
    labels: JobLabels,
    counted: Counts,
}

impl JobMeter {
    pub(super) fn start(metrics: Arc<Metrics>, labels: JobLabels, so_far: Counts) -> Self {
        metrics.job_started(&labels);
        // Counters that are shown from the start show their first step, too.
        metrics.count(&labels.connector_id, &Counts::default());
        Self { metrics, labels, counted: so_far }
    }

    /// The job did so much in all.
    pub fn progress(&mut self, in_all: &Counts) {
        self.metrics.count(&self.labels.connector_id, &more(in_all, &self.counted));
        self.counted = *in_all;
    }

    /// The job left this process at `now` with `status`, in Elastic's words (`completed`, `suspended`, …),
    /// `took` after it was started for the first time.
    pub fn ended(self, status: &'static str, now: Timestamp, took: Duration) {
        self.metrics.job_ended(&self.labels, status, now);
        self.metrics.job_took(&self.labels, took);
    }
}

impl Drop for JobMeter {
    fn drop(&mut self) {
        self.metrics.job_left(&self.labels);
    }
}

fn more(now: &Counts, before: &Counts) -> Counts {
    Counts {
        indexed: now.indexed.saturating_sub(before.indexed),
        deleted: now.deleted.saturating_sub(before.deleted),
        refused: now.refused.saturating_sub(before.refused),
        excluded: now.excluded.saturating_sub(before.excluded),
        bytes: now.bytes.saturating_sub(before.bytes),
    }
}

/// Counts what one Graph client asked.
#[derive(Debug)]
pub struct GraphMeter {
    metrics: Arc<Metrics>,
    connector_id: String,
    counted: Usage,
}

impl GraphMeter {
    pub(super) fn new(metrics: Arc<Metrics>, connector_id: &str) -> Self {
        metrics.graph_answers(connector_id, 0, 0);
        Self { metrics, connector_id: connector_id.to_owned(), counted: Usage::default() }
    }

    /// The client used so much since it was made.
    pub fn usage(&mut self, in_all: Usage) {
        for (class, requests) in &in_all.requests {
            let before = self.counted.requests.get(class).copied().unwrap_or_default();
            let more = requests.saturating_sub(before);
            self.metrics.graph_requests(&self.connector_id, class.name(), more);
        }
        let throttled = in_all.throttled.saturating_sub(self.counted.throttled);
        let bytes = in_all.bytes_received.saturating_sub(self.counted.bytes_received);
        self.metrics.graph_answers(&self.connector_id, throttled, bytes);
        self.counted = in_all;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use clock::TestClock;
    use graph::Class;

    use crate::telemetry::Telemetry;

    use super::*;

    fn telemetry() -> Telemetry {
        Telemetry::new(Arc::new(TestClock::at(Timestamp::UNIX_EPOCH)))
    }

    fn counts(indexed: u64) -> Counts {
        Counts { indexed, deleted: 2, refused: 1, excluded: 4, bytes: indexed * 100 }
    }

    fn usage(requests: u64) -> Usage {
        let requests = BTreeMap::from([(Class::Chats, requests)]);
        Usage { requests, bytes_received: 4096, throttled: 3 }
    }

    /// The samples of the exposition, by name and labels.
    fn samples(telemetry: &Telemetry) -> BTreeMap<String, String> {
        let text = telemetry.metrics();
        let samples = text.lines().filter(|line| !line.starts_with('#'));
        samples
            .map(|line| line.rsplit_once(' ').unwrap())
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }

    #[test]
    fn sums_that_are_reported_twice_are_counted_once() {
        let telemetry = telemetry();
        let mut job = telemetry.job_started("a", "full", Counts::default());
        for in_all in [counts(5), counts(5), counts(7)] {
            job.progress(&in_all);
        }
        let samples = samples(&telemetry);
        for (name, value) in [
            ("teams_connector_documents_indexed_total", "7"),
            ("teams_connector_documents_deleted_total", "2"),
            ("teams_connector_documents_refused_total", "1"),
            ("teams_connector_documents_excluded_total", "4"),
            ("teams_connector_documents_indexed_bytes_total", "700"),
        ] {
            assert_eq!(samples[&format!("{name}{{connector_id=\"a\"}}")], value, "{name}");
        }
    }

    #[test]
    fn a_job_that_goes_on_counts_only_what_it_does_here() {
        let telemetry = telemetry();
        let mut job = telemetry.job_started("a", "full", counts(1000));
        job.progress(&counts(1001));
        assert_eq!(
            samples(&telemetry)["teams_connector_documents_indexed_total{connector_id=\"a\"}"],
            "1"
        );
    }

    #[test]
    fn a_job_runs_until_its_meter_is_gone_and_ends_with_a_status() {
        let telemetry = telemetry();
        let running = "teams_connector_jobs_running{connector_id=\"a\",job_type=\"full\"}";
        let job = telemetry.job_started("a", "full", Counts::default());
        let dropped = telemetry.job_started("a", "full", Counts::default());
        assert_eq!(samples(&telemetry)[running], "2");
        drop(dropped);
        job.ended("completed", Timestamp::from_second(60).unwrap(), Duration::from_millis(1500));
        let samples = samples(&telemetry);
        assert_eq!(samples[running], "0");
        let labels = "{connector_id=\"a\",job_type=\"full\",status=\"completed\"}";
        assert_eq!(samples[&format!("teams_connector_jobs_ended_total{labels}")], "1");
        assert_eq!(samples[&format!("teams_connector_job_ended_timestamp_seconds{labels}")], "60");
        let labels = "{connector_id=\"a\",job_type=\"full\"}";
        assert_eq!(samples[&format!("teams_connector_job_duration_seconds{labels}")], "1.5");
    }

    #[test]
    fn clients_that_follow_each_other_add_up() {
        let telemetry = telemetry();
        for reports in [[1, 10], [2, 30]] {
            let mut client = telemetry.graph_client("a");
            for requests in reports {
                client.usage(usage(requests));
            }
        }
        let samples = samples(&telemetry);
        let requests = "teams_connector_graph_requests_total{connector_id=\"a\",class=\"chats\"}";
        assert_eq!(samples[requests], "40");
        let of_connector =
            |name| &samples[&format!("teams_connector_{name}{{connector_id=\"a\"}}")];
        assert_eq!(of_connector("graph_throttled_total"), "6");
        assert_eq!(of_connector("graph_received_bytes_total"), "8192");
    }

    #[test]
    fn a_connector_has_one_status_and_its_id_is_escaped() {
        let telemetry = telemetry();
        telemetry.connector_status("a\"b\\c\nd", "configured");
        telemetry.connector_status("a\"b\\c\nd", "connected");
        let samples = samples(&telemetry);
        let status = |status| {
            let labels = format!("{{connector_id=\"a\\\"b\\\\c\\nd\",status=\"{status}\"}}");
            samples[&format!("teams_connector_connector_status{labels}")].as_str()
        };
        assert_eq!((status("connected"), status("configured"), status("error")), ("1", "0", "0"));
    }

    /// The page's table rows begin with the metric's name in backticks.
    #[test]
    fn the_page_on_monitoring_names_exactly_the_metrics_that_are_shown() {
        let telemetry = telemetry();
        telemetry.pass_succeeded("schedule");
        telemetry.pass_failed("schedule", &"away");
        telemetry.connector_status("a", "connected");
        telemetry.issues("a", 1);
        let mut job = telemetry.job_started("a", "full", Counts::default());
        job.progress(&counts(1));
        job.ended("completed", Timestamp::UNIX_EPOCH, Duration::ZERO);
        telemetry.graph_client("a").usage(usage(1));

        let samples = samples(&telemetry);
        let shown: BTreeSet<_> =
            samples.keys().map(|sample| sample.split('{').next().unwrap()).collect();
        let page = include_str!("../../../docs/monitoring.md");
        let named = page
            .lines()
            .filter_map(|line| line.strip_prefix("| `teams_connector_")?.split_once('`'))
            .map(|(name, _)| format!("teams_connector_{name}"));
        assert_eq!(
            named.collect::<Vec<_>>().iter().map(String::as_str).collect::<BTreeSet<_>>(),
            shown
        );
    }
}
