//! A micro-credential in prose: the criteria of its achievement, and a page for people.
//!
//! Nothing that a field holds can change the structure around it: fields are plain text here, and
//! whatever Markdown would read as something else is escaped.

use std::fmt::Write as _;

use super::rubric::points_in_words;
use super::{Criterion, MicroCredential, PartKind, PassingRule};

impl MicroCredential {
    /// What it takes to earn it, in Markdown: the narrative of an achievement's criteria.
    pub fn criteria_markdown(&self) -> String {
        let mut page = Page::default();
        self.write_criteria(&mut page);
        page.finish()
    }

    /// The whole as a page for people, in Markdown (CommonMark, with tables).
    pub fn page_markdown(&self) -> String {
        let mut page = Page::default();
        page.heading(1, &self.name);
        page.paragraphs(&self.description);
        let provider = self.provider.as_ref().map(|provider| match &provider.name {
            Some(name) => name.clone(),
            None => provider.id.as_str().to_owned(),
        });
        let cost = self.cost_to_earn.as_ref().map(|cost| {
            let what = cost.description.as_ref().map_or(String::new(), |what| format!(" ({what})"));
            format!("{} {}{what}", cost.amount, cost.currency)
        });
        let hours = self.hours_to_earn.map(|hours| format!("{hours} hours"));
        let credits = self.credits_available.map(|credits| credits.to_string());
        for (label, value) in [
            ("Provider", provider),
            ("Time to earn", hours.or_else(|| self.duration_to_earn.clone())),
            ("Cost to earn", cost),
            ("Credits available", credits),
            ("Complexity", self.complexity.clone()),
            ("Language", self.in_language.clone()),
            ("Version", self.version.clone()),
            ("Identifier", Some(self.id.as_str().to_owned())),
        ] {
            if let Some(value) = value {
                page.item(&format!("**{label}:** {}", line(&value)));
            }
        }
        page.end();
        self.write_criteria(&mut page);
        page.finish()
    }

    fn write_criteria(&self, page: &mut Page) {
        page.heading(2, "Competency");
        page.bold(&self.competency.name);
        page.paragraphs(&self.competency.statement);
        for alignment in self.alignment.iter() {
            let framework = alignment.target_framework.as_deref();
            let framework = framework.map_or(String::new(), |name| format!(" ({})", line(name)));
            let target = link(&alignment.target_name, Some(alignment.target_url.as_str()));
            page.item(&format!("Aligned to {target}{framework}"));
        }
        page.end();

        page.heading(2, "Key method");
        page.bold(&self.key_method.name);
        page.paragraphs(&self.key_method.description);
        for (index, component) in self.key_method.component.iter().enumerate() {
            let about = component.description.as_deref();
            page.numbered(index, &labelled(&component.name, about));
        }
        page.end();

        if self.rationale.is_some() || !self.research.is_empty() {
            page.heading(2, "Supporting research and rationale");
            page.paragraphs(self.rationale.as_deref().unwrap_or_default());
            for citation in self.research.iter() {
                let mut text =
                    link(&citation.citation, citation.url.as_ref().map(|url| url.as_str()));
                if let Some(doi) = &citation.doi {
                    let _ = write!(text, " (DOI {})", line(doi));
                }
                page.item(&text);
            }
            page.end();
        }
        if !self.resource.is_empty() {
            page.heading(2, "Resources");
            for resource in self.resource.iter() {
                let name = link(&resource.name, resource.url.as_ref().map(|url| url.as_str()));
                page.item(&with_more(name, resource.description.as_deref()));
            }
            page.end();
        }

        page.heading(2, "What to submit");
        for (index, part) in self.submission.iter().enumerate() {
            let kind = match part.part {
                PartKind::Overview => "overview",
                PartKind::Artifacts => "artifacts",
                PartKind::Reflection => "reflection",
            };
            page.raw_heading(3, &format!("Part {} ({kind}): {}", index + 1, line(&part.name)));
            page.paragraphs(part.description.as_deref().unwrap_or_default());
            if let Some(pieces) = part.pieces_required {
                let noun = if pieces.get() == 1 { "piece" } else { "pieces" };
                page.raw_paragraph(&format!("{} {noun}.", pieces.get()));
            }
            for (index, question) in part.question.iter().enumerate() {
                page.numbered(index, &line(question));
            }
            page.end();
        }

        page.heading(2, "Rubric");
        page.raw_paragraph(&self.passing_sentence());
        for criterion in self.criterion.iter() {
            write_criterion(criterion, self.passing.rule, page);
        }
    }

    /// What it takes to pass, in a sentence.
    fn passing_sentence(&self) -> String {
        let passing = &self.passing;
        let all = self.criterion.len();
        match (passing.rule, passing.criteria_required, passing.points_required) {
            (PassingRule::CountOfCriteria, Some(number), _) => format!(
                "To pass, at least {} of {all} criteria must reach their required levels.",
                number.get()
            ),
            (PassingRule::Points, _, Some(points)) => {
                format!(
                    "To pass, the levels reached must have at least {} together.",
                    points_in_words(points)
                )
            }
            _ => "To pass, every criterion must reach its required level.".to_owned(),
        }
    }
}

fn write_criterion(criterion: &Criterion, rule: PassingRule, page: &mut Page) {
    page.heading(3, &criterion.name);
    page.paragraphs(criterion.description.as_deref().unwrap_or_default());
    for (index, level) in criterion.level.iter().enumerate() {
        let mut text = format!("**{}**", line(&level.name));
        let points = level.points.map(points_in_words);
        let is_required = rule != PassingRule::Points && level.id == criterion.required_level;
        let required = is_required.then(|| "required".to_owned());
        let marks: Vec<_> = points.into_iter().chain(required).collect();
        if !marks.is_empty() {
            let _ = write!(text, " ({})", marks.join(", "));
        }
        page.numbered(index, &with_more(text, level.description.as_deref()));
    }
    page.end();
}

/// Blocks of Markdown, a blank line between them.
#[derive(Default)]
struct Page {
    text: String,
    in_list: bool,
}

impl Page {
    fn heading(&mut self, depth: usize, text: &str) {
        self.raw_heading(depth, &line(text));
    }

    fn raw_heading(&mut self, depth: usize, text: &str) {
        self.block(&format!("{} {text}", "#".repeat(depth)));
    }

    fn bold(&mut self, text: &str) {
        self.block(&format!("**{}**", line(text)));
    }

    /// Text of a field: a blank line in it starts another paragraph.
    fn paragraphs(&mut self, text: &str) {
        let mut paragraph = String::new();
        for one in text.lines().chain([""]) {
            if one.trim().is_empty() {
                if !paragraph.trim().is_empty() {
                    self.block(&line(&paragraph));
                }
                paragraph.clear();
            } else {
                paragraph.push_str(one);
                paragraph.push('\n');
            }
        }
    }

    fn raw_paragraph(&mut self, text: &str) {
        self.block(text);
    }

    fn block(&mut self, text: &str) {
        self.end();
        self.text.push_str(text);
        self.text.push_str("\n\n");
    }

    fn item(&mut self, text: &str) {
        self.in_list = true;
        let _ = writeln!(self.text, "- {text}");
    }

    fn numbered(&mut self, index: usize, text: &str) {
        self.in_list = true;
        let _ = writeln!(self.text, "{}. {text}", index + 1);
    }

    /// The end of a list.
    fn end(&mut self) {
        if std::mem::take(&mut self.in_list) {
            self.text.push('\n');
        }
    }

    fn finish(mut self) -> String {
        self.end();
        self.text.truncate(self.text.trim_end().len());
        self.text.push('\n');
        self.text
    }
}

fn labelled(name: &str, about: Option<&str>) -> String {
    with_more(format!("**{}**", line(name)), about)
}

/// A marked-up text, and then what a field says about it.
fn with_more(text: String, about: Option<&str>) -> String {
    match about.map(line).filter(|about| !about.is_empty()) {
        Some(about) => format!("{text}: {about}"),
        None => text,
    }
}

fn link(text: &str, url: Option<&str>) -> String {
    match url {
        // Entities are read in addresses too; what would end one is in no IRI.
        Some(url) => format!("[{}](<{}>)", line(text), url.replace('&', "&amp;")),
        None => line(text),
    }
}

/// The text of a field on one line, with nothing in it that Markdown reads.
fn line(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for word in text.split_whitespace() {
        if !escaped.is_empty() {
            escaped.push(' ');
        }
        let mut chars = word.chars().peekable();
        while let Some(c) = chars.next() {
            // Any punctuation of ASCII may be escaped (CommonMark 0.31.2, section 2.4).
            let is_read = match c {
                '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~'
                | '&' | '$' | '^' => true,
                // At the start they make lists, rules and headings.
                '-' | '+' | '=' | ':' => escaped.is_empty(),
                '.' | ')' if chars.peek().is_none() => {
                    !escaped.is_empty() && escaped.bytes().all(|b| b.is_ascii_digit())
                }
                _ => false,
            };
            if is_read {
                escaped.push('\\');
            }
            escaped.push(if c.is_control() { '\u{fffd}' } else { c });
        }
    }
    escaped
}
