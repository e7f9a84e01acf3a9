//! Pages: the article without navigation, related links and captions, and what the page
//! says of it.
//!
//! `dom_smoothie`, a port of the readability that browsers use, finds the main content;
//! this file guards it against pages that nest without end and takes out what is left of
//! captions. The text begins with the title, which is reported speech often enough.

use super::charset;
use super::limits::Limits;
use super::place::Place;
use crate::document::{Article, Metadata};
use crate::error::{Error, Result};
use dom_smoothie::{Config, Readability, TextMode};

/// What is known of a page beside its bytes.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    /// The character set that a header names.
    pub charset: Option<String>,
    /// Where it was found.
    pub url: Option<String>,
}

/// Parts of a page that are about pictures, films or other pages.
const ASIDE: &str =
    "figcaption, nav, footer, aside, form, button, [role=navigation], [aria-hidden=true]";

/// The article on the page in `bytes`.
///
/// # Errors
/// An input error where the page nests too deep or holds no article.
pub(super) fn article(
    bytes: Vec<u8>,
    known: &Known,
    place: &Place,
    limits: &Limits,
) -> Result<Article> {
    if bytes.trim_ascii().is_empty() {
        return Err(Error::input("is empty; expected a page"));
    }
    let depth = depth(&bytes);
    if depth > limits.nesting {
        return Err(Error::input(format!(
            "elements nest {depth} deep, the limit is {}; raise --max-nesting if the page is real",
            limits.nesting
        )));
    }
    let decoded = charset::decode(bytes, known.charset.as_deref(), charset::Kind::Html);
    // NUL is no character of a page; parsers replace or drop it, so it goes beforehand.
    let html = decoded.text.replace('\0', "\u{FFFD}");
    let config = Config {
        text_mode: TextMode::Formatted,
        ..Config::default()
    };
    let url = known.url.as_deref();
    let mut reader = Readability::new(html.as_str(), url, Some(config.clone()))
        .or_else(|_| Readability::new(html.as_str(), None, Some(config)))
        .map_err(|error| Error::input("the page cannot be read").because(error))?;
    reader.doc.select(ASIDE).remove();
    let page = reader.parse().map_err(|_| {
        Error::input("no article is found on the page; expected some paragraphs of text")
    })?;
    let filled = |words: &str| Some(words.trim().to_owned()).filter(|words| !words.is_empty());
    let title = filled(&page.title);
    let body = page.text_content.trim();
    if body.is_empty() {
        return Err(Error::input(
            "no article is found on the page; expected some paragraphs of text",
        ));
    }
    let text = match &title {
        Some(title) if !body.starts_with(title.as_str()) => format!("{title}\n\n{body}"),
        _ => body.to_owned(),
    };
    let url = known
        .url
        .clone()
        .or_else(|| page.url.as_deref().and_then(filled));
    let outlet = page.site_name.as_deref().and_then(filled);
    Ok(Article {
        id: known.url.clone().unwrap_or_else(|| place.to_string()),
        source: place.source.to_string(),
        title,
        text,
        metadata: Metadata {
            date: page.published_time.as_deref().and_then(filled),
            author: page.byline.as_deref().and_then(filled),
            outlet: outlet.or_else(|| url.as_deref().and_then(host)),
            url,
            derived: true,
            charset: decoded.charset,
            replaced: decoded.replaced,
        },
    })
}

/// The host of a web address, without `www.`.
fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#', ':']).next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then(|| host.to_lowercase())
}

/// Elements that have no end, or whose end is often left out because the next one ends them.
const FLAT: [&[u8]; 28] = [
    b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta", b"param",
    b"source", b"track", b"wbr", b"p", b"li", b"dt", b"dd", b"tr", b"td", b"th", b"tbody",
    b"thead", b"tfoot", b"option", b"body", b"html", b"head",
];

/// How deep elements nest, about: found by counting tags in one pass, before a parser that
/// walks the tree meets it.
fn depth(html: &[u8]) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'<', &html[at..]) {
        at += open + 1;
        let is_end = html.get(at) == Some(&b'/');
        let start = at + usize::from(is_end);
        let length = html[start..]
            .iter()
            .take(12)
            .take_while(|b| b.is_ascii_alphanumeric())
            .count();
        let name = html[start..start + length].to_ascii_lowercase();
        if html[at..].starts_with(b"!--") {
            at += memchr::memmem::find(&html[at..], b"-->").unwrap_or(html.len() - at);
        } else if length == 0 || FLAT.contains(&&name[..]) {
        } else if is_end {
            depth = depth.saturating_sub(1);
        } else if name == b"script" || name == b"style" {
            let end = [b"</", &name[..]].concat();
            at += find_lower(&html[at..], &end).unwrap_or(html.len() - at);
        } else {
            depth += 1;
            deepest = deepest.max(depth);
        }
    }
    deepest
}

fn find_lower(html: &[u8], name: &[u8]) -> Option<usize> {
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'<', &html[at..]) {
        at += open;
        if html[at..]
            .get(..name.len())
            .is_some_and(|tag| tag.eq_ignore_ascii_case(name))
        {
            return Some(at + name.len());
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_counts_what_nests() {
        for (html, expected) in [
            ("plain", 0),
            ("<div><p>a<p>b<br><span>c</span></div>", 2),
            ("<script>if (a<b) '<div><div><div>'</script><b>x</b>", 1),
            ("<!-- <div><div> --><i>x</i>", 1),
            ("</div></div><div>", 1),
        ] {
            assert_eq!(depth(html.as_bytes()), expected, "{html}");
        }
        assert_eq!(depth("<div>".repeat(1000).as_bytes()), 1000);
    }

    #[test]
    fn hosts_are_outlets() {
        for (url, outlet) in [
            ("https://www.Example.org/a?b", Some("example.org")),
            ("http://news.example:80/", Some("news.example")),
            ("nothing", None),
        ] {
            assert_eq!(host(url).as_deref(), outlet);
        }
    }
}
