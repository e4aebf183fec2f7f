//! What a group is for.

/// Where the text of a group goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Destination {
    /// Into the document.
    #[default]
    Text,
    /// Nowhere.
    Nowhere,
    /// Nowhere; the fonts of the document are described here.
    Fonts,
    /// Nowhere; the document describes itself here.
    Properties,
    /// Into the title.
    Title,
    /// Into the author.
    Author,
    /// Into the HTML that the document was made of.
    Html,
}

/// How a group stands apart from the text around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Apart {
    /// By spaces: a note at its word.
    Words,
    /// By lines.
    Lines,
}

impl Destination {
    /// Where the text of a group goes that begins with this control word; none if the word is no destination.
    pub(super) fn of(word: &str) -> Option<Self> {
        Some(match word {
            "fonttbl" => Self::Fonts,
            "info" => Self::Properties,
            "title" => Self::Title,
            "author" => Self::Author,
            "htmltag" => Self::Html,
            // What is shown in another way, made by the program, or its own.
            "colortbl" | "stylesheet" | "pict" | "nonshppict" | "shprslt" | "sp" | "fldinst"
            | "listtext" | "pntext" | "pntxta" | "pntxtb" | "xe" | "tc" | "rxe" | "txe"
            | "objclass" | "objname" | "objdata" | "atnid" | "atnauthor" | "atnref"
            | "bkmkstart" | "bkmkend" | "ftnsep" | "ftnsepc" | "ftncn" | "aftnsep" | "aftnsepc"
            | "aftncn" | "themedata" | "datastore" | "datafield" | "formfield" | "filetbl"
            | "listtable" | "listoverridetable" | "rsidtbl" | "generator" | "panose" | "falt"
            | "mmathPr" => Self::Nowhere,
            _ => return None,
        })
    }

    /// Whether a group is text although readers that don't know it are told to pass it over.
    pub(super) fn is_known_text(word: &str) -> bool {
        matches!(
            word,
            "shpinst" | "shptxt" | "do" | "dptxbxtext" | "annotation" | "footnote" | "result"
        )
    }
}

impl Apart {
    /// How a group stands apart that begins with this control word, if it does.
    pub(super) fn of(word: &str) -> Option<Self> {
        match word {
            "footnote" => Some(Self::Words),
            "annotation" | "shptxt" | "dptxbxtext" | "header" | "headerl" | "headerr"
            | "headerf" | "footer" | "footerl" | "footerr" | "footerf" => Some(Self::Lines),
            _ => None,
        }
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Words => " ",
            Self::Lines => "\n",
        }
    }
}

/// What a control word or symbol stands for, if for text.
pub(super) fn text_of(word: &str) -> Option<&'static str> {
    Some(match word {
        "par" | "line" | "sect" | "page" | "column" | "row" | "nestrow" | "softline" => "\n",
        "tab" | "cell" | "nestcell" => "\t",
        "emspace" | "enspace" | "qmspace" => " ",
        "emdash" => "—",
        "endash" => "–",
        "lquote" => "‘",
        "rquote" => "’",
        "ldblquote" => "“",
        "rdblquote" => "”",
        "bullet" => "•",
        _ => return None,
    })
}
