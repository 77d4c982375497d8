//! The register of comments as a spreadsheet: a row per comment, in the words and the time of whoever asks for it.
//!
//! What people wrote is only ever stored as text, so that no cell is a formula; one that looks like a formula also
//! stays text when somebody edits it. Nothing here reads a clock: the same rows make the same bytes.

use chrono::{DateTime, NaiveDateTime, Utc};
use rust_xlsxwriter::{DocProperties, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use std::borrow::Cow;

/// Characters wide, by column.
const WIDTHS: [f64; 11] = [8.0, 10.0, 28.0, 60.0, 10.0, 26.0, 17.0, 14.0, 60.0, 26.0, 17.0];
/// UTF-16 units that a cell of Excel holds at most.
const MOST_UNITS: usize = 32_767;
/// Stands at the end of a text that was cut.
const CUT: char = '…';

/// The texts around the rows, in the language of the reader.
#[derive(Debug, Clone, Copy)]
pub struct Heads<'a> {
    /// Name of the sheet: at most 31 characters, none of `[]:*?/\`.
    pub sheet: &'a str,
    /// Heads of the columns, in the order of the fields of a [`Row`]; the two of closing stand last.
    pub columns: [&'a str; 11],
    /// Says that a comment blocks.
    pub yes: &'a str,
    /// Says that it does not.
    pub no: &'a str,
}

/// A comment. Times are those of the reader's zone, which the heads should name.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its number.
    pub number: u32,
    /// The label of the revision.
    pub revision: String,
    /// The file, and the place in it.
    pub place: String,
    /// What it says.
    pub comment: String,
    /// Whether it must be settled before the revision goes on.
    pub blocking: bool,
    /// Name and firm of who wrote it.
    pub by: String,
    /// When it was written.
    pub at: NaiveDateTime,
    /// Its state, in words.
    pub state: String,
    /// What was answered, each with who said it; a line each.
    pub answers: Vec<String>,
    /// Name and firm of who closed it, and when.
    pub closed: Option<(String, NaiveDateTime)>,
}

/// The register as XLSX. `made` is what the file says of its age. More rows than a sheet holds are an error.
pub fn write_xlsx(heads: &Heads, made: DateTime<Utc>, rows: &[Row]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let sheet = workbook.add_worksheet();
    sheet.set_name(heads.sheet)?;
    lay_out(sheet, heads, rows.len())?;
    let looks = Looks::new();
    for (row, at) in rows.iter().zip(1..) {
        for (cell, column) in cells(row, heads).into_iter().zip(0..) {
            put(sheet, (at, column), cell, &looks)?;
        }
    }
    workbook.save_to_buffer()
}

/// What is the same for all rows: widths, the heads, which stay in view and on every printed page, and the filter.
fn lay_out(sheet: &mut Worksheet, heads: &Heads, rows: usize) -> Result<(), XlsxError> {
    let bold = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_border_bottom(FormatBorder::Thin);
    for ((head, width), column) in heads.columns.into_iter().zip(WIDTHS).zip(0..) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(0, column, fitting(head), &bold)?;
    }
    let last = u32::try_from(rows).map_err(|_| XlsxError::RowColumnLimitError)?;
    sheet.autofilter(0, 0, last, 10)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}

/// How cells look.
struct Looks {
    text: Format,
    /// A text that would be a formula, were it typed in.
    quoted: Format,
    time: Format,
}

impl Looks {
    fn new() -> Self {
        let text = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        let time = Format::new().set_num_format("yyyy-mm-dd hh:mm").set_align(FormatAlign::Top);
        Self { quoted: text.clone().set_quote_prefix(), text, time }
    }
}

/// What a cell holds.
enum Cell<'a> {
    Number(u32),
    Text(Cow<'a, str>),
    Time(NaiveDateTime),
    Nothing,
}

fn cells<'a>(row: &'a Row, heads: &Heads<'a>) -> [Cell<'a>; 11] {
    let text = |text: &'a str| Cell::Text(Cow::Borrowed(text));
    let (closed_by, closed_at) = match &row.closed {
        Some((by, at)) => (text(by), Cell::Time(*at)),
        None => (Cell::Nothing, Cell::Nothing),
    };
    [
        Cell::Number(row.number),
        text(&row.revision),
        text(&row.place),
        text(&row.comment),
        text(if row.blocking { heads.yes } else { heads.no }),
        text(&row.by),
        Cell::Time(row.at),
        text(&row.state),
        Cell::Text(Cow::Owned(row.answers.join("\n"))),
        closed_by,
        closed_at,
    ]
}

fn put(sheet: &mut Worksheet, (row, column): (u32, u16), cell: Cell, looks: &Looks) -> Result<(), XlsxError> {
    match cell {
        Cell::Number(number) => sheet.write_number_with_format(row, column, number, &looks.text)?,
        Cell::Time(time) => sheet.write_datetime_with_format(row, column, time, &looks.time)?,
        Cell::Nothing => sheet.write_blank(row, column, &looks.text)?,
        Cell::Text(text) => {
            let look = if looks_like_a_formula(&text) { &looks.quoted } else { &looks.text };
            sheet.write_string_with_format(row, column, fitting(&text), look)?
        }
    };
    Ok(())
}

/// Whether a spreadsheet would take it for a formula, were it typed in or read from a list.
fn looks_like_a_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// The text as a cell can hold it: with plain line ends, without other control characters, cut at the limit of Excel.
fn fitting(text: &str) -> String {
    let plain = text.replace("\r\n", "\n");
    let held = |letter: char| match letter {
        '\n' | '\t' => letter,
        '\r' => '\n',
        '\u{fffe}' | '\u{ffff}' => char::REPLACEMENT_CHARACTER,
        control if control.is_control() => char::REPLACEMENT_CHARACTER,
        other => other,
    };
    let plain: String = plain.chars().map(held).collect();
    if plain.encode_utf16().count() <= MOST_UNITS {
        return plain;
    }
    let mut units = CUT.len_utf16();
    let fits = |letter: &char| {
        units += letter.len_utf16();
        units <= MOST_UNITS
    };
    plain.chars().take_while(fits).chain([CUT]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    const HEADS: Heads = Heads {
        sheet: "검토 의견",
        columns: [
            "번호",
            "개정",
            "위치",
            "의견",
            "차단",
            "작성자",
            "작성 (Asia/Seoul)",
            "상태",
            "답변",
            "종결자",
            "종결 (Asia/Seoul)",
        ],
        yes: "예",
        no: "아니요",
    };

    fn at(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    fn row(comment: &str) -> Row {
        Row {
            number: 7,
            revision: "B".into(),
            place: "motor-shaft.pdf, 2쪽".into(),
            comment: comment.into(),
            blocking: true,
            by: "김하나, 가온정밀".into(),
            at: at("2026-03-02T09:10:00"),
            state: "열림".into(),
            answers: vec!["첫째".into(), "둘째".into()],
            closed: Some(("Ana, Cliente".into(), at("2026-03-04T18:30:00"))),
        }
    }

    /// A part of the file, unpacked.
    fn part(rows: &[Row], name: &str) -> String {
        let bytes = write_xlsx(&HEADS, "2026-03-05T00:00:00Z".parse().unwrap(), rows).unwrap();
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    fn sheet(rows: &[Row]) -> String {
        part(rows, "xl/worksheets/sheet1.xml")
    }

    fn strings(rows: &[Row]) -> String {
        part(rows, "xl/sharedStrings.xml")
    }

    #[test]
    fn what_looks_like_a_formula_is_stored_as_text() {
        let rows: Vec<Row> =
            ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=HYPERLINK(\"http://x\")", "=cmd|' /C calc'!A0"]
                .map(row)
                .into();
        assert!(!sheet(&rows).contains("<f"), "a formula");
        assert!(strings(&rows).contains("<t>=1+1</t>"));
        assert!(part(&rows, "xl/styles.xml").contains("quotePrefix=\"1\""));
    }

    #[test]
    fn links_and_numbers_in_text_stay_text() {
        let rows = ["https://example.org", "12", "TRUE", "2026-03-02"].map(row);
        assert!(!sheet(&rows).contains("<hyperlink"));
        assert_eq!(sheet(&rows).matches("t=\"s\"").count(), 11 + rows.len() * 8);
    }

    #[test]
    fn times_are_real_times() {
        let sheet = sheet(&[row("a")]);
        assert!(sheet.contains("<v>46083.381944444445</v>"), "{sheet}");
        assert!(part(&[row("a")], "xl/styles.xml").contains("formatCode=\"yyyy-mm-dd hh:mm\""));
    }

    #[test]
    fn the_heads_stay_in_view_and_filter() {
        let sheet = sheet(&[row("a"), row("b")]);
        assert!(sheet.contains("<autoFilter ref=\"A1:K3\"/>") && sheet.contains("state=\"frozen\""));
        assert!(self::sheet(&[]).contains("<autoFilter ref=\"A1:K1\"/>"), "without a comment, too");
    }

    #[test]
    fn a_text_is_cut_at_the_limit_of_excel() {
        assert_eq!(fitting(&"a".repeat(MOST_UNITS)), "a".repeat(MOST_UNITS));
        let cut = fitting(&"🧵".repeat(MOST_UNITS));
        assert_eq!((cut.encode_utf16().count(), cut.chars().last()), (MOST_UNITS, Some(CUT)));
        assert!(strings(&[row(&"가".repeat(40_000))]).contains(CUT));
    }

    #[test]
    fn control_characters_are_replaced_and_lines_kept() {
        assert_eq!(fitting("a\r\nb\rc\u{0}\u{b}\u{ffff}\td"), "a\nb\nc\u{fffd}\u{fffd}\u{fffd}\td");
        assert!(strings(&[row("_x0041_")]).contains("_x005F_x0041_"));
    }

    #[test]
    fn the_same_rows_make_the_same_bytes() {
        let made = "2026-03-05T00:00:00Z".parse().unwrap();
        let bytes = || write_xlsx(&HEADS, made, &[row("a")]).unwrap();
        assert_eq!(bytes(), bytes());
    }
}
