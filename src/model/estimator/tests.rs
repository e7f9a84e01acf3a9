use super::*;
use crate::random::SplitMix;
use linfa::Dataset;
use ndarray::Array2;

/// Rows with a third of their weights set, and answers that mostly follow from them.
pub(super) fn problem(n: usize, d: usize, seed: u64) -> (SparseRows, Vec<bool>) {
    let mut random = SplitMix(seed);
    let mut rows = SparseRows::new(d);
    let mut answers = Vec::new();
    for _ in 0..n {
        let mut row = Vec::new();
        let mut score = -0.4;
        for j in 0..d {
            if random.below(3) == 0 {
                let x = random.below(1000) as f32 / 1000.0;
                score += f64::from(x) * if j % 2 == 0 { 2.0 } else { -1.5 };
                row.push((j as u32, x));
            }
        }
        rows.push(&mut row);
        answers.push(score + (random.below(1000) as f64 / 500.0 - 1.0) > 0.0);
    }
    (rows, answers)
}

#[test]
fn equals_linfa_logistic_on_dense_rows() {
    let (rows, answers) = problem(300, 8, 11);
    let ours = LogisticParams {
        cost: 2.0,
        tolerance: 1e-8,
        ..LogisticParams::default()
    }
    .fit_rows(&rows, &answers, None, None)
    .unwrap();
    assert!(ours.fitting.converged, "{:?}", ours.fitting);
    let dense = Array2::from_shape_fn((300, 8), |(i, j)| {
        let (columns, values) = rows.row(i);
        columns
            .iter()
            .position(|&c| c as usize == j)
            .map_or(0.0, |k| f64::from(values[k]))
    });
    let theirs = linfa_logistic::LogisticRegression::default()
        .alpha(0.5)
        .max_iterations(500)
        .gradient_tolerance(1e-8)
        .fit(&Dataset::new(dense, Array1::from_vec(answers)))
        .unwrap();
    // linfa's positive class is the more frequent one, whichever that is.
    let sign = if theirs.labels().pos.class { 1.0 } else { -1.0 };
    for (a, b) in ours.coefficients.iter().zip(theirs.params()) {
        assert!((a - sign * b).abs() < 1e-4, "{a} and {b}");
    }
    assert!((ours.intercept - sign * theirs.intercept()).abs() < 1e-4);
}

#[test]
fn weights_of_rows_count_as_copies() {
    let (rows, answers) = problem(60, 4, 5);
    let params = LogisticParams {
        tolerance: 1e-9,
        ..LogisticParams::default()
    };
    let doubled: Vec<usize> = (0..60).chain(0..20).collect();
    let copies = params
        .fit_rows(
            &rows.select(&doubled),
            &doubled.iter().map(|&i| answers[i]).collect::<Vec<_>>(),
            None,
            None,
        )
        .unwrap();
    let weights: Vec<f64> = (0..60).map(|i| if i < 20 { 2.0 } else { 1.0 }).collect();
    let weighted = params
        .fit_rows(&rows, &answers, Some(&weights), None)
        .unwrap();
    for (a, b) in copies.coefficients.iter().zip(&weighted.coefficients) {
        assert!((a - b).abs() < 1e-6);
    }
}

#[test]
fn a_warm_start_changes_the_way_and_not_the_result() {
    let (rows, answers) = problem(200, 10, 9);
    let params = LogisticParams {
        tolerance: 1e-9,
        ..LogisticParams::default()
    };
    let cold = params.fit_rows(&rows, &answers, None, None).unwrap();
    let near = LogisticParams {
        cost: 0.8,
        ..params.clone()
    }
    .fit_rows(&rows, &answers, None, None)
    .unwrap();
    let warm = params.fit_rows(&rows, &answers, None, Some(&near)).unwrap();
    for (a, b) in cold.coefficients.iter().zip(&warm.coefficients) {
        assert!((a - b).abs() < 1e-6);
    }
    assert_eq!(warm.fitting.n_epochs, 0);
}

#[test]
fn linfa_traits_fit_and_predict() {
    let (rows, answers) = problem(200, 6, 2);
    let dataset = DatasetBase::new(rows, Array1::from_vec(answers.clone()));
    let fitted = LogisticParams::default().fit(&dataset).unwrap();
    let predicted: Array1<bool> = fitted.predict(dataset.records());
    let right = predicted
        .iter()
        .zip(&answers)
        .filter(|(a, b)| a == b)
        .count();
    assert!(right > 150, "{right} of 200");
}

#[test]
fn useless_answers_are_refused() {
    let (rows, _) = problem(5, 2, 1);
    let error = LogisticParams::default()
        .fit_rows(&rows, &[true; 5], None, None)
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "all 5 answers are the same; a label needs statements with it and without it"
    );
}

#[test]
fn equals_scikit_learn_on_sparse_rows() {
    let fixture: serde_json::Value = serde_json::from_str(include_str!(
        "../../../tests/fixtures/logistic/problem.json"
    ))
    .unwrap();
    let read = |value: &serde_json::Value| serde_json::from_value(value.clone()).unwrap();
    let mut rows = SparseRows::new(fixture["n_terms"].as_u64().unwrap() as usize);
    let kept: Vec<Vec<(u32, f32)>> = serde_json::from_value(fixture["rows"].clone()).unwrap();
    for mut row in kept {
        rows.push(&mut row);
    }
    let answers: Vec<bool> = serde_json::from_value(fixture["answers"].clone()).unwrap();
    let weights: Vec<f64> = read(&fixture["weights"]);
    for fit in fixture["fits"].as_array().unwrap() {
        let params = LogisticParams {
            cost: fit["cost"].as_f64().unwrap(),
            positive_weight: fit["positive_weight"].as_f64().unwrap(),
            tolerance: 1e-7,
            ..LogisticParams::default()
        };
        let weights = fit["weighted"].as_bool().unwrap().then_some(&weights[..]);
        let ours = params.fit_rows(&rows, &answers, weights, None).unwrap();
        assert!(ours.fitting.converged, "{:?}", ours.fitting);
        let theirs: Vec<f64> = read(&fit["coefficients"]);
        for (a, b) in ours.coefficients.iter().zip(&theirs) {
            assert!((a - b).abs() < 1e-4, "{a} and {b}");
        }
        assert!((ours.intercept - fit["intercept"].as_f64().unwrap()).abs() < 1e-4);
    }
}

#[test]
fn questions_side_by_side_come_to_what_each_comes_to_alone() {
    let (rows, answers) = problem(150, 30, 4);
    let places: Vec<u32> = (0..150).collect();
    let question = |k: usize| Question {
        name: format!("question {k}"),
        cost: 0.3 * (k + 1) as f64,
        answers: (0..150).map(|i| answers[i] ^ (i % (k + 3) == 0)).collect(),
        weights: k
            .is_multiple_of(2)
            .then(|| (0..150).map(|i| 0.5 + (i % 4) as f64).collect()),
    };
    let params = LogisticParams {
        tolerance: 1e-8,
        ..LogisticParams::default()
    };
    let go_on = AtomicBool::new(false);
    for n in [1, 2, 3, 6, 11] {
        let questions: Vec<Question> = (0..n).map(question).collect();
        let fits = params.fit_many(&rows, &places, &questions, &go_on);
        for (fit, question) in fits.unwrap().unwrap().iter().zip(&questions) {
            assert!(fit.fitting.converged, "{:?}", fit.fitting);
            let params = LogisticParams {
                cost: question.cost,
                ..params.clone()
            };
            let weights = question.weights.as_deref();
            let alone = params.fit_rows(&rows, &question.answers, weights, None);
            let alone = alone.unwrap();
            assert_eq!(*fit, alone, "{n} questions");
        }
    }
    let stop = AtomicBool::new(true);
    let stopped = params.fit_many(&rows, &places, &[question(0)], &stop);
    assert!(stopped.unwrap().is_none());
}

#[test]
fn columns_of_very_different_scales_are_left_to_newton_steps() {
    let (rows, answers) = problem(120, 8, 6);
    let mut scaled = SparseRows::new(8);
    for i in 0..120 {
        let (columns, values) = rows.row(i);
        let weights = columns.iter().zip(values);
        let mut row: Vec<(u32, f32)> = weights
            .map(|(&column, &value)| (column, value * 10_f32.powi(column as i32 % 5)))
            .collect();
        scaled.push(&mut row);
    }
    let params = LogisticParams {
        cost: 100.0,
        tolerance: 1e-6,
        ..LogisticParams::default()
    };
    let fit = params.fit_rows(&scaled, &answers, None, None).unwrap();
    assert!(fit.fitting.converged, "{:?}", fit.fitting);
    assert!(fit.fitting.n_steps > 0, "{:?}", fit.fitting);
}

#[test]
fn a_question_that_cannot_be_asked_is_named() {
    let (rows, _) = problem(5, 2, 1);
    let question = Question {
        name: "label \"a\"".into(),
        cost: 1.0,
        answers: vec![false; 5],
        weights: None,
    };
    let params = LogisticParams::default();
    let places = [0, 1, 2, 3, 4];
    let go_on = AtomicBool::new(false);
    let error = params
        .fit_many(&rows, &places, &[question], &go_on)
        .unwrap_err();
    assert!(error.to_string().starts_with("label \"a\""), "{error}");
}
