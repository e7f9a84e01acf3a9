//! The forms of a listed verb or noun: “say” gives “said”, “says”, “saying”.

use super::Inflection;

/// The forms of a verb of the list; see `cues` for how its past tense is written.
pub fn inflect(base: &str, past: &str) -> Vec<(String, Inflection)> {
    let stem = base.strip_suffix('e').unwrap_or(base);
    let doubled = match past {
        "*" => format!("{base}{}", &base[base.len() - 1..]),
        _ => stem.to_string(),
    };
    let (past, participle) = match past {
        "" if base.ends_with('e') => (format!("{base}d"), None),
        "" => (format!("{base}ed"), None),
        "*" => (format!("{doubled}ed"), None),
        given => match given.split_once('/') {
            Some((past, participle)) => (past.to_string(), Some(participle.to_string())),
            None => (given.to_string(), None),
        },
    };
    let ing = if base.ends_with("ee") {
        format!("{base}ing")
    } else {
        format!("{doubled}ing")
    };
    // The past tense first: where it equals the base (“read”), it is the likelier.
    let mut forms = vec![
        (past, Inflection::Past),
        (base.to_string(), Inflection::Base),
        (plural(base), Inflection::Third),
        (ing, Inflection::Ing),
    ];
    forms.extend(participle.map(|p| (p, Inflection::Participle)));
    forms
}

/// A word with the -s of plurals and third persons.
pub fn plural(word: &str) -> String {
    let vowel_y = ["ay", "ey", "oy", "uy"]
        .iter()
        .any(|end| word.ends_with(end));
    if word == "go"
        || ["s", "sh", "ch", "x", "z"]
            .iter()
            .any(|end| word.ends_with(end))
    {
        format!("{word}es")
    } else if word.ends_with('y') && !vowel_y {
        format!("{}ies", &word[..word.len() - 1])
    } else {
        format!("{word}s")
    }
}
