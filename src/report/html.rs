//! One self-contained page: no network, no script, prints, follows the reader's theme.
//!
//! `page.html` is the template and `page.css` its style; charts come from `charts` and
//! `forest`. All text that comes from data is escaped by the template engine.

use super::charts::{self, Chart};
use super::forest::{Line, forest};
use super::format;
use crate::error::{Error, Result};
use crate::evaluate::result::{Behaviour, HeadEvaluation, LabelEvaluation};
use crate::evaluate::{Estimate, Evaluation};
use crate::metrics::Interval;
use crate::metrics::prevalence::Shares;
use minijinja::Environment;
use minijinja::value::Serde;
use serde::Serialize;

/// The page of an evaluation.
///
/// # Errors
/// An output error where the template fails, which a test rules out.
pub fn write(evaluation: &Evaluation) -> Result<String> {
    render(evaluation)
        .map_err(|error| Error::output("the report page cannot be made").because(error))
}

fn render(evaluation: &Evaluation) -> std::result::Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.add_filter("number", |value: Option<f64>| format::number(value));
    environment.add_filter("percent", |value: Option<f64>| format::percent(value));
    environment.add_filter("words", |name: &str| format::words(name));
    environment.add_filter("short", |checksum: &str| {
        format::short(checksum, 12).to_owned()
    });
    environment.add_filter("interval", |Serde(ends): Serde<Interval>| {
        format::interval(Some(ends))
    });
    environment.add_filter("estimate", |Serde(found): Serde<Estimate>| {
        format::estimate(&found)
    });
    environment.add_template("page.css", include_str!("page.css"))?;
    environment.add_template("page.html", include_str!("page.html"))?;
    environment.get_template("page.html")?.render(Serde(Page {
        evaluation,
        charts: evaluation.heads.iter().enumerate().map(of_head).collect(),
        behaviour_chart: evaluation.behaviour.as_ref().map(of_behaviour),
    }))
}

/// What the template is given.
#[derive(Debug, Serialize)]
struct Page<'a> {
    evaluation: &'a Evaluation,
    charts: Vec<HeadCharts>,
    behaviour_chart: Option<Chart>,
}

/// The charts of one head.
#[derive(Debug, Serialize)]
struct HeadCharts {
    f1: Chart,
    curves: Vec<Chart>,
    reliability: Vec<Chart>,
    coverage: Chart,
    shares: Vec<Chart>,
    batch_shares: Vec<Chart>,
    slices: Vec<Chart>,
}

fn of_head((place, head): (usize, &HeadEvaluation)) -> HeadCharts {
    let id = |kind: &str, k: usize| format!("h{place}-{kind}-{k}");
    let figure = |label: &LabelEvaluation, name: &str| {
        format::number(label.figures.get(name).and_then(|found| found.value))
    };
    let labels = || head.labels.iter().enumerate();
    HeadCharts {
        f1: f1(&id("f1", 0), head),
        curves: labels()
            .filter(|(_, label)| !label.curve.is_empty())
            .map(|(k, label)| {
                let share = label.share.value.unwrap_or(0.0);
                let found = figure(label, "average_precision");
                charts::precision_recall(&id("pr", k), &label.label, &label.curve, share, &found)
            })
            .collect(),
        reliability: labels()
            .map(|(k, label)| {
                let error = figure(label, "calibration_error");
                charts::reliability(&id("cal", k), &label.label, &label.reliability, &error)
            })
            .collect(),
        coverage: charts::coverage(&id("cov", 0), &head.name, &head.coverage),
        shares: labels()
            .filter_map(|(k, label)| {
                let shares = label.shares.as_ref()?;
                Some(share(
                    &id("share", k),
                    &label.label,
                    shares,
                    Some(&label.share),
                ))
            })
            .collect(),
        batch_shares: labels()
            .filter_map(|(k, label)| {
                let shares = label.batch_shares.as_ref()?;
                Some(share(&id("batch", k), &label.label, shares, None))
            })
            .collect(),
        slices: slices(&id, head),
    }
}

fn f1(id: &str, head: &HeadEvaluation) -> Chart {
    let line = |name: String, found: Option<&Estimate>, of_model| Line {
        name,
        value: found.and_then(|found| found.value),
        interval: found.and_then(|found| found.interval),
        of_model,
    };
    let mut lines: Vec<Line> = head
        .labels
        .iter()
        .map(|label| line(label.label.clone(), label.figures.get("f1"), true))
        .collect();
    lines.push(line(
        "macro mean".into(),
        head.overall.get("macro_f1"),
        true,
    ));
    for baseline in &head.baselines {
        let name = format!("macro mean, {} baseline", baseline.name);
        lines.push(line(name, baseline.overall.get("macro_f1"), false));
    }
    let macro_f1 = head
        .overall
        .get("macro_f1")
        .map(format::estimate)
        .unwrap_or_default();
    forest(
        id,
        format!("F1 of {}", head.name),
        format!("F1 of each label with its 95 % interval; the macro mean is {macro_f1}."),
        &lines,
        1.0,
    )
}

fn share(id: &str, label: &str, shares: &Shares, truth: Option<&Estimate>) -> Chart {
    let mut lines = Vec::new();
    if let Some(truth) = truth {
        lines.push(Line {
            name: "true share".into(),
            value: truth.value,
            interval: None,
            of_model: false,
        });
    }
    for (name, share) in [
        ("raw count", shares.raw),
        ("adjusted count", shares.adjusted),
        ("probabilistic adjusted count", shares.probabilistic),
        ("expectation maximisation", shares.expectation),
    ] {
        lines.push(Line {
            name: name.into(),
            value: share.value,
            interval: share.interval,
            of_model: true,
        });
    }
    let highest = lines
        .iter()
        .flat_map(|line| [line.value, line.interval.map(|interval| interval.high)])
        .flatten()
        .fold(0.0, f64::max);
    let end = [0.1, 0.2, 0.4, 0.6, 0.8]
        .into_iter()
        .find(|&end| end > highest)
        .unwrap_or(1.0);
    forest(
        id,
        format!("Share of {label}"),
        format!(
            "Raw count {}, adjusted count {}.",
            format::percent(shares.raw.value),
            format::percent(shares.adjusted.value)
        ),
        &lines,
        end,
    )
}

fn slices(id: &impl Fn(&str, usize) -> String, head: &HeadEvaluation) -> Vec<Chart> {
    let mut fields: Vec<&str> = head
        .slices
        .iter()
        .map(|slice| slice.field.as_str())
        .collect();
    fields.dedup();
    fields
        .into_iter()
        .enumerate()
        .map(|(k, field)| {
            let lines: Vec<Line> = head
                .slices
                .iter()
                .filter(|slice| slice.field == field)
                .map(|slice| Line {
                    name: format!("{} (n = {})", slice.value, slice.n),
                    value: slice.macro_f1.value,
                    interval: slice.macro_f1.interval,
                    of_model: true,
                })
                .collect();
            let title = format!("Macro F1 of {} by {}", head.name, format::words(field));
            let description = format!(
                "{} parts of the data, each with its 95 % interval.",
                lines.len()
            );
            forest(&id("slice", k), title, description, &lines, 1.0)
        })
        .collect()
}

fn of_behaviour(behaviour: &Behaviour) -> Chart {
    let lines: Vec<Line> = behaviour
        .groups
        .iter()
        .map(|group| Line {
            name: format!("{}: {} (n = {})", group.kind, group.capability, group.n),
            value: group.failed.value,
            interval: group.failed.interval,
            of_model: true,
        })
        .collect();
    forest(
        "behaviour",
        "Failure rates of behavioural tests".into(),
        format!(
            "The share of cases that failed, by what they test; over all {} passed.",
            format::percent(behaviour.passed.value)
        ),
        &lines,
        1.0,
    )
}

/// Text as it stands inside an HTML element or a quoted attribute.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c => escaped.push(c),
        }
    }
    escaped
}
