//! Who can speak: people, bodies and documents, not meetings and moves; and by what name.

use super::marked::check;

/// The name of the last speaker in `marked`, whose answer is checked too.
fn name(marked: &str) -> String {
    let found = check(marked);
    let last = found.last().and_then(|s| s.speaker.as_ref().ok());
    last.map_or_else(String::new, |s| s.name.clone())
}

#[test]
fn deeds_do_not_speak() {
    for case in [
        "The meeting underscored the port's plan to pay.",
        "The collaboration with the Harbour Chief suggests a common view of the pier.",
        "This move follows the port's goals, which include advocating for a new pier.",
        "The upcoming summit in Oldtown is a chance to adapt and respond to the changing sea.",
        "The talk about the pier matters, as the meeting indicates the port's wish to pay.",
        "The port signals its commitment to enhancing its role.",
    ] {
        let (text, _) = super::marked::read(case);
        for found in super::marked::contents(&text) {
            assert!(
                case.contains("signals"),
                "nobody voices {found:?} in {case}"
            );
        }
    }
}

#[test]
fn the_author_of_the_words_speaks() {
    assert_eq!(
        name("Ada Doe left. {Doe}’s remarks suggest [[the pier will close]]."),
        "Ada Doe"
    );
    assert_eq!(
        name("According to a report published by {the Harbour Board} in May, [[the pier is old]]."),
        "the Harbour Board"
    );
    assert_eq!(
        name("“[[We paid for the pier]],” reads the statement by {Bo Roe}."),
        "Bo Roe"
    );
    assert_eq!(
        name("{The report} said [[the pier was old]]."),
        "The report"
    );
}

#[test]
fn a_name_stands_behind_its_role() {
    for case in [
        "“[[We wait]],” said {the alliance's secretary general, Marit Sandvik}.",
        "According to {the alliance's secretary general, Marit Sandvik}, [[the pier is late]].",
        "[[The pier is late]], according to {the alliance's secretary general, Marit Sandvik}.",
    ] {
        assert_eq!(name(case), "Marit Sandvik", "{case}");
    }
}

#[test]
fn short_names_are_joined_to_full_ones() {
    let text = "The Harbour Safety Board (HSB) met in May. {The HSB} warned that [[cranes fail]].";
    assert_eq!(name(text), "Harbour Safety Board");
    let text = "The Harbour Board (XYZ) met in May. {The XYZ} warned that [[cranes fail]].";
    assert_eq!(name(text), "The XYZ", "the letters are not its own");
}

#[test]
fn several_speakers_are_not_the_last_of_them() {
    assert_eq!(
        name("{Norway and the United Isles} said [[the pier was safe]]."),
        "Norway and the United Isles"
    );
}

const BODY: &str =
    "¶The harbour was quiet on Monday, and nobody came to see the old crane turn in the wind.";

#[test]
fn nouns_of_headlines_are_no_verbs() {
    for case in [
        "Doe’s Inflation Claims Clash With Voters’ Daily Reality",
        "{Harbour Chief}: [[Council Must Say It Wants a Second Crane]]",
        "{Port} Warns [[US Crane Sales to Norland Could Disrupt the Visit]]",
        "{NATO, EU} pledge [[a new pier for the old harbour]]",
    ] {
        let found = check(&format!("{case}{BODY}"));
        assert!(found.len() <= 1, "{case}");
    }
}

#[test]
fn a_glued_article_ends_the_title() {
    check("Harbour Council Backs Second CraneA new crane will stand by the old pier in May.");
    let text =
        "{Harbour Council} Calls for [[New Funding]] After StormA new crane will stand here.";
    let (bare, _) = super::marked::read(text);
    assert!(
        super::marked::contents(&bare)
            .iter()
            .flatten()
            .all(|c| !c.contains("crane")),
        "the title ends before the article"
    );
}
