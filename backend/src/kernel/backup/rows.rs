//! Tables as lines of JSON, the same from either engine.

use super::Outcome;
use crate::kernel::store::{Column, Conn, catalog, insert_json, select_json};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::io::{BufRead, Write};

/// Rows that are read or written at once.
const STRETCH: usize = 1_000;

/// What a backup calls a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in order.
    pub columns: Vec<Column>,
}

/// Every table that holds what nothing else does.
pub fn tables(conn: &mut Conn) -> Outcome<Vec<Table>> {
    let mut tables: Vec<Table> = Vec::new();
    for (name, column) in catalog(conn)? {
        // The search is made from the record.
        if name.starts_with("search_") {
            continue;
        }
        match tables.last_mut() {
            Some(table) if table.name == name => table.columns.push(column),
            _ => tables.push(Table { name, columns: vec![column] }),
        }
    }
    for table in &tables {
        for column in &table.columns {
            if !["text", "bigint", "boolean"].contains(&column.kind.as_str()) {
                let Column { name, kind, .. } = column;
                return Err(format!("{}.{name}: backups do not know {kind}", table.name).into());
            }
        }
        if !table.columns.iter().any(|column| column.key > 0) {
            return Err(format!("{} has no primary key", table.name).into());
        }
    }
    Ok(tables)
}

impl Table {
    /// Writes a line per row, in the order of the primary key. Answers how many.
    pub fn write(&self, conn: &mut Conn, to: &mut impl Write) -> Outcome<usize> {
        let mut written = 0;
        let mut after: Option<String> = None;
        loop {
            let rows = select_json(conn, &self.name, &self.columns, after.as_deref(), STRETCH)?;
            let Some(last) = rows.last() else { return Ok(written) };
            after = Some(self.key_of(last)?);
            for row in &rows {
                // One form, whichever engine made the text.
                let values: Vec<Value> = serde_json::from_str(row)?;
                serde_json::to_writer(&mut *to, &values)?;
                to.write_all(b"\n")?;
            }
            written += rows.len();
        }
    }

    /// Whether it has a row.
    pub fn holds_any(&self, conn: &mut Conn) -> Outcome<bool> {
        Ok(!select_json(conn, &self.name, &self.columns, None, 1)?.is_empty())
    }

    /// The primary key of a row as SQL.
    fn key_of(&self, row: &str) -> Outcome<String> {
        let values: Vec<Value> = serde_json::from_str(row)?;
        let mut key: Vec<(i64, String)> = Vec::new();
        for (column, value) in self.columns.iter().zip(&values).filter(|(column, _)| column.key > 0) {
            let literal = match value {
                Value::String(text) => format!("'{}'", text.replace('\'', "''")),
                Value::Number(number) => number.to_string(),
                _ => return Err(format!("{}.{} is no key", self.name, column.name).into()),
            };
            key.push((column.key, literal));
        }
        key.sort();
        Ok(key.into_iter().map(|(_, literal)| literal).collect::<Vec<_>>().join(", "))
    }

    /// Inserts every line. Answers how many.
    pub fn read(&self, conn: &mut Conn, from: impl BufRead) -> Outcome<usize> {
        let (mut stretch, mut read) = (Vec::new(), 0);
        let mut lines = from.lines();
        loop {
            let line = lines.next().transpose()?;
            let is_end = line.is_none();
            stretch.extend(line);
            if stretch.len() >= STRETCH || (is_end && !stretch.is_empty()) {
                let rows = format!("[{}]", stretch.join(","));
                let inserted = insert_json(conn, &self.name, &self.columns, &rows)?;
                if inserted != stretch.len() {
                    return Err(format!("{}: {inserted} of {} rows came in", self.name, stretch.len()).into());
                }
                read += inserted;
                stretch.clear();
            }
            if is_end {
                return Ok(read);
            }
        }
    }
}
