//! Truth against answer, with a row and a column for no label and one for abstention.

use super::result::Confusion;
use super::table::HeadTable;
use crate::label::HeadKind;
use crate::score::Decision;

pub(super) fn table(head: &HeadTable) -> Confusion {
    let n_labels = head.head.n_labels();
    let (none, abstained) = (n_labels, n_labels + 1);
    let mut counts = vec![vec![0; n_labels + 2]; n_labels + 1];
    for (gold, decision) in head.gold.iter().zip(&head.decisions) {
        let Decision::Labels { labels: said, .. } = decision else {
            for label in gold.iter() {
                counts[label][abstained] += 1;
            }
            if gold.is_empty() {
                counts[none][abstained] += 1;
            }
            continue;
        };
        let missed: Vec<usize> = gold.iter().filter(|&label| !said.contains(label)).collect();
        let extra: Vec<usize> = said.iter().filter(|&label| !gold.contains(label)).collect();
        for label in gold.iter().filter(|&label| said.contains(label)) {
            counts[label][label] += 1;
        }
        for &label in &missed {
            for &instead in &extra {
                counts[label][instead] += 1;
            }
            if extra.is_empty() {
                counts[label][none] += 1;
            }
        }
        if missed.is_empty() {
            for &label in &extra {
                counts[none][label] += 1;
            }
        }
        if gold.is_empty() && said.is_empty() {
            counts[none][none] += 1;
        }
    }
    let mut rows = head.head.labels.clone();
    rows.push("none".into());
    let mut columns = rows.clone();
    columns.push("abstained".into());
    if head.head.kind == HeadKind::Exclusive {
        // One label always holds, and one is always said: "none" has nothing to count.
        rows.pop();
        columns.remove(none);
        counts.pop();
        for row in &mut counts {
            row.remove(none);
        }
    }
    Confusion {
        rows,
        columns,
        counts,
    }
}
