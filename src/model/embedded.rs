//! The files of `models/default`, carried by the program.

macro_rules! carried {
    ($($name:literal),* $(,)?) => {
        /// Name and bytes of each file that a model is read from.
        pub(super) const FILES: &[(&str, &[u8])] = &[$((
            $name,
            include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/models/default/", $name)),
        )),*];
    };
}

carried!(
    "manifest.json",
    "coefficients.safetensors",
    "concepts.toml",
    "heads.json",
    "polarity.tsv",
    "tokenizer.json",
    "vocabulary.tsv",
);
