//! What is chosen before training: read from a TOML file, checked, kept in the manifest.

use super::search::Search;
use super::targets::TargetsConfig;
use crate::corpus::{Asked, Raters};
use crate::error::{Error, Result};
use crate::features::{Kind, TfidfParams};
use crate::label::HeadKind;
use crate::model::head::ContextWeights;
use crate::model::threshold::Target;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Everything that is chosen before training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainConfig {
    /// Seed of the folds: the same seed and data give the same model.
    #[serde(default = "first")]
    pub seed: u64,
    /// Folds of the cross-validation, 2 or more.
    #[serde(default = "five")]
    pub folds: usize,
    /// Concept file, beside this one; none where missing.
    #[serde(default)]
    pub concepts: Option<PathBuf>,
    /// Polarity file, beside this one; none where missing.
    #[serde(default)]
    pub polarity: Option<PathBuf>,
    /// Text for the model card: what the data is, what the model is for, its limits.
    #[serde(default)]
    pub card: Option<PathBuf>,
    /// How much a statement of an origin counts; 1 where missing.
    #[serde(default)]
    pub origin_weights: BTreeMap<String, f64>,
    /// How rows are made.
    #[serde(default = "words_and_characters")]
    pub features: TfidfParams,
    /// How several raters become one label.
    #[serde(default, skip_serializing_if = "is_default")]
    pub raters: Raters,
    /// How data is parted into one model a target; one model of everything where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub targets: Option<TargetsConfig>,
    /// What is compared beside costs; nothing where missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<Search>,
    /// The questions, each a field of the data; `stance` and `sentiment` where missing.
    #[serde(default = "usual_heads")]
    pub heads: Vec<HeadConfig>,
}

/// What is chosen for one head.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadConfig {
    /// The field of the data that holds its labels.
    pub name: String,
    /// Whether several labels may hold at once.
    pub kind: HeadKind,
    /// Costs compared by cross-validation (scikit-learn's `C`), each above 0.
    #[serde(default = "usual_costs")]
    pub costs: Vec<f64>,
    /// Weight of kinds of terms on top of the rows' own; 0 leaves a kind out of this head.
    #[serde(default)]
    pub kinds: BTreeMap<Kind, f64>,
    /// How much the surroundings count.
    #[serde(default)]
    pub context: ContextWeights,
    /// How often labels hold where the model will be used, in (0, 1); as in the data where
    /// missing.
    #[serde(default)]
    pub base_rates: BTreeMap<String, f64>,
    /// What thresholds are chosen for; `best_f1` where missing.
    #[serde(default = "best_f1")]
    pub target: Target,
    /// See `Thresholds::abstain`; 0 never abstains.
    #[serde(default)]
    pub abstain: f64,
}

fn is_default(raters: &Raters) -> bool {
    *raters == Raters::default()
}

fn first() -> u64 {
    1
}

fn five() -> usize {
    5
}

fn usual_costs() -> Vec<f64> {
    vec![1.0, 2.0, 4.0, 8.0]
}

fn best_f1() -> Target {
    Target::BestF1
}

fn words_and_characters() -> TfidfParams {
    toml::from_str("[kinds]\nwords = {}\ncharacters = { weight = 0.7 }")
        .expect("the default features are written correctly")
}

fn usual_heads() -> Vec<HeadConfig> {
    toml::from_str::<TrainConfig>(
        "heads = [{ name = \"stance\", kind = \"independent\" }, { name = \"sentiment\", kind = \"exclusive\" }]",
    )
    .expect("the default heads are written correctly")
    .heads
}

/// A configuration with the files it names.
#[derive(Debug, Clone)]
pub struct Recipe {
    /// What was chosen.
    pub config: TrainConfig,
    /// The concept file's text; empty where there is none.
    pub concepts: String,
    /// The polarity file's text; empty where there is none.
    pub polarity: String,
    /// The card's text; empty where there is none.
    pub card: String,
}

impl Recipe {
    /// Reads the configuration at `path`, and the files it names beside it; the defaults
    /// where there is no path.
    ///
    /// # Errors
    /// A configuration error that names file and field.
    pub fn read(path: Option<&Path>) -> Result<Self> {
        let Some(path) = path else {
            return Self::new(
                toml::from_str("").expect("every field has a default"),
                |_| Ok(String::new()),
            );
        };
        let text = read_text(path)?;
        let config: TrainConfig = toml::from_str(&text)
            .map_err(|error| Error::config("is not a training configuration").because(error))
            .map_err(|error| error.in_file(path))?;
        let beside = path.parent().unwrap_or(Path::new("."));
        Self::of(config, beside).map_err(|error| error.in_file(path))
    }

    /// The configuration `config` with the files it names, which stand in `folder`.
    ///
    /// # Errors
    /// A configuration error that names the field, or the file that cannot be read.
    pub fn of(config: TrainConfig, folder: &Path) -> Result<Self> {
        Self::new(config, |name| read_text(&folder.join(name)))
    }

    /// Puts `heads` in the place of those it declares; one that it declares already keeps
    /// what was chosen for it.
    ///
    /// # Errors
    /// A configuration error that names the head.
    pub fn ask(&mut self, heads: &[(&str, HeadKind)]) -> Result<()> {
        let declared = std::mem::take(&mut self.config.heads);
        let find = |name: &str, kind| {
            let same = |head: &&HeadConfig| head.name == name && head.kind == kind;
            declared.iter().find(same).cloned()
        };
        self.config.heads = heads
            .iter()
            .map(|&(name, kind)| find(name, kind).unwrap_or_else(|| HeadConfig::plain(name, kind)))
            .collect();
        self.config.check()
    }

    fn new(config: TrainConfig, read: impl Fn(&Path) -> Result<String>) -> Result<Self> {
        config.check()?;
        let text = |name: &Option<PathBuf>| name.as_deref().map_or(Ok(String::new()), &read);
        Ok(Self {
            concepts: text(&config.concepts)?,
            polarity: text(&config.polarity)?,
            card: text(&config.card)?,
            config,
        })
    }
}

fn read_text(path: &Path) -> Result<String> {
    std::fs::read_to_string(path)
        .map_err(|error| Error::config("cannot be read").in_file(path).because(error))
}

impl TrainConfig {
    /// The heads whose labels the data must hold.
    pub fn asked(&self) -> Vec<Asked> {
        let asked = |head: &HeadConfig| Asked {
            name: head.name.clone(),
            kind: Some(head.kind),
        };
        self.heads.iter().map(asked).collect()
    }

    /// Fails where the data is to be parted, for work on one model.
    pub(super) fn has_one_target(&self) -> Result<()> {
        match &self.targets {
            None => Ok(()),
            Some(targets) => Err(Error::config(format!(
                "[targets] asks for one model a target, and one model of everything was to be made; use `onrecord train`, or leave it out, and give the statements of one \"{}\"",
                targets.field
            ))),
        }
    }

    fn check(&self) -> Result<()> {
        if self.folds < 2 {
            return Err(Error::config(format!(
                "folds is {}; expected 2 or more",
                self.folds
            )));
        }
        if self.heads.is_empty() {
            return Err(Error::config(
                "no head is declared; add [[heads]] with name and kind",
            ));
        }
        for (origin, &weight) in &self.origin_weights {
            if !(weight.is_finite() && weight > 0.0) {
                return Err(Error::config(format!(
                    "origin_weights.{origin} is {weight}; expected a number above 0"
                )));
            }
        }
        if let Some(targets) = &self.targets {
            let heads: Vec<&str> = self.heads.iter().map(|head| head.name.as_str()).collect();
            targets.check(&heads)?;
        }
        if let Some(search) = &self.search {
            search.check(&self.features)?;
        }
        self.heads.iter().try_for_each(HeadConfig::check)
    }
}

impl HeadConfig {
    /// A head with nothing chosen but its name and kind.
    pub fn plain(name: &str, kind: HeadKind) -> Self {
        Self {
            name: name.to_owned(),
            kind,
            costs: usual_costs(),
            kinds: BTreeMap::new(),
            context: ContextWeights::default(),
            base_rates: BTreeMap::new(),
            target: best_f1(),
            abstain: 0.0,
        }
    }

    fn check(&self) -> Result<()> {
        let wrong = |what: String| Err(Error::config(format!("head \"{}\": {what}", self.name)));
        if RECORD_FIELDS.contains(&self.name.as_str()) {
            return wrong("the name is that of another field of records; choose another".into());
        }
        if self.costs.is_empty() || self.costs.iter().any(|c| !(c.is_finite() && *c > 0.0)) {
            return wrong("costs must be numbers above 0, at least one".into());
        }
        for (label, &rate) in &self.base_rates {
            if !(rate > 0.0 && rate < 1.0) {
                return wrong(format!(
                    "base_rates.{label} is {rate}; expected a share in (0, 1)"
                ));
            }
        }
        if self
            .kinds
            .values()
            .any(|weight| !(weight.is_finite() && *weight >= 0.0))
        {
            return wrong("weights of kinds must be 0 or more".into());
        }
        let context = [
            self.context.sentence,
            self.context.before,
            self.context.title,
        ];
        if context
            .iter()
            .any(|weight| !(weight.is_finite() && *weight >= 0.0))
        {
            return wrong("weights of context must be 0 or more".into());
        }
        Ok(())
    }
}

/// Fields of a record that a head may not take.
const RECORD_FIELDS: &[&str] = &[
    "id",
    "text",
    "spans",
    "form",
    "cue",
    "speaker",
    "speaker_unknown",
    "evidence",
    "sentence",
    "before",
    "title",
    "group",
    "origin",
    "rater",
    "ratings",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_settings_are_named() {
        for (text, expected) in [
            ("folds = 1", "folds is 1"),
            (
                "heads = [{ name = \"text\", kind = \"exclusive\" }]",
                "head \"text\"",
            ),
            (
                "heads = [{ name = \"a\", kind = \"exclusive\", base_rates = { x = 1.5 } }]",
                "base_rates.x is 1.5",
            ),
            (
                "heads = [{ name = \"a\", kind = \"exclusive\", costs = [] }]",
                "costs must be",
            ),
            (
                "search = { kind = \"random\", draws = 0 }",
                "search.draws is 0",
            ),
            (
                "search = { kind = \"random\", costs = [4.0] }",
                "search.costs",
            ),
            (
                "targets = { field = \"text\" }",
                "targets.field is \"text\"",
            ),
            (
                "targets = {}\nheads = [{ name = \"target\", kind = \"exclusive\" }]",
                "head \"target\" is named like the target",
            ),
            (
                "search = { kind = \"grid\", weights = { polarity = [1.0] } }",
                "search.weights.polarity",
            ),
        ] {
            let config: TrainConfig = toml::from_str(text).unwrap();
            let error = config.check().unwrap_err();
            assert!(
                error.is_config() && error.to_string().contains(expected),
                "{error}"
            );
        }
        assert!(toml::from_str::<TrainConfig>("sed = 1").is_err());
    }

    #[test]
    fn nothing_chosen_is_a_whole_configuration() {
        let recipe = Recipe::read(None).unwrap();
        assert_eq!(recipe.config.heads.len(), 2);
    }
}
