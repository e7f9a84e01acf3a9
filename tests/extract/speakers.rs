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
fn names_that_no_list_holds_are_people_too() {
    for (marked, name) in [
        (
            "The port, spokeswoman Encara Quolt told reporters, was busy. [[It was safe]], {she} said.",
            "Encara Quolt",
        ),
        (
            "Finnish Prime Minister Pettar Ulro came by boat. {He} said [[the pier was safe]].",
            "Pettar Ulro",
        ),
        (
            "Juhor Moilan, 20, is at home. {He} said [[the pier was safe]].",
            "Juhor Moilan",
        ),
        (
            "A letter to Quolt was late. Nominka Quolt came by boat. {Quolt} said [[the pier was safe]].",
            "Nominka Quolt",
        ),
        (
            "The head of the harbour commission, Olho Didek, came by boat. {He} said [[the pier was safe]].",
            "Olho Didek",
        ),
        (
            "US Secretary of State James Roe left. {He} said [[the pier was safe]].",
            "James Roe",
        ),
    ] {
        let found = check_last(marked);
        assert_eq!(found, Ok(name.to_string()), "{marked}");
    }
}

/// The name of whoever says the last statement of `marked`, whatever else is found.
fn check_last(marked: &str) -> Result<String, &'static str> {
    let (text, _) = super::marked::read(marked);
    let article = onrecord::document::Article {
        text,
        ..Default::default()
    };
    let mut found = onrecord::extract::statements(&article);
    let last = found.pop().expect("a statement");
    last.speaker.map(|s| s.name)
}

#[test]
fn a_pronoun_means_who_speaks_or_leads_near_by() {
    for (marked, name) in [
        (
            "James Roe said the pier was late. Bo Holm thanked Carl Lind. {He} said [[it was safe]].",
            "Bo Holm",
        ),
        (
            "James Roe said the pier was late, although {he} said [[it was safe]].",
            "James Roe",
        ),
        (
            "Mary Doe left. Reporters met James Roe. {She} said [[it was safe]].",
            "Mary Doe",
        ),
        (
            "The ministry said the pier was late. {It} added that [[the crane was safe]].",
            "The ministry",
        ),
        (
            "A spokeswoman for the port said the pier was late. {She} said [[it was safe]].",
            "A spokeswoman for the port",
        ),
        (
            "Pilots said the pier was late. {They} added that [[the crane was safe]].",
            "Pilots",
        ),
        (
            "The alliance's secretary general, Marit Sandvik, said it was late. {She} said [[it was safe]].",
            "Marit Sandvik",
        ),
    ] {
        assert_eq!(check_last(marked), Ok(name.to_string()), "{marked}");
    }
}

#[test]
fn a_role_means_who_holds_it_in_its_country() {
    for (marked, name) in [
        (
            "French President Jean Morel met Polish President Andrzej Wilk. {The French president} said [[it was safe]].",
            "Jean Morel",
        ),
        (
            "French President Jean Morel met Polish President Andrzej Wilk. {The president of Poland} said [[it was safe]].",
            "Andrzej Wilk",
        ),
        (
            "Foreign Minister Mary Doe met Defence Minister James Roe. {The foreign minister} said [[it was safe]].",
            "Mary Doe",
        ),
        (
            "The port was busy. {The Danish prime minister} said [[it was safe]].",
            "The Danish prime minister",
        ),
        (
            "{Norland’s foreign minister, Dmyko Kulan}, said [[it was safe]].",
            "Dmyko Kulan",
        ),
        (
            "“We wait,” said Petra Holm. {Her deputy, Jonas Falk}, disagreed, saying [[it was safe]].",
            "Jonas Falk",
        ),
    ] {
        assert_eq!(check_last(marked), Ok(name.to_string()), "{marked}");
    }
}

#[test]
fn who_stands_by_the_cue_is_told_from_what_stands_there() {
    for case in [
        "The storm prompted {the ministry} to say that [[it was ready]].",
        "{Rep. Bo Roe}, R-Ohio, a pilot, said [[the pier was safe]].",
        "{Doe, who} both called for [[a new pier]].",
        "{A source close to him} said [[the pier was safe]].",
        "[[The plan]], {an inside source} said, [[is to close the pier]].",
        "{Doe}, though, said [[the pier was safe]].",
        "{Many pilots} — and two thirds of the crew — said that [[the pier was safe]].",
        "{Turkey’s envoy at the Harbour Coordination Centre (HCC) in Oldtown} said [[the pier was safe]].",
        "According to {The Sunday Herald}, [[the pier was safe]].",
        "The letter drew criticism from {the council, which} called [[the pier a mistake]].",
        "{Doe} could not resist pointing out that [[the pier was old]].",
    ] {
        check(case);
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
