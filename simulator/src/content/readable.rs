//! The text that a person would read.

use super::rich::{Block, Inline};

/// A structure as lines of text.
pub(crate) fn readable(blocks: &[Block]) -> String {
    lines(blocks).join("\n")
}

/// A plain body, which is never read as HTML.
pub(crate) fn readable_plain(text: &str) -> String {
    let visible: String = text.replace("\r\n", "\n").chars().filter_map(shown).collect();
    visible.trim().to_owned()
}

/// A text on one line.
pub(crate) fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn shown(character: char) -> Option<char> {
    match character {
        '\u{a0}' => Some(' '),
        '\u{200b}' | '\u{2060}' | '\u{feff}' => None,
        other => Some(other),
    }
}

fn lines(blocks: &[Block]) -> Vec<String> {
    blocks.iter().flat_map(block).collect()
}

fn block(block: &Block) -> Vec<String> {
    match block {
        Block::Paragraph(inlines) => inline_lines(inlines),
        Block::Heading(text) => vec![folded(text)],
        Block::List { ordered, items } => {
            let mark = |index: usize| {
                if *ordered { format!("{}. ", index + 1) } else { "- ".to_owned() }
            };
            items.iter().enumerate().map(|(index, item)| mark(index) + &one_line(item)).collect()
        }
        Block::Table(rows) => rows.iter().map(|cells| cells.join(" | ")).collect(),
        Block::Quote(quoted) => lines(quoted).into_iter().map(|line| format!("> {line}")).collect(),
        Block::Code { text, .. } => text.lines().map(str::to_owned).collect(),
        Block::Rule | Block::Attachment(_) | Block::Blank => Vec::new(),
    }
}

fn inline_lines(inlines: &[Inline]) -> Vec<String> {
    let parts = inlines.split(|inline| *inline == Inline::Break);
    parts.map(one_line).filter(|line| !line.is_empty()).collect()
}

fn one_line(inlines: &[Inline]) -> String {
    folded(&inlines.iter().map(inline).collect::<String>())
}

fn inline(inline: &Inline) -> String {
    match inline {
        Inline::Text(text)
        | Inline::Strong(text)
        | Inline::Code(text)
        | Inline::Link { text, .. } => text.clone(),
        Inline::Break => " ".to_owned(),
        Inline::Mention { name, .. } => format!("@{name}"),
        Inline::Emoji { character, .. } => (*character).to_owned(),
        Inline::Image { alt: "image" | "", .. } => String::new(),
        Inline::CustomEmoji(alt) | Inline::Image { alt, .. } => (*alt).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_block_reads_as_the_document_reference_says() {
        let text = |text: &str| vec![Inline::text(text)];
        let blocks = [
            Block::Paragraph(vec![Inline::text("a "), Inline::Break, Inline::text(" b")]),
            Block::List { ordered: false, items: vec![text("x"), text("y")] },
            Block::List { ordered: true, items: vec![text("x"), text("y")] },
            Block::Table(vec![vec!["1".to_owned(), "2".to_owned()]]),
            Block::Quote(vec![Block::Paragraph(text("q"))]),
            Block::Rule,
        ];
        assert_eq!(readable(&blocks), "a\nb\n- x\n- y\n1. x\n2. y\n1 | 2\n> q");
    }

    #[test]
    fn what_says_nothing_is_not_read() {
        let image = Inline::Image { address: String::new(), alt: "image" };
        assert_eq!(readable(&[Block::Paragraph(vec![image]), Block::Blank]), "");
    }

    #[test]
    fn plain_text_keeps_its_lines_and_its_angle_brackets() {
        assert_eq!(
            readable_plain(" Vec<String>\r\n&amp;\u{a0}\u{200b}x\r\n"),
            "Vec<String>\n&amp; x"
        );
    }
}
