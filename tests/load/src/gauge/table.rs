//! The table in which a run ends: a line per scenario, a column per server, the ratio and its target.

use std::fmt::Write;

/// One line of the table.
pub struct Line {
    /// What was measured.
    pub name: String,
    /// In what.
    pub unit: &'static str,
    /// A figure per server, in the order of the columns; not every server has one.
    pub figures: Vec<Option<f64>>,
    /// What the figure of the server under test was held against.
    pub verdict: Option<Verdict>,
}

/// A judged value.
pub struct Verdict {
    /// What is judged, such as a ratio.
    pub value: f64,
    /// Its bound.
    pub bound: Bound,
    /// What it means, such as `of durable`.
    pub meaning: String,
}

/// Which way is good.
#[derive(Clone, Copy)]
pub enum Bound {
    /// Must reach this.
    AtLeast(f64),
    /// Must not pass this.
    AtMost(f64),
}

impl Verdict {
    /// Whether the target was met.
    pub fn passes(&self) -> bool {
        match self.bound {
            Bound::AtLeast(bound) => self.value >= bound,
            Bound::AtMost(bound) => self.value <= bound,
        }
    }
}

/// The lines under a head, as a Markdown table that also reads well in a terminal.
pub fn print(columns: &[&str], lines: &[Line]) -> String {
    let mut rows = vec![["what", "unit"].map(str::to_owned).to_vec()];
    rows[0].extend(columns.iter().map(|column| (*column).to_owned()));
    rows[0].extend(["judged", "target", ""].map(str::to_owned));
    for line in lines {
        let mut row = vec![line.name.clone(), line.unit.to_owned()];
        row.extend(line.figures.iter().map(|figure| figure.map_or("-".to_owned(), short)));
        row.resize(2 + columns.len(), "-".to_owned());
        row.extend(match &line.verdict {
            None => ["".to_owned(), "".to_owned(), "".to_owned()],
            Some(verdict) => [
                format!("{} {}", short(verdict.value), verdict.meaning),
                match verdict.bound {
                    Bound::AtLeast(bound) => format!(">= {}", short(bound)),
                    Bound::AtMost(bound) => format!("<= {}", short(bound)),
                },
                if verdict.passes() { "pass" } else { "MISS" }.to_owned(),
            ],
        });
        rows.push(row);
    }
    layout(&rows)
}

fn layout(rows: &[Vec<String>]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..rows[0].len()).map(width).collect();
    let mut text = String::new();
    for (number, row) in rows.iter().enumerate() {
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let figures = column > 1 && column + 3 < row.len();
            let _ =
                if figures { write!(text, "| {cell:>width$} ") } else { write!(text, "| {cell:<width$} ") };
        }
        text.push_str("|\n");
        if number == 0 {
            widths.iter().for_each(|width| text.push_str(&format!("|{}", "-".repeat(width + 2))));
            text.push_str("|\n");
        }
    }
    text
}

/// A figure with as many digits as it deserves.
fn short(figure: f64) -> String {
    match figure.abs() {
        large if large >= 1000.0 => {
            let digits = format!("{large:.0}").into_bytes();
            let groups: Vec<&str> =
                digits.rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
            groups.join(",")
        }
        middle if middle >= 20.0 => format!("{figure:.0}"),
        _ => format!("{figure:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_miss_is_plain_to_see() {
        let verdict = Verdict { value: 0.3, bound: Bound::AtLeast(0.4), meaning: "of durable".into() };
        let figures = vec![Some(1_241_234.0), None, Some(0.5)];
        let line = Line { name: "posts".into(), unit: "posts/s", figures, verdict: Some(verdict) };
        let text = print(&["bare", "durable", "dure"], &[line]);
        assert!(text.contains(" 1,241,234 ") && text.contains(">= 0.40") && text.contains("MISS"), "{text}");
    }
}
