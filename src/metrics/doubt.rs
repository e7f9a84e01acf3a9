//! Which labels a model doubts: confident learning, each label a question of its own.

/// A statement that the model contradicts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Doubt {
    /// Its position.
    pub index: usize,
    /// By how much the model is surer than it usually is of the class it prefers.
    pub margin: f64,
}

/// Statements that the model contradicts with at least the confidence that it has, on
/// average, in statements of the class it prefers; in order of position.
///
/// `truth` says which statements carry the label, `probability` how likely the model, which
/// must not have seen them, holds that.
///
/// Source: Northcutt, Jiang and Chuang (2021), *Confident Learning*, JAIR 70.
pub fn doubts(truth: &[bool], probability: &[f64]) -> Vec<Doubt> {
    let usual = |class: bool| {
        let of_class: Vec<f64> = (0..probability.len())
            .filter(|&i| truth[i] == class)
            .map(|i| {
                if class {
                    probability[i]
                } else {
                    1.0 - probability[i]
                }
            })
            .collect();
        of_class.iter().sum::<f64>() / of_class.len() as f64
    };
    let (usual_true, usual_false) = (usual(true), usual(false));
    (0..probability.len())
        .filter_map(|index| {
            let (against, usual) = if truth[index] {
                (1.0 - probability[index], usual_false)
            } else {
                (probability[index], usual_true)
            };
            (against > 0.5 && against >= usual).then_some(Doubt {
                index,
                margin: against - usual,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_contradicted_with_confidence_is_doubted() {
        // Usual confidence: 0.7 in “yes”, 0.725 in “no”.
        let truth = [true, true, true, false, false, false, false];
        let p = [0.95, 0.95, 0.2, 0.05, 0.1, 0.15, 0.8];
        let found = doubts(&truth, &p);
        let indices: Vec<usize> = found.iter().map(|doubt| doubt.index).collect();
        assert_eq!(indices, [2, 6]);
        assert!((found[0].margin - (0.8 - 0.725)).abs() < 1e-12);
        assert!((found[1].margin - (0.8 - 0.7)).abs() < 1e-12);
        assert!(doubts(&[true], &[0.9]).is_empty());
    }
}
