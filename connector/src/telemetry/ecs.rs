//! Events as lines of JSON in the Elastic Common Schema, which Elasticsearch takes as they are.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::io::Write as _;
use std::sync::Arc;

use clock::Clock;
use serde_json::{Map, Value, json};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::{LookupSpan, Scope};

/// The version of the Elastic Common Schema whose fields are used.
const ECS_VERSION: &str = "8.17.0";

/// `service.name` of every line.
const SERVICE_NAME: &str = "teams-connector";

/// Writes each event as one JSON object on one line.
///
/// | field | value |
/// |---|---|
/// | `@timestamp` | the time, UTC |
/// | `log.level` | `debug`, `info`, `warning`, `error` |
/// | `message` | what happened |
/// | `ecs.version`, `service.name`, `service.version`, `process.pid` | constants of the process |
/// | `log.logger` | the module that tells |
/// | `error.message` | the field `error` of the event, if it has one |
/// | `labels` | all other fields of the event and of the spans around it, as text; the innermost wins |
///
/// A span below the filter's level gives no labels: one whose labels must always be there is of level `ERROR`.
/// The service's span of a job gives `labels.connector_id`, `labels.sync_job_id` and their like, by the names
/// that Elastic's connector service uses. Elastic: ECS logging specification; ECS, `labels` (no nesting, so
/// dots in names become underscores).
#[derive(Debug)]
pub struct Ecs<W> {
    clock: Arc<dyn Clock>,
    writer: W,
}

impl<W> Ecs<W> {
    /// Writes to `writer`, with the time of `clock`.
    pub fn new(clock: Arc<dyn Clock>, writer: W) -> Self {
        Self { clock, writer }
    }

    fn line(&self, event: &Event<'_>, mut labels: Labels) -> Value {
        let message = labels.0.remove("message").unwrap_or_default();
        let error = labels.0.remove("error");
        let mut line = Map::from_iter([
            ("@timestamp".to_owned(), json!(format!("{:.3}", self.clock.now()))),
            ("log.level".to_owned(), json!(level(*event.metadata().level()))),
            ("message".to_owned(), json!(message)),
            ("ecs.version".to_owned(), json!(ECS_VERSION)),
            ("log.logger".to_owned(), json!(event.metadata().target())),
            ("service.name".to_owned(), json!(SERVICE_NAME)),
            ("service.version".to_owned(), json!(env!("CARGO_PKG_VERSION"))),
            ("process.pid".to_owned(), json!(std::process::id())),
        ]);
        if let Some(error) = error {
            line.insert("error.message".to_owned(), json!(error));
        }
        if !labels.0.is_empty() {
            line.insert("labels".to_owned(), json!(labels.0));
        }
        Value::Object(line)
    }
}

/// Elastic's words for levels; it has none below `debug`.
fn level(level: Level) -> &'static str {
    match level {
        Level::ERROR => "error",
        Level::WARN => "warning",
        Level::INFO => "info",
        Level::DEBUG | Level::TRACE => "debug",
    }
}

impl<S, W> Layer<S> for Ecs<W>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: for<'w> MakeWriter<'w> + 'static,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut labels = Labels::default();
        attributes.record(&mut labels);
        span.extensions_mut().insert(labels);
    }

    fn on_record(&self, id: &Id, record: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        if let Some(labels) = span.extensions_mut().get_mut::<Labels>() {
            record.record(labels);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut labels = Labels::default();
        for span in context.event_scope(event).into_iter().flat_map(Scope::from_root) {
            if let Some(of_span) = span.extensions().get::<Labels>() {
                labels.0.extend(of_span.0.clone());
            }
        }
        event.record(&mut labels);
        let line = format!("{}\n", self.line(event, labels));
        // A log that can't be written has nobody to be told to.
        self.writer
            .make_writer_for(event.metadata())
            .write_all(line.as_bytes())
            .unwrap_or_default();
    }
}

/// Fields of spans and events, as text.
#[derive(Debug, Default)]
struct Labels(BTreeMap<Cow<'static, str>, String>);

impl Labels {
    fn set(&mut self, field: &Field, text: String) {
        let name = field.name();
        let name = if name.contains('.') { name.replace('.', "_").into() } else { name.into() };
        self.0.insert(name, text);
    }
}

impl Visit for Labels {
    fn record_str(&mut self, field: &Field, text: &str) {
        self.set(field, text.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.set(field, format!("{value:?}"));
    }
}

#[cfg(test)]
mod tests {
    use clock::TestClock;
    use jiff::Timestamp;
    use secrecy::SecretString;

    use crate::telemetry::logs::Form;
    use crate::telemetry::logs::tests::told;

    use super::*;

    fn lines(tell: impl FnOnce()) -> Vec<Value> {
        let clock = Arc::new(TestClock::at(Timestamp::UNIX_EPOCH));
        let text = told("debug", Form::Ecs { clock }, tell);
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn a_line_holds_elastics_fields_and_labels_of_spans_and_event() {
        let lines = lines(|| {
            let job = tracing::info_span!("sync", connector_id = "teams-1", sync_job_id = "j7");
            let _in_job = job.entered();
            tracing::warn!(status = 429, graph.class = "chats", "asked to wait");
        });
        assert_eq!(
            lines,
            [json!({
                "@timestamp": "1970-01-01T00:00:00.000Z",
                "log.level": "warning",
                "message": "asked to wait",
                "ecs.version": ECS_VERSION,
                "log.logger": "teams_connector::telemetry::ecs::tests",
                "service.name": "teams-connector",
                "service.version": env!("CARGO_PKG_VERSION"),
                "process.pid": std::process::id(),
                "labels": {
                    "connector_id": "teams-1",
                    "sync_job_id": "j7",
                    "status": "429",
                    "graph_class": "chats",
                },
            })]
        );
    }

    #[test]
    fn the_innermost_field_wins_and_one_that_is_recorded_late_is_there() {
        let lines = lines(|| {
            let outer = tracing::info_span!(
                "pass",
                connector_id = "outer",
                index_name = tracing::field::Empty
            );
            outer.record("index_name", "teams");
            let _in_outer = outer.entered();
            let _in_inner = tracing::info_span!("sync", connector_id = "inner").entered();
            tracing::debug!("here");
        });
        assert_eq!(lines[0]["labels"], json!({ "connector_id": "inner", "index_name": "teams" }));
    }

    #[test]
    fn an_error_is_no_label_and_a_bare_event_has_none() {
        let lines = lines(|| {
            let error = std::io::Error::other("no space left");
            tracing::error!(%error, "the job failed");
            tracing::info!("started");
        });
        assert_eq!(lines[0]["error.message"], "no space left");
        assert_eq!(lines[0]["log.level"], "error");
        assert!(lines.iter().all(|line| line.get("labels").is_none()), "{lines:?}");
    }

    #[test]
    fn quotes_and_line_breaks_stay_on_the_line() {
        let lines = lines(|| tracing::info!(name = "a \"b\"\nc\u{1b}[0m", "one\ntwo"));
        assert_eq!(lines[0]["message"], "one\ntwo");
        assert_eq!(lines[0]["labels"]["name"], "a \"b\"\nc\u{1b}[0m");
    }

    #[test]
    fn a_secret_in_a_field_is_not_told() {
        let secret = SecretString::from("eyav1~marker");
        let lines = lines(|| tracing::info!(?secret, "signed in"));
        assert!(!lines[0].to_string().contains("marker"), "{lines:?}");
        assert!(lines[0]["labels"]["secret"].as_str().unwrap().contains("REDACTED"), "{lines:?}");
    }
}
