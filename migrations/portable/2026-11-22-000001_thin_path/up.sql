-- Ids are UUIDv7 as text, times are milliseconds since 1970 UTC, lists are JSON text.

CREATE TABLE meta (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- The record ---------------------------------------------------------------------------------------------

CREATE TABLE heads (
    scope TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL
);

CREATE TABLE events (
    scope TEXT NOT NULL,
    seq BIGINT NOT NULL,
    id TEXT NOT NULL,
    at BIGINT NOT NULL,
    actor_person TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    actor_firm TEXT NOT NULL,
    actor_department TEXT,
    on_behalf_of TEXT,
    kind TEXT NOT NULL,
    audience TEXT,
    about_person TEXT,
    body TEXT NOT NULL,
    salt TEXT NOT NULL,
    leaf TEXT NOT NULL,
    PRIMARY KEY (scope, seq)
);

CREATE TABLE idempotency (
    key TEXT NOT NULL PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    scope TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX idempotency_at ON idempotency (at);

CREATE TABLE jobs (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    state TEXT NOT NULL,
    last_error TEXT
);
CREATE INDEX jobs_due ON jobs (state, run_at);

-- Who may -------------------------------------------------------------------------------------------------

CREATE TABLE grants (
    scope TEXT NOT NULL,
    subject TEXT NOT NULL,
    kind TEXT NOT NULL,
    role TEXT NOT NULL,
    since_seq BIGINT NOT NULL,
    parties TEXT,
    department TEXT,
    PRIMARY KEY (scope, subject)
);
CREATE INDEX grants_subject ON grants (subject);

CREATE TABLE places (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    scope TEXT NOT NULL
);

CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL,
    device_name TEXT,
    web BOOLEAN NOT NULL,
    address TEXT NOT NULL,
    generation BIGINT NOT NULL,
    token_hash TEXT NOT NULL,
    previous_hash TEXT,
    rotated_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT,
    end_reason TEXT
);
CREATE INDEX sessions_person ON sessions (person_id);

-- Firms and people ----------------------------------------------------------------------------------------

CREATE TABLE clusters (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE firms (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    business_number TEXT,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX firms_business_number ON firms (business_number);

CREATE TABLE cluster_firms (
    cluster_id TEXT NOT NULL,
    firm_id TEXT NOT NULL,
    name_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    invitation_id TEXT,
    joined_seq BIGINT NOT NULL,
    PRIMARY KEY (cluster_id, firm_id)
);
CREATE UNIQUE INDEX cluster_firms_name ON cluster_firms (cluster_id, name_key);
CREATE INDEX cluster_firms_firm ON cluster_firms (firm_id);

CREATE TABLE people (
    id TEXT NOT NULL PRIMARY KEY,
    firm_id TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    locale TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    role TEXT NOT NULL,
    status TEXT NOT NULL,
    password TEXT NOT NULL,
    joined_seq BIGINT NOT NULL
);
CREATE UNIQUE INDEX people_email ON people (email_key);
CREATE INDEX people_firm ON people (firm_id, joined_seq);

CREATE TABLE departments (
    id TEXT NOT NULL PRIMARY KEY,
    firm_id TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    joined_seq BIGINT NOT NULL
);
CREATE UNIQUE INDEX departments_name ON departments (firm_id, name_key);

CREATE TABLE person_departments (
    person_id TEXT NOT NULL,
    department_id TEXT NOT NULL,
    PRIMARY KEY (person_id, department_id)
);
CREATE INDEX person_departments_department ON person_departments (department_id);

CREATE TABLE invitations (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    cluster_id TEXT,
    firm_id TEXT NOT NULL,
    email TEXT NOT NULL,
    name TEXT,
    role TEXT NOT NULL,
    locale TEXT NOT NULL,
    department_ids TEXT NOT NULL,
    inviter TEXT NOT NULL,
    status TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX invitations_firm ON invitations (firm_id);

-- Projects and rooms --------------------------------------------------------------------------------------

CREATE TABLE projects (
    id TEXT NOT NULL PRIMARY KEY,
    cluster_id TEXT NOT NULL,
    code TEXT NOT NULL,
    code_key TEXT NOT NULL,
    name TEXT NOT NULL,
    summary TEXT NOT NULL,
    customer_firm_id TEXT NOT NULL,
    starts_on TEXT,
    due_on TEXT,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX projects_code ON projects (cluster_id, code_key);

CREATE TABLE parties (
    id TEXT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL,
    firm_id TEXT NOT NULL,
    firm_name TEXT NOT NULL,
    department_id TEXT,
    department_name TEXT,
    side TEXT NOT NULL,
    joined_seq BIGINT NOT NULL
);
CREATE INDEX parties_project ON parties (project_id, joined_seq);
CREATE INDEX parties_firm ON parties (firm_id);

CREATE TABLE members (
    project_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    name TEXT NOT NULL,
    firm_id TEXT NOT NULL,
    party_id TEXT NOT NULL,
    department_id TEXT,
    role TEXT NOT NULL,
    joined_seq BIGINT NOT NULL,
    PRIMARY KEY (project_id, person_id)
);
CREATE INDEX members_person ON members (person_id);

CREATE TABLE phases (
    id TEXT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL,
    key TEXT NOT NULL,
    position BIGINT NOT NULL,
    state TEXT NOT NULL,
    progress BIGINT NOT NULL
);
CREATE INDEX phases_project ON phases (project_id, position);

CREATE TABLE messages (
    id TEXT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    author_person TEXT NOT NULL,
    author_name TEXT NOT NULL,
    author_firm TEXT NOT NULL,
    author_department TEXT,
    body TEXT NOT NULL,
    reply_to TEXT,
    audience TEXT,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX messages_place ON messages (project_id, seq);

CREATE TABLE read_markers (
    person_id TEXT NOT NULL,
    project_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (person_id, project_id)
);
