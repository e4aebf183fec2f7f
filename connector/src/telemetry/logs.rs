//! Log lines: which events are told, in which form, and where.

use std::sync::Arc;

use clock::Clock;
use tracing::Subscriber;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer};

use crate::telemetry::ecs::Ecs;

/// What is logged, and how.
#[derive(Debug)]
pub struct Logs<W> {
    /// Levels in the form of `tracing`'s environment filter, such as `info` or `warn,graph=debug`.
    pub filter: String,
    /// The form of a line.
    pub form: Form,
    /// Where lines go.
    pub writer: W,
}

/// The form of a log line.
#[derive(Debug, Clone)]
pub enum Form {
    /// For a person: time, level, span, message, fields.
    Text {
        /// Whether levels are coloured.
        ansi: bool,
    },
    /// For Elasticsearch: one JSON object a line, see [`Ecs`].
    Ecs {
        /// Where `@timestamp` comes from.
        clock: Arc<dyn Clock>,
    },
}

/// Why nothing can be logged.
#[derive(Debug, thiserror::Error)]
pub enum LogsError {
    /// The filter can't be read.
    #[error("log levels are such as `info` or `warn,graph=debug`")]
    Filter(#[source] tracing_subscriber::filter::ParseError),
    /// Something logs already in this process.
    #[error("logging was begun twice")]
    Twice(#[source] tracing_subscriber::util::TryInitError),
}

/// Logs from now on, in the whole process.
///
/// # Errors
/// When the filter can't be read, or the process logs already.
pub fn init<W>(logs: Logs<W>) -> Result<(), LogsError>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    subscriber(logs)?.try_init().map_err(LogsError::Twice)
}

fn subscriber<W>(logs: Logs<W>) -> Result<impl Subscriber + Send + Sync, LogsError>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let filter = EnvFilter::try_new(&logs.filter).map_err(LogsError::Filter)?;
    let lines = lines(logs.form, logs.writer);
    Ok(tracing_subscriber::registry().with(filter).with(lines))
}

fn lines<S, W>(form: Form, writer: W) -> Box<dyn Layer<S> + Send + Sync>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    match form {
        Form::Text { ansi } => {
            tracing_subscriber::fmt::layer().with_ansi(ansi).with_writer(writer).boxed()
        }
        Form::Ecs { clock } => Ecs::new(clock, writer).boxed(),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::{self, Write};
    use std::sync::Mutex;

    use secrecy::SecretString;

    use super::*;
    use crate::config::LogLevel;

    /// Keeps what is written.
    #[derive(Debug, Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl MakeWriter<'_> for Written {
        type Writer = Self;

        fn make_writer(&self) -> Self {
            self.clone()
        }
    }

    /// What is written of the events of `tell`.
    pub(in crate::telemetry) fn told(filter: &str, form: Form, tell: impl FnOnce()) -> String {
        let writer = Written::default();
        let logs = Logs { filter: filter.to_owned(), form, writer: writer.clone() };
        tracing::subscriber::with_default(subscriber(logs).unwrap(), tell);
        String::from_utf8(writer.0.lock().unwrap().clone()).unwrap()
    }

    fn levels_told(level: LogLevel) -> usize {
        let text = told(level.filter(), Form::Text { ansi: false }, || {
            tracing::debug!("seen");
            tracing::info!("seen");
            tracing::warn!("seen");
            tracing::error!("seen");
        });
        text.lines().count()
    }

    #[test]
    fn a_severity_lets_itself_and_what_is_more_severe_through() {
        assert_eq!(levels_told(LogLevel::Debug), 4);
        assert_eq!(levels_told(LogLevel::Info), 3);
        assert_eq!(levels_told(LogLevel::Warning), 2);
        assert_eq!(levels_told(LogLevel::Error), 1);
        assert_eq!(levels_told(LogLevel::Critical), 1);
    }

    #[test]
    fn a_line_of_text_holds_the_span_and_the_fields() {
        let text = told("info", Form::Text { ansi: false }, || {
            let _in_sync = tracing::info_span!("sync", connector_id = "teams-1").entered();
            tracing::info!(documents = 3, "a batch was written");
        });
        assert!(text.contains("INFO sync{connector_id=\"teams-1\"}"), "{text}");
        assert!(text.trim_end().ends_with("a batch was written documents=3"), "{text}");
    }

    #[test]
    fn a_secret_in_a_field_is_not_told() {
        let secret = SecretString::from("eyav1~marker");
        let text = told("info", Form::Text { ansi: false }, || {
            tracing::info!(?secret, "signed in");
        });
        assert!(text.contains("signed in") && !text.contains("marker"), "{text}");
    }

    #[test]
    fn a_filter_that_cannot_be_read_is_refused() {
        let logs = Logs {
            filter: "graph=loud".to_owned(),
            form: Form::Text { ansi: false },
            writer: io::sink,
        };
        assert!(matches!(subscriber(logs).map(drop), Err(LogsError::Filter(_))));
    }
}
