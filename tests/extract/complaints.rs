//! What users of other tools complain about, one case each.

use super::marked::check;

#[test]
fn appositions() {
    check("{Hugh Hill}, a doctor, said: “[[The ward is full.]]”");
    check("“[[The ward is full]],” said {Hugh Hill}, a doctor.");
}

#[test]
fn nicknames_are_no_speech() {
    check("{Robert “Bob” Hill} said [[the ward was full]].");
}

#[test]
fn an_odd_number_of_marks_does_not_stop_the_article() {
    check("The 6\" pipe broke.¶“[[The ward is full]],” {Hill} said.");
}

#[test]
fn press_releases_and_transcripts() {
    check(
        "MR. HILL: [[The ward is full.]]¶MS. DOE: [[b:It is not.]]"
            .replace("MR. HILL", "{MR. HILL}")
            .replace("MS. DOE", "{b:MS. DOE}")
            .as_str(),
    );
    check("“[[The ward is full.]]” — {Ada Doe}");
}

#[test]
fn speech_without_marks() {
    check("{Hill} said [[the ward was full]].");
}

#[test]
fn a_colon_hands_over_to_the_next_paragraph() {
    check("{Hill} told the paper:¶“[[The ward is full and nobody comes to help us.]]”");
}
