-- Versions of the charters of projects. `text` is what people sign, byte for byte; `signers` and `closure` are JSON.
CREATE TABLE charters (
    id TEXT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    state TEXT NOT NULL,
    text TEXT NOT NULL,
    text_hash TEXT NOT NULL,
    note TEXT,
    signers TEXT NOT NULL,
    author_person TEXT NOT NULL,
    author_name TEXT NOT NULL,
    author_firm TEXT NOT NULL,
    author_department TEXT,
    created_at BIGINT NOT NULL,
    created_seq BIGINT NOT NULL,
    in_force_at BIGINT,
    in_force_seq BIGINT,
    closure TEXT,
    closed_at BIGINT,
    closed_seq BIGINT,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX charters_number ON charters (project_id, number);
CREATE INDEX charters_state ON charters (project_id, state);
CREATE INDEX charters_closed ON charters (project_id, closed_seq);
-- Who accepted the clause of a charter by which signatures have their effect.
CREATE TABLE clause_acceptances (
    charter_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    clause_hash TEXT NOT NULL,
    accepted_at BIGINT NOT NULL,
    accepted_seq BIGINT NOT NULL,
    PRIMARY KEY (charter_id, person_id)
);
-- What an approval took over of the charter in force when it began, as JSON.
ALTER TABLE approvals ADD COLUMN charter TEXT;
