//! The parent: starts a child for each file, and never leaves one behind.

use std::io;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use clock::Clock;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};
use tokio::sync::Semaphore;

use super::ARGUMENT;
use super::failure::{self, Death, Failure, Fault};
use super::wire::{self, LINE_BYTES, Question};
use crate::limits::Limits;
use crate::output::Extracted;
use crate::refusal::Refusal;

/// The whole environment of a child. jemalloc keeps the addresses of what it gave back, and they would count as memory:
/// a text that grows by doubling would have half of it.
const ALLOCATOR: (&str, &str) = ("_RJEM_MALLOC_CONF", "retain:false");
/// So much of a child's standard error is read.
const STDERR_BYTES: u64 = 4 << 10;

/// How children are started, and what each may take.
#[derive(Debug, Clone)]
pub struct Config {
    /// The program, which answers [`super::is_asked`] with [`super::serve`].
    pub program: PathBuf,
    /// Bytes of a file; one that has more isn't read. Elastic: the Teams source's attachments, 10 MiB.
    pub file_bytes: usize,
    /// What a file may take while it is read.
    pub limits: Limits,
    /// Bytes of a child's address space.
    pub memory_bytes: u64,
    /// A child that lives longer is killed; readers that know the time stop by themselves at half of it.
    pub deadline: Duration,
    /// How many children there may be at once; the next ones wait.
    pub at_once: usize,
}

impl Default for Config {
    /// This very program; 10 MiB a file, 512 MiB and 15 s a child, a child for each core.
    fn default() -> Self {
        Self {
            program: PathBuf::from("/proc/self/exe"),
            file_bytes: 10 << 20,
            limits: Limits::default(),
            memory_bytes: 512 << 20,
            deadline: Duration::from_secs(15),
            at_once: thread::available_parallelism().map_or(1, usize::from),
        }
    }
}

/// Reads files, each in a child of its own.
#[derive(Debug)]
pub struct Extractor {
    config: Config,
    clock: Arc<dyn Clock>,
    places: Semaphore,
}

impl Extractor {
    /// An extractor that starts its first child with the first file. The clock is the system's wherever files are to be
    /// read: a child's work takes real time.
    pub fn new(config: Config, clock: Arc<dyn Clock>) -> Self {
        let places = Semaphore::new(config.at_once.clamp(1, Semaphore::MAX_PERMITS));
        Self { config, clock, places }
    }

    /// The text of a file. When this returns its child is gone; when it is dropped its child is killed.
    ///
    /// # Errors
    /// Why there is no text: [`Failure::content_status`] tells the file's fault from the machine's.
    pub async fn extract(&self, name: &str, bytes: Bytes) -> Result<Extracted, Failure> {
        let most = self.config.file_bytes;
        if bytes.len() > most {
            return Err(Failure::TooLarge(most));
        }
        let place = self.places.acquire().await;
        let _place = place.map_err(|closed| Fault::Lost(io::Error::other(closed)))?;
        let (mut child, pipes) = self.start()?;
        let asked = tokio::select! {
            asked = self.ask(&mut child, pipes, name, &bytes) => asked,
            () = self.clock.sleep(self.config.deadline) => {
                Err(Death::Late(self.config.deadline).into())
            }
        };
        // Nothing is done to one that has ended; one that has not must not outlive its file.
        child.start_kill().unwrap_or_default();
        child.wait().await.map_err(Fault::from)?;
        asked
    }

    fn start(&self) -> Result<(Child, Pipes), Fault> {
        let program = &self.config.program;
        let mut child = Command::new(program)
            .arg(ARGUMENT)
            .env_clear()
            .env(ALLOCATOR.0, ALLOCATOR.1)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // Ctrl-C in a terminal is for the parent, which knows what becomes of the file.
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .map_err(|source| Fault::NotStarted { program: program.clone(), source })?;
        match (child.stdin.take(), child.stdout.take(), child.stderr.take()) {
            (Some(stdin), Some(stdout), Some(stderr)) => {
                Ok((child, Pipes { stdin, stdout, stderr }))
            }
            _ => Err(Fault::Lost(io::ErrorKind::BrokenPipe.into())),
        }
    }

    async fn ask(
        &self,
        child: &mut Child,
        pipes: Pipes,
        name: &str,
        bytes: &[u8],
    ) -> Result<Extracted, Failure> {
        let question = Question {
            parent: std::process::id(),
            name: wire::short_name(name),
            file_bytes: bytes.len(),
            limits: self.config.limits,
            memory_bytes: self.config.memory_bytes,
            time: self.config.deadline / 2,
        };
        let Pipes { stdin, stdout, stderr } = pipes;
        let (_told, answer, said) = tokio::join!(
            // A child that ends early breaks the pipe; why it ended says more than that.
            tell(stdin, &question, bytes),
            listen(stdout, self.config.limits.text_bytes),
            overhear(stderr),
        );
        let status = child.wait().await.map_err(Fault::from)?;
        match answer.map_err(Fault::from)? {
            Some(outcome) if status.success() => Ok(outcome?),
            Some(_) | None => Err(failure::of(status, &said)),
        }
    }
}

struct Pipes {
    stdin: ChildStdin,
    stdout: ChildStdout,
    stderr: ChildStderr,
}

async fn tell(mut stdin: ChildStdin, question: &Question, bytes: &[u8]) -> io::Result<()> {
    let mut line = serde_json::to_vec(question)?;
    line.push(b'\n');
    stdin.write_all(&line).await?;
    stdin.write_all(bytes).await?;
    stdin.shutdown().await
}

/// The answer, if it is a whole one; never more than one can have.
async fn listen(
    stdout: ChildStdout,
    text_bytes: usize,
) -> io::Result<Option<Result<Extracted, Refusal>>> {
    let mut stdout = BufReader::new(stdout);
    let mut line = Vec::new();
    (&mut stdout).take(LINE_BYTES).read_until(b'\n', &mut line).await?;
    let Ok(answer) = serde_json::from_slice(&line) else { return Ok(None) };
    let most = u64::try_from(text_bytes).unwrap_or(u64::MAX);
    let mut text = Vec::new();
    stdout.take(most).read_to_end(&mut text).await?;
    Ok(wire::joined(answer, text))
}

/// The beginning of what a child says beside its answer; if that can't be read, there is none.
async fn overhear(stderr: ChildStderr) -> Vec<u8> {
    let mut said = Vec::new();
    stderr.take(STDERR_BYTES).read_to_end(&mut said).await.map_or_else(|_lost| Vec::new(), |_| said)
}
