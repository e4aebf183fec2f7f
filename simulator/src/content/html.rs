//! The HTML that Teams and Outlook make of a text.

use super::rich::{Block, CodeForm, Inline};

/// How the HTML of a text is spaced and wrapped: clients differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// `<p>` and spaces.
    Plain,
    /// Nested `<div>`, NBSP for every second space, zero-width spaces at the ends.
    Nested,
    /// Line breaks and indentation between words.
    Broken,
}

/// A structure as HTML.
pub(crate) fn html(blocks: &[Block], manner: Manner) -> String {
    let inner: String = blocks.iter().map(|block| block_html(block, manner)).collect();
    match manner {
        Manner::Plain => inner,
        Manner::Nested => format!("<div><div>{inner}</div></div>"),
        Manner::Broken => format!("<div>\n{inner}\n</div>"),
    }
}

/// The page that Outlook makes of an event's text.
pub(crate) fn page(blocks: &[Block]) -> String {
    let head = "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\"><title>no title</title>";
    let style = "<style>p { margin: 0 }</style>";
    let body = html(blocks, Manner::Plain);
    format!(
        "<html>\r\n<head>\r\n{head}\r\n{style}</head>\r\n<body>\r\n{body}\r\n</body>\r\n</html>\r\n"
    )
}

fn block_html(block: &Block, manner: Manner) -> String {
    match block {
        Block::Paragraph(inlines) => paragraph(&inlines_html(inlines, manner), manner),
        Block::Heading(text) => format!("<h2>{}</h2>", words(text, manner)),
        Block::List { ordered, items } => list(*ordered, items, manner),
        Block::Table(rows) => table(rows, manner),
        Block::Quote(quoted) => {
            let inner: String = quoted.iter().map(|block| block_html(block, manner)).collect();
            format!("<blockquote>{inner}</blockquote>")
        }
        Block::Code { text, form: CodeForm::Pre } => format!("<pre>{}</pre>", escaped(text)),
        Block::Code { text, form: CodeForm::CodeBlock } => {
            let lines: Vec<String> =
                text.lines().map(|line| escaped(line).replace(' ', "&nbsp;")).collect();
            format!("<codeblock class=\"\"><code>{}</code></codeblock>", lines.join("<br>"))
        }
        Block::Rule => "<hr>".to_owned(),
        Block::Attachment(id) => format!("<attachment id=\"{id}\"></attachment>"),
        Block::Blank => "<p>&nbsp;</p>".to_owned(),
    }
}

fn paragraph(inner: &str, manner: Manner) -> String {
    match manner {
        Manner::Plain => format!("<p>{inner}</p>"),
        Manner::Nested => format!("<div>\u{200b}{inner}</div>"),
        Manner::Broken => format!("<p itemprop=\"copy-paste-block\">\n    {inner}\n</p>\n"),
    }
}

fn list(ordered: bool, items: &[Vec<Inline>], manner: Manner) -> String {
    let items: Vec<String> = items.iter().map(|item| inlines_html(item, manner)).collect();
    let name = if ordered { "ol" } else { "ul" };
    format!("<{name}>\n<li>{}</li>\n</{name}>", items.join("</li><li>"))
}

fn table(rows: &[Vec<String>], manner: Manner) -> String {
    let cell = |text: &String| match manner {
        Manner::Plain => format!("<td>{}</td>", escaped(text)),
        Manner::Nested | Manner::Broken => format!("<td><p>{}</p></td>", words(text, manner)),
    };
    let row =
        |cells: &Vec<String>| format!("<tr>{}</tr>", cells.iter().map(cell).collect::<String>());
    format!(
        "<table itemprop=\"copy-paste-table\"><tbody>{}</tbody></table>",
        rows.iter().map(row).collect::<String>()
    )
}

fn inlines_html(inlines: &[Inline], manner: Manner) -> String {
    inlines.iter().map(|inline| inline_html(inline, manner)).collect()
}

fn inline_html(inline: &Inline, manner: Manner) -> String {
    match inline {
        Inline::Text(text) => words(text, manner),
        Inline::Strong(text) => format!("<strong>{}</strong>", words(text, manner)),
        Inline::Code(text) => format!("<code>{}</code>", escaped(text)),
        Inline::Break => "<br>".to_owned(),
        Inline::Link { text, address } => {
            format!(
                "<a href=\"{}\" rel=\"noreferrer noopener\">{}</a>",
                escaped(address),
                words(text, manner)
            )
        }
        Inline::Mention { number, name } => format!("<at id=\"{number}\">{}</at>", escaped(name)),
        Inline::Emoji { character, title } => {
            format!(
                "<emoji id=\"{}\" alt=\"{character}\" title=\"{title}\"></emoji>",
                title.to_lowercase()
            )
        }
        Inline::CustomEmoji(alt) => {
            format!("<customemoji id=\"dGVz\" alt=\"{alt}\" source=\"\"></customemoji>")
        }
        Inline::Image { address, alt } => {
            format!("<img height=\"297\" width=\"297\" src=\"{}\" alt=\"{alt}\">", escaped(address))
        }
    }
}

/// Escaped text with the manner's white space.
fn words(text: &str, manner: Manner) -> String {
    let text = escaped(text);
    match manner {
        Manner::Plain => text,
        Manner::Nested => {
            let parts: Vec<&str> = text.split(' ').collect();
            let pairs: Vec<String> = parts.chunks(2).map(|pair| pair.join(" ")).collect();
            pairs.join("&nbsp;")
        }
        Manner::Broken => text.replacen(' ', "\n      ", 1),
    }
}

pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_spaced_in_each_manner() {
        let blocks = [Block::Paragraph(vec![Inline::text("a b c <d>")])];
        assert_eq!(html(&blocks, Manner::Plain), "<p>a b c &lt;d&gt;</p>");
        assert_eq!(
            html(&blocks, Manner::Nested),
            "<div><div><div>\u{200b}a b&nbsp;c &lt;d&gt;</div></div></div>"
        );
        assert!(html(&blocks, Manner::Broken).contains("a\n      b c &lt;d&gt;"));
    }

    #[test]
    fn a_code_block_keeps_its_spaces_as_nbsp_and_its_lines_as_breaks() {
        let code = Block::Code { text: "if x:\n  y".to_owned(), form: CodeForm::CodeBlock };
        assert!(html(&[code], Manner::Plain).contains("<code>if&nbsp;x:<br>&nbsp;&nbsp;y</code>"));
    }
}
