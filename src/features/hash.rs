//! Keys of terms: 64 bits that stand for a spelling.
//!
//! Terms are looked up some ten times a word, so they are compared by key. The same terms
//! give the same keys on every machine; a vocabulary refuses two terms with one key.

/// Stands for a term or a part of one.
pub type Key = u64;

const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;

/// The key of some bytes (FNV-1a over eight at a time, finished by the mixer of MurmurHash3).
pub fn hash(bytes: &[u8]) -> Key {
    let mut state = 0xCBF2_9CE4_8422_2325 ^ (bytes.len() as u64).wrapping_mul(MULTIPLIER);
    for chunk in bytes.chunks(8) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        state = finish(state ^ u64::from_le_bytes(word)).wrapping_mul(MULTIPLIER);
    }
    finish(state)
}

/// The key of `first` followed by `second`.
pub fn join(first: Key, second: Key) -> Key {
    finish(first.rotate_left(23).wrapping_mul(MULTIPLIER) ^ second)
}

fn finish(mut state: u64) -> u64 {
    state ^= state >> 33;
    state = state.wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    state ^ (state >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_the_same_everywhere() {
        assert_eq!(hash(b"ceasefire"), hash(b"ceasefire"));
        assert_ne!(hash(b"ab"), hash(b"ba"));
        assert_ne!(join(hash(b"a"), hash(b"b")), join(hash(b"b"), hash(b"a")));
        assert_ne!(hash(b"a"), hash(b"a\0"));
    }
}
