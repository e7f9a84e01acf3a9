//! Whether two words mean one country: “French” and “France”, “British” and “UK”.

/// Words of one country that do not begin alike, lower case.
const ALIASES: &[&[&str]] = &[
    &["american", "america", "us", "u.s.", "usa"],
    &["british", "britain", "uk", "u.k.", "england"],
    &["french", "france", "paris"],
    &["dutch", "netherlands"],
    &["danish", "denmark"],
    &["welsh", "wales"],
    &["turkish", "turkey", "türkiye", "ankara"],
    &["ukrainian", "ukraine", "kyiv", "kiev"],
    &["russian", "russia", "moscow", "kremlin"],
    &["german", "germany", "berlin"],
    &["chinese", "china", "beijing"],
    &["slovak", "slovakia"],
    &["slovenian", "slovenia"],
    &["austrian", "austria"],
    &["australian", "australia"],
    &["indian", "india"],
    &["indonesian", "indonesia"],
    &["iranian", "iran", "tehran"],
    &["iraqi", "iraq"],
    &["irish", "ireland"],
];

/// True where `a` and `b` belong to one country.
pub fn same(a: &str, b: &str) -> bool {
    if a.eq_ignore_ascii_case(b) {
        return true;
    }
    let family = |word: &str| {
        ALIASES
            .iter()
            .position(|list| list.iter().any(|w| w.eq_ignore_ascii_case(word)))
    };
    match (family(a), family(b)) {
        (Some(a), Some(b)) => a == b,
        // Most adjectives begin as their country does: “Polish”, “Poland”.
        (None, None) => a
            .get(..3)
            .zip(b.get(..3))
            .is_some_and(|(a, b)| a.eq_ignore_ascii_case(b)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn adjectives_belong_to_their_countries() {
        for (a, b) in [
            ("French", "France"),
            ("Polish", "Poland"),
            ("UK", "British"),
            ("Finnish", "Finland"),
        ] {
            assert!(same(a, b), "{a} {b}");
        }
        for (a, b) in [
            ("Slovak", "Slovenia"),
            ("Indian", "Indonesia"),
            ("Polish", "France"),
        ] {
            assert!(!same(a, b), "{a} {b}");
        }
    }
}
