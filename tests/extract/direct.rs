//! Quotation marks: every style, nesting, paragraphs, interruption, scare quotes.

use super::marked::check;
use onrecord::statement::Form;

fn all(form: Form, cases: &[&str]) {
    for case in cases {
        let found = check(case);
        assert!(
            found.iter().all(|s| s.quotation.form == form),
            "{form:?} in {case}, not {:?}",
            found[0].quotation.form
        );
    }
}

#[test]
fn direct_speech() {
    all(
        Form::Direct,
        &[
            "“[[We will pay our share]],” {the minister} said.",
            "\"[[We will pay our share]],\" {the minister} said on Monday.",
            "''[[We will pay our share]],'' {the minister} said.",
            "„[[We will pay our share]]“, {the minister} said.",
            "«[[We will pay our share]]», {the minister} said.",
            "‘[[We will pay our share, and we won’t wait]],’ {the minister} said.",
            "{The minister} said: “[[We will pay our share.]]”",
            "{The minister} said, “[[We will pay our share.]]”",
            "{The minister} told reporters: “[[We will pay our share.]]”",
            "“[[We will pay our share]],” said {the minister}.",
            "“[[We will pay our share]],” said {Ada Doe}, a harbour pilot who joined in May.",
            "“[[We must]],” {he} said, “[[pay more.]]”",
            "“[[We must]],” said {Ada Doe}, the harbour chief, “[[pay more.]]”",
            "“[[Is the pier open?]]” {Doe} asked.",
            "“[[Never!]]” {she} shouted.",
            "“[[The pier is open]],” {Doe} said. “[[The crane is not.]]”",
            "“[[The pier is open. The crane is not]],” {Doe} said.",
            "“[[The pier is open]],” {the harbour chief} told the Harbour Post. “[[It will stay so.]]”",
            "“[[He told me ‘no’ twice]],” {Doe} said.",
            "In a letter, {Doe} wrote: “[[The pier is closed.]]”",
            "“[[The crane is broken]],” {Doe} added.",
            "{Doe, harbour pilot}: “[[We have waited for years on that pier.]]”",
        ],
    );
}

#[test]
fn mixed_speech() {
    all(
        Form::Mixed,
        &[
            "{The premier} called [[the budget “a generational shift” in harbour policy]].",
            "{The premier} said [[the budget was “a generational shift.”]]",
            "{The premier} said that [[the budget was “a shift” and “a start”]].",
            "{Doe} described [[the crane as “a relic”]].",
            "[[If the crane fails, “we will never load again,”]] {Doe} warned.",
            "{Doe} accused [[the council of “a slow retreat”]].",
        ],
    );
}

#[test]
fn a_quotation_over_paragraphs_is_one_statement() {
    all(
        Form::Direct,
        &[
            "{Doe} said: “[[The pier is open.]]¶“[[The crane is not.]]”",
            "“[[The pier is open]],” {Doe} said. “[[The crane is not.]]¶“[[The ferry sails.]]”",
            "“[[The pier is open]],” {Doe} said.¶“[[The crane is not, and nobody knows why.]]”",
        ],
    );
}

#[test]
fn an_open_mark_harms_little() {
    for case in [
        "The 6\" pipe broke. {Doe} said [[the repair would take a week]].",
        "Nobody closed this “mark in the first line of it.¶“[[The pier is open]],” {Doe} said.",
        "A stray ” mark. “[[The pier is open]],” {Doe} said.",
    ] {
        let found = check_last(case);
        assert!(found, "{case}");
    }
}

/// The last marked content is found, whatever else is.
fn check_last(marked: &str) -> bool {
    let (text, answers) = super::marked::read(marked);
    let article = onrecord::document::Article {
        text: text.clone(),
        ..Default::default()
    };
    let found = onrecord::extract::statements(&article);
    let wanted = &answers[0].contents[0];
    found.iter().any(|s| {
        s.quotation
            .spans
            .iter()
            .any(|span| span.of(&text) == wanted)
    })
}

#[test]
fn what_is_no_speech() {
    for case in [
        "The so-called “crane summit” took place in the old hall.",
        "The band played “Harbour Lights” at noon.",
        "Doe was born in 1950 and known as “the Pilot” in the harbour.",
        "It opened the film “The Last Ferry” on Friday.",
    ] {
        check(case);
    }
}
