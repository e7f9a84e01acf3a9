//! What simple rules reach on the same statements: always the commonest answer, and a
//! list of words a label. A model that does not beat them has learned nothing.

use super::Options;
use super::result::{Baseline, Figures};
use super::shares::halves;
use super::table::{HeadTable, Table};
use crate::corpus::Corpus;
use crate::label::{Head, HeadKind, LabelSet};
use crate::metrics::classification::Counts;
use crate::score::Decision;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Words a label; enough to cover a topic, few enough to be read.
const N_WORDS: usize = 20;

/// A text with its true labels.
type Example<'a> = (&'a str, LabelSet);

/// A rule that answers a text.
type Rule = Box<dyn Fn(&str) -> LabelSet>;

/// The majority and the keyword baseline, learned from `training` where it answers the
/// head, else each half of the held-out groups from the other; none below four groups.
pub(super) fn all(
    table: &Table,
    head: &HeadTable,
    training: Option<&Corpus>,
    options: &Options,
) -> Vec<Baseline> {
    let examples = training
        .map(|corpus| of_corpus(corpus, &head.head))
        .unwrap_or_default();
    let parts: Vec<(Vec<Example>, HeadTable)> = if !examples.is_empty() {
        vec![(examples, head.clone())]
    } else if head.n_groups() < 4 {
        return Vec::new();
    } else {
        let [a, b] = halves(head, options.seed);
        vec![(of_table(table, &a), b.clone()), (of_table(table, &b), a)]
    };
    let majority = |examples: &[Example]| -> Rule {
        let common = commonest(&head.head, examples);
        Box::new(move |_| common.clone())
    };
    let keyword = |examples: &[Example]| -> Rule {
        let rule = Keywords::learn(&head.head, examples);
        Box::new(move |text| rule.answer(text))
    };
    let words = Keywords::learn(&head.head, &parts[0].0).words_by_label(&head.head);
    vec![
        measured(
            "majority",
            answered(table, head, &parts, majority),
            BTreeMap::new(),
            options,
        ),
        measured(
            "keyword",
            answered(table, head, &parts, keyword),
            words,
            options,
        ),
    ]
}

fn of_corpus<'a>(corpus: &'a Corpus, head: &Head) -> Vec<Example<'a>> {
    let Ok(labels) = corpus.labels(head) else {
        return Vec::new();
    };
    let texts = corpus.statements.iter().map(|s| s.text.as_str());
    texts
        .zip(labels)
        .filter_map(|(text, labels)| Some((text, labels?)))
        .collect()
}

fn of_table<'a>(table: &'a Table, head: &HeadTable) -> Vec<Example<'a>> {
    let texts = head.rows.iter().map(|&row| table.texts[row].as_str());
    texts.zip(head.gold.iter().cloned()).collect()
}

/// The predictions of `head` with a rule's answers in their place.
fn answered(
    table: &Table,
    head: &HeadTable,
    parts: &[(Vec<Example>, HeadTable)],
    learn: impl Fn(&[Example]) -> Rule,
) -> HeadTable {
    let mut answers: HashMap<usize, LabelSet> = HashMap::new();
    for (examples, part) in parts {
        let rule = learn(examples);
        for &row in &part.rows {
            answers.insert(row, rule(&table.texts[row]));
        }
    }
    let mut result = head.clone();
    for (i, row) in head.rows.iter().enumerate() {
        let labels = answers.remove(row).unwrap_or_default();
        result.probabilities[i] = (0..head.head.n_labels())
            .map(|k| f64::from(u8::from(labels.contains(k))))
            .collect();
        result.decisions[i] = Decision::Labels {
            primary: labels.iter().next(),
            labels: labels.clone(),
        };
    }
    result
}

fn measured(
    name: &str,
    table: HeadTable,
    words: BTreeMap<String, Vec<String>>,
    options: &Options,
) -> Baseline {
    let (labels, overall) = super::intervals(&table, options);
    let of_labels = table.head.labels.iter().cloned().zip(labels);
    // Rules give no probabilities: what ranks or calibrates does not apply to them.
    let applies = |name: &str| !name.contains("average_precision");
    Baseline {
        name: name.to_owned(),
        overall: overall
            .into_iter()
            .filter(|(name, _)| applies(name))
            .collect::<Figures>(),
        f1: of_labels
            .map(|(label, figures)| (label, figures["f1"]))
            .collect(),
        words,
    }
}

/// The commonest answer: of an independent head every label that more than half carry.
fn commonest(head: &Head, examples: &[Example]) -> LabelSet {
    let count = |k: usize| examples.iter().filter(|(_, gold)| gold.contains(k)).count();
    let labels = 0..head.n_labels();
    match head.kind {
        HeadKind::Independent => labels.filter(|&k| 2 * count(k) > examples.len()).collect(),
        HeadKind::Exclusive => labels
            .max_by_key(|&k| (count(k), usize::MAX - k))
            .into_iter()
            .collect(),
    }
}

/// A list of words a label, and how many of them a text must hold.
struct Keywords {
    kind: HeadKind,
    words: Vec<HashSet<String>>,
    ranked: Vec<Vec<String>>,
    least: Vec<usize>,
    fallback: LabelSet,
}

impl Keywords {
    /// Takes the words whose log-odds for the label are surest, and the number of them
    /// that gives the best F1 on the examples.
    ///
    /// Source: Monroe, Colaresi and Quinn (2008), *Political Analysis* 16: log-odds with
    /// an informative Dirichlet prior (the words of all examples, ten of them in weight
    /// each thousand), by their z score; words in at least three texts, z above 1.96.
    fn learn(head: &Head, examples: &[Example]) -> Self {
        let texts: Vec<Vec<String>> = examples
            .iter()
            .map(|(text, _)| distinct_words(text))
            .collect();
        let mut in_all: BTreeMap<&str, f64> = BTreeMap::new();
        for word in texts.iter().flatten() {
            *in_all.entry(word).or_default() += 1.0;
        }
        let n_all: f64 = in_all.values().sum();
        let (mut words, mut ranked, mut least) = (Vec::new(), Vec::new(), Vec::new());
        for k in 0..head.n_labels() {
            let mut in_label: HashMap<&str, f64> = HashMap::new();
            for (text, (_, gold)) in texts.iter().zip(examples) {
                if gold.contains(k) {
                    for word in text {
                        *in_label.entry(word).or_default() += 1.0;
                    }
                }
            }
            let n_label: f64 = in_label.values().sum();
            let mut scored: Vec<(f64, &str)> = in_all
                .iter()
                .filter(|(_, n)| **n >= 3.0)
                .map(|(&word, &n)| {
                    let yes = in_label.get(word).copied().unwrap_or(0.0);
                    (
                        z_score(yes, n_label, n - yes, n_all - n_label, n / n_all),
                        word,
                    )
                })
                .filter(|(z, _)| *z > 1.96)
                .collect();
            scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
            let list: Vec<String> = scored
                .iter()
                .take(N_WORDS)
                .map(|(_, word)| (*word).to_owned())
                .collect();
            let set: HashSet<String> = list.iter().cloned().collect();
            let best = (1..=3)
                .max_by(|&a, &b| {
                    let f1 = |least| f1_of(&texts, examples, &set, least, k);
                    f1(a).total_cmp(&f1(b)).then(b.cmp(&a))
                })
                .unwrap_or(1);
            words.push(set);
            ranked.push(list);
            least.push(best);
        }
        Self {
            kind: head.kind,
            words,
            ranked,
            least,
            fallback: commonest(head, examples),
        }
    }

    fn answer(&self, text: &str) -> LabelSet {
        let text = distinct_words(text);
        let hits: Vec<usize> = self.words.iter().map(|words| hits(&text, words)).collect();
        let labels = 0..hits.len();
        match self.kind {
            HeadKind::Independent => labels.filter(|&k| hits[k] >= self.least[k]).collect(),
            HeadKind::Exclusive => {
                let best = hits.iter().copied().max().unwrap_or(0);
                let leaders: Vec<usize> = labels.filter(|&k| hits[k] == best).collect();
                match leaders[..] {
                    [one] if best > 0 => [one].into_iter().collect(),
                    _ => self.fallback.clone(),
                }
            }
        }
    }

    fn words_by_label(&self, head: &Head) -> BTreeMap<String, Vec<String>> {
        head.labels
            .iter()
            .cloned()
            .zip(self.ranked.iter().cloned())
            .collect()
    }
}

fn z_score(yes: f64, n_yes: f64, no: f64, n_no: f64, share: f64) -> f64 {
    let weight = 10.0 * share * (n_yes + n_no) / 1000.0;
    let total = 10.0 * (n_yes + n_no) / 1000.0;
    let odds = |n: f64, all: f64| ((n + weight) / (all + total - n - weight)).ln();
    let spread = (1.0 / (yes + weight) + 1.0 / (no + weight)).sqrt();
    (odds(yes, n_yes) - odds(no, n_no)) / spread
}

fn f1_of(
    texts: &[Vec<String>],
    examples: &[Example],
    words: &HashSet<String>,
    least: usize,
    k: usize,
) -> f64 {
    let mut counts = Counts::default();
    for (text, (_, gold)) in texts.iter().zip(examples) {
        counts.add(gold.contains(k), hits(text, words) >= least, 1.0);
    }
    counts.f1()
}

fn hits(text: &[String], words: &HashSet<String>) -> usize {
    text.iter().filter(|word| words.contains(*word)).count()
}

/// The words of a text in lower case, each once, in alphabetical order.
pub(super) fn distinct_words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}
