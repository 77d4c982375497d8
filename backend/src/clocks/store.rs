//! Rows of spells, of marks, and of what they add up to.

use super::clock::{Figure, Kind, Mark, Moment, Spell, Subject, Totals, What};
use crate::kernel::clock::Time;
use crate::kernel::ids::{PartyId, ProjectId};
use crate::kernel::store::schema::{clock_marks, clock_spells, clock_totals, members};
use crate::kernel::store::{Conn, MultiBackend, Stored};
use crate::policy::{Right, Role};
use diesel::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// Where nobody of a party is known to live.
const HOME: &str = "Asia/Seoul";

/// Where a party works: where its first member is who may decide, or else its first.
pub fn zone_of(conn: &mut Conn, project: ProjectId, party: PartyId) -> Stored<String> {
    let people: Vec<(Role, String)> = members::table
        .filter(members::project_id.eq(project))
        .filter(members::party_id.eq(party))
        .order(members::joined_seq)
        .select((members::role, members::time_zone))
        .load(conn)?;
    let decides = people.iter().find(|(role, _)| role.allows(Right::Decide));
    Ok(decides.or(people.first()).map_or_else(|| HOME.to_owned(), |(_, zone)| zone.clone()))
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = clock_spells)]
struct SpellRow {
    subject_id: String,
    party_id: PartyId,
    from_seq: i64,
    project_id: ProjectId,
    subject_kind: Kind,
    number: Option<i64>,
    title: String,
    time_zone: String,
    from_at: i64,
    to_seq: Option<i64>,
    to_at: Option<i64>,
}

impl From<SpellRow> for Spell {
    fn from(row: SpellRow) -> Self {
        Self {
            subject: Subject {
                kind: row.subject_kind,
                id: row.subject_id,
                number: row.number,
                title: row.title,
            },
            party: row.party_id,
            time_zone: row.time_zone,
            from: (row.from_seq, Time(row.from_at)),
            to: row.to_seq.zip(row.to_at.map(Time)),
        }
    }
}

fn spells(rows: Vec<SpellRow>) -> Vec<Spell> {
    rows.into_iter().map(Spell::from).collect()
}

/// Who has a subject now.
pub fn open_of(conn: &mut Conn, subject: &str) -> Stored<Vec<Spell>> {
    let rows = clock_spells::table
        .filter(clock_spells::subject_id.eq(subject))
        .filter(clock_spells::to_seq.is_null())
        .select(SpellRow::as_select())
        .load(conn)?;
    Ok(spells(rows))
}

/// Everything that lies with somebody in a project.
pub fn open_in(conn: &mut Conn, project: ProjectId) -> Stored<Vec<Spell>> {
    let rows = clock_spells::table
        .filter(clock_spells::project_id.eq(project))
        .filter(clock_spells::to_seq.is_null())
        .order((clock_spells::from_seq, clock_spells::subject_id))
        .select(SpellRow::as_select())
        .load(conn)?;
    Ok(spells(rows))
}

/// Spells of a party before this place, the latest first.
pub fn spells_of(
    conn: &mut Conn,
    party: PartyId,
    before: Option<(i64, String)>,
    most: i64,
) -> Stored<Vec<Spell>> {
    let mut query = clock_spells::table
        .filter(clock_spells::party_id.eq(party))
        .order((clock_spells::from_seq.desc(), clock_spells::subject_id.desc()))
        .limit(most)
        .select(SpellRow::as_select())
        .into_boxed::<MultiBackend>();
    if let Some((seq, subject)) = before {
        let beside = clock_spells::from_seq.eq(seq).and(clock_spells::subject_id.lt(subject));
        query =
            query.filter(clock_spells::from_seq.le(seq)).filter(clock_spells::from_seq.lt(seq).or(beside));
    }
    Ok(spells(query.load(conn)?))
}

/// Begins a spell.
pub fn begin(conn: &mut Conn, project: ProjectId, spell: &Spell) -> Stored<()> {
    let Spell { subject, party, time_zone, from, to } = spell.clone();
    let row = SpellRow {
        subject_id: subject.id,
        party_id: party,
        from_seq: from.0,
        project_id: project,
        subject_kind: subject.kind,
        number: subject.number,
        title: subject.title,
        time_zone,
        from_at: from.1.0,
        to_seq: to.map(|(seq, _)| seq),
        to_at: to.map(|(_, at)| at.0),
    };
    diesel::insert_into(clock_spells::table).values(row).execute(conn).map(drop)
}

/// Ends a spell.
pub fn end(conn: &mut Conn, spell: &Spell, at: Moment) -> Stored<()> {
    diesel::update(clock_spells::table.find((&spell.subject.id, spell.party, spell.from.0)))
        .set((clock_spells::to_seq.eq(Some(at.0)), clock_spells::to_at.eq(Some(at.1.0))))
        .execute(conn)
        .map(drop)
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = clock_marks)]
struct MarkRow {
    party_id: PartyId,
    figure: Figure,
    seq: i64,
    subject_id: String,
    subject_kind: Kind,
    title: String,
    what: What,
    at: i64,
    counted_seq: Option<i64>,
}

impl From<MarkRow> for Mark {
    fn from(row: MarkRow) -> Self {
        Self {
            party: row.party_id,
            figure: row.figure,
            subject: Subject { kind: row.subject_kind, id: row.subject_id, number: None, title: row.title },
            what: row.what,
            at: (row.seq, Time(row.at)),
            counted_seq: row.counted_seq,
        }
    }
}

/// Keeps an event behind a figure.
pub fn mark(conn: &mut Conn, mark: &Mark) -> Stored<()> {
    let mark = mark.clone();
    let row = MarkRow {
        party_id: mark.party,
        figure: mark.figure,
        seq: mark.at.0,
        subject_id: mark.subject.id,
        subject_kind: mark.subject.kind,
        title: mark.subject.title,
        what: mark.what,
        at: mark.at.1.0,
        counted_seq: mark.counted_seq,
    };
    diesel::insert_into(clock_marks::table).values(row).execute(conn).map(drop)
}

/// How many turns of a design that is not decided yet each party had.
pub fn turns_of(conn: &mut Conn, design: &str) -> Stored<BTreeMap<PartyId, i64>> {
    let parties: Vec<PartyId> = clock_marks::table
        .filter(clock_marks::subject_id.eq(design))
        .filter(clock_marks::figure.eq(Figure::Turns))
        .filter(clock_marks::counted_seq.is_null())
        .select(clock_marks::party_id)
        .load(conn)?;
    let mut turns = BTreeMap::new();
    for party in parties {
        *turns.entry(party).or_default() += 1;
    }
    Ok(turns)
}

/// Keeps that the turns of a design count, now that it is decided.
pub fn count_turns(conn: &mut Conn, party: PartyId, design: &str, seq: i64) -> Stored<()> {
    let of_design = clock_marks::table
        .filter(clock_marks::subject_id.eq(design))
        .filter(clock_marks::party_id.eq(party))
        .filter(clock_marks::figure.eq(Figure::Turns))
        .filter(clock_marks::counted_seq.is_null());
    diesel::update(of_design).set(clock_marks::counted_seq.eq(Some(seq))).execute(conn).map(drop)
}

/// What is known of a question and a party.
pub fn asked(conn: &mut Conn, party: PartyId, question: &str) -> Stored<Vec<What>> {
    clock_marks::table
        .filter(clock_marks::subject_id.eq(question))
        .filter(clock_marks::party_id.eq(party))
        .filter(clock_marks::figure.eq(Figure::Questions))
        .select(clock_marks::what)
        .load(conn)
}

/// Marks of a party behind a figure before this place, the latest first.
pub fn marks_of(
    conn: &mut Conn,
    (party, figure): (PartyId, Figure),
    before: Option<(i64, String)>,
    most: i64,
) -> Stored<Vec<Mark>> {
    let mut query = clock_marks::table
        .filter(clock_marks::party_id.eq(party))
        .filter(clock_marks::figure.eq(figure))
        .order((clock_marks::seq.desc(), clock_marks::subject_id.desc()))
        .limit(most)
        .select(MarkRow::as_select())
        .into_boxed::<MultiBackend>();
    if let Some((seq, subject)) = before {
        let beside = clock_marks::seq.eq(seq).and(clock_marks::subject_id.lt(subject));
        query = query.filter(clock_marks::seq.le(seq)).filter(clock_marks::seq.lt(seq).or(beside));
    }
    let rows: Vec<MarkRow> = query.load(conn)?;
    Ok(rows.into_iter().map(Mark::from).collect())
}

#[derive(Debug, Clone, Copy, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = clock_totals)]
struct TotalsRow {
    party_id: PartyId,
    project_id: ProjectId,
    spells: i64,
    calendar_ms: i64,
    working_days: i64,
    designs: i64,
    turns: i64,
    passed: i64,
    asked: i64,
    answered: i64,
    dated: i64,
    in_time: i64,
}

impl TotalsRow {
    fn of(party_id: PartyId, project_id: ProjectId, totals: Totals) -> Self {
        let Totals { spells, calendar_ms, working_days, designs, turns, .. } = totals;
        let Totals { passed, asked, answered, dated, in_time, .. } = totals;
        Self {
            party_id,
            project_id,
            spells,
            calendar_ms,
            working_days,
            designs,
            turns,
            passed,
            asked,
            answered,
            dated,
            in_time,
        }
    }

    fn totals(self) -> Totals {
        let Self { spells, calendar_ms, working_days, designs, turns, .. } = self;
        let Self { passed, asked, answered, dated, in_time, .. } = self;
        Totals { spells, calendar_ms, working_days, designs, turns, passed, asked, answered, dated, in_time }
    }
}

/// Adds to the figures of a party.
pub fn add(conn: &mut Conn, project: ProjectId, party: PartyId, more: Totals) -> Stored<()> {
    let known: Option<TotalsRow> =
        clock_totals::table.find(party).select(TotalsRow::as_select()).first(conn).optional()?;
    let is_new = known.is_none();
    let row = TotalsRow::of(party, project, known.map(TotalsRow::totals).unwrap_or_default().plus(more));
    if is_new {
        diesel::insert_into(clock_totals::table).values(row).execute(conn).map(drop)
    } else {
        diesel::update(clock_totals::table.find(party)).set(row).execute(conn).map(drop)
    }
}

/// The figures of the parties of a project, without what is open.
pub fn totals_of(conn: &mut Conn, project: ProjectId) -> Stored<HashMap<PartyId, Totals>> {
    let rows: Vec<TotalsRow> = clock_totals::table
        .filter(clock_totals::project_id.eq(project))
        .select(TotalsRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.party_id, row.totals())).collect())
}
