//! Required figures: what turns an evaluation into a gate.
//!
//! `macro_f1=0.70,behaviour=0.9,stance.calibration_error<=0.03`: `=` and `>=` ask for at
//! least, `<=` for at most. A name is `behaviour`, `extraction_f1`, `extraction_recall`,
//! `speaker`, `end_to_end_macro_f1`, a figure of the first head (`macro_f1`), of a named
//! head (`sentiment.macro_f1`), or of a label (`LABEL.f1`, `stance.LABEL.f1`).

use super::result::{Evaluation, HeadEvaluation, Requirement};
use crate::error::{Error, Result};

/// One wish, not yet compared with anything.
#[derive(Debug, Clone, PartialEq)]
pub struct Wish {
    /// The figure.
    pub name: String,
    /// True where it must not exceed the bound.
    pub at_most: bool,
    /// The bound.
    pub bound: f64,
}

/// Reads `name=bound` pairs, parted by commas.
///
/// # Errors
/// A configuration error that shows the piece that is not of that form.
pub fn parse(text: &str) -> Result<Vec<Wish>> {
    text.split(',')
        .map(str::trim)
        .filter(|piece| !piece.is_empty())
        .map(|piece| {
            let wrong = || {
                Error::config(format!(
                    "\"{piece}\" is not NAME=NUMBER; expected for example macro_f1=0.70 or calibration_error<=0.03"
                ))
            };
            let (name, at_most, bound) = if let Some((name, bound)) = piece.split_once("<=") {
                (name, true, bound)
            } else if let Some((name, bound)) = piece.split_once(">=") {
                (name, false, bound)
            } else {
                let (name, bound) = piece.split_once('=').ok_or_else(wrong)?;
                (name, false, bound)
            };
            let bound: f64 = bound.trim().parse().map_err(|_| wrong())?;
            if name.trim().is_empty() || !bound.is_finite() {
                return Err(wrong());
            }
            Ok(Wish {
                name: name.trim().to_owned(),
                at_most,
                bound,
            })
        })
        .collect()
}

/// Compares every wish with what was found, notes it in the evaluation, and says whether
/// all were reached. A figure that could not be computed is not reached.
///
/// # Errors
/// A configuration error that names an unknown figure and the known ones.
pub fn require(evaluation: &mut Evaluation, wishes: &[Wish]) -> Result<bool> {
    let mut requirements = Vec::new();
    for wish in wishes {
        let found = figure(evaluation, &wish.name).ok_or_else(|| {
            Error::config(format!(
                "figure \"{}\" is not known; this evaluation has {}",
                wish.name,
                known(evaluation).join(", ")
            ))
        })?;
        let reached = found.is_some_and(|found| {
            if wish.at_most {
                found <= wish.bound
            } else {
                found >= wish.bound
            }
        });
        requirements.push(Requirement {
            name: wish.name.clone(),
            at_most: wish.at_most,
            bound: wish.bound,
            found,
            reached,
        });
    }
    let all = requirements.iter().all(|requirement| requirement.reached);
    evaluation.requirements = requirements;
    Ok(all)
}

/// The figure of that name: `None` where there is no such figure, `Some(None)` where it
/// could not be computed.
pub fn figure(evaluation: &Evaluation, name: &str) -> Option<Option<f64>> {
    if let Some((_, found)) = named(evaluation)
        .into_iter()
        .find(|(known, _)| known == name)
    {
        return Some(found);
    }
    if let Some(found) = evaluation
        .heads
        .first()
        .and_then(|head| of_head(head, name))
    {
        return Some(found);
    }
    evaluation.heads.iter().find_map(|head| {
        let rest = name.strip_prefix(&head.name)?.strip_prefix('.')?;
        of_head(head, rest)
    })
}

fn of_head(head: &HeadEvaluation, name: &str) -> Option<Option<f64>> {
    if let Some(found) = head.overall.get(name) {
        return Some(found.value);
    }
    head.labels.iter().find_map(|label| {
        let rest = name.strip_prefix(&label.label)?.strip_prefix('.')?;
        label.figures.get(rest).map(|found| found.value)
    })
}

/// The figures that belong to no head.
fn named(evaluation: &Evaluation) -> Vec<(String, Option<f64>)> {
    let mut named = Vec::new();
    if let Some(behaviour) = &evaluation.behaviour {
        named.push(("behaviour".to_owned(), behaviour.passed.value));
    }
    if let Some(pipeline) = &evaluation.pipeline {
        if let Some(extraction) = pipeline.extraction.first() {
            for (name, key) in [
                ("extraction_f1", "f1"),
                ("extraction_precision", "precision"),
                ("extraction_recall", "recall"),
                ("speaker", "speaker"),
            ] {
                let found = extraction.figures.get(key).and_then(|found| found.value);
                named.push((name.to_owned(), found));
            }
        }
        if let Some(head) = pipeline.heads.first() {
            let found = head.end_to_end.macro_f1.value;
            named.push(("end_to_end_macro_f1".to_owned(), found));
        }
    }
    named
}

fn known(evaluation: &Evaluation) -> Vec<String> {
    let mut names: Vec<String> = named(evaluation)
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    if let Some(head) = evaluation.heads.first() {
        names.extend(head.overall.keys().cloned());
        for label in &head.labels {
            names.push(format!("{}.f1", label.label));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_are_read_with_their_direction() {
        let wishes = parse("macro_f1=0.70, brier<=0.1,x>=1").unwrap();
        let shown: Vec<(&str, bool, f64)> = wishes
            .iter()
            .map(|w| (w.name.as_str(), w.at_most, w.bound))
            .collect();
        assert_eq!(
            shown,
            [
                ("macro_f1", false, 0.7),
                ("brier", true, 0.1),
                ("x", false, 1.0)
            ]
        );
    }

    #[test]
    fn a_wish_that_cannot_be_read_is_shown() {
        for text in ["macro_f1", "=0.3", "a=b", "a=inf"] {
            let error = parse(text).unwrap_err();
            assert!(
                error.is_config() && error.to_string().contains(text),
                "{error}"
            );
        }
    }
}
