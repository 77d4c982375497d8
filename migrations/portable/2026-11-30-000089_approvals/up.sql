-- Routes and their runs. `steps`, `submission`, `codes`, `outcomes` and `closure` are JSON; `audience` is who may look at
-- all of the designs.
CREATE TABLE routes (
    id TEXT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL,
    name TEXT NOT NULL,
    steps TEXT NOT NULL,
    author_person TEXT NOT NULL,
    author_name TEXT NOT NULL,
    author_firm TEXT NOT NULL,
    author_department TEXT,
    created_at BIGINT NOT NULL,
    created_seq BIGINT NOT NULL
);
CREATE INDEX routes_project ON routes (project_id, created_seq);
CREATE TABLE approvals (
    id TEXT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    state TEXT NOT NULL,
    submission TEXT NOT NULL,
    route_id TEXT NOT NULL,
    route_name TEXT NOT NULL,
    steps TEXT NOT NULL,
    codes TEXT NOT NULL,
    outcomes TEXT NOT NULL,
    audience TEXT,
    party_id TEXT NOT NULL,
    author_person TEXT NOT NULL,
    author_name TEXT NOT NULL,
    author_firm TEXT NOT NULL,
    author_department TEXT,
    created_at BIGINT NOT NULL,
    created_seq BIGINT NOT NULL,
    closure TEXT,
    closed_at BIGINT,
    closed_seq BIGINT,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX approvals_number ON approvals (project_id, number);
CREATE INDEX approvals_closed ON approvals (project_id, closed_seq);
CREATE INDEX approvals_state ON approvals (project_id, state, number);
-- What an approval decides on; `open_design` is the design while it is open, so that there is one for each.
CREATE TABLE approval_subjects (
    approval_id TEXT NOT NULL,
    revision_id TEXT NOT NULL,
    design_id TEXT NOT NULL,
    open_design TEXT,
    PRIMARY KEY (approval_id, revision_id)
);
CREATE UNIQUE INDEX approval_subjects_open ON approval_subjects (open_design);
-- Required seats that are waited for.
CREATE TABLE approval_turns (
    seat_id TEXT NOT NULL PRIMARY KEY,
    approval_id TEXT NOT NULL,
    party_id TEXT NOT NULL,
    person_id TEXT,
    step_name TEXT NOT NULL,
    since BIGINT NOT NULL,
    due_at BIGINT NOT NULL
);
CREATE INDEX approval_turns_approval ON approval_turns (approval_id);
CREATE INDEX approval_turns_person ON approval_turns (person_id, due_at, seat_id);
CREATE INDEX approval_turns_party ON approval_turns (party_id, person_id, due_at, seat_id);
-- Every answer that was given, also of rounds that were begun again; `response` is JSON.
CREATE TABLE approval_responses (
    id TEXT NOT NULL PRIMARY KEY,
    approval_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    step BIGINT NOT NULL,
    round BIGINT NOT NULL,
    seat_id TEXT NOT NULL,
    party_id TEXT NOT NULL,
    response TEXT NOT NULL
);
CREATE UNIQUE INDEX approval_responses_number ON approval_responses (approval_id, number);
-- Everybody who drafted, changed or submitted a revision, as JSON: they decide on none of their design.
ALTER TABLE revisions ADD COLUMN contributors TEXT NOT NULL DEFAULT '[]';
UPDATE revisions SET contributors = '["' || author_person || '"]';
