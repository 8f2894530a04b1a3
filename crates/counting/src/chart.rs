//! A chart as SVG text: no script, readable by a screen reader, in the colour of the text around it. The table stands
//! beside it.

use crate::{Cell, Table};
use jiff::civil::Date;
use std::fmt::Write;

/// What is drawn.
#[derive(Clone, PartialEq, Debug)]
pub struct Chart {
    /// An id that no other chart of the page has: letters, digits and hyphens.
    pub id: String,
    /// What it shows, in few words.
    pub title: String,
    /// What it shows, for who does not see it.
    pub description: String,
    /// Its shape.
    pub shape: Shape,
    /// Words under the x axis.
    pub labels: Vec<String>,
    /// One or several lines or sets of bars, each with one value for each label.
    pub series: Vec<Series>,
}

/// How values are drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// Bars beside each other.
    Bars,
    /// Lines, told apart by their dashes.
    Lines,
}

/// One line, or the bars of one kind.
#[derive(Clone, PartialEq, Debug)]
pub struct Series {
    /// Its name.
    pub words: String,
    /// A value for each label; nothing where it is hidden or not known.
    pub values: Vec<Option<f64>>,
}

/// In place of a chart.
const NOTHING_TO_DRAW: &str = "These numbers are hidden or not known; the chart cannot show them.";
const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 320.0;
const LEFT: f64 = 56.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 40.0;
const LEGEND: f64 = 20.0;
/// Words of the legend beside each other.
const ABREAST: usize = 3;
const DASHES: [&str; 7] = ["none", "8 4", "2 3", "12 3 2 3", "5 2", "1 4", "14 5"];

impl Chart {
    /// A chart of a table's columns, a label for each row that is no total. What is hidden in the table is not drawn.
    pub fn of(table: &Table, id: &str, shape: Shape, columns: &[usize]) -> Chart {
        let rows = || table.rows.iter().filter(|row| !row.total);
        let value = |cell: &Cell| match cell {
            Cell::Count(count) => Some(*count as f64),
            Cell::Tenths(tenths) => Some(*tenths as f64 / 10.0),
            Cell::PerMille(share) => Some(f64::from(*share) / 10.0),
            _ => None,
        };
        let series = columns.iter().filter_map(|at| {
            let words = table.columns.get(*at)?.words.clone();
            Some(Series { words, values: rows().map(|row| row.cells.get(*at).and_then(value)).collect() })
        });
        Chart {
            id: id.to_owned(),
            title: table.title.clone(),
            description: format!("{}. {}. The numbers stand in the table.", table.title, table.period),
            shape,
            labels: rows().map(|row| row.cells.first().map(Cell::text).unwrap_or_default()).collect(),
            series: series.collect(),
        }
    }

    /// The chart as SVG, to be put into a page as it is.
    pub fn svg(&self) -> String {
        let legend =
            if self.series.len() > 1 { LEGEND * self.series.len().div_ceil(ABREAST) as f64 } else { 0.0 };
        let height = HEIGHT + legend;
        let mut svg = String::new();
        let id = safe_id(&self.id);
        let _ = write!(
            svg,
            "<svg class=\"tl-chart\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\" \
             xmlns=\"http://www.w3.org/2000/svg\"><title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>",
            escaped(&self.title),
            escaped(&self.description)
        );
        if self.series.iter().all(|series| series.values.iter().all(Option::is_none)) {
            // An axis without a bar would look as if nobody had come.
            let (x, y) = (WIDTH / 2.0, HEIGHT / 2.0);
            let _ = write!(
                svg,
                "<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\" fill=\"currentColor\" font-size=\"14\">{NOTHING_TO_DRAW}</text></svg>"
            );
            return svg;
        }
        let top = self.axis(&mut svg);
        for (at, series) in self.series.iter().enumerate() {
            match self.shape {
                Shape::Bars => self.bars(&mut svg, at, series, top),
                Shape::Lines => self.line(&mut svg, at, series, top),
            }
        }
        if legend > 0.0 {
            self.legend(&mut svg);
        }
        svg.push_str("</svg>");
        svg
    }

    /// Draws both axes with their words; says what the top of the y axis stands for.
    fn axis(&self, svg: &mut String) -> f64 {
        let all = self.series.iter().flat_map(|series| series.values.iter().flatten());
        let (step, steps) = scale(all.fold(0.0f64, |most, value| most.max(*value)));
        let top = step * f64::from(steps);
        svg.push_str("<g class=\"tl-chart-axis\" fill=\"currentColor\" stroke=\"none\" font-size=\"12\">");
        for at in 0..=steps {
            let value = step * f64::from(at);
            let y = y_of(value, top);
            let _ = write!(
                svg,
                "<line x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\" stroke=\"currentColor\" stroke-opacity=\"0.25\"/>\
                 <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
                WIDTH - RIGHT,
                LEFT - 6.0,
                y + 4.0,
                number(value)
            );
        }
        let labels = under_axis(&self.labels);
        let every = labels.len().div_ceil(12).max(1);
        // A letter is about seven units wide.
        let letters = (self.room() * every as f64 / 7.0) as usize;
        for (at, label) in labels.iter().enumerate().step_by(every) {
            let _ = write!(
                svg,
                "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
                self.middle(at),
                HEIGHT - BOTTOM + 18.0,
                escaped(&shortened(label, letters.max(3)))
            );
        }
        svg.push_str("</g>");
        top
    }

    fn bars(&self, svg: &mut String, kind: usize, series: &Series, top: f64) {
        let width = self.room() * 0.8 / self.series.len().max(1) as f64;
        let opacity = 1.0 - 0.7 * kind as f64 / self.series.len().max(1) as f64;
        let _ = write!(
            svg,
            "<g class=\"tl-chart-bars tl-chart-{kind}\" fill=\"currentColor\" fill-opacity=\"{opacity:.2}\" stroke=\"currentColor\">"
        );
        for (at, value) in series.values.iter().enumerate() {
            let Some(value) = value else { continue };
            let x = self.middle(at) - self.room() * 0.4 + width * kind as f64;
            let y = y_of(*value, top);
            let tall = (HEIGHT - BOTTOM - y).max(0.0);
            let _ =
                write!(svg, "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{tall:.1}\"/>");
        }
        svg.push_str("</g>");
    }

    fn line(&self, svg: &mut String, kind: usize, series: &Series, top: f64) {
        let dash = DASHES[kind % DASHES.len()];
        let _ = write!(
            svg,
            "<path class=\"tl-chart-line tl-chart-{kind}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" \
             stroke-dasharray=\"{dash}\" d=\""
        );
        let mut drawing = false;
        for (at, value) in series.values.iter().enumerate() {
            match value {
                Some(value) => {
                    let pen = if drawing { 'L' } else { 'M' };
                    let _ = write!(svg, "{pen}{:.1} {:.1}", self.middle(at), y_of(*value, top));
                    drawing = true;
                }
                None => drawing = false,
            }
        }
        svg.push_str("\"/>");
        // A dot for each value, so that one between two unknown ones is seen.
        let _ = write!(svg, "<g class=\"tl-chart-dots tl-chart-{kind}\" fill=\"currentColor\">");
        for (at, value) in series.values.iter().enumerate() {
            let Some(value) = value else { continue };
            let _ = write!(
                svg,
                "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"3\"/>",
                self.middle(at),
                y_of(*value, top)
            );
        }
        svg.push_str("</g>");
    }

    fn legend(&self, svg: &mut String) {
        svg.push_str("<g class=\"tl-chart-legend\" fill=\"currentColor\" font-size=\"12\">");
        for (at, series) in self.series.iter().enumerate() {
            let x = LEFT + (at % ABREAST) as f64 * 216.0;
            let y = HEIGHT + (at / ABREAST) as f64 * LEGEND + 6.0;
            match self.shape {
                Shape::Lines => {
                    let dash = DASHES[at % DASHES.len()];
                    let _ = write!(
                        svg,
                        "<line class=\"tl-chart-{at}\" x1=\"{x}\" x2=\"{}\" y1=\"{y}\" y2=\"{y}\" stroke=\"currentColor\" stroke-width=\"2\" \
                         stroke-dasharray=\"{dash}\"/>",
                        x + 34.0
                    );
                }
                Shape::Bars => {
                    let opacity = 1.0 - 0.7 * at as f64 / self.series.len().max(1) as f64;
                    let _ = write!(
                        svg,
                        "<rect class=\"tl-chart-{at}\" x=\"{x}\" y=\"{}\" width=\"34\" height=\"10\" fill=\"currentColor\" fill-opacity=\"{opacity:.2}\" stroke=\"currentColor\"/>",
                        y - 5.0
                    );
                }
            }
            let _ =
                write!(svg, "<text x=\"{}\" y=\"{}\">{}</text>", x + 40.0, y + 4.0, escaped(&series.words));
        }
        svg.push_str("</g>");
    }

    fn room(&self) -> f64 {
        (WIDTH - LEFT - RIGHT) / self.labels.len().max(1) as f64
    }

    fn middle(&self, at: usize) -> f64 {
        LEFT + self.room() * (at as f64 + 0.5)
    }
}

fn y_of(value: f64, top: f64) -> f64 {
    HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / top.max(f64::MIN_POSITIVE)
}

/// A step that reads well, and how many of them hold the largest value.
fn scale(most: f64) -> (f64, u32) {
    let most = most.max(1.0);
    let ten = 10f64.powf((most / 5.0).log10().floor());
    let fits = [1.0, 2.0, 5.0, 10.0].into_iter().map(|step| step * ten).find(|step| step * 5.0 >= most);
    let step = fits.unwrap_or(ten * 10.0);
    (step, (most / step).ceil() as u32)
}

fn number(value: f64) -> String {
    if value.fract() == 0.0 { crate::table::grouped(value as u64) } else { format!("{value:.1}") }
}

/// Words under the axis: of days, what tells them apart.
fn under_axis(labels: &[String]) -> Vec<String> {
    let days: Option<Vec<Date>> = labels.iter().map(|label| label.parse().ok()).collect();
    let Some(days) = days else { return labels.to_vec() };
    let one_month =
        days.windows(2).all(|two| (two[0].year(), two[0].month()) == (two[1].year(), two[1].month()));
    let words = |day: &Date| match one_month {
        true => day.day().to_string(),
        false => day.strftime("%m-%d").to_string(),
    };
    days.iter().map(words).collect()
}

fn shortened(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    text.chars().take(letters - 1).chain(['…']).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn safe_id(id: &str) -> String {
    id.chars().filter(|sign| sign.is_ascii_alphanumeric() || *sign == '-').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(shape: Shape) -> Chart {
        Chart {
            id: "arrivals\"><script>".to_owned(),
            title: "Arrivals & <stays>".to_owned(),
            description: "By hour.".to_owned(),
            shape,
            labels: vec!["08:00".into(), "09:00".into(), "10:00".into()],
            series: vec![
                Series { words: "Monday".into(), values: vec![Some(3.0), None, Some(12.0)] },
                Series { words: "Tuesday".into(), values: vec![Some(1.0), Some(2.0), Some(0.0)] },
            ],
        }
    }

    #[test]
    fn days_under_the_axis_are_told_apart_by_what_differs() {
        let words =
            |labels: &[&str]| under_axis(&labels.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>());
        assert_eq!(words(&["2026-10-01", "2026-10-02"]), ["1", "2"]);
        assert_eq!(words(&["2026-09-30", "2026-10-01"]), ["09-30", "10-01"]);
        assert_eq!(words(&["08:00", "North Hill"]), ["08:00", "North Hill"]);
    }

    #[test]
    fn a_chart_is_told_to_who_does_not_see_it_and_has_no_script() {
        for shape in [Shape::Bars, Shape::Lines] {
            let svg = chart(shape).svg();
            assert!(
                svg.contains("role=\"img\" aria-labelledby=\"arrivalsscript-t arrivalsscript-d\""),
                "{svg}"
            );
            assert!(
                svg.contains("<title id=\"arrivalsscript-t\">Arrivals &amp; &lt;stays&gt;</title>"),
                "{svg}"
            );
            assert!(svg.contains("currentColor") && !svg.contains("<script") && !svg.contains('#'), "{svg}");
            assert_eq!(svg.matches('<').count(), svg.matches('>').count());
        }
        assert_eq!(chart(Shape::Bars).svg().matches("<rect").count(), 5 + 2);
        assert_eq!(chart(Shape::Lines).svg().matches("<circle").count(), 5);
        assert_eq!(shortened("Northern center", 6), "North…");
        assert_eq!(chart(Shape::Lines).svg().matches('M').count() - 1, 3, "Monday is drawn in two strokes");
    }

    #[test]
    fn a_chart_whose_numbers_are_hidden_says_so_and_has_no_axis() {
        let mut hidden = chart(Shape::Bars);
        for series in &mut hidden.series {
            series.values.fill(None);
        }
        let svg = hidden.svg();
        assert!(svg.contains(NOTHING_TO_DRAW) && !svg.contains("<line") && svg.ends_with("</svg>"), "{svg}");
        assert_eq!(svg.matches('<').count(), svg.matches('>').count());
        assert!(!chart(Shape::Bars).svg().contains(NOTHING_TO_DRAW));
    }

    #[test]
    fn the_axis_ends_just_above_the_largest_value() {
        assert_eq!(scale(12.0), (5.0, 3));
        assert_eq!(scale(0.0), (0.2, 5));
        assert_eq!(scale(100.0), (20.0, 5));
        assert_eq!(scale(101.0), (50.0, 3));
    }
}
