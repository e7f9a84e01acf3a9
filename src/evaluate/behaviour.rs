//! Behavioural tests: small invented cases that must come out right whatever the corpus.
//!
//! A case is a JSON line. All have `id`, `kind`, `capability`, `head`, `text`, and may have
//! the context fields `form`, `cue`, `sentence`, `before`, `title`.
//! - `minimum`: `labels` are exactly the labels of the head that must be said.
//! - `invariance`: each of `variants` must be given the labels that `text` is given.
//! - `direction`: in each of `variants` the probability of the label `falls` or `rises` by
//!   at least [`LEAST_MOVE`].
//!
//! A variant is a text, or an object whose fields replace those of the case.
//!
//! Source: Ribeiro and others (2020), *Beyond Accuracy: Behavioral Testing of NLP Models
//! with CheckList*, ACL.

use super::metadata::label_names;
use super::result::{Behaviour, BehaviourFailure, BehaviourGroup, Estimate};
use super::table::names;
use crate::error::{Error, Result};
use crate::label::{Head, LabelSet};
use crate::model::{HeadResult, Model};
use crate::statement::{Form, StatementView};
use serde::Deserialize;
use serde_json::Value;
use std::path::Path;

/// How far a probability must move to have moved: less would pass by rounding.
pub const LEAST_MOVE: f64 = 0.05;

/// One case.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Its identifier.
    pub id: String,
    /// What must hold.
    pub kind: Kind,
    /// What is tested.
    pub capability: String,
    /// The head that is asked.
    pub head: String,
    /// The statement, and its context.
    #[serde(flatten)]
    pub words: Words,
    /// The labels that must be said; of `minimum`.
    #[serde(default)]
    pub labels: Option<Value>,
    /// Other statements; of `invariance` and `direction`.
    #[serde(default)]
    pub variants: Vec<Variant>,
    /// The label whose probability must fall.
    #[serde(default)]
    pub falls: Option<String>,
    /// The label whose probability must rise.
    #[serde(default)]
    pub rises: Option<String>,
}

/// What must hold of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The labels are these.
    Minimum,
    /// The labels stay the same.
    Invariance,
    /// A probability moves this way.
    Direction,
}

/// A statement with whatever context is given.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct Words {
    /// The content.
    #[serde(default)]
    pub text: Option<String>,
    /// How it is reported.
    #[serde(default)]
    pub form: Option<Form>,
    /// What introduces it.
    #[serde(default)]
    pub cue: Option<String>,
    /// The sentence that holds it.
    #[serde(default)]
    pub sentence: Option<String>,
    /// The sentence before.
    #[serde(default)]
    pub before: Option<String>,
    /// The title of its article.
    #[serde(default)]
    pub title: Option<String>,
}

/// Another statement of the same case.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Variant {
    /// Another text in the same context.
    Text(String),
    /// Fields that replace those of the case.
    Words(Words),
}

/// Reads cases, one a line.
///
/// # Errors
/// An input error that names file and line: not a case, or one without what its kind needs.
pub fn read(path: &Path) -> Result<Vec<Case>> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Error::input("cannot be read").in_file(path).because(error))?;
    parse(&text).map_err(|error| error.in_file(path))
}

fn parse(text: &str) -> Result<Vec<Case>> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(index, line)| {
            let place = format!("line {}", index + 1);
            let case: Case = serde_json::from_str(line)
                .map_err(|error| Error::input("is not a case").at(&place).because(error))?;
            case.check().map_err(|error| error.at(&place))?;
            Ok(case)
        })
        .collect()
}

impl Case {
    fn check(&self) -> Result<()> {
        let needs = |what: &str| {
            Err(Error::input(format!(
                "case \"{}\" has no {what}; its kind needs it",
                self.id
            )))
        };
        if self.words.text.as_deref().unwrap_or("").trim().is_empty() {
            return needs("\"text\"");
        }
        match self.kind {
            Kind::Minimum if self.labels.is_none() => needs("\"labels\""),
            Kind::Invariance | Kind::Direction if self.variants.is_empty() => needs("\"variants\""),
            Kind::Direction if self.falls.is_some() == self.rises.is_some() => {
                needs("one of \"falls\" and \"rises\"")
            }
            _ => Ok(()),
        }
    }

    fn variants(&self) -> Vec<Words> {
        self.variants
            .iter()
            .map(|variant| match variant {
                Variant::Text(text) => Words {
                    text: Some(text.clone()),
                    ..self.words.clone()
                },
                Variant::Words(words) => words.or(&self.words),
            })
            .collect()
    }
}

impl Words {
    fn or(&self, other: &Words) -> Words {
        let pick =
            |own: &Option<String>, other: &Option<String>| own.clone().or_else(|| other.clone());
        Words {
            text: pick(&self.text, &other.text),
            form: self.form.or(other.form),
            cue: pick(&self.cue, &other.cue),
            sentence: pick(&self.sentence, &other.sentence),
            before: pick(&self.before, &other.before),
            title: pick(&self.title, &other.title),
        }
    }

    fn view(&self) -> StatementView<'_> {
        StatementView {
            text: self.text.as_deref().unwrap_or_default(),
            form: self.form,
            cue: self.cue.as_deref(),
            sentence: self.sentence.as_deref(),
            before: self.before.as_deref(),
            title: self.title.as_deref(),
        }
    }

    /// The text and, where a context is what differs, the sentence.
    fn shown(&self) -> String {
        let text = self.text.clone().unwrap_or_default();
        match &self.sentence {
            Some(sentence) => format!("{text} [{sentence}]"),
            None => text,
        }
    }
}

/// Puts every case to `model`.
///
/// # Errors
/// An input error that names the case whose head or label the model does not know.
pub fn run(model: &Model, cases: &[Case]) -> Result<Behaviour> {
    run_with(model.heads(), |view| model.classify(view), cases)
}

/// [`run`] for anything that answers like a model.
///
/// # Errors
/// As [`run`].
pub fn run_with(
    heads: &[Head],
    classify: impl Fn(&StatementView<'_>) -> Vec<HeadResult>,
    cases: &[Case],
) -> Result<Behaviour> {
    let mut groups: Vec<(BehaviourGroup, usize)> = Vec::new();
    let mut failures = Vec::new();
    for case in cases {
        let place = heads
            .iter()
            .position(|head| head.name == case.head)
            .ok_or_else(|| {
                let known: Vec<&str> = heads.iter().map(|head| head.name.as_str()).collect();
                Error::input(format!(
                    "case \"{}\" asks head \"{}\"; the model has {}",
                    case.id,
                    case.head,
                    known.join(", ")
                ))
            })?;
        let ask = |words: &Words| classify(&words.view()).swap_remove(place);
        let failure = failure(case, &heads[place], ask)
            .map_err(|error| error.at(format!("case \"{}\"", case.id)))?;
        let kind = case.kind.name();
        let known = groups
            .iter_mut()
            .find(|(group, _)| group.kind == kind && group.capability == case.capability);
        let failed = usize::from(failure.is_some());
        match known {
            Some((group, n_failed)) => {
                group.n += 1;
                *n_failed += failed;
            }
            None => groups.push((
                BehaviourGroup {
                    kind: kind.to_owned(),
                    capability: case.capability.clone(),
                    n: 1,
                    failed: Estimate::proportion(0.0, 0.0),
                },
                failed,
            )),
        }
        failures.extend(failure);
    }
    for (group, n_failed) in &mut groups {
        group.failed = Estimate::proportion(*n_failed as f64, group.n as f64);
    }
    // Kinds stay together, capabilities in file order.
    let order = |kind: &str| Kind::ALL.iter().position(|known| known.name() == kind);
    groups.sort_by_key(|(group, _)| order(&group.kind));
    let n_passed = cases.len() - failures.len();
    Ok(Behaviour {
        passed: Estimate::proportion(n_passed as f64, cases.len() as f64),
        groups: groups.into_iter().map(|(group, _)| group).collect(),
        failures,
    })
}

impl Kind {
    const ALL: [Kind; 3] = [Kind::Minimum, Kind::Invariance, Kind::Direction];

    fn name(self) -> &'static str {
        match self {
            Kind::Minimum => "minimum",
            Kind::Invariance => "invariance",
            Kind::Direction => "direction",
        }
    }
}

fn failure(
    case: &Case,
    head: &Head,
    ask: impl Fn(&Words) -> HeadResult,
) -> Result<Option<BehaviourFailure>> {
    let failed = |words: &Words, expected: String, found: String| {
        Ok(Some(BehaviourFailure {
            id: case.id.clone(),
            kind: case.kind.name().to_owned(),
            capability: case.capability.clone(),
            text: words.shown(),
            expected,
            found,
        }))
    };
    let listed = |labels: &LabelSet| match labels.is_empty() {
        true => "no label".to_owned(),
        false => names(head, labels).join(", "),
    };
    let first = ask(&case.words);
    match case.kind {
        Kind::Minimum => {
            let labels = label_names(case.labels.as_ref().unwrap_or(&Value::Null));
            let (wanted, said) = (head.indices(&labels)?, first.decision.labels());
            if wanted != said {
                return failed(&case.words, listed(&wanted), listed(&said));
            }
        }
        Kind::Invariance => {
            let wanted = first.decision.labels();
            for words in case.variants() {
                let said = ask(&words).decision.labels();
                if said != wanted {
                    return failed(&words, listed(&wanted), listed(&said));
                }
            }
        }
        Kind::Direction => {
            let falls = case.falls.is_some();
            let label = case.falls.as_ref().or(case.rises.as_ref());
            let label = label.map_or("", String::as_str);
            let Some(k) = head.indices(&[label.to_owned()])?.iter().next() else {
                return Ok(None);
            };
            let before = first.probabilities.0[k];
            for words in case.variants() {
                let after = ask(&words).probabilities.0[k];
                let moved = if falls {
                    before - after
                } else {
                    after - before
                };
                if moved < LEAST_MOVE {
                    let way = if falls { "falls" } else { "rises" };
                    return failed(
                        &words,
                        format!("{label} {way} from {before:.2}"),
                        format!("{after:.2}"),
                    );
                }
            }
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_field_is_not_passed_over() {
        let line = |field: &str| {
            format!(
                r#"{{"id":"a","kind":"minimum","capability":"c","head":"h","text":"t",{field}}}"#
            )
        };
        assert_eq!(parse(&line(r#""labels":[]"#)).unwrap().len(), 1);
        let error = parse(&line(r#""labels":[],"sentense":"s""#)).unwrap_err();
        assert!(error.to_string().contains("sentense"), "{error}");
        let error = parse(&line(r#""labells":[]"#)).unwrap_err();
        assert!(error.to_string().contains("line 1"), "{error}");
    }
}
