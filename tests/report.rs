//! Reports of one hand-made evaluation: text, JSON, LaTeX, CSV, and the page in a browser.

mod evaluate_made;

use evaluate_made::{options, table};
use onrecord::evaluate::behaviour::{self, Case};
use onrecord::evaluate::drift::{self, Reference};
use onrecord::evaluate::pipeline::{self, Answers, FoundStatement, GoldArticle};
use onrecord::evaluate::result::{Source, Term};
use onrecord::evaluate::{Evaluation, compare, errors, evaluate, gate};
use onrecord::model::HeadResult;
use onrecord::report::{dsl, html, json, latex, terminal};
use onrecord::score::{Probabilities, Scores};
use std::path::{Path, PathBuf};
use std::process::Command;

/// An evaluation with every part, and with data that tries to break out of the page.
fn evaluation() -> Evaluation {
    let mut table = table(300, 0.88, 1);
    table.texts[0] = "<script>alert('x')</script> & “so on”".into();
    for head in &mut table.heads {
        // The first statement becomes the surest error, so that its text is shown.
        let wrong = usize::from(head.gold[0].contains(0));
        head.decisions[0] = evaluate_made::said(&[wrong]);
        head.probabilities[0] = vec![0.001; head.head.n_labels()];
        head.probabilities[0][wrong] = 0.999;
        head.ratings = head
            .gold
            .iter()
            .map(|gold| vec![gold.clone(), gold.clone()])
            .collect();
    }
    let mut found = evaluate(&table, None, &options());
    found.provenance.command = "onrecord evaluate --model models/x --data held_out.jsonl".into();
    found.provenance.data = vec![Source {
        path: "held_out.jsonl".into(),
        sha256: "ab".repeat(32),
    }];
    errors::add_evidence(&mut found, |_, _, _| {
        vec![Term {
            text: "budget".into(),
            weight: 0.7,
        }]
    });
    let other = evaluate_made::table(300, 0.8, 2);
    found.comparison = Some(compare::compare(&table, &other, &options()).unwrap());
    let reference = Reference {
        name: "held-out",
        texts: &table.texts,
        heads: &table.heads,
    };
    found.drift = Some(drift::drift(reference, &other, &options()));
    drift::add_batch_shares(&mut found, &table, &other, &options());
    let heads: Vec<_> = table.heads.iter().map(|head| head.head.clone()).collect();
    let article: GoldArticle = serde_json::from_str(
        r#"{"id":"x","text":"“Yes to it,” Ann said.","attributions":[{"content":[[1,10]],"source":[[13,16]],"view":["for"],"tone":"warm"}]}"#,
    )
    .unwrap();
    let labels = vec![evaluate_made::set(&[1]), evaluate_made::set(&[2])];
    let answers = Answers {
        found: vec![FoundStatement {
            spans: vec![[0, 12]],
            mention: Some([13, 16]),
            labels: labels.clone(),
        }],
        given_gold: vec![labels],
    };
    found.pipeline = Some(pipeline::score(&[article], &[answers], &heads, &options()).unwrap());
    let cases: Vec<Case> = ["for", "against"]
        .iter()
        .map(|label| {
            let line = format!(
                r#"{{"id":"{label}","kind":"minimum","capability":"words","head":"view","text":"<b>so</b>","labels":["{label}"]}}"#
            );
            serde_json::from_str(&line).unwrap()
        })
        .collect();
    let classify = |_: &onrecord::statement::StatementView<'_>| {
        vec![HeadResult {
            scores: Scores(vec![0.0; 2]),
            probabilities: Probabilities(vec![0.2, 0.8]),
            decision: evaluate_made::said(&[1]),
        }]
    };
    found.behaviour = Some(behaviour::run_with(&heads[..1], classify, &cases).unwrap());
    gate::require(
        &mut found,
        &gate::parse("macro_f1=0.5,behaviour=0.9").unwrap(),
    )
    .unwrap();
    found
}

#[test]
fn the_terminal_shows_the_figures() {
    insta::assert_snapshot!(terminal::write(&evaluation()));
}

#[test]
fn the_paper_gets_its_table() {
    insta::assert_snapshot!(latex::write(&evaluation()));
}

#[test]
fn json_is_read_back_and_another_schema_refused() {
    let evaluation = evaluation();
    let text = json::write(&evaluation);
    assert_eq!(json::read(&text).unwrap(), evaluation);
    let other = text.replace("onrecord/evaluation/1", "onrecord/evaluation/9");
    let error = json::read(&other).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("this version reads \"onrecord/evaluation/1\"")
    );
}

#[test]
fn supervised_learning_gets_gold_where_there_is_gold() {
    let (held_out, batch) = (table(6, 0.9, 1), table(3, 0.9, 2));
    let text = dsl::write(&held_out, Some(&batch), Some(0.25));
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[0],
        "id,group,head,label,predicted,probability,gold,sampling_probability,outlet"
    );
    assert_eq!(lines.len(), 1 + (6 + 3) * (2 + 3));
    assert!(lines[1].starts_with("s0,g0,view,against,") && lines[1].ends_with(",0.25,Daily"));
    assert!(
        lines[lines.len() - 1].contains(",,0.25,"),
        "a batch has no gold"
    );
}

#[test]
fn the_page_is_one_file_and_escapes_what_it_shows() {
    let page = html::write(&evaluation()).unwrap();
    assert!(!page.contains("<script") && !page.contains("<b>so</b>"));
    assert!(
        page.contains("&lt;script&gt;"),
        "the statement is shown as text"
    );
    for outside in [
        "src=",
        "@import",
        "url(",
        "href=\"http",
        "<iframe",
        "<object",
    ] {
        assert!(!page.contains(outside), "the page would fetch: {outside}");
    }
    let opened = page.matches("<svg").count();
    assert_eq!(opened, page.matches("</svg>").count());
    assert_eq!(opened, page.matches("role=\"img\"").count());
    let mut ids: Vec<&str> = page
        .split(" id=\"")
        .skip(1)
        .filter_map(|s| s.split('"').next())
        .collect();
    let n_ids = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), n_ids, "identifiers are distinct");
}

/// What a browser reports of the page: put into it for the test only.
const PROBE: &str = r#"<script>
window.faults = [];
window.addEventListener('error', e => faults.push(String(e.message || e.target)), true);
window.addEventListener('load', () => setTimeout(() => {
  const lum = c => { const [r, g, b] = c.match(/[\d.]+/g).map(Number).map(v => v / 255)
      .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const contrast = (a, b) => { const [x, y] = [lum(a), lum(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
  const paper = getComputedStyle(document.body).backgroundColor;
  const shown = [...document.querySelectorAll('svg text, p, th, td, figcaption, figcaption span, .ci, dt, dd')].filter(e => e.getBoundingClientRect().height > 0);
  const colour = e => e.namespaceURI.includes('svg') ? getComputedStyle(e).fill : getComputedStyle(e).color;
  const svgs = [...document.querySelectorAll('figure svg')].filter(s => s.getBoundingClientRect().height > 0);
  const size = t => parseFloat(getComputedStyle(t).fontSize) * t.ownerSVGElement.getBoundingClientRect().width / t.ownerSVGElement.viewBox.baseVal.width;
  const texts = svgs.flatMap(s => [...s.querySelectorAll('text')]);
  const cut = texts.filter(t => { const a = t.getBoundingClientRect(), b = t.ownerSVGElement.getBoundingClientRect(); return a.left < b.left - 1 || a.right > b.right + 1; });
  document.title = 'PROBE ' + JSON.stringify({
    faults, fetched: performance.getEntriesByType('resource').map(r => r.name), charts: svgs.length,
    drawn: svgs.filter(s => s.querySelector('circle, polyline, rect')).length,
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth, width: innerWidth,
    contrast: Math.min(...shown.map(e => contrast(colour(e), paper))), letters: Math.min(...texts.map(size)),
    cut: cut.map(t => t.textContent), dark: lum(paper) < 0.2 });
}, 50));
</script>"#;

fn chromium() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let path = std::env::var_os("PATH")?;
    let names = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    named.or_else(|| {
        std::env::split_paths(&path)
            .flat_map(|folder| {
                names
                    .iter()
                    .map(move |name| folder.join(name))
                    .collect::<Vec<_>>()
            })
            .find(|program| program.is_file())
    })
}

fn probe(chromium: &Path, page: &str, width: u32, dark: bool) -> serde_json::Value {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.html");
    let probed = page.replacen("<head>", &format!("<head>{PROBE}"), 1);
    std::fs::write(&file, probed).unwrap();
    let output = Command::new(chromium)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
        ])
        .args([
            "--no-first-run",
            "--disable-background-networking",
            "--hide-scrollbars",
        ])
        .args([
            "--enable-logging=stderr",
            "--virtual-time-budget=3000",
            "--dump-dom",
        ])
        .arg(format!("--window-size={width},2000"))
        .arg(format!(
            "--blink-settings=preferredColorScheme={}",
            if dark { 0 } else { 1 }
        ))
        .arg(format!(
            "--user-data-dir={}",
            folder.path().join("profile").display()
        ))
        .arg(format!("file://{}", file.display()))
        .output()
        .unwrap();
    let log = String::from_utf8_lossy(&output.stderr);
    let console: Vec<&str> = log
        .lines()
        .filter(|line| line.contains("CONSOLE"))
        .collect();
    assert!(console.is_empty(), "the console is quiet: {console:?}");
    let dom = String::from_utf8_lossy(&output.stdout);
    let title = dom
        .split_once("<title>PROBE ")
        .and_then(|(_, rest)| rest.split_once("</title>"))
        .unwrap_or_else(|| panic!("the browser gave no answer: {log}"))
        .0;
    serde_json::from_str(
        &title
            .replace("&amp;", "&")
            .replace("&lt;", "<")
            .replace("&gt;", ">"),
    )
    .unwrap()
}

#[test]
fn a_browser_shows_every_chart_in_both_themes_at_any_width() {
    let Some(chromium) = chromium() else {
        println!("skipped: no Chromium here; install it or set CHROMIUM to its path");
        return;
    };
    let page = html::write(&evaluation()).unwrap();
    let n_charts = page.matches("<figure").count();
    assert!(n_charts > 20);
    for (width, dark) in [(400, false), (400, true), (1200, false), (1200, true)] {
        let found = probe(&chromium, &page, width, dark);
        let at = format!("{width} wide, dark {dark}: {found}");
        assert_eq!(found["faults"].as_array().unwrap().len(), 0, "{at}");
        assert_eq!(found["fetched"].as_array().unwrap().len(), 0, "{at}");
        assert_eq!(found["charts"], n_charts, "{at}");
        assert_eq!(found["drawn"], n_charts, "{at}");
        assert_eq!(found["dark"], dark, "{at}");
        assert!(
            found["wide"].as_f64().unwrap() <= 0.0,
            "nothing sticks out: {at}"
        );
        assert!(found["contrast"].as_f64().unwrap() >= 4.5, "WCAG AA: {at}");
        assert!(
            found["letters"].as_f64().unwrap() >= 11.0,
            "letters are legible: {at}"
        );
        assert_eq!(
            found["cut"].as_array().unwrap().len(),
            0,
            "no text is cut: {at}"
        );
    }
}
