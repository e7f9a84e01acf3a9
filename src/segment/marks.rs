//! Quotation marks, paired within a paragraph, and quotations collapsed to units.
//!
//! Straight marks face the way their neighbours allow; where both ways are open, a mark
//! closes what is open. An opening mark while another is open means that the first was
//! never closed: it ends at the last stop before, or was a stray. A mark left open at
//! the end of a paragraph holds to its end where the next paragraph opens with a mark
//! again, as newspapers do, or where it is short; else to the end of its sentence. No
//! mark reaches over more than its paragraph, so an odd number of them harms little.

use super::Quote;
use crate::text::Span;
use crate::text::lexicon::Entry;
use crate::text::tokens::{CLOSES, Case, EITHER, Kind, OPENS, Token};

/// Tokens that an unclosed quotation may take to the end of its paragraph.
const UNCLOSED: usize = 150;
/// Tokens a quotation in single marks may hold.
const SINGLE: usize = 160;

/// Pairs marks from paragraph to paragraph; remembers whether the last was left open.
#[derive(Debug, Default)]
pub struct Pairing {
    left_open: bool,
    pairs: Vec<Pair>,
}

/// True where `line` begins with a mark that can open a quotation.
pub fn begins_with_mark(line: &str) -> bool {
    line.starts_with(['"', '“', '„', '«', '‘', '‟'])
        || line.starts_with("''")
        || line.starts_with("``")
}

/// Marks that pair with each other.
fn family(text: &str, token: &Token) -> u8 {
    match token.span.of(text).chars().next() {
        Some('\'' | '`') => 1,
        Some('«' | '»') => 2,
        Some('「' | '」' | '『' | '』') => 3,
        _ => 0,
    }
}

impl Pairing {
    /// Collapses the quotations of one paragraph's `tokens` into `units` and `quotes`.
    pub fn collapse(
        &mut self,
        text: &str,
        tokens: &[Token],
        next_opens: bool,
        units: &mut Vec<Token>,
        quotes: &mut Vec<Quote>,
    ) {
        self.pair(text, tokens, next_opens);
        let mut at = 0;
        for &Pair {
            open,
            close,
            opened,
            closed,
        } in &self.pairs
        {
            if open < at {
                continue;
            }
            units.extend(tokens[at..open].iter().filter(|t| !stray(t)));
            let first = open + opened as usize;
            let end = close + closed as usize;
            if let Some(quote) = quote(
                text,
                tokens,
                first,
                close,
                tokens[open].span.start,
                tokens[end - 1].span.end,
                closed,
            ) {
                let case = if quote.capital {
                    Case::Capital
                } else {
                    Case::Lower
                };
                let mark = quotes.len() as u32;
                units.push(Token {
                    span: quote.outer,
                    kind: Kind::Quote,
                    case,
                    mark,
                    entry: Entry::default(),
                });
                quotes.push(quote);
            }
            at = end;
        }
        units.extend(tokens[at..].iter().filter(|t| !stray(t)));
    }

    /// Finds the pairs of token numbers, in order.
    fn pair(&mut self, text: &str, tokens: &[Token], next_opens: bool) {
        let Pairing { left_open, pairs } = self;
        pairs.clear();
        let mut open: Option<usize> = None;
        let mut single: Option<usize> = None;
        let carried = std::mem::take(left_open);
        for (i, token) in tokens.iter().enumerate() {
            match (token.kind, open) {
                (Kind::Double, None) => {
                    single = None;
                    if token.mark != CLOSES {
                        open = Some(i);
                    } else if carried && pairs.is_empty() && i > 0 {
                        pairs.push(Pair {
                            open: 0,
                            close: i,
                            opened: false,
                            closed: true,
                        });
                    }
                }
                (Kind::Double, Some(o)) if family(text, token) != family(text, &tokens[o]) => {}
                (Kind::Double, Some(o)) if token.mark == OPENS => {
                    pairs.extend(unclosed(tokens, o, i));
                    open = Some(i);
                }
                (Kind::Double, Some(o)) => {
                    debug_assert!(token.mark & EITHER != 0);
                    pairs.push(Pair {
                        open: o,
                        close: i,
                        opened: true,
                        closed: true,
                    });
                    open = None;
                }
                (Kind::Single, None) => match single {
                    _ if token.mark == OPENS => single = Some(i),
                    Some(s)
                        if token.mark == CLOSES
                            && i - s > 1
                            && i - s < SINGLE
                            && !plural_possessive(text, tokens, i) =>
                    {
                        pairs.push(Pair {
                            open: s,
                            close: i,
                            opened: true,
                            closed: true,
                        });
                        single = None;
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        if let Some(o) = open {
            if next_opens || tokens.len() - o <= UNCLOSED && (o == 0 || tokens[o].mark == OPENS) {
                if tokens.len() - o > 2 {
                    pairs.push(Pair {
                        open: o,
                        close: tokens.len(),
                        opened: true,
                        closed: false,
                    });
                }
                *left_open = true;
            } else {
                pairs.extend(first_sentence(tokens, o));
            }
        }
    }
}

/// A quotation as token numbers: its marks, or its first and one past its last token.
#[derive(Debug)]
struct Pair {
    open: usize,
    close: usize,
    opened: bool,
    closed: bool,
}

/// A mark that pairs with none is no unit: nobody stumbles over it.
fn stray(token: &Token) -> bool {
    matches!(token.kind, Kind::Double | Kind::Single)
}

/// Opened at `open`, opened again at `next`: holds to the last stop between, if any.
fn unclosed(tokens: &[Token], open: usize, next: usize) -> Option<Pair> {
    let stop = next
        .checked_sub(1)
        .filter(|i| *i > open + 2 && tokens[*i].kind == Kind::Stop)?;
    (next - open <= UNCLOSED).then_some(Pair {
        open,
        close: stop + 1,
        opened: true,
        closed: false,
    })
}

/// Opened at `open` and never closed: holds to the end of its sentence.
fn first_sentence(tokens: &[Token], open: usize) -> Option<Pair> {
    let end =
        (open + 2..tokens.len().min(open + UNCLOSED)).find(|i| tokens[*i].kind == Kind::Stop)?;
    Some(Pair {
        open,
        close: end + 1,
        opened: true,
        closed: false,
    })
}

/// “the allies' plan” inside single marks: a closing mark comes later still.
fn plural_possessive(text: &str, tokens: &[Token], i: usize) -> bool {
    let before = tokens[i - 1];
    let glued = before.span.end == tokens[i].span.start && before.word();
    let plural = glued && before.span.of(text).ends_with(['s', 'S']);
    let next_lower = tokens
        .get(i + 1)
        .is_some_and(|t| t.word() && t.case == Case::Lower);
    plural
        && next_lower
        && tokens[i + 1..tokens.len().min(i + 40)]
            .iter()
            .take_while(|t| t.mark != OPENS || t.kind != Kind::Single)
            .any(|t| t.kind == Kind::Single && t.mark == CLOSES)
}

fn quote(
    text: &str,
    tokens: &[Token],
    first: usize,
    last: usize,
    start: usize,
    end: usize,
    closed: bool,
) -> Option<Quote> {
    let inner = &tokens[first..last];
    let (a, b) = (inner.first()?, inner.last()?);
    let words = inner
        .iter()
        .filter(|t| matches!(t.kind, Kind::Word | Kind::Number))
        .count();
    if words == 0 {
        return None;
    }
    let tail = inner
        .iter()
        .rev()
        .find(|t| !matches!(t.kind, Kind::Single | Kind::Double | Kind::Close))?;
    let head = inner
        .iter()
        .find(|t| matches!(t.kind, Kind::Word | Kind::Number))?;
    let mut span = Span {
        start: a.span.start,
        end: b.span.end,
    };
    // The comma before a closing mark belongs to the sentence around it.
    if b.kind == Kind::Comma && inner.len() > 1 {
        span.end = b.span.start;
    }
    let tail_text = tail.span.of(text);
    Some(Quote {
        outer: Span { start, end },
        inner: span.trim(text),
        words,
        capital: head.kind == Kind::Number || head.case != Case::Lower,
        comma: tail.kind == Kind::Comma,
        stop: tail.kind == Kind::Stop,
        asks: tail_text.starts_with(['?', '!']),
        closed,
    })
}

#[cfg(test)]
mod tests {
    use crate::segment::Page;

    /// The quotations found are those in [[…]] of `marked`.
    fn check(marked: &str) {
        let text = marked.replace("[[", "").replace("]]", "");
        let wanted: Vec<&str> = marked
            .split("[[")
            .skip(1)
            .filter_map(|p| p.split_once("]]"))
            .map(|p| p.0)
            .collect();
        let page = Page::read(&text);
        let found: Vec<&str> = page.quotes.iter().map(|q| q.inner.of(&text)).collect();
        assert_eq!(found, wanted, "{marked}");
    }

    #[test]
    fn marks_of_every_style_pair() {
        for marked in [
            "She said: \"[[We will pay.]]\" He left.",
            "She said: “[[We will pay.]]” He left.",
            "She said: „[[We will pay.]]“ He left.",
            "She said: «[[We will pay.]]» He left.",
            "She said: »[[We will pay.]]« He left.",
            "She said: ''[[We will pay.]]'' He left.",
            "She said: ``[[We will pay.]]'' He left.",
            "She said: ‘[[We will pay.]]’ He left.",
            "She said: '[[We won't pay.]]' He left.",
            "She said '[[the allies' plan fails]]' on Monday.",
            "It's the allies' plan and the ministers' will.",
            "She said: “[[He told me ‘no’ twice]],” and left.",
            "A 6\" pipe broke.",
            "He said \"[[one]]\" and \"[[two]]\" and \"[[three]]\".",
            "She said: “[[We will pay.]]\n\n“[[We will pay twice.]]”",
            "Stray ” mark and then “[[a good one]]” here.",
        ] {
            check(marked);
        }
    }
}
