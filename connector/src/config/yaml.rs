//! YAML text to a tree whose every node knows its place.
//!
//! Only what a config file needs: one document of groups, lists and texts. A plain scalar stays the text that
//! was written (`0123` is not 83), because every setting is a text. Anchors and aliases are refused, so a small
//! file cannot unfold into a large tree; nesting is bounded by the parser.

use std::borrow::Cow;

use granit_parser::{
    ErrorKind, Event, Marker, Options, Parser, ScalarStyle, ScanError, StrInput, Tag,
};

use super::finding::{Finding, Place, Position};

/// A config file has four levels; a deeper one is a mistake or an attack.
const NESTING_MAX: usize = 32;

/// A node of the file. It has no `Debug` form, because its text may be a secret.
pub(super) struct Node {
    pub(super) at: Place,
    pub(super) value: Value,
}

pub(super) enum Value {
    /// Nothing after the key.
    Empty,
    /// `~` or `null`: nothing on purpose.
    Null,
    /// It names a variable that isn't there, which has been told.
    Undefined,
    Text(Text),
    List(Vec<Node>),
    Group(Vec<Entry>),
}

pub(super) struct Text {
    pub(super) text: String,
    pub(super) style: Style,
}

/// How a text came to be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// It stands in the file as it is.
    Plain,
    /// It stands in the file in quotes or as a block.
    Quoted,
    /// It is or holds what a variable of the environment says: never to be shown.
    Substituted,
}

/// A key and what stands below it.
pub(super) struct Entry {
    pub(super) at: Place,
    pub(super) key: String,
    pub(super) node: Node,
}

/// The tree of `text`'s only document; nothing, if it holds none.
///
/// # Errors
/// The first place where the text is no YAML, or YAML that a config file has no use for.
pub(super) fn parse(text: &str) -> Result<Option<Node>, Finding> {
    let mut options = Options::default();
    options.set_emit_comments(false);
    options.flow_nesting_limit = NESTING_MAX;
    options.block_nesting_limit = NESTING_MAX;
    let mut loader = Loader(Parser::new_from_str_with_options(text, options));
    let mut root = None;
    while let Some((event, at)) = loader.next()? {
        match (is_structure(&event), &root) {
            (true, _) => {}
            (false, None) => root = Some(loader.node(event, at)?),
            (false, Some(_)) => return Err(Finding::new(at, SECOND_DOCUMENT)),
        }
    }
    Ok(root)
}

const SECOND_DOCUMENT: &str =
    "a second document starts here; keep everything in one, without a `---` between";

/// Whether an event only frames documents.
fn is_structure(event: &Event<'_>) -> bool {
    matches!(
        event,
        Event::StreamStart | Event::StreamEnd | Event::DocumentStart(..) | Event::DocumentEnd
    )
}

struct Loader<'t>(Parser<'t, StrInput<'t>>);

impl<'t> Loader<'t> {
    fn next(&mut self) -> Result<Option<(Event<'t>, Place)>, Finding> {
        match self.0.next() {
            None => Ok(None),
            Some(Ok((mut event, span))) => {
                // The parser says `~` for what isn't there, too.
                if let Event::Scalar(text, ..) = &mut event
                    && span.is_empty()
                {
                    *text = Cow::default();
                }
                Ok(Some((event, position(&span.start))))
            }
            Some(Err(error)) => Err(not_yaml(&error)),
        }
    }

    /// The node that `event` starts.
    fn node(&mut self, event: Event<'t>, at: Place) -> Result<Node, Finding> {
        let value = match event {
            Event::Scalar(text, style, anchor, tag) => {
                undecorated(anchor, tag.as_ref(), &at)?;
                scalar(&text, style)
            }
            Event::SequenceStart(_, anchor, tag) => {
                undecorated(anchor, tag.as_ref(), &at)?;
                self.list()?
            }
            Event::MappingStart(_, anchor, tag) => {
                undecorated(anchor, tag.as_ref(), &at)?;
                self.group()?
            }
            Event::Alias(_)
            | Event::UnresolvedAlias(_)
            | Event::Anchor(..)
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(..)
            | Event::DocumentEnd
            | Event::SequenceEnd
            | Event::MappingEnd
            | _ => return Err(Finding::new(at, "the file ends too early here")),
        };
        Ok(Node { at, value })
    }

    fn list(&mut self) -> Result<Value, Finding> {
        let mut items = Vec::new();
        while let Some((event, at)) = self.next()? {
            if event == Event::SequenceEnd {
                break;
            }
            items.push(self.node(event, at)?);
        }
        Ok(Value::List(items))
    }

    fn group(&mut self) -> Result<Value, Finding> {
        let mut entries = Vec::new();
        while let Some((event, at)) = self.next()? {
            if event == Event::MappingEnd {
                break;
            }
            let Value::Text(Text { text: key, .. }) = self.node(event, at.clone())?.value else {
                return Err(Finding::new(
                    at,
                    "a key must be a word, as in `store.sqlite: teams.db`",
                ));
            };
            let Some((event, value_at)) = self.next()? else {
                break;
            };
            let node = self.node(event, value_at)?;
            entries.push(Entry { at, key, node });
        }
        Ok(Value::Group(entries))
    }
}

fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style == ScalarStyle::Plain {
        plain(text, Style::Plain)
    } else {
        Value::Text(Text { text: text.to_owned(), style: Style::Quoted })
    }
}

/// What a text without quotes means.
pub(super) fn plain(text: &str, style: Style) -> Value {
    match text {
        "" => Value::Empty,
        "~" | "null" | "Null" | "NULL" => Value::Null,
        _ => Value::Text(Text { text: text.to_owned(), style }),
    }
}

/// Refuses `&name` and `!name` before a value: they would be lost in silence, and a secret that starts so
/// with them. YAML's own tags (`!!str`) change no text.
///
/// No alias can follow where no anchor may stand: that is what keeps a small file small.
fn undecorated(anchor: usize, tag: Option<&Cow<'_, Tag>>, at: &Place) -> Result<(), Finding> {
    if anchor != 0 {
        return Err(Finding::new(at.clone(), unquoted('&')));
    }
    match tag {
        Some(tag) if !tag.is_yaml_core_schema() => Err(Finding::new(at.clone(), unquoted('!'))),
        Some(_) | None => Ok(()),
    }
}

fn unquoted(first: char) -> String {
    format!("a text that starts with `{first}` needs quotes: '{first}like this'")
}

fn not_yaml(error: &ScanError) -> Finding {
    let kind = error.kind();
    let text = if is_tab(kind) {
        "a tab stands where YAML wants spaces; indent with spaces".to_owned()
    } else if matches!(kind, ErrorKind::UnknownAnchor | ErrorKind::MissingAnchorOrAliasName) {
        unquoted('*')
    } else if matches!(kind, ErrorKind::UnexpectedCharacter { .. }) {
        // The parser's text would show the character, which may be a secret's first.
        unquoted('@')
    } else {
        format!(
            "this is not YAML: {}; check the indentation, and put a text with special characters in quotes",
            kind.to_string().to_lowercase()
        )
    };
    Finding::new(position(error.marker()), text)
}

fn is_tab(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::TabNotAllowed
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabAtBlockScalarStart
            | ErrorKind::TabInPlainScalar
    )
}

fn position(marker: &Marker) -> Place {
    Place::File(Position { line: marker.line(), column: marker.col() + 1 })
}
