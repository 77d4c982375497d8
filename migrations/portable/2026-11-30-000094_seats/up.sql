-- What waits for somebody of a seat: its answer, advice that was asked of them, and so on, each in a row of its own; `about` is
-- JSON. `handed` says that somebody answers for who held it.
CREATE TABLE turns_kept AS SELECT * FROM approval_turns;
DROP TABLE approval_turns;
CREATE TABLE approval_turns (
    seat_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    approval_id TEXT NOT NULL,
    party_id TEXT NOT NULL,
    person_id TEXT,
    handed BOOLEAN NOT NULL,
    step_name TEXT NOT NULL,
    about TEXT NOT NULL,
    since BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    PRIMARY KEY (seat_id, kind)
);
INSERT INTO approval_turns (seat_id, kind, approval_id, party_id, person_id, handed, step_name, about, since, due_at)
SELECT seat_id, 'answer', approval_id, party_id, person_id, FALSE, step_name, '{}', since, due_at FROM turns_kept;
DROP TABLE turns_kept;
CREATE INDEX approval_turns_approval ON approval_turns (approval_id);
CREATE INDEX approval_turns_person ON approval_turns (person_id, due_at, seat_id, kind);
CREATE INDEX approval_turns_party ON approval_turns (party_id, person_id, due_at, seat_id, kind);
