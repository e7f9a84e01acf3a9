//! Forest charts: one line a figure, a dot with its interval, its name above it.
//!
//! Names stand above their line and not beside it, so that long ones fit a narrow screen.

use super::charts::{Chart, Drawn, GRID, INK, LETTERS, MODEL, MUTED, OTHER, WIDTH, chart};
use crate::metrics::Interval;
use plotters::prelude::*;

/// One line of a forest chart.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// What it is.
    pub(super) name: String,
    /// Its figure in `[0, 1]`.
    pub(super) value: Option<f64>,
    /// Its interval.
    pub(super) interval: Option<Interval>,
    /// True for the model; false for what it is compared with.
    pub(super) of_model: bool,
}

const ROW: u32 = 38;
const LEFT: i32 = 12;
const RIGHT: i32 = 18;
const FOOT: u32 = 26;

/// Lines from top to bottom on a common scale from 0 to 1, `end` at the right.
pub(super) fn forest(
    id: &str,
    title: String,
    description: String,
    lines: &[Line],
    end: f64,
) -> Chart {
    let height = ROW * lines.len() as u32 + FOOT;
    chart(id, title, description, height, |area| -> Drawn {
        let x = |value: f64| {
            let share = (value / end).clamp(0.0, 1.0);
            LEFT + (share * f64::from(WIDTH as i32 - LEFT - RIGHT)) as i32
        };
        let letters = |color: &RGBColor| ("sans-serif", LETTERS).into_font().color(color);
        let bottom = (ROW * lines.len() as u32) as i32;
        // As many steps as give round numbers for the ends that are used.
        let steps = match (end * 10.0).round() as u32 {
            1 => 5,
            6 => 3,
            _ => 4,
        };
        for step in 0..=steps {
            let value = end * f64::from(step) / f64::from(steps);
            area.draw(&PathElement::new(
                vec![(x(value), 4), (x(value), bottom)],
                GRID,
            ))?;
            let shown = if end < 0.4 {
                format!("{value:.2}")
            } else {
                format!("{value:.2}")
                    .trim_end_matches('0')
                    .trim_end_matches('.')
                    .to_owned()
            };
            let width = shown.len() as i32 * 7;
            let place = (x(value) - width / 2).max(0);
            area.draw(&Text::new(shown, (place, bottom + 6), letters(&INK)))?;
        }
        for (i, line) in lines.iter().enumerate() {
            let top = (ROW * i as u32) as i32;
            let middle = top + 28;
            let color = if line.of_model { MODEL } else { OTHER };
            area.draw(&Text::new(
                line.name.clone(),
                (LEFT, top + 5),
                letters(&INK),
            ))?;
            if let Some(interval) = line.interval {
                let ends = vec![(x(interval.low), middle), (x(interval.high), middle)];
                area.draw(&PathElement::new(ends, color.stroke_width(2)))?;
            }
            match line.value {
                Some(value) if line.of_model => {
                    area.draw(&Circle::new((x(value), middle), 5, color.filled()))?;
                }
                // Another shape as well as another colour.
                Some(value) => {
                    let at = x(value);
                    let square = [(at - 4, middle - 4), (at + 5, middle + 5)];
                    area.draw(&Rectangle::new(square, color.filled()))?;
                }
                None => {
                    area.draw(&Text::new("not known", (LEFT, middle - 6), letters(&MUTED)))?;
                }
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forest_grows_with_its_lines() {
        let line = |name: &str, value| Line {
            name: name.to_owned(),
            value,
            interval: value.map(|v: f64| Interval {
                low: v - 0.1,
                high: v + 0.1,
            }),
            of_model: value.is_some(),
        };
        let lines = [line("one", Some(0.5)), line("two", None)];
        let chart = forest("f", "t".into(), "d".into(), &lines, 1.0);
        assert!(chart.svg.contains("viewBox=\"0 0 340 102\""));
        assert!(chart.svg.contains("<circle") && chart.svg.contains("not known"));
    }
}
