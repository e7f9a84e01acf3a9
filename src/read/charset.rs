//! Bytes to text: by byte order mark, header, meta tag, validity, and only then by guess.
//!
//! What could not be decoded becomes U+FFFD and is counted; nothing is dropped in silence.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

/// What the bytes are, which decides where else to look for their character set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Plain words.
    Plain,
    /// A page that may name its character set in a `meta` element.
    Html,
}

/// A decoded text, and how it came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decoded {
    pub text: String,
    /// The character set, where it was not UTF-8.
    pub charset: Option<&'static str>,
    /// Characters that could not be decoded.
    pub replaced: usize,
}

/// Decodes `bytes`; `declared` is the character set that a header names.
pub(crate) fn decode(bytes: Vec<u8>, declared: Option<&str>, kind: Kind) -> Decoded {
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        return with(encoding, &bytes[mark..]);
    }
    let declared = declared
        .and_then(|label| Encoding::for_label(label.trim().as_bytes()))
        .or_else(|| (kind == Kind::Html).then(|| meta(&bytes)).flatten());
    // Text that is valid UTF-8 and not ASCII is UTF-8 whatever it is said to be: other
    // sets make such bytes only by accident.
    let bytes = match String::from_utf8(bytes) {
        Ok(text)
            if declared.is_none_or(|set| {
                set == UTF_8 || !text.is_ascii() || set.is_ascii_compatible()
            }) =>
        {
            return Decoded {
                text,
                charset: None,
                replaced: 0,
            };
        }
        Ok(text) => text.into_bytes(),
        Err(error) => error.into_bytes(),
    };
    let encoding = declared.filter(|set| *set != UTF_8).unwrap_or_else(|| {
        if mostly_utf8(&bytes) {
            return UTF_8;
        }
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(&bytes[..bytes.len().min(DETECT)], true);
        detector.guess(None, Utf8Detection::Allow)
    });
    with(encoding, &bytes)
}

/// Bytes that the guess looks at; more does not change it.
const DETECT: usize = 256 << 10;

/// True where a few broken sequences stand in text that is UTF-8 otherwise: at least ten
/// good sequences for each broken one.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let bytes = &bytes[..bytes.len().min(DETECT)];
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= 10 * bad
}

fn with(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    let replaced = if had_errors {
        text.matches('\u{FFFD}').count()
    } else {
        0
    };
    Decoded {
        text: text.into_owned(),
        charset: (encoding != UTF_8).then(|| encoding.name()),
        replaced,
    }
}

/// The character set that a page names in its first kilobytes.
fn meta(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(4096)].to_ascii_lowercase();
    let mut rest = &head[..];
    while let Some(at) = memchr::memmem::find(rest, b"charset") {
        rest = &rest[at + b"charset".len()..];
        let value = rest.trim_ascii_start();
        let Some(value) = value.strip_prefix(b"=") else {
            continue;
        };
        let value = value.trim_ascii_start();
        let value = value.strip_prefix(b"\"").unwrap_or(value);
        let value = value.strip_prefix(b"'").unwrap_or(value);
        let end = value
            .iter()
            .position(|b| !(b.is_ascii_alphanumeric() || b"-_:.".contains(b)))
            .unwrap_or(value.len());
        if let Some(encoding) = Encoding::for_label(&value[..end]) {
            return Some(encoding);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_to_know_a_character_set() {
        type Case = (
            &'static [u8],
            Option<&'static str>,
            Kind,
            &'static str,
            Option<&'static str>,
            usize,
        );
        let cases: &[Case] = &[
            (b"plain", None, Kind::Plain, "plain", None, 0),
            (b"\xEF\xBB\xBFmark", None, Kind::Plain, "mark", None, 0),
            (
                b"\xFF\xFEh\0i\0",
                None,
                Kind::Plain,
                "hi",
                Some("UTF-16LE"),
                0,
            ),
            (
                "“yes”".as_bytes(),
                Some("iso-8859-1"),
                Kind::Plain,
                "“yes”",
                None,
                0,
            ),
            (
                b"\x93yes\x94, he said",
                None,
                Kind::Plain,
                "“yes”, he said",
                Some("windows-1252"),
                0,
            ),
            (
                b"caf\xE9",
                Some("latin1"),
                Kind::Plain,
                "café",
                Some("windows-1252"),
                0,
            ),
            (
                b"<meta charset='windows-1251'><p>\xCD\xE5\xF2",
                None,
                Kind::Html,
                "<meta charset='windows-1251'><p>Нет",
                Some("windows-1251"),
                0,
            ),
            (
                "äöüäöüäöüäöü".as_bytes(),
                Some("utf-8"),
                Kind::Plain,
                "äöüäöüäöüäöü",
                None,
                0,
            ),
        ];
        for (bytes, declared, kind, text, charset, replaced) in cases {
            let decoded = decode(bytes.to_vec(), *declared, *kind);
            assert_eq!(decoded.text, *text);
            assert_eq!(decoded.charset, *charset, "{text}");
            assert_eq!(decoded.replaced, *replaced, "{text}");
        }
    }

    #[test]
    fn one_broken_sequence_is_replaced_and_counted() {
        let mut bytes = "Größe über Maß, süß, dünn, für, öl, ähre"
            .as_bytes()
            .to_vec();
        bytes.push(0xFF);
        let decoded = decode(bytes, None, Kind::Plain);
        assert_eq!((decoded.charset, decoded.replaced), (None, 1));
        assert!(decoded.text.ends_with('\u{FFFD}'));
    }
}
