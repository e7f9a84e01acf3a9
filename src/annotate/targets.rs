//! Statements asked about several targets, each answered by the model of its own.

use super::Annotator;
use crate::annotation::TargetClassification;
use crate::error::Result;
use crate::model::TargetModels;
use crate::statement::StatementView;

/// Answers for each target; shared freely between threads.
#[derive(Debug, Clone)]
pub struct TargetAnnotator {
    models: TargetModels,
    annotators: Vec<Annotator>,
}

impl TargetAnnotator {
    /// Labels statements with `models`; `n_evidence` as for [`Annotator::new`].
    pub fn new(models: TargetModels, n_evidence: usize) -> Self {
        Self {
            annotators: models
                .iter()
                .map(|(_, model)| Annotator::new(model.clone(), n_evidence))
                .collect(),
            models,
        }
    }

    /// What is said of a statement for `target`; for every target, in the order of their
    /// names, where the statement names none.
    ///
    /// # Errors
    /// An input error where no model stands for the target.
    pub fn classify(
        &self,
        id: &str,
        target: Option<&str>,
        view: &StatementView<'_>,
    ) -> Result<Vec<TargetClassification>> {
        let asked = match target {
            Some(target) => {
                let index = self.models.index(target)?;
                index..index + 1
            }
            None => 0..self.annotators.len(),
        };
        let targets = self.models.iter().zip(&self.annotators);
        Ok(targets
            .skip(asked.start)
            .take(asked.len())
            .map(|((entry, _), annotator)| {
                let answer = annotator.classify(id, view);
                TargetClassification {
                    id: answer.id,
                    target: entry.name.clone(),
                    heads: answer.heads,
                    evidence: answer.evidence,
                }
            })
            .collect())
    }
}
