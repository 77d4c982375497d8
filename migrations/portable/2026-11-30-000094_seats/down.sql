CREATE TABLE turns_kept AS SELECT * FROM approval_turns WHERE kind = 'answer';
DROP TABLE approval_turns;
CREATE TABLE approval_turns (
    seat_id TEXT NOT NULL PRIMARY KEY,
    approval_id TEXT NOT NULL,
    party_id TEXT NOT NULL,
    person_id TEXT,
    step_name TEXT NOT NULL,
    since BIGINT NOT NULL,
    due_at BIGINT NOT NULL
);
INSERT INTO approval_turns (seat_id, approval_id, party_id, person_id, step_name, since, due_at)
SELECT seat_id, approval_id, party_id, person_id, step_name, since, due_at FROM turns_kept;
DROP TABLE turns_kept;
CREATE INDEX approval_turns_approval ON approval_turns (approval_id);
CREATE INDEX approval_turns_person ON approval_turns (person_id, due_at, seat_id);
CREATE INDEX approval_turns_party ON approval_turns (party_id, person_id, due_at, seat_id);
