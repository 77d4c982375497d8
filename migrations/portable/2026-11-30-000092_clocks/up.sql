-- Where members live, as events tell it: their working days are counted there.
ALTER TABLE members ADD COLUMN time_zone TEXT NOT NULL DEFAULT 'Asia/Seoul';
UPDATE members SET time_zone = (SELECT people.time_zone FROM people WHERE people.id = members.person_id);
-- From when to when something lay with a party: one row at a time for each subject and party. Open without `to_seq`.
CREATE TABLE clock_spells (
    subject_id TEXT NOT NULL,
    party_id TEXT NOT NULL,
    from_seq BIGINT NOT NULL,
    project_id TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    number BIGINT,
    title TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    from_at BIGINT NOT NULL,
    to_seq BIGINT,
    to_at BIGINT,
    PRIMARY KEY (subject_id, party_id, from_seq)
);
CREATE INDEX clock_spells_open ON clock_spells (project_id, to_seq);
CREATE INDEX clock_spells_party ON clock_spells (party_id, from_seq, subject_id);
-- Events behind the other figures. `counted_seq` is the event since which a turn counts: the design was decided.
CREATE TABLE clock_marks (
    party_id TEXT NOT NULL,
    figure TEXT NOT NULL,
    seq BIGINT NOT NULL,
    subject_id TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    title TEXT NOT NULL,
    what TEXT NOT NULL,
    at BIGINT NOT NULL,
    counted_seq BIGINT,
    PRIMARY KEY (party_id, figure, seq, subject_id, what)
);
CREATE INDEX clock_marks_subject ON clock_marks (subject_id, party_id, figure);
-- The figures of a party, added up from closed spells and from marks.
CREATE TABLE clock_totals (
    party_id TEXT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL,
    spells BIGINT NOT NULL,
    calendar_ms BIGINT NOT NULL,
    working_days BIGINT NOT NULL,
    designs BIGINT NOT NULL,
    turns BIGINT NOT NULL,
    passed BIGINT NOT NULL,
    asked BIGINT NOT NULL,
    answered BIGINT NOT NULL,
    dated BIGINT NOT NULL,
    in_time BIGINT NOT NULL
);
CREATE INDEX clock_totals_project ON clock_totals (project_id);
