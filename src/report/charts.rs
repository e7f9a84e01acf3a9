//! Charts as SVG by `plotters`, made to be read small, in print, and in the dark.
//!
//! Every chart is drawn 340 wide, the width of a narrow screen, so that its letters are
//! never scaled down. Colours are names in disguise: the page's style sheet turns each of
//! the constants below into the colour of the theme.

use crate::metrics::abstention::CoveragePoint;
use crate::metrics::calibration::ReliabilityBin;
use crate::metrics::ranking::CurvePoint;
use plotters::coord::Shift;
use plotters::prelude::*;
use serde::Serialize;

/// Text and axes.
pub(super) const INK: RGBColor = RGBColor(0x11, 0x11, 0x11);
/// What stands back: chance, the diagonal.
pub(super) const MUTED: RGBColor = RGBColor(0x77, 0x77, 0x77);
/// Lines to read values by.
pub(super) const GRID: RGBColor = RGBColor(0xDD, 0xDD, 0xDD);
/// The model.
pub(super) const MODEL: RGBColor = RGBColor(0x1F, 0x5F, 0xA8);
/// The truth, or what the model is compared with.
pub(super) const OTHER: RGBColor = RGBColor(0xB3, 0x54, 0x1E);

/// Pixels.
pub(super) const WIDTH: u32 = 340;
const HEIGHT: u32 = 280;
pub(super) const LETTERS: i32 = 13;

/// A chart with the words that stand for it where it cannot be seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chart {
    /// Its identifier in the page.
    pub id: String,
    /// What it shows.
    pub title: String,
    /// What is to be seen in it, in a sentence.
    pub description: String,
    /// The `<svg>` element.
    pub svg: String,
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// An error of drawing; an SVG in memory has none, but the crate's types allow for it.
pub(super) type Drawn = Result<(), Box<dyn std::error::Error>>;

/// Draws on an SVG of `height` and dresses it for the page.
pub(super) fn chart(
    id: &str,
    title: String,
    description: String,
    height: u32,
    draw: impl FnOnce(&Area<'_>) -> Drawn,
) -> Chart {
    let mut drawn = String::new();
    {
        let area = SVGBackend::with_string(&mut drawn, (WIDTH, height)).into_drawing_area();
        draw(&area).expect("drawing on a string in memory does not fail");
        area.present().expect("a string in memory takes everything");
    }
    // The width and height attributes would keep the page from sizing it.
    let body = drawn.split_once("viewBox").map_or("", |(_, rest)| rest);
    let title_text = crate::report::html::escape(&title);
    let description_text = crate::report::html::escape(&description);
    let svg = format!("<svg role=\"img\" aria-labelledby=\"{id}-t {id}-d\" viewBox{body}").replacen(
        '>',
        &format!("><title id=\"{id}-t\">{title_text}</title><desc id=\"{id}-d\">{description_text}</desc>"),
        1,
    );
    Chart {
        id: id.to_owned(),
        title,
        description,
        svg,
    }
}

/// A square a little larger than `[0, 1] × [0, 1]`, so that a dot on its edge is seen
/// whole, with named axes, on which `plot` draws.
fn unit_square(
    area: &Area<'_>,
    x: &str,
    y: &str,
    plot: impl FnOnce(&mut UnitChart<'_, '_>) -> Drawn,
) -> Drawn {
    let mut chart = ChartBuilder::on(area)
        .margin(8)
        .margin_right(14)
        .x_label_area_size(42)
        .y_label_area_size(48)
        .build_cartesian_2d(-0.02..1.02, -0.02..1.02)?;
    let letters = ("sans-serif", LETTERS).into_font().color(&INK);
    chart
        .configure_mesh()
        .x_labels(6)
        .y_labels(6)
        .bold_line_style(GRID)
        .light_line_style(TRANSPARENT)
        .axis_style(MUTED)
        .label_style(letters.clone())
        .axis_desc_style(letters)
        .x_label_formatter(&|v| format!("{v:.1}"))
        .y_label_formatter(&|v| format!("{v:.1}"))
        .x_desc(x)
        .y_desc(y)
        .draw()?;
    plot(&mut chart)
}

type UnitChart<'a, 'b> = ChartContext<
    'a,
    SVGBackend<'b>,
    Cartesian2d<plotters::coord::types::RangedCoordf64, plotters::coord::types::RangedCoordf64>,
>;

/// A precision-recall curve, with the label's share as the line of chance.
pub(super) fn precision_recall(
    id: &str,
    label: &str,
    curve: &[CurvePoint],
    share: f64,
    average_precision: &str,
) -> Chart {
    let title = format!("Precision and recall of {label}");
    let description = format!(
        "Precision falls as recall grows; average precision {average_precision}. Chance would give {share:.2} throughout."
    );
    chart(id, title, description, HEIGHT, |area| {
        unit_square(area, "recall", "precision", |chart| {
            chart.draw_series(LineSeries::new([(0.0, share), (1.0, share)], MUTED))?;
            let mut points: Vec<(f64, f64)> = Vec::with_capacity(curve.len() + 1);
            points.extend(curve.first().map(|first| (0.0, first.precision)));
            points.extend(curve.iter().map(|point| (point.recall, point.precision)));
            chart.draw_series(LineSeries::new(points, MODEL.stroke_width(2)))?;
            Ok(())
        })
    })
}

/// A reliability diagram: dots on the diagonal are probabilities that mean what they say.
pub(super) fn reliability(id: &str, label: &str, bins: &[ReliabilityBin], error: &str) -> Chart {
    let title = format!("Reliability of the probabilities of {label}");
    let largest = bins.iter().map(|bin| bin.n).max().unwrap_or(1) as f64;
    let description = format!(
        "Share that is true by mean probability in {} bins, with Wilson intervals; calibration error {error}.",
        bins.len()
    );
    chart(id, title, description, HEIGHT, |area| {
        unit_square(area, "probability", "share that is true", |chart| {
            chart.draw_series(LineSeries::new([(0.0, 0.0), (1.0, 1.0)], MUTED))?;
            for bin in bins {
                let ends = [
                    (bin.probability, bin.interval.low),
                    (bin.probability, bin.interval.high),
                ];
                chart.draw_series(LineSeries::new(ends, MODEL.stroke_width(2)))?;
                // The area of a dot grows with its statements.
                let size = 2.5 + 5.0 * (bin.n as f64 / largest).sqrt();
                chart.draw_series([Circle::new(
                    (bin.probability, bin.share),
                    size as i32,
                    MODEL.filled(),
                )])?;
            }
            Ok(())
        })
    })
}

/// What withholding unsure answers buys.
pub(super) fn coverage(id: &str, head: &str, curve: &[CoveragePoint]) -> Chart {
    let title = format!("Coverage against precision of {head}");
    let at = |share: f64| {
        let point = curve.iter().find(|point| point.coverage >= share);
        point.map_or(0.0, |point| point.precision)
    };
    let description = format!(
        "Answering only the surest half, {:.0} of 100 answers are wholly right; answering all, {:.0}.",
        100.0 * at(0.5),
        100.0 * at(1.0)
    );
    chart(id, title, description, HEIGHT, |area| {
        unit_square(area, "share answered", "share wholly right", |chart| {
            let points = curve.iter().map(|point| (point.coverage, point.precision));
            chart.draw_series(LineSeries::new(points, MODEL.stroke_width(2)))?;
            Ok(())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_says_what_it_shows_and_has_no_fixed_size() {
        let curve = [CurvePoint {
            threshold: 0.5,
            precision: 0.8,
            recall: 0.4,
        }];
        let chart = precision_recall("c1", "a<b", &curve, 0.1, "0.5");
        assert!(chart.svg.starts_with(
            "<svg role=\"img\" aria-labelledby=\"c1-t c1-d\" viewBox=\"0 0 340 280\""
        ));
        assert!(
            chart
                .svg
                .contains("<title id=\"c1-t\">Precision and recall of a&lt;b</title>")
        );
        assert!(chart.svg.contains("#1F5FA8") && chart.svg.trim_end().ends_with("</svg>"));
    }
}
