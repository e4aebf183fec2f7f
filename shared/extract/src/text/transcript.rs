//! Transcripts of meetings, as Teams keeps them: `WebVTT` (W3C: The Web Video Text Tracks Format).
//!
//! ```text
//! WEBVTT
//!
//! 0f1b-1                                   an identifier     dropped
//! 00:00:03.120 --> 00:00:05.400            time stamps       dropped
//! <v Ana Ruiz>Good morning.</v>            what was said     Ana Ruiz: Good morning.
//! ```

use crate::output::{Output, Stop};

/// Whether this is a transcript: it begins with `WEBVTT`, on a line of its own or with a heading behind it.
pub(super) fn is_transcript(text: &str) -> bool {
    text.strip_prefix("WEBVTT")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
}

/// Writes a line for each line of a cue; the speaker stands before the first of theirs.
pub(super) fn read(text: &str, output: &mut Output<'_>) -> Result<(), Stop> {
    let mut speaker = None;
    let mut in_cue = false;
    for line in text.lines() {
        let line = line.trim();
        if line.is_empty() {
            // A blank line ends a cue, a note or a style sheet; what comes before time stamps is an identifier.
            in_cue = false;
        } else if in_cue {
            write_line(line, &mut speaker, output)?;
        } else {
            in_cue = line.contains("-->");
        }
    }
    Ok(())
}

fn write_line<'t>(
    line: &'t str,
    speaker: &mut Option<&'t str>,
    output: &mut Output<'_>,
) -> Result<(), Stop> {
    let mut rest = line;
    output.end_line()?;
    while let Some((text, tag_and_more)) = rest.split_once('<') {
        write_text(text, output)?;
        let (tag, more) = tag_and_more.split_once('>').unwrap_or((tag_and_more, ""));
        if let Some(name) = voice(tag).filter(|name| *speaker != Some(*name)) {
            *speaker = Some(name);
            output.end_line()?;
            write_text(name, output)?;
            output.push(": ")?;
        }
        rest = more;
    }
    write_text(rest, output)?;
    output.end_line()
}

/// Who speaks, in a tag such as `v Ana Ruiz` or `v.loud Ana Ruiz`.
fn voice(tag: &str) -> Option<&str> {
    let (name, annotation) = tag.split_once(char::is_whitespace)?;
    let annotation = annotation.trim();
    (name.split('.').next() == Some("v") && !annotation.is_empty()).then_some(annotation)
}

fn write_text(text: &str, output: &mut Output<'_>) -> Result<(), Stop> {
    if !text.contains('&') {
        return output.push(text);
    }
    // The references that the format knows; `&amp;` last, so that what it stands before isn't read twice.
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&nbsp;", " ")
        .replace("&lrm;", "")
        .replace("&rlm;", "")
        .replace("&amp;", "&");
    output.push(&text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;

    fn read_all(text: &str) -> String {
        let limits = Limits::default();
        let mut output = Output::new(&limits, &|| false);
        read(text, &mut output).unwrap();
        output.text().to_owned()
    }

    #[test]
    fn what_was_said_is_kept_and_when_is_not() {
        let text = "WEBVTT - weekly\nKind: captions\n\nNOTE\nnobody said this\n\nSTYLE\n::cue { color: red }\n\n\
            7f2a-1\n00:00:00.000 --> 00:00:02.000 align:start\n<v Ana Ruiz>Good <i>morning</i></v>\n\n\
            00:00:02.000 --> 00:00:04.000\n<v Ana Ruiz>all &amp; everyone.</v>\n\n\
            00:00:04.000 --> 00:00:05.000\n<v.loud Bo>Hi <00:00:04.500>&lt;there&gt;\nsecond line</v>\n";
        assert_eq!(
            read_all(text),
            "Ana Ruiz: Good morning\nall & everyone.\nBo: Hi <there>\nsecond line\n"
        );
    }

    #[test]
    fn a_transcript_without_speakers_is_read_too() {
        assert_eq!(
            read_all("WEBVTT\r\n\r\n1\r\n00:01.000 --> 00:02.000\r\nOne\r\ntwo <\r\n"),
            "One\ntwo \n"
        );
    }

    #[test]
    fn only_its_first_word_makes_a_transcript() {
        assert!(is_transcript("WEBVTT") && is_transcript("WEBVTT - x\n"));
        assert!(!is_transcript("WEBVTTX\n") && !is_transcript("a WEBVTT\n"));
    }
}
