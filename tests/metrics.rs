//! Holds every statistic to what established libraries give on the same predictions.
//!
//! `tests/fixtures/metrics/make.py` made the figures with scikit-learn, SciPy,
//! statsmodels and krippendorff; it names the versions inside `metrics.json`.

use onrecord::metrics::{
    Bootstrap, Counts, abstention, agreement, calibration, classification, drift, interval,
    prevalence, ranking,
};
use serde_json::Value;

fn fixture() -> Value {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/metrics/metrics.json"
    );
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v.as_f64().unwrap())
        .collect()
}

fn flags(value: &Value) -> Vec<bool> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v.as_bool().unwrap())
        .collect()
}

fn places(value: &Value) -> Vec<usize> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v.as_u64().unwrap() as usize)
        .collect()
}

#[track_caller]
fn check(name: &str, ours: f64, theirs: &Value) {
    let theirs = theirs.as_f64().unwrap();
    assert!(
        (ours - theirs).abs() < 1e-9,
        "{name}: ours {ours}, theirs {theirs}"
    );
}

#[test]
fn one_label_agrees_with_scikit_learn() {
    for case in fixture()["binary"].as_array().unwrap() {
        let (truth, said) = (flags(&case["truth"]), flags(&case["said"]));
        let p = numbers(&case["probabilities"]);
        let counts = Counts::of(&truth, &said);
        check("precision", counts.precision(), &case["precision"]);
        check("recall", counts.recall(), &case["recall"]);
        check("f1", counts.f1(), &case["f1"]);
        check("accuracy", counts.accuracy(), &case["accuracy"]);
        check("mcc", counts.mcc(), &case["mcc"]);
        check("brier", calibration::brier(&truth, &p), &case["brier"]);
        check(
            "log loss",
            calibration::log_loss(&truth, &p),
            &case["log_loss"],
        );
        check(
            "calibration error",
            calibration::calibration_error(&truth, &p),
            &case["calibration_error"],
        );
        check(
            "average precision",
            ranking::average_precision(&truth, &p),
            &case["average_precision"],
        );
        if let Some(theirs) = case["reliability"].as_array() {
            let ours = calibration::reliability(&truth, &p);
            assert_eq!(ours.len(), theirs.len());
            for (ours, theirs) in ours.iter().zip(theirs) {
                check("mean probability", ours.probability, &theirs[0]);
                check("share", ours.share, &theirs[1]);
            }
        }
    }
}

#[test]
fn the_curve_agrees_with_scikit_learn() {
    for case in fixture()["binary"].as_array().unwrap() {
        let truth = flags(&case["truth"]);
        let units: Vec<usize> = (0..truth.len()).collect();
        let mut ours =
            ranking::Ranking::new(&truth, &numbers(&case["probabilities"]), &units).curve();
        ours.reverse();
        let theirs = case["curve"].as_array().unwrap();
        assert_eq!(ours.len(), theirs.len());
        for (ours, theirs) in ours.iter().zip(theirs) {
            check("threshold", ours.threshold, &theirs[0]);
            check("precision", ours.precision, &theirs[1]);
            check("recall", ours.recall, &theirs[2]);
        }
    }
}

#[test]
fn weights_agree_with_sample_weight() {
    let fixture = fixture();
    let (weighted, case) = (&fixture["weighted"], &fixture["binary"][0]);
    let weights: Vec<u32> = places(&weighted["weights"])
        .iter()
        .map(|&w| w as u32)
        .collect();
    let (truth, said) = (flags(&case["truth"]), flags(&case["said"]));
    let units: Vec<usize> = (0..truth.len()).collect();
    let ranking = ranking::Ranking::new(&truth, &numbers(&case["probabilities"]), &units);
    check(
        "ap",
        ranking.average_precision(&weights),
        &weighted["average_precision"],
    );
    let mut counts = Counts::default();
    for i in 0..truth.len() {
        counts.add(truth[i], said[i], f64::from(weights[i]));
    }
    check("f1", counts.f1(), &weighted["f1"]);
}

#[test]
fn several_labels_agree_with_scikit_learn() {
    let fixture = fixture();
    let exclusive = &fixture["exclusive"];
    let (truth, said) = (places(&exclusive["truth"]), places(&exclusive["said"]));
    let of = |k: usize| {
        let is = |all: &[usize]| all.iter().map(|&c| c == k).collect::<Vec<_>>();
        Counts::of(&is(&truth), &is(&said))
    };
    let counts: Vec<Counts> = (0..3).map(of).collect();
    check(
        "macro",
        classification::macro_f1(&counts),
        &exclusive["macro_f1"],
    );
    check(
        "micro",
        classification::pooled(&counts).f1(),
        &exclusive["micro_f1"],
    );
    let table: Vec<Vec<f64>> = exclusive["table"]
        .as_array()
        .unwrap()
        .iter()
        .map(numbers)
        .collect();
    check(
        "mcc",
        classification::mcc_of_table(&table),
        &exclusive["mcc"],
    );

    let independent = &fixture["independent"];
    let rows = |name: &str| {
        independent[name]
            .as_array()
            .unwrap()
            .iter()
            .map(flags)
            .collect::<Vec<_>>()
    };
    let (truths, saids) = (rows("truth"), rows("said"));
    let column = |rows: &[Vec<bool>], k: usize| rows.iter().map(|row| row[k]).collect::<Vec<_>>();
    let counts: Vec<Counts> = (0..3)
        .map(|k| Counts::of(&column(&truths, k), &column(&saids, k)))
        .collect();
    check(
        "macro",
        classification::macro_f1(&counts),
        &independent["macro_f1"],
    );
    let pooled = classification::pooled(&counts);
    check("micro", pooled.f1(), &independent["micro_f1"]);
    check(
        "micro precision",
        pooled.precision(),
        &independent["micro_precision"],
    );
}

#[test]
fn intervals_agree_with_statsmodels_and_numpy() {
    let fixture = fixture();
    for case in fixture["wilson"].as_array().unwrap() {
        let ours = interval::wilson(case["hits"].as_f64().unwrap(), case["n"].as_f64().unwrap());
        check("low", ours.low, &case["interval"][0]);
        check("high", ours.high, &case["interval"][1]);
    }
    let percentile = &fixture["percentile"];
    let ours = interval::percentile_interval(&numbers(&percentile["values"])).unwrap();
    check("low", ours.low, &percentile["interval"][0]);
    check("high", ours.high, &percentile["interval"][1]);
}

#[test]
fn agreement_agrees_with_krippendorff() {
    for case in fixture()["alpha"].as_array().unwrap() {
        let units: Vec<Vec<usize>> = case["units"]
            .as_array()
            .unwrap()
            .iter()
            .map(places)
            .collect();
        let groups: Vec<usize> = (0..units.len()).collect();
        let bootstrap = Bootstrap {
            n_groups: units.len(),
            n_draws: 200,
            seed: 3,
        };
        let ours = agreement::alpha(&units, &groups, &bootstrap).unwrap();
        check("alpha", ours.alpha, &case["alpha"]);
        assert!(ours.interval.unwrap().holds(ours.alpha));
    }
}

#[test]
fn drift_agrees_with_scipy() {
    let fixture = fixture();
    let case = &fixture["drift"];
    let (a, b) = (numbers(&case["a"]), numbers(&case["b"]));
    let (x, y) = (numbers(&case["x"]), numbers(&case["y"]));
    check("js", drift::jensen_shannon(&a, &b), &case["jensen_shannon"]);
    check(
        "ks",
        drift::kolmogorov_smirnov(&x, &y),
        &case["kolmogorov_smirnov"],
    );
    check(
        "psi",
        drift::population_stability(&x, &y),
        &case["population_stability"],
    );
}

#[test]
fn corrected_shares_agree_with_numpy() {
    let fixture = fixture();
    let case = &fixture["shares"];
    let truth = flags(&case["truth"]);
    let (said, p) = (flags(&case["said"]), numbers(&case["p"]));
    let (batch_said, batch_p) = (flags(&case["batch_said"]), numbers(&case["batch_p"]));
    let groups: Vec<usize> = (0..truth.len()).collect();
    let ours = prevalence::shares(
        &truth,
        prevalence::Said {
            said: &said,
            probabilities: &p,
            groups: &groups,
        },
        prevalence::Said {
            said: &batch_said,
            probabilities: &batch_p,
            groups: &groups,
        },
        case["prior"].as_f64().unwrap(),
        200,
        1,
    );
    check("raw", ours.raw.value.unwrap(), &case["raw"]);
    check("adjusted", ours.adjusted.value.unwrap(), &case["adjusted"]);
    check(
        "probabilistic",
        ours.probabilistic.value.unwrap(),
        &case["probabilistic"],
    );
    let gap = ours.expectation.value.unwrap() - case["expectation"].as_f64().unwrap();
    assert!(
        gap.abs() < 1e-6,
        "expectation maximisation stops near enough: {gap}"
    );
    for share in [
        ours.raw,
        ours.adjusted,
        ours.probabilistic,
        ours.expectation,
    ] {
        assert!(share.interval.unwrap().holds(share.value.unwrap()));
    }
}

#[test]
fn coverage_agrees_with_numpy() {
    let fixture = fixture();
    let case = &fixture["coverage"];
    let ours = abstention::coverage_curve(&flags(&case["right"]), &numbers(&case["confidence"]));
    let theirs = case["curve"].as_array().unwrap();
    assert_eq!(ours.len(), theirs.len());
    for (ours, theirs) in ours.iter().zip(theirs) {
        check("confidence", ours.confidence, &theirs[0]);
        check("coverage", ours.coverage, &theirs[1]);
        check("precision", ours.precision, &theirs[2]);
    }
}
