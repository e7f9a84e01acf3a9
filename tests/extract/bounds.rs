//! Where contents begin and end: the commas, times and clauses that close them.

use super::marked::check;
use onrecord::document::Article;

#[test]
fn a_cue_in_front_of_the_main_clause_ends_at_its_comma() {
    for case in [
        "Despite {his} claims that [[the pier was safe]], the crew left.",
        "Despite complaints that [[the pier was old]], the crew stayed.",
        "He met Ada Roe to counter {Bo Doe}'s threat of [[a strike]].",
        "To renew {his} call [[to close the pier]], the crew came early.",
        "By refusing [[to close the pier]], {Doe} won.",
        "After the court refused [[to close the pier]], Ada Roe (R) left.",
        "Since {Doe} announced [[a new pier]], he's slept badly.",
    ] {
        let (text, wanted) = super::marked::read(case);
        let found = super::marked::contents(&text);
        assert_eq!(found.first(), wanted.first().map(|a| &a.contents), "{case}");
    }
}

#[test]
fn what_stands_between_commas_ends_at_the_second() {
    for case in [
        "{Doe}, citing [[a:harbour records]], said [[b:the pier was old]].",
        "{Doe, who} called for [[a new pier]], and who stayed, was glad.",
        "{Novices who} want [[to close the pier]] are few.",
    ] {
        let (text, wanted) = super::marked::read(case);
        let found = super::marked::contents(&text);
        let wanted: Vec<_> = wanted.into_iter().map(|a| a.contents).collect();
        assert_eq!(found, wanted, "{case}");
    }
}

#[test]
fn times_and_places_close_an_object() {
    for case in [
        "{The council} endorsed [[Roe]] last week.",
        "{The council} endorsed [[Roe]] in May.",
        "{The council} backed [[the plan]] when it came to a vote.",
        "{The council} praised [[Roe]] even as he left the hall.",
        "{The council} opposes [[the plan]], and three pilots left.",
        "{The council} announced [[a truce]], leading to talks that failed in May.",
    ] {
        check(case);
    }
}

#[test]
fn an_infinitive_holds_what_belongs_to_it() {
    for case in [
        "{The council} plans [[to run ferries during the strikes]].",
        "{The council} wants [[to keep the pier after two storms]].",
        "{The council} proposed [[many ways to help, including a new pier]].",
        "{The council} called on [[all crews - old and new - to leave the pier]].",
        "{The council} lauded [[Mr. Doe, whose term ends in May, for rebuilding the pier]].",
    ] {
        check(case);
    }
}

#[test]
fn a_quotation_of_a_title_is_no_content() {
    for case in [
        "{Roe}, host of “The Pier,” said [[the storm was over]].",
        "{Roe}, who runs the pier, said [[the answer to the storm was a wall]].",
        "{Roe}, dean of the old college of the harbour and the sea, said [[it was late]].",
    ] {
        check(case);
    }
}

#[test]
fn answers_are_told_from_questions() {
    for (text, question) in [
        (
            "Asked whether the pier was safe, Bo Roe, the port's spokesman, said it was.",
            "whether the pier was safe",
        ),
        (
            "Asked if Doe was “fit to run the pier,” most pilots said they were not sure.",
            "if Doe was “fit to run the pier,”",
        ),
    ] {
        assert_eq!(super::marked::contents(text)[0], [question], "{text}");
    }
}

#[test]
fn plain_cues_find_their_content() {
    for case in [
        "The crane broke. In the end, {Doe} said, [[repairs almost never end up cheap]].",
        "As {another study} noted, [[the average age of the crew was 18]].",
        "{Doe} predicted [[about 40 percent of the port will close]].",
        "{One in five} say [[that won't be true]].",
        "{Pilots} who have heard from the harbour say [[their first wish is a crane]].",
        "{The firm} reported [[it sold four cranes in May]].",
    ] {
        check(case);
    }
}

#[test]
fn a_cue_that_is_against_its_content_says_so() {
    for (text, cue) in [
        ("Ada Roe argued against a rushed deal.", "argued against"),
        (
            "Ada Roe warned the port against delays.",
            "warned the port against",
        ),
        ("Ada Roe argued for a deal against all odds.", "argued"),
        ("Ada Roe said the crew voted against it.", "said"),
    ] {
        let article = Article {
            text: text.to_owned(),
            ..Article::default()
        };
        let found = onrecord::extract::statements(&article);
        let cue_found = found[0].quotation.cue.map(|cue| cue.span.of(text));
        assert_eq!(cue_found, Some(cue), "{text}");
    }
}
