//! Narratives, which Open Badges 3.0 has in Markdown: headings, lists and emphasis are shown, addresses
//! lead nowhere, and everything else is text.

use maud::{Markup, html};

use super::words::said;

/// As many blocks are shown of a text, and so many characters of each.
const MOST: usize = 120;
const LONGEST: usize = 2_000;

/// A part of a text.
#[derive(Debug, PartialEq)]
enum Block {
    Heading(String),
    Paragraph(String),
    /// With its number, where it has one.
    Item(Option<u32>, String),
}

/// A narrative as it may be shown.
pub(super) fn prose(text: &str) -> Markup {
    let all = blocks(text);
    let shown = all.get(..MOST).unwrap_or(&all);
    html! {
        div.prose {
            @for group in shown.chunk_by(is_one_list) {
                @match group {
                    [Block::Item(Some(first), _), ..] => ol start=(first) { @for block in group { li { (block.shown()) } } },
                    [Block::Item(None, _), ..] => ul { @for block in group { li { (block.shown()) } } },
                    [Block::Heading(_), ..] => p.heading { @for block in group { (block.shown()) } },
                    _ => @for block in group { p { (block.shown()) } },
                }
            }
            @if all.len() > MOST { p.quiet { "The text goes on." } }
        }
    }
}

fn is_one_list(one: &Block, other: &Block) -> bool {
    match (one, other) {
        (Block::Item(one, _), Block::Item(other, _)) => match (one, other) {
            (Some(one), Some(other)) => one.checked_add(1) == Some(*other),
            (one, other) => one == other,
        },
        _ => false,
    }
}

impl Block {
    fn text(&mut self) -> &mut String {
        match self {
            Block::Heading(text) | Block::Paragraph(text) | Block::Item(_, text) => text,
        }
    }

    fn shown(&self) -> Markup {
        let (Block::Heading(text) | Block::Paragraph(text) | Block::Item(_, text)) = self;
        let mut beginning: String = text.chars().take(LONGEST).collect();
        if beginning.len() < text.len() {
            beginning.push('…');
        }
        html! {
            bdi {
                @for (kind, words) in pieces(&beginning) {
                    @match kind {
                        Kind::Plain => (said(&words)),
                        Kind::Strong => strong { (said(&words)) },
                        Kind::Code => code { (said(&words)) },
                    }
                }
            }
        }
    }
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut is_open = false;
    for line in text.lines() {
        let line = line.trim().trim_start_matches("> ");
        let heading = line.trim_start_matches('#');
        let level = line.len() - heading.len();
        let is_rule = line.len() > 2
            && ["-", "*", "_"].iter().any(|it| line.replace(it, "").trim().is_empty());
        if line.is_empty() || is_rule {
            is_open = false;
        } else if (1..=6).contains(&level) && heading.starts_with(' ') {
            blocks.push(Block::Heading(heading.trim_matches(['#', ' ']).to_owned()));
            is_open = false;
        } else if let Some((number, words)) = item(line) {
            blocks.push(Block::Item(number, words.trim().to_owned()));
            is_open = true;
        } else if let Some(last) = blocks.last_mut().filter(|_| is_open) {
            let last = last.text();
            last.push(' ');
            last.push_str(line);
        } else {
            blocks.push(Block::Paragraph(line.to_owned()));
            is_open = true;
        }
    }
    blocks
}

/// An item of a list, with its number where it has one.
fn item(line: &str) -> Option<(Option<u32>, &str)> {
    let bullet = ["- ", "* ", "+ "].iter().find_map(|mark| line.strip_prefix(mark));
    if let Some(words) = bullet {
        return Some((None, words));
    }
    let end = line.find(|c: char| !c.is_ascii_digit()).filter(|end| (1..=6).contains(end))?;
    let (number, rest) = line.split_at(end);
    let words = rest.strip_prefix(". ").or_else(|| rest.strip_prefix(") "))?;
    Some((Some(number.parse().ok()?), words))
}

/// How a piece of a line is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Plain,
    Strong,
    Code,
}

/// A line without its marks. What looks like a mark and closes nowhere is text.
fn pieces(line: &str) -> Vec<(Kind, String)> {
    let mut found: Vec<(Kind, String)> = Vec::new();
    let mut plain = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(['\\', '*', '_', '`', '[', '!', '<']) {
        let (before, marked) = rest.split_at(at);
        plain.push_str(before);
        let is_word = before.chars().next_back().or(plain.chars().next_back());
        let is_word = is_word.is_some_and(char::is_alphanumeric);
        let (kind, words, after) = match piece(marked, is_word) {
            Some(piece) => piece,
            None => {
                let mut chars = marked.chars();
                plain.extend(chars.next());
                rest = chars.as_str();
                continue;
            }
        };
        if kind == Kind::Plain {
            plain.push_str(&words);
        } else {
            found.push((Kind::Plain, std::mem::take(&mut plain)));
            found.push((kind, words));
        }
        rest = after;
    }
    plain.push_str(rest);
    found.push((Kind::Plain, plain));
    found.retain(|(_, words)| !words.is_empty());
    found
}

/// What begins with a mark: how it is shown, its words, and what follows it.
fn piece(marked: &str, is_after_word: bool) -> Option<(Kind, String, &str)> {
    let between = |open: &str, close: &str| {
        let (inner, after) = marked.strip_prefix(open)?.split_once(close)?;
        let is_text = !inner.is_empty() && inner.trim() == inner;
        is_text.then_some((inner, after))
    };
    let flat = |inner: &str| -> String { pieces(inner).into_iter().map(|(_, it)| it).collect() };
    match marked.chars().next()? {
        '\\' => {
            let mut chars = marked.chars();
            let escaped = chars.nth(1).filter(char::is_ascii_punctuation)?;
            Some((Kind::Plain, escaped.to_string(), chars.as_str()))
        }
        '`' => between("`", "`").map(|(inner, after)| (Kind::Code, inner.to_owned(), after)),
        '*' => match between("**", "**") {
            Some((inner, after)) => Some((Kind::Strong, flat(inner), after)),
            None => between("*", "*").map(|(inner, after)| (Kind::Plain, flat(inner), after)),
        },
        '_' if is_after_word => None,
        '_' => match between("__", "__") {
            Some((inner, after)) => Some((Kind::Strong, flat(inner), after)),
            None => between("_", "_").map(|(inner, after)| (Kind::Plain, flat(inner), after)),
        },
        '[' => {
            let (words, after) = between("[", "](")?;
            let (address, after) = after.split_once(')')?;
            let address = address.trim_matches(['<', '>']);
            Some((Kind::Plain, format!("{} ({address})", flat(words)), after))
        }
        '!' => piece(marked.strip_prefix("!").filter(|rest| rest.starts_with('['))?, false),
        '<' => {
            let (address, after) = between("<", ">").filter(|(it, _)| it.starts_with("http"))?;
            Some((Kind::Plain, address.to_owned(), after))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_shown_and_not_written() {
        let text = "## Competency\n\n**Wait time**\n\nThe educator waits,\nand *waits*.\n\n- one `code`\n- \
            two \\* three\n  goes on\n\n3. [A study](<https://a.example/x_y>) of snake_case\n4. <https://b.example>\n---\n> quoted";
        assert_eq!(
            prose(text).into_string(),
            "<div class=\"prose\"><p class=\"heading\"><bdi>Competency</bdi></p>\
             <p><bdi><strong>Wait time</strong></bdi></p><p><bdi>The educator waits, and waits.</bdi></p>\
             <ul><li><bdi>one <code>code</code></bdi></li><li><bdi>two * three goes on</bdi></li></ul>\
             <ol start=\"3\"><li><bdi>A study (https://a.example/x_y) of snake_case</bdi></li>\
             <li><bdi>https://b.example</bdi></li></ol><p><bdi>quoted</bdi></p></div>"
        );
    }

    #[test]
    fn what_is_no_mark_stays_text() {
        for text in [
            "2 * 3 * 4",
            "**",
            "*a",
            "[a](b",
            "a ** b ** c",
            "1.5 hours",
            "#hashtag",
            "\\n",
            "_",
            "<b>",
            "1234567. x",
            "!",
            "![",
            "a_b_c",
        ] {
            let shown = prose(text).into_string();
            let escaped = text.replace('<', "&lt;").replace('>', "&gt;");
            assert_eq!(shown, format!("<div class=\"prose\"><p><bdi>{escaped}</bdi></p></div>"));
        }
        assert!(
            !prose("**<script>** [x](javascript:alert(1)) \u{202e}")
                .into_string()
                .contains("<script")
        );
    }

    #[test]
    fn long_and_nested_texts_end() {
        let deep = "**_[*".repeat(2_000);
        assert!(prose(&deep).into_string().len() < 20_000);
        let many = "- a\n".repeat(5_000);
        let shown = prose(&many).into_string();
        assert!(shown.len() < 10_000 && shown.contains("The text goes on."));
    }
}
