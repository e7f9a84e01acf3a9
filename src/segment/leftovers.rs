//! What scraping leaves in a text: navigation, captions, share bars, bylines, adverts,
//! known by how a line begins or ends.

use std::sync::OnceLock;

/// Beginnings of boilerplate lines, lower case. Source: written for this project from
/// pages of English-language news sites.
const BEGINNINGS: &[&str] = &[
    "click to play video",
    "click here",
    "read more",
    "read also",
    "read next",
    "read the full",
    "read:",
    "also read",
    "see also",
    "related:",
    "related articles",
    "related stories",
    "related content",
    "related topics",
    "recommended",
    "story continues",
    "article continues",
    "continue reading",
    "sponsored",
    "advertisement",
    "advertising",
    "promoted",
    "share this",
    "share on",
    "share via",
    "share article",
    "follow us",
    "follow @",
    "sign up",
    "subscribe",
    "newsletter",
    "photo:",
    "photo by",
    "photos:",
    "photograph:",
    "image:",
    "image source",
    "image credit",
    "image caption",
    "picture:",
    "video:",
    "watch:",
    "watch live",
    "listen:",
    "gallery:",
    "file photo",
    "(file photo",
    "getty images",
    "credit:",
    "copyright",
    "©",
    "all rights reserved",
    "tags:",
    "topics:",
    "categories:",
    "filed under",
    "posted in",
    "published",
    "updated:",
    "last updated",
    "last modified",
    "cookie",
    "we use cookies",
    "by clicking",
    "by signing",
    "terms of",
    "privacy policy",
    "download the",
    "get the app",
    "skip to",
    "most read",
    "most popular",
    "trending",
    "more from",
    "you might also",
    "you may also",
    "you can also read",
    "similar news",
    "join the conversation",
    "comments are closed",
    "view comments",
    "leave a comment",
    "loading",
    "please enable",
    "print this",
    "email this",
    "back to top",
    "your email",
    "contact us",
    "about the author",
    "this article was",
    "this story was",
    "this report was",
    "reporting by",
    "editing by",
    "writing by",
    "additional reporting",
    "for more",
    "(with inputs",
    "with inputs from",
    "join us on",
    "like us on",
    "support our",
    "donate",
    "log in",
    "sign in",
    "register",
    "breaking:",
    "live updates",
    "live blog",
    "html5",
    "[embed",
];

/// Ends of boilerplate lines, lower case.
const ENDINGS: &[&str] = &[
    "»",
    "read more",
    "getty images",
    "/getty images)",
    "/ap)",
    "/reuters)",
    "/afp)",
    "all rights reserved.",
    "min read",
    "(ap photo)",
    "viewing this topic",
    "viewing this topic.",
];

/// The line under “Click to play video: 'X'” says X again.
pub fn repeats_caption(above: &str, line: &str) -> bool {
    starts(above, "click to play") && above.len() < 400 && above.contains(line)
}

pub fn boilerplate(line: &str) -> bool {
    if line.len() > 600 {
        return false;
    }
    let begins = beginnings(line.as_bytes()[0])
        .iter()
        .find(|b| starts(line, b));
    let ends = ENDINGS.iter().any(|e| ends(line, e));
    if begins.is_some() || ends {
        let words = line.split_ascii_whitespace().count();
        if ends && words <= 40 {
            return true;
        }
        if begins.is_some_and(|b| {
            words <= 14 || words <= 40 && b.ends_with(':') || b.starts_with("click to play")
        }) {
            return true;
        }
    }
    byline(line) || dated_caption(line) || !line.contains(char::is_alphabetic)
}

/// The beginnings that begin with `byte`, sorted out on first use.
fn beginnings(byte: u8) -> &'static [&'static str] {
    static SORTED: OnceLock<Vec<Vec<&'static str>>> = OnceLock::new();
    let sorted = SORTED.get_or_init(|| {
        let mut sorted = vec![Vec::new(); 256];
        for beginning in BEGINNINGS {
            sorted[beginning.as_bytes()[0] as usize].push(*beginning);
        }
        sorted
    });
    &sorted[byte.to_ascii_lowercase() as usize]
}

/// True where `line` begins with `start`, the case of ASCII letters aside.
fn starts(line: &str, start: &str) -> bool {
    let (line, start) = (line.as_bytes(), start.as_bytes());
    line.len() >= start.len()
        && line[0].to_ascii_lowercase() == start[0]
        && line[..start.len()].eq_ignore_ascii_case(start)
}

/// True where `line` ends with `end`, the case of ASCII letters aside.
fn ends(line: &str, end: &str) -> bool {
    let (line, end) = (line.as_bytes(), end.as_bytes());
    line.len() >= end.len() && line[line.len() - end.len()..].eq_ignore_ascii_case(end)
}

/// “By Ada Doe”, “By Ada Doe and Bo Roe, Metro Writer”: few words, all but small ones capital.
fn byline(line: &str) -> bool {
    let rest = match line.get(..3) {
        Some(by) if by.eq_ignore_ascii_case("by ") => &line[3..],
        _ => return false,
    };
    line.split_ascii_whitespace().count() <= 9
        && !line.ends_with(['.', '!', '?', '"', '”'])
        && rest.split_ascii_whitespace().all(|w| {
            w.starts_with(|c: char| !c.is_lowercase())
                || matches!(w, "and" | "for" | "of" | "in" | "the")
        })
}

/// A video's caption ends with its date: “… – Feb 6, 2024”.
fn dated_caption(line: &str) -> bool {
    if !line.ends_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    const MONTHS: &[&str] = &[
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let Some((_, date)) = line.rsplit_once(['–', '—']) else {
        return false;
    };
    let date = date.trim();
    date.len() <= 18
        && MONTHS.iter().any(|m| starts(date, m))
        && date.contains(|c: char| c.is_ascii_digit())
}
