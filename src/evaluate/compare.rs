//! Two models on the same statements, drawn together.

use super::Options;
use super::measure::Measure;
use super::result::{Compared, ComparedHead, Comparison, Source};
use super::table::Table;
use crate::error::{Error, Result};
use crate::metrics::bootstrap::paired;

/// Compares the answers in `this` with those in `other`, head by head. Differences are
/// this minus other; of losses (`brier`, `log_loss`, `calibration_error`) less is better.
///
/// # Errors
/// A configuration error where the tables hold other statements, share no head, or have
/// another truth: then there is nothing to pair.
pub fn compare(this: &Table, other: &Table, options: &Options) -> Result<Comparison> {
    if this.ids != other.ids {
        return Err(Error::config(
            "the two models were asked about different statements; give both the same data",
        ));
    }
    let mut heads = Vec::new();
    for head in &this.heads {
        let Some(second) = other.heads.iter().find(|o| o.head.name == head.head.name) else {
            continue;
        };
        if head.head != second.head || head.gold != second.gold {
            return Err(Error::config(format!(
                "head \"{}\" has labels {} here and {} in the other model; compare models with the same labels",
                head.head.name,
                head.head.labels.join(", "),
                second.head.labels.join(", ")
            )));
        }
        let (first, second) = (Measure::new(head), Measure::new(second));
        let (values, others) = (first.plain(), second.plain());
        let draws = first.draw(options.n_draws, options.seed);
        let other_draws = second.draw(options.n_draws, options.seed);
        let figures = Measure::names(&head.head.labels)
            .into_iter()
            .enumerate()
            .filter(|&(place, _)| values[place].is_finite() && others[place].is_finite())
            .map(|(place, name)| {
                let compared = Compared {
                    this: values[place],
                    other: others[place],
                    paired: paired(
                        others[place],
                        values[place],
                        &other_draws.column(place),
                        &draws.column(place),
                    ),
                };
                (name, compared)
            })
            .collect();
        heads.push(ComparedHead {
            name: head.head.name.clone(),
            figures,
        });
    }
    if heads.is_empty() {
        return Err(Error::config(format!(
            "model {} answers none of the questions of {}; nothing can be compared",
            other.model, this.model
        )));
    }
    Ok(Comparison {
        other: Source {
            path: other.model.clone(),
            sha256: other.model_sha256.clone(),
        },
        heads,
    })
}
