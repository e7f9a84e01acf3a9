//! The value that an evaluation is: serialised as it stands, versioned, read by reports.
//!
//! Shares, probabilities and figures are in `[0, 1]` unless a field says otherwise; an
//! absent number could not be computed (no statement is true, too few were drawn).

use crate::label::HeadKind;
use crate::metrics::abstention::CoveragePoint;
use crate::metrics::agreement::Agreement;
use crate::metrics::bootstrap::Paired;
use crate::metrics::calibration::ReliabilityBin;
use crate::metrics::interval::Interval;
use crate::metrics::prevalence::Shares;
use crate::metrics::ranking::CurvePoint;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The schema of the value that this version writes.
pub const SCHEMA: &str = "onrecord/evaluation/1";

/// Everything that was found out about a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// What was evaluated on what, and how to do it again.
    pub provenance: Provenance,
    /// One entry a head, in the model's order.
    pub heads: Vec<HeadEvaluation>,
    /// Extraction, speakers and labels on articles with gold statements.
    pub pipeline: Option<Pipeline>,
    /// Behavioural tests.
    pub behaviour: Option<Behaviour>,
    /// A second model on the same statements.
    pub comparison: Option<Comparison>,
    /// How far a new batch lies from the reference.
    pub drift: Option<Drift>,
    /// The figures that were required, where any were.
    pub requirements: Vec<Requirement>,
}

/// What was evaluated on what, and how to do it again.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Provenance {
    /// The program and its version.
    pub program: String,
    /// The command that makes this report again; empty where a library call made it.
    pub command: String,
    /// The model.
    pub model: Source,
    /// The files read, in order: labelled statements, articles, behavioural cases, batch.
    pub data: Vec<Source>,
    /// Statements in the held-out data.
    pub n_statements: usize,
    /// Groups they fall into.
    pub n_groups: usize,
    /// Bootstrap draws behind each interval.
    pub n_draws: usize,
    /// Their seed.
    pub seed: u64,
}

/// A file or directory with the checksum that identifies its content.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Source {
    /// Its name as it was given.
    pub path: String,
    /// SHA-256 in hexadecimal; of a model, that of its manifest.
    pub sha256: String,
}

/// A figure with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The figure.
    pub value: Option<f64>,
    /// Its interval.
    pub interval: Option<Interval>,
    /// Where the interval comes from.
    pub method: Method,
}

/// Where an interval comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// Percentiles of draws of whole groups.
    Bootstrap,
    /// Wilson's score interval: for proportions whose draws never vary.
    Wilson,
}

impl Estimate {
    /// A bootstrapped figure; a value that is not finite is absent.
    pub fn new(value: f64, interval: Option<Interval>) -> Self {
        let value = Some(value).filter(|value| value.is_finite());
        Self {
            value,
            interval: value.and(interval),
            method: Method::Bootstrap,
        }
    }

    /// The share `hits` of `n` with Wilson's interval; absent where `n` is 0.
    pub fn proportion(hits: f64, n: f64) -> Self {
        let known = n > 0.0;
        Self {
            value: known.then(|| hits / n),
            interval: known.then(|| crate::metrics::interval::wilson(hits, n)),
            method: Method::Wilson,
        }
    }
}

/// Figures by name: `precision`, `recall`, `f1`, `mcc`, `average_precision`, `brier`,
/// `log_loss`, `calibration_error` of a label; `macro_f1`, `micro_f1`, `accuracy`, … of a head.
pub type Figures = BTreeMap<String, Estimate>;

/// What one head is worth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HeadEvaluation {
    /// Its name.
    pub name: String,
    /// Whether several labels may hold at once.
    pub kind: HeadKind,
    /// The statements labelled under it.
    pub n: usize,
    /// The groups they fall into.
    pub n_groups: usize,
    /// One entry a label, in the head's order.
    pub labels: Vec<LabelEvaluation>,
    /// Figures over all labels.
    pub overall: Figures,
    /// What simple rules reach on the same statements.
    pub baselines: Vec<Baseline>,
    /// Truth against answer.
    pub confusion: Confusion,
    /// What withholding unsure answers buys.
    pub coverage: Vec<CoveragePoint>,
    /// The area above that curve: lower is better.
    pub area_under_risk: f64,
    /// Parts of the data.
    pub slices: Vec<Slice>,
    /// Wrong answers, surest first.
    pub worst: Vec<WorstError>,
    /// Statements whose gold label the model contradicts confidently.
    pub suspects: Vec<Suspect>,
    /// Human agreement over all labels of an exclusive head, where raters are known.
    pub agreement: Option<Agreement>,
}

/// What is known of one label.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LabelEvaluation {
    /// Its name.
    pub label: String,
    /// Statements that carry it.
    pub n_true: usize,
    /// Statements said to carry it.
    pub n_said: usize,
    /// The share of statements that carry it.
    pub share: Estimate,
    /// Its figures.
    pub figures: Figures,
    /// Human agreement on it, where raters are known.
    pub agreement: Option<Agreement>,
    /// Its precision-recall curve, thinned for drawing.
    pub curve: Vec<CurvePoint>,
    /// Its reliability diagram.
    pub reliability: Vec<ReliabilityBin>,
    /// Its share as counted and corrected, on statements whose gold was put aside: each
    /// half of the groups is corrected by the other.
    pub shares: Option<Shares>,
    /// Its share in a batch nobody labelled, corrected by the held-out statements.
    pub batch_shares: Option<Shares>,
}

/// A simple rule to compare with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// `majority` or `keyword`.
    pub name: String,
    /// Figures over all labels.
    pub overall: Figures,
    /// F1 of each label.
    pub f1: BTreeMap<String, Estimate>,
    /// The words it goes by, a list each label.
    pub words: BTreeMap<String, Vec<String>>,
}

/// Truth (rows) against answer (columns).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confusion {
    /// The labels, then `none`.
    pub rows: Vec<String>,
    /// The labels, then `none`, then `abstained`.
    pub columns: Vec<String>,
    /// One list a row. A label both true and said counts on the diagonal; one missed
    /// counts under each label said in its stead, else under `none` or `abstained`; one
    /// invented where nothing was missed counts in the row `none`.
    pub counts: Vec<Vec<usize>>,
}

/// A part of the data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Slice {
    /// The field that parts it: `form`, `length`, `outlet`, …
    pub field: String,
    /// Its value there.
    pub value: String,
    /// Its statements.
    pub n: usize,
    /// Their groups.
    pub n_groups: usize,
    /// Macro F1 over the labels that occur or are said in it.
    pub macro_f1: Estimate,
    /// The share of statements answered wholly right.
    pub accuracy: Estimate,
    /// F1 of each label that occurs or is said in it.
    pub f1: BTreeMap<String, Option<f64>>,
}

/// A wrong answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorstError {
    /// The statement.
    pub id: String,
    /// Its position in the table.
    pub row: usize,
    /// Its words.
    pub text: String,
    /// The label that is wrong.
    pub label: String,
    /// True where the label holds and was not said.
    pub missed: bool,
    /// The probability it was given.
    pub probability: f64,
    /// All gold labels.
    pub gold: Vec<String>,
    /// All labels said.
    pub said: Vec<String>,
    /// The terms that weighed most for or against the label.
    pub evidence: Vec<Term>,
}

/// A term with what it added to a label's score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Term {
    /// The words it comes from.
    pub text: String,
    /// Coefficient times weight; no unit, below 0 where it spoke against the label.
    pub weight: f64,
}

/// A statement whose gold label may be wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Suspect {
    /// The statement.
    pub id: String,
    /// Its words.
    pub text: String,
    /// The label in question.
    pub label: String,
    /// True where the gold has the label.
    pub in_gold: bool,
    /// The model's probability for it.
    pub probability: f64,
    /// How far beyond the usual confidence the contradiction goes, in `[0, 1]`.
    pub margin: f64,
}

/// Figures on articles with gold statements.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pipeline {
    /// Articles.
    pub n_articles: usize,
    /// Gold statements.
    pub n_gold: usize,
    /// Statements found.
    pub n_found: usize,
    /// Extraction at each overlap that was asked for.
    pub extraction: Vec<Extraction>,
    /// Precision, recall and F1 of the characters inside statements.
    pub characters: Figures,
    /// One entry a head.
    pub heads: Vec<PipelineHead>,
}

/// Extraction where a found statement counts from some overlap on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Extraction {
    /// Intersection over union of letters and digits, in `(0, 1]`.
    pub least_overlap: f64,
    /// `precision`, `recall`, `f1`, `recall_quoted`, `recall_indirect`, and `speaker`: the
    /// share of matched statements with a gold source whose speaker mention meets it.
    pub figures: Figures,
}

/// A head's figures on articles.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PipelineHead {
    /// Its name.
    pub name: String,
    /// Given the gold statements: what the model alone is worth.
    pub given_gold: Scored,
    /// From text to label: a label on a statement that is not in the gold is wrong.
    pub end_to_end: Scored,
}

/// F1 of each label and over all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scored {
    /// By label: `precision`, `recall`, `f1`.
    pub labels: BTreeMap<String, Figures>,
    /// The mean of F1 over labels.
    pub macro_f1: Estimate,
}

/// Behavioural tests: what must hold whatever the corpus.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Behaviour {
    /// The share of cases that passed, over all.
    pub passed: Estimate,
    /// By kind, then by capability in file order.
    pub groups: Vec<BehaviourGroup>,
    /// Those that failed, in file order.
    pub failures: Vec<BehaviourFailure>,
}

/// Cases of one kind and capability.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BehaviourGroup {
    /// `minimum`, `invariance` or `direction`.
    pub kind: String,
    /// What is tested: `names`, `negation`, …
    pub capability: String,
    /// How many cases.
    pub n: usize,
    /// The share that failed.
    pub failed: Estimate,
}

/// A case that failed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BehaviourFailure {
    /// The case.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// Its capability.
    pub capability: String,
    /// The statement on which it failed.
    pub text: String,
    /// What was expected.
    pub expected: String,
    /// What was found.
    pub found: String,
}

/// A second model against the first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The other model.
    pub other: Source,
    /// Figures of both and their differences, by head.
    pub heads: Vec<ComparedHead>,
}

/// One head of two models.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComparedHead {
    /// Its name.
    pub name: String,
    /// Figures by name; those of a label are `LABEL.f1` and so on.
    pub figures: BTreeMap<String, Compared>,
}

/// One figure of two models. Differences are this model minus the other.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// Of the model that is evaluated.
    pub this: f64,
    /// Of the other.
    pub other: f64,
    /// Their paired difference.
    pub paired: Paired,
}

/// How far a batch lies from the reference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drift {
    /// What the batch is compared with: `training` or `held-out`.
    pub reference: String,
    /// Statements in the reference.
    pub n_reference: usize,
    /// Statements in the batch.
    pub n_batch: usize,
    /// The share of the batch's words that the reference never uses.
    pub unknown_words: f64,
    /// Measures, each beside what two halves of the reference differ by.
    pub measures: Vec<DriftMeasure>,
}

/// One way to measure drift.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DriftMeasure {
    /// `terms`, or `HEAD.LABEL.probability` and so on.
    pub what: String,
    /// `jensen_shannon` (bits), `population_stability` (nats), `kolmogorov_smirnov`.
    pub measure: String,
    /// The distance of batch and reference.
    pub value: f64,
    /// The distance that 19 of 20 random parts of the reference, as large as the batch
    /// where that can be, stay below.
    pub usual: f64,
}

/// A figure that was required.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Requirement {
    /// Its name, as given.
    pub name: String,
    /// True where the figure must not exceed the bound.
    pub at_most: bool,
    /// The bound.
    pub bound: f64,
    /// What was found.
    pub found: Option<f64>,
    /// Whether it is enough.
    pub reached: bool,
}
