//! From an article to its statements: segment, quote, speaker, no more.
//!
//! Plain values in, plain values out; it cannot fail on any text, and takes time linear
//! in the length of the text. Only [`Article::text`] is read, because spans count there:
//! a title that a source keeps apart is heard where it also begins the text.

use crate::document::Article;
use crate::quote;
use crate::segment::Page;
use crate::speaker;
use crate::statement::Statement;
use crate::text::Span;

/// Finds the statements of `article`, in reading order of their first span.
///
/// Spans are ordered, do not overlap and lie on character boundaries of the text.
pub fn statements(article: &Article) -> Vec<Statement> {
    let page = Page::read(&article.text);
    let finds = quote::find(&page);
    let speakers = speaker::speakers(&page, &finds);
    let mut statements = Vec::with_capacity(finds.len());
    for (found, speaker) in finds.iter().zip(speakers) {
        let quotation = found.quotation(&page);
        if quotation.spans.is_empty() {
            continue;
        }
        let sentence = page.span(found.sentence.clone());
        statements.push(Statement {
            quotation,
            speaker,
            sentence,
            before: before(&page, found.sentence.start),
        });
    }
    statements
}

/// The sentence that ends where the one of unit `start` begins.
fn before(page: &Page, start: usize) -> Option<Span> {
    let end = page.paragraphs.partition_point(|p| {
        p.sentences.first().is_none_or(|s| s.start < start)
            && p.span.start < page.units[start].span.start
    });
    let last = |p: &crate::segment::Paragraph| {
        let n = p.sentences.partition_point(|s| s.end <= start);
        n.checked_sub(1).map(|n| page.span(p.sentences[n].clone()))
    };
    page.paragraphs[..end].iter().rev().take(8).find_map(last)
}
