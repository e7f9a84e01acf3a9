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
