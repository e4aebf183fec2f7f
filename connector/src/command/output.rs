//! What a command tells on stdout.

use std::io::{self, Write};

/// Writes a whole text now. A reader that has enough, such as `head`, is no reason to end otherwise than without it.
pub(super) fn tell(out: &mut impl Write, text: &str) -> io::Result<()> {
    let told = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    match told {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        told => told,
    }
}
