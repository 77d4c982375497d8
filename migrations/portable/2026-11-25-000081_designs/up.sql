-- Designs. `party_id` is whose it is, `audience` who sees its content, none means everyone. `last_revision` is the last
-- submitted one, `draft` the one that is not submitted yet.
CREATE TABLE designs (
    id TEXT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL,
    number TEXT NOT NULL,
    number_key TEXT NOT NULL,
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    party_id TEXT NOT NULL,
    audience TEXT,
    author_person TEXT NOT NULL,
    author_name TEXT NOT NULL,
    author_firm TEXT NOT NULL,
    author_department TEXT,
    created_at BIGINT NOT NULL,
    created_seq BIGINT NOT NULL,
    label TEXT,
    last_revision TEXT,
    draft TEXT
);
CREATE UNIQUE INDEX designs_number ON designs (project_id, number_key);
CREATE INDEX designs_created ON designs (project_id, created_seq);

-- Revisions of designs. `files` is a JSON list; nothing of a submitted one changes.
CREATE TABLE revisions (
    id TEXT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL,
    design_id TEXT NOT NULL,
    label TEXT NOT NULL,
    state TEXT NOT NULL,
    change_note TEXT,
    files TEXT NOT NULL,
    manifest_hash TEXT NOT NULL,
    author_person TEXT NOT NULL,
    author_name TEXT NOT NULL,
    author_firm TEXT NOT NULL,
    author_department TEXT,
    created_at BIGINT NOT NULL,
    created_seq BIGINT NOT NULL,
    submitted_at BIGINT,
    submitted_seq BIGINT
);
CREATE INDEX revisions_design ON revisions (design_id, created_seq);

-- Who looked at what: a revision that was opened, a file that was downloaded.
CREATE TABLE openings (
    ref_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    person_name TEXT NOT NULL,
    firm_id TEXT NOT NULL,
    department_id TEXT,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (ref_id, person_id)
);
