//! Bent files: bytes anywhere, or inside one part of a package.

use std::io::{Cursor, Read as _, Write as _};

use fastrand::Rng;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// What readers are known to stumble over.
const ODD: &[&[u8]] = &[
    b"\0",
    b"\xff",
    b"\x7f",
    b"\x80",
    b"<",
    b"[",
    b"-1",
    b"99999999999",
    b"\xff\xff\xff\x7f",
    b"\xff\xff\xff\xff",
];

/// The file as it is bent in this round.
pub(crate) fn bend(bytes: &[u8], seed: u64, round: u64) -> Vec<u8> {
    // One generator for each round, so that a round can be had alone; seeds that are neighbours must not share rounds.
    let mut rng = Rng::with_seed(Rng::with_seed(seed).u64(..).wrapping_add(round));
    if rng.bool()
        && let Some(package) = bent_part(bytes, &mut rng)
    {
        return package;
    }
    bent(bytes.to_vec(), &mut rng)
}

fn bent(mut bytes: Vec<u8>, rng: &mut Rng) -> Vec<u8> {
    for _ in 0..rng.usize(1..=8) {
        if bytes.is_empty() {
            break;
        }
        let at = rng.usize(..bytes.len());
        let end = bytes.len().min(at + rng.usize(1..=64));
        let old: Vec<u8> = bytes.drain(at..end).collect();
        let new = match rng.u8(..4) {
            0 => Vec::new(),
            1 => [old.as_slice(), old.as_slice()].concat(),
            2 => old.iter().map(|byte| if rng.u8(..8) == 0 { rng.u8(..) } else { *byte }).collect(),
            _ => rng
                .choice(ODD)
                .into_iter()
                .copied()
                .flatten()
                .chain(old.iter().skip(1))
                .copied()
                .collect(),
        };
        bytes.splice(at..at, new);
    }
    bytes
}

/// The package with one of its parts bent; none if it is none.
fn bent_part(bytes: &[u8], rng: &mut Rng) -> Option<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let chosen = (!archive.is_empty()).then(|| rng.usize(..archive.len()))?;
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).ok()?;
        let mut content = Vec::new();
        part.read_to_end(&mut content).ok()?;
        if index == chosen {
            content = bent(content, rng);
        }
        let options = SimpleFileOptions::default().compression_method(part.compression());
        package.start_file(part.name().ok()?, options).ok()?;
        package.write_all(&content).ok()?;
    }
    Some(package.finish().ok()?.into_inner())
}
