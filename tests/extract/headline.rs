//! Headlines and link texts: a position in a title.

use super::marked::check;
use onrecord::statement::Form;

const BODY: &str =
    "¶The harbour was quiet on Monday, and nobody came to see the old crane turn in the wind.";

#[test]
fn headlines_report_positions() {
    for case in [
        "{Harbour chief} urges [[council to buy a second crane]]",
        "{Harbour chief}: [[Council must buy a second crane]]",
        "[[Council must buy a second crane]]: {harbour chief}",
        "[[Council must buy a second crane]], says {harbour chief}",
        "{Ministers} call for [[a second crane]]",
        "[[Council must buy a second crane]] — {harbour chief}",
        "{Harbour chief} says [[council must buy a second crane]]",
    ] {
        let found = check(&format!("{case}{BODY}"));
        assert_eq!(found[0].quotation.form, Form::Headline, "{case}");
    }
}

#[test]
fn titles_of_works_are_no_headlines() {
    check(&format!("A quiet day in the old harbour{BODY}"));
}

#[test]
fn labels_and_topics_speak_for_nobody() {
    for case in [
        "The latest: ferries sail again in the old harbour",
        "Photograph: the old crane in the harbour at noon",
        "Harbour war: what is known on day four of the strike",
        "Norway and Sweden: a journey along the old border",
        "Border war: list of the events of the day",
    ] {
        check(&format!("{case}{BODY}"));
    }
}
