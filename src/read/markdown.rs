//! Markdown: the words without the marks, one article a file.
//!
//! Emphasis, links and headings keep their words; pictures, code and HTML go. Front matter
//! between `---` lines gives title, date, author, outlet and url.

use super::charset;
use super::place::Place;
use super::plain::not_empty;
use crate::document::{Article, Metadata};
use crate::error::Result;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The article that `bytes` hold.
///
/// # Errors
/// An input error where there is no text.
pub(super) fn article(bytes: Vec<u8>, place: &Place) -> Result<Article> {
    let decoded = charset::decode(bytes, None, charset::Kind::Plain);
    let page = read(&decoded.text);
    let front = |names: &[&str]| {
        let found = page
            .front
            .iter()
            .find(|(name, _)| names.contains(&name.as_str()));
        found
            .map(|(_, value)| value.clone())
            .filter(|value| !value.is_empty())
    };
    Ok(Article {
        id: front(&["id"]).unwrap_or_else(|| place.to_string()),
        source: place.source.to_string(),
        title: front(&["title"]).or(page.title),
        text: not_empty(page.text)?,
        metadata: Metadata {
            date: front(&["date", "published"]),
            author: front(&["author", "authors", "byline"]),
            outlet: front(&["outlet", "publisher", "site"]),
            url: front(&["url", "link", "source"]),
            derived: true,
            charset: decoded.charset,
            replaced: decoded.replaced,
        },
    })
}

#[derive(Default)]
struct Page {
    text: String,
    /// The first heading of the first level.
    title: Option<String>,
    front: Vec<(String, String)>,
}

fn read(text: &str) -> Page {
    let mut page = Page::default();
    // Depth of what is left out: pictures, code, HTML, front matter.
    let mut hidden = 0_usize;
    let mut is_front = false;
    let mut heading = None;
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Start(Tag::MetadataBlock(_)) => is_front = true,
            Event::End(TagEnd::MetadataBlock(_)) => is_front = false,
            Event::Start(Tag::Image { .. } | Tag::CodeBlock(_) | Tag::HtmlBlock) => hidden += 1,
            Event::End(TagEnd::Image | TagEnd::CodeBlock | TagEnd::HtmlBlock) => {
                hidden = hidden.saturating_sub(1);
            }
            Event::Start(Tag::Heading { level, .. }) => {
                if level == pulldown_cmark::HeadingLevel::H1 && page.title.is_none() {
                    heading = Some(page.text.len());
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some(start) = heading.take() {
                    page.title = Some(page.text[start..].trim().to_owned())
                        .filter(|title| !title.is_empty());
                }
                part(&mut page.text, "\n\n");
            }
            Event::End(
                TagEnd::Paragraph | TagEnd::BlockQuote(_) | TagEnd::Table | TagEnd::List(_),
            ) => part(&mut page.text, "\n\n"),
            Event::End(TagEnd::Item | TagEnd::TableRow | TagEnd::TableHead) => {
                part(&mut page.text, "\n")
            }
            Event::End(TagEnd::TableCell) => part(&mut page.text, " "),
            Event::Text(words) if is_front => page.front.extend(words.lines().filter_map(setting)),
            Event::Text(words) | Event::Code(words) if hidden == 0 => page.text.push_str(&words),
            Event::SoftBreak if hidden == 0 => page.text.push(' '),
            Event::HardBreak if hidden == 0 => page.text.push('\n'),
            _ => {}
        }
    }
    page.text.truncate(page.text.trim_end().len());
    page
}

/// Ends a piece of text with `end`, once.
fn part(text: &mut String, end: &str) {
    if text.is_empty() || text.ends_with(end) {
        return;
    }
    text.truncate(text.trim_end_matches([' ', '\n']).len());
    text.push_str(end);
}

/// `name: value`, without quotation marks.
fn setting(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    let value = value.trim().trim_matches(['"', '\'']).to_owned();
    Some((name.trim().to_lowercase(), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_and_marks_go() {
        for (markdown, text) in [
            (
                "# A *big* day\n\n“We **must**,”\nhe [said](http://x).",
                "A big day\n\n“We must,” he said.",
            ),
            (
                "> quoted\n> on\n\n![picture](a.png)\n\nafter",
                "quoted on\n\nafter",
            ),
            ("- one\n- two\n\n```\ncode\n```\nend", "one\ntwo\n\nend"),
            ("a<script>x</script>b\n\n<div>raw</div>\n\nc", "axb\n\nc"),
            ("a  \nb", "a\nb"),
        ] {
            assert_eq!(read(markdown).text, text, "{markdown}");
        }
    }

    #[test]
    fn front_matter_is_not_text() {
        let markdown = b"---\ntitle: \"A day\"\ndate: 2031-05-02\nauthor: M. Quill\n---\nThe minister said no.".to_vec();
        let article = article(markdown, &Place::whole(&"a.md".into())).unwrap();
        assert_eq!(article.text, "The minister said no.");
        assert_eq!(article.title.as_deref(), Some("A day"));
        assert_eq!(article.metadata.date.as_deref(), Some("2031-05-02"));
        assert_eq!(article.metadata.author.as_deref(), Some("M. Quill"));
        assert!(article.metadata.derived);
    }
}
