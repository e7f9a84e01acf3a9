//! Extraction, speakers and labels on articles whose statements are known.
//!
//! A gold article is a JSON line: `id`, `text`, perhaps `title`, and `attributions`, each
//! with `content` (spans), `source` (spans, may be empty) and label fields named like the
//! heads. Spans are half-open and count Unicode code points.
//!
//! Given the gold statements, the labels say what the model alone is worth; from text to
//! label, they say what a user gets.

use super::Options;
use super::result::{Estimate, Extraction, Figures, Pipeline, PipelineHead, Scored};
use crate::annotation::Columns;
use crate::error::{Error, Result};
use crate::label::{Head, LabelSet};
use crate::metrics::bootstrap::{Bootstrap, Draws};
use crate::metrics::classification::Counts;
use crate::metrics::spans::{self, Found, Letters};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::Path;

/// The overlaps from which on a statement counts as found; the first is the headline.
pub const OVERLAPS: [f64; 3] = [0.5, 0.3, 0.8];

/// The overlap from which on a found statement's labels are compared with the gold's.
pub const LABEL_OVERLAP: f64 = 0.3;

/// Marks that make a gold statement a quoted one where its spans hold or touch one.
const MARKS: [char; 6] = ['"', '\u{201c}', '\u{201d}', '\u{201e}', '\u{ab}', '\u{bb}'];

/// An article with its statements.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct GoldArticle {
    /// Its identifier.
    pub id: String,
    /// Its text.
    pub text: String,
    /// Its title, where kept apart.
    #[serde(default)]
    pub title: Option<String>,
    /// Its statements.
    pub attributions: Vec<GoldStatement>,
}

/// A statement as people marked it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct GoldStatement {
    /// Where its content stands.
    pub content: Vec<Columns>,
    /// Where its source is named; empty where nowhere.
    #[serde(default)]
    pub source: Vec<Columns>,
    /// Whatever else the line holds: the label fields.
    #[serde(flatten)]
    pub fields: Map<String, Value>,
}

/// A statement as the pipeline found it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FoundStatement {
    /// Where its content stands.
    pub spans: Vec<Columns>,
    /// Where its speaker is mentioned.
    pub mention: Option<Columns>,
    /// The labels of each head, in the order of heads.
    pub labels: Vec<LabelSet>,
}

/// What the pipeline makes of one article.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answers {
    /// The statements it finds.
    pub found: Vec<FoundStatement>,
    /// The labels of each head for each gold statement.
    pub given_gold: Vec<Vec<LabelSet>>,
}

/// Reads gold articles, one a line.
///
/// # Errors
/// An input error that names file and line.
pub fn read(path: &Path) -> Result<Vec<GoldArticle>> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Error::input("cannot be read").in_file(path).because(error))?;
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(index, line)| {
            serde_json::from_str(line).map_err(|error| {
                Error::input("is not an article with \"id\", \"text\" and \"attributions\"")
                    .at(format!("{}:{}", path.display(), index + 1))
                    .because(error)
            })
        })
        .collect()
}

/// The sums of one article; everything reported is a ratio of their totals.
#[derive(Debug, Clone, Default)]
struct Sums {
    /// A triple each overlap: all statements, quoted gold ones, indirect gold ones, speakers.
    extraction: Vec<[Found; 4]>,
    characters: Found,
    /// By head and label.
    given_gold: Vec<Vec<Counts>>,
    end_to_end: Vec<Vec<Counts>>,
}

/// Scores `answers`, one an article, against `articles`; intervals resample articles.
///
/// # Errors
/// An input error that names the article whose label a head does not know.
///
/// # Panics
/// Where the lengths differ.
pub fn score(
    articles: &[GoldArticle],
    answers: &[Answers],
    heads: &[Head],
    options: &Options,
) -> Result<Pipeline> {
    assert_eq!(articles.len(), answers.len(), "one answer an article");
    let sums: Vec<Sums> = articles
        .iter()
        .zip(answers)
        .map(|(article, answers)| {
            sums(article, answers, heads)
                .map_err(|error| error.at(format!("article \"{}\"", article.id)))
        })
        .collect::<Result<_>>()?;
    let bootstrap = Bootstrap {
        n_groups: articles.len(),
        n_draws: options.n_draws,
        seed: options.seed,
    };
    let sums = &sums;
    let values = |weights: &[u32]| values(sums, weights, heads);
    let names = names(heads);
    let found: Vec<Estimate> = {
        let draws: Draws = bootstrap.run(values);
        let plain = values(&vec![1; articles.len()]);
        plain
            .into_iter()
            .enumerate()
            .map(|(place, value)| Estimate::new(value, draws.interval(place)))
            .collect()
    };
    let by_name: BTreeMap<&str, Estimate> = names.iter().map(String::as_str).zip(found).collect();
    let pick = |prefix: &str| -> Figures {
        by_name
            .iter()
            .filter_map(|(name, found)| Some((name.strip_prefix(prefix)?.to_owned(), *found)))
            .collect()
    };
    let scored = |part: &str, head: &Head| Scored {
        labels: head
            .labels
            .iter()
            .map(|label| {
                (
                    label.clone(),
                    pick(&format!("{part}/{}/{label}/", head.name)),
                )
            })
            .collect(),
        macro_f1: by_name[format!("{part}/{}/macro_f1", head.name).as_str()],
    };
    Ok(Pipeline {
        n_articles: articles.len(),
        n_gold: articles
            .iter()
            .map(|article| article.attributions.len())
            .sum(),
        n_found: answers.iter().map(|answers| answers.found.len()).sum(),
        extraction: OVERLAPS
            .iter()
            .map(|&least_overlap| Extraction {
                least_overlap,
                figures: pick(&format!("{least_overlap}/")),
            })
            .collect(),
        characters: pick("characters/"),
        heads: heads
            .iter()
            .map(|head| PipelineHead {
                name: head.name.clone(),
                given_gold: scored("given", head),
                end_to_end: scored("whole", head),
            })
            .collect(),
    })
}

fn names(heads: &[Head]) -> Vec<String> {
    let mut names = Vec::new();
    for overlap in OVERLAPS {
        for name in [
            "precision",
            "recall",
            "f1",
            "recall_quoted",
            "recall_indirect",
            "speaker",
        ] {
            names.push(format!("{overlap}/{name}"));
        }
    }
    for name in ["precision", "recall", "f1"] {
        names.push(format!("characters/{name}"));
    }
    for part in ["given", "whole"] {
        for head in heads {
            for label in &head.labels {
                for name in ["precision", "recall", "f1"] {
                    names.push(format!("{part}/{}/{label}/{name}", head.name));
                }
            }
            names.push(format!("{part}/{}/macro_f1", head.name));
        }
    }
    names
}

/// Picks the counts of one way of labelling, by head and label.
type PartOf = fn(&Sums) -> &Vec<Vec<Counts>>;

/// The figures of `names`, in that order.
fn values(sums: &[Sums], weights: &[u32], heads: &[Head]) -> Vec<f64> {
    let weighted = || {
        sums.iter()
            .zip(weights)
            .map(|(sums, &weight)| (sums, f64::from(weight)))
    };
    let mut values = Vec::new();
    for place in 0..OVERLAPS.len() {
        let mut total = [Found::default(); 4];
        for (sums, weight) in weighted() {
            for (total, add) in total.iter_mut().zip(&sums.extraction[place]) {
                total.add(add, weight);
            }
        }
        let [all, quoted, indirect, speaker] = total;
        let known = |found: Found| match found.gold > 0.0 {
            true => found.recall(),
            false => f64::NAN,
        };
        values.extend([all.precision(), all.recall(), all.f1()]);
        values.extend([known(quoted), known(indirect), known(speaker)]);
    }
    let mut characters = Found::default();
    for (sums, weight) in weighted() {
        characters.add(&sums.characters, weight);
    }
    values.extend([characters.precision(), characters.recall(), characters.f1()]);
    let parts: [PartOf; 2] = [|sums| &sums.given_gold, |sums| &sums.end_to_end];
    for part in parts {
        for (h, head) in heads.iter().enumerate() {
            let mut f1s = Vec::new();
            for k in 0..head.n_labels() {
                let mut total = Counts::default();
                for (sums, weight) in weighted() {
                    let add = &part(sums)[h][k];
                    total.true_positive += weight * add.true_positive;
                    total.false_positive += weight * add.false_positive;
                    total.false_negative += weight * add.false_negative;
                }
                values.extend([total.precision(), total.recall(), total.f1()]);
                f1s.push(total.f1());
            }
            values.push(f1s.iter().sum::<f64>() / f1s.len() as f64);
        }
    }
    values
}

fn sums(article: &GoldArticle, answers: &Answers, heads: &[Head]) -> Result<Sums> {
    let letters = Letters::of(&article.text);
    let chars: Vec<char> = article.text.chars().collect();
    let mut gold = Vec::new();
    for (position, statement) in article.attributions.iter().enumerate() {
        let inside = letters.inside(&statement.content);
        if !inside.is_empty() {
            gold.push((position, inside));
        }
    }
    let (positions, gold): (Vec<usize>, Vec<Vec<usize>>) = gold.into_iter().unzip();
    let found: Vec<(usize, Vec<usize>)> = answers
        .found
        .iter()
        .map(|statement| letters.inside(&statement.spans))
        .enumerate()
        .filter(|(_, inside)| !inside.is_empty())
        .collect();
    let (places, found): (Vec<usize>, Vec<Vec<usize>>) = found.into_iter().unzip();
    let quoted: Vec<bool> = positions
        .iter()
        .map(|&position| is_quoted(&chars, &article.attributions[position].content))
        .collect();
    let mut sums = Sums {
        characters: spans::characters(&gold, &found),
        ..Sums::default()
    };
    for least in OVERLAPS {
        let pairs = spans::pair(&gold, &found, least);
        let mut row = [Found::default(); 4];
        row[0].found = found.len() as f64;
        for (i, pair) in pairs.iter().enumerate() {
            let hit = f64::from(u8::from(pair.is_some()));
            for form in [0, if quoted[i] { 1 } else { 2 }] {
                row[form].gold += 1.0;
                row[form].right += hit;
            }
            let source = &article.attributions[positions[i]].source;
            if let (Some(j), false) = (pair, source.is_empty()) {
                let mention = answers.found[places[*j]].mention;
                let named = mention.is_some_and(|mention| spans::names_source(mention, source));
                row[3].gold += 1.0;
                row[3].right += f64::from(u8::from(named));
            }
        }
        sums.extraction.push(row);
    }
    let pairs = spans::pair(&gold, &found, LABEL_OVERLAP);
    for (h, head) in heads.iter().enumerate() {
        let mut given = vec![Counts::default(); head.n_labels()];
        let mut whole = given.clone();
        let mut taken = vec![false; found.len()];
        for (i, pair) in pairs.iter().enumerate() {
            let statement = &article.attributions[positions[i]];
            let Some(value) = statement.fields.get(&head.name) else {
                continue;
            };
            let truth = head.indices(&super::metadata::label_names(value))?;
            let said = pair.map(|j| {
                taken[j] = true;
                &answers.found[places[j]].labels[h]
            });
            let alone = answers
                .given_gold
                .get(positions[i])
                .map(|labels| &labels[h]);
            for k in 0..head.n_labels() {
                let says = |labels: Option<&LabelSet>| labels.is_some_and(|set| set.contains(k));
                whole[k].add(truth.contains(k), says(said), 1.0);
                given[k].add(truth.contains(k), says(alone), 1.0);
            }
        }
        for j in (0..found.len()).filter(|&j| !taken[j]) {
            for k in answers.found[places[j]].labels[h].iter() {
                whole[k].add(false, true, 1.0);
            }
        }
        sums.given_gold.push(given);
        sums.end_to_end.push(whole);
    }
    Ok(sums)
}

/// True where a gold content holds or touches a double quotation mark.
fn is_quoted(chars: &[char], content: &[Columns]) -> bool {
    content.iter().any(|&[start, end]| {
        let from = start.saturating_sub(1).min(chars.len());
        let to = (end + 1).min(chars.len());
        chars[from..to.max(from)].iter().any(|c| MARKS.contains(c))
    })
}
