//! Who spoke: names, roles, pronouns, groups, and nobody.

use super::marked::check;

/// The last statement of `text` is by `name`.
fn named(marked: &str, name: &str) {
    let found = check(marked);
    let speaker = found
        .last()
        .expect("a statement")
        .speaker
        .as_ref()
        .expect("a speaker");
    assert_eq!(speaker.name, name, "{marked}");
    assert!((0.0..=1.0).contains(&speaker.confidence));
}

#[test]
fn mentions_become_names() {
    for (marked, name) in [
        (
            "The harbour chief, Ada Doe, opened the pier. {Doe} said [[it was safe]].",
            "Ada Doe",
        ),
        (
            "Mary Doe opened the pier. [[It was safe]], {she} said.",
            "Mary Doe",
        ),
        (
            "Mary Doe met James Roe. [[It was safe]], {he} said.",
            "James Roe",
        ),
        (
            "The minister, Mary Doe, came by boat. “[[It is safe]],” {the minister} said.",
            "Mary Doe",
        ),
        (
            "{Captain James Roe} said [[the pier was safe]].",
            "James Roe",
        ),
        (
            "{James Roe}, the captain, said [[the pier was safe]].",
            "James Roe",
        ),
        (
            "{James Roe (D-Ohio)} said [[the pier was safe]].",
            "James Roe",
        ),
        (
            "{A spokeswoman for James Roe} said [[the pier was safe]].",
            "A spokeswoman for James Roe",
        ),
        (
            "{European allies} said [[the pier was safe]].",
            "European allies",
        ),
        ("{Kyiv} said [[the pier was safe]].", "Kyiv"),
        (
            "{The port’s top pilot, Ada Doe}, said [[the pier was safe]].",
            "Ada Doe",
        ),
        (
            "Elsewhere, {the harbour chief, Ada Doe}, said [[the pier was safe]].",
            "Ada Doe",
        ),
        (
            "{The council} over the weekend said [[the pier was safe]].",
            "The council",
        ),
        (
            "All were calm, with {the harbour chief, Ada Doe}, saying [[the pier was safe]].",
            "Ada Doe",
        ),
        (
            "{Mary Doe} left the hall and said [[the pier was safe]].",
            "Mary Doe",
        ),
    ] {
        named(marked, name);
    }
}

#[test]
fn speech_inside_speech_is_not_asked_for_its_speaker() {
    named(
        "“[[I said the pier was safe and she told me no]],” {James Roe} said.",
        "James Roe",
    );
}

#[test]
fn an_unknown_speaker_says_why() {
    let found = check("“[[The pier is closed until further notice.]]”");
    assert_eq!(found[0].speaker, Err("no cue and no speaker before it"));
}

#[test]
fn a_rule_is_named() {
    let found = check("“[[It is safe]],” {the captain} said.");
    assert_eq!(found[0].speaker.as_ref().map(|s| s.rule), Ok("role"));
}
