//! The progress of a sync on stderr: one redrawn line on a terminal, else a plain line now and then.
//!
//! ```text
//! Snapshot ──▶ line() ──▶ Progress::show() ──▶ stderr
//! snapshot.rs  pure        when, and how        ▲
//!                          log lines ───────────┘ (they clear the redrawn line first)
//! ```

mod snapshot;

use std::io::{self, IsTerminal as _, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tracing_subscriber::fmt::MakeWriter;

pub use snapshot::{Before, Snapshot};

/// Where progress and log lines go, one after the other. Clones share the place.
#[derive(Debug)]
pub struct Progress<W>(Arc<Mutex<Screen<W>>>);

impl<W> Clone for Progress<W> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

#[derive(Debug)]
struct Screen<W> {
    out: W,
    style: Style,
    /// Whether the cursor stands behind a redrawn line.
    drawn: bool,
    /// The `elapsed` of the snapshot shown last.
    shown_at: Option<Duration>,
}

/// How a progress line appears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Redrawn in place and cut to the terminal's width, in characters.
    Redrawn {
        /// The terminal's width.
        width: usize,
    },
    /// Each on a line of its own: for a file or a pipe.
    Plain,
}

impl Style {
    /// No sooner than this after the line before.
    fn interval(self) -> Duration {
        match self {
            Self::Redrawn { .. } => Duration::from_millis(100),
            Self::Plain => Duration::from_secs(5),
        }
    }
}

impl Progress<io::Stderr> {
    /// Shows progress on stderr, as suits whatever stderr is.
    pub fn on_stderr() -> Self {
        let stderr = io::stderr();
        let style = match terminal_size::terminal_size_of(&stderr) {
            Some((width, _)) if stderr.is_terminal() => {
                Style::Redrawn { width: usize::from(width.0) }
            }
            Some(_) | None => Style::Plain,
        };
        Self::new(stderr, style)
    }
}

impl<W: Write> Progress<W> {
    /// Shows progress on `out`.
    pub fn new(out: W, style: Style) -> Self {
        Self(Arc::new(Mutex::new(Screen { out, style, drawn: false, shown_at: None })))
    }

    /// Shows how far the sync is, unless it did so a moment ago.
    ///
    /// # Errors
    /// When nothing can be written any more.
    pub fn show(&self, snapshot: &Snapshot) -> io::Result<()> {
        let mut screen = self.screen();
        let due = screen.shown_at.is_none_or(|shown_at| {
            snapshot.elapsed.saturating_sub(shown_at) >= screen.style.interval()
        });
        if due { screen.draw(snapshot) } else { Ok(()) }
    }

    /// Shows the last snapshot of a sync, whenever the one before was shown, and leaves it standing.
    ///
    /// # Errors
    /// When nothing can be written any more.
    pub fn finish(&self, snapshot: &Snapshot) -> io::Result<()> {
        self.screen().draw(snapshot)?;
        self.leave()
    }

    /// Leaves the line standing that was drawn last; what is drawn next is of another sync.
    ///
    /// # Errors
    /// When nothing can be written any more.
    pub fn leave(&self) -> io::Result<()> {
        let mut screen = self.screen();
        screen.shown_at = None;
        if std::mem::take(&mut screen.drawn) {
            writeln!(screen.out)?;
        }
        screen.out.flush()
    }

    fn screen(&self) -> MutexGuard<'_, Screen<W>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<W: Write> Screen<W> {
    fn draw(&mut self, snapshot: &Snapshot) -> io::Result<()> {
        self.shown_at = Some(snapshot.elapsed);
        let line = snapshot.line();
        match self.style {
            Style::Plain => writeln!(self.out, "{line}")?,
            Style::Redrawn { width } => {
                // A line of the full width would wrap, and only its last row would be redrawn.
                let line: String = line.chars().take(width.saturating_sub(1)).collect();
                write!(self.out, "\r{line}{CLEAR_TO_END}")?;
                self.drawn = true;
            }
        }
        self.out.flush()
    }
}

/// ANSI "erase in line".
const CLEAR_TO_END: &str = "\u{1b}[K";

/// One log line, written where the progress line stood; the next snapshot draws that anew.
#[derive(Debug)]
pub struct LogLine<'a, W>(MutexGuard<'a, Screen<W>>);

impl<W: Write> Write for LogLine<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if std::mem::take(&mut self.0.drawn) {
            write!(self.0.out, "\r{CLEAR_TO_END}")?;
        }
        self.0.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.out.flush()
    }
}

impl<'a, W: Write + 'a> MakeWriter<'a> for Progress<W> {
    type Writer = LogLine<'a, W>;

    fn make_writer(&'a self) -> Self::Writer {
        LogLine(self.screen())
    }
}

#[cfg(test)]
mod tests {
    use super::snapshot::sample::at;
    use super::*;

    fn written(progress: &Progress<Vec<u8>>) -> String {
        String::from_utf8(progress.screen().out.clone()).unwrap()
    }

    #[test]
    fn the_first_line_of_the_next_sync_waits_for_nothing() {
        let progress = Progress::new(Vec::new(), Style::Plain);
        progress.finish(&at(60)).unwrap();
        progress.show(&at(0)).unwrap();
        let lines = [at(60), at(0)].map(|snapshot| snapshot.line() + "\n");
        assert_eq!(written(&progress), lines.concat());
    }

    #[test]
    fn a_pipe_gets_a_line_every_five_seconds_and_the_last() {
        let progress = Progress::new(Vec::new(), Style::Plain);
        for second in [0, 1, 4, 5, 6, 11] {
            progress.show(&at(second)).unwrap();
        }
        progress.finish(&at(12)).unwrap();
        let lines = [at(0), at(5), at(11), at(12)].map(|snapshot| snapshot.line() + "\n");
        assert_eq!(written(&progress), lines.concat());
    }

    #[test]
    fn a_terminal_line_is_redrawn_within_the_width_and_gives_way_to_a_log_line() {
        let progress = Progress::new(Vec::new(), Style::Redrawn { width: 10 });
        progress.show(&at(1)).unwrap();
        let mut log = progress.make_writer();
        log.write_all(b"warn\n").unwrap();
        log.write_all(b"more\n").unwrap();
        drop(log);
        progress.finish(&at(2)).unwrap();
        assert_eq!(
            written(&progress),
            "\r12 of 40 \u{1b}[K\r\u{1b}[Kwarn\nmore\n\r12 of 40 \u{1b}[K\n"
        );
    }
}
