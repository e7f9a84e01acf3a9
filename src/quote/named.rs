//! The name behind a role: “the port's top pilot, Ada Doe,”.

use super::Sentence;
use super::subject::{How, Subject};
use crate::text::lexicon::*;
use crate::text::tokens::Kind;
use std::ops::Range;

/// Words a name behind a role has at most.
const NAME: usize = 5;

impl Sentence<'_> {
    /// Where the name ends that a comma parts from the role in `head`; `None` where none does.
    pub fn name_behind(&self, head: &Range<usize>) -> Option<usize> {
        let units = &self.page.units;
        let role = !units[head.end - 1].capital()
            || head
                .clone()
                .any(|k| units[k].kind == Kind::Possessive || units[k].is(PREPOSITION));
        let comma = head.end < self.end && matches!(units[head.end].kind, Kind::Comma | Kind::Dash);
        if !role || !comma {
            return None;
        }
        let first = head.end + 1;
        let mut end = first;
        while end < self.end && (units[end].capital() || units[end].is(PARTICLE)) {
            end += 1;
        }
        let never = DETERMINER | POSSESSIVE | PREPOSITION | TIME | MONTH;
        ((first + 2..=first + NAME).contains(&end) && !units[first].is(never)).then_some(end)
    }

    /// “NATO, U.S. pledge support”: in a headline, a comma stands for “and”.
    pub fn listed(&self, mut subject: Subject) -> Subject {
        let units = &self.page.units;
        let start = subject.head.start;
        let list = self.headline
            && subject.how == How::Near
            && start == self.start + 2
            && units[start - 1].kind == Kind::Comma
            && units[self.start].is(PLACE | BODY)
            && units[start].is(PLACE | BODY);
        if list {
            subject.head.start = self.start;
            subject.mention.start = self.start;
        }
        subject
    }

    /// Somebody behind a cue, as `head` names them: “said the port's top pilot, Ada Doe.”
    pub fn somebody_behind(&self, head: Range<usize>, how: How) -> Subject {
        let units = &self.page.units;
        let officer = head
            .clone()
            .take_while(|k| *k == head.start || !units[*k].is(PREPOSITION))
            .any(|k| units[k].is(ROLE | TITLE));
        let name = self.name_behind(&head).filter(|end| {
            let over =
                *end >= self.end || !units[*end].word() && units[*end].kind != Kind::Possessive;
            officer && over
        });
        Subject {
            mention: head.start..name.unwrap_or(head.end),
            head,
            how,
        }
    }
}
