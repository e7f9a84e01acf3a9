//! What scraping leaves behind is never speech.

use super::marked::check;

#[test]
fn leftovers_are_passed_over() {
    for line in [
        "Click to play video: 'Harbour chief says “no” to the crane'",
        "Read more: Harbour chief says crane must go",
        "READ ALSO: Harbour chief says crane must go",
        "Story continues below advertisement",
        "Sponsored content",
        "By Ada Doe",
        "Photo: Harbour chief says goodbye to the crane",
        "Harbour chief says goodbye (Bo Roe/Getty Images)",
        "© 2026 Harbour Post. All rights reserved.",
        "Sign up: our editor says it is worth it",
        "Share this article",
        "We use cookies: our partners say they are needed",
    ] {
        check(&format!(
            "A quiet day in the old harbour¶{line}¶The crane turned in the wind."
        ));
    }
}

#[test]
fn datelines_are_no_speakers() {
    check("HARBOUR CITY, May 26 (Agency) — {The envoy} said [[the ferry would sail]].");
    check("HARBOUR CITY, May 26. /AGENCY/. {The envoy} said [[the ferry would sail]].");
}

#[test]
fn a_title_glued_to_its_text_is_no_part_of_the_speaker() {
    for case in [
        "Leaders Weigh New Threats{Northland’s premier} said [[the port would pay more for its cranes]].",
        "Ministers Agree On Plan With ALLIESU.S. Defense Secretary Ada Doe left the old pier on Monday.",
    ] {
        check(case);
    }
}
