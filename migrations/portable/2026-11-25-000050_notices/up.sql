-- How somebody wants mail; who has no row has what everybody begins with. `days` is a JSON list, times are local.
CREATE TABLE mail_preferences (
    person_id TEXT NOT NULL PRIMARY KEY,
    mail TEXT NOT NULL,
    days TEXT NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL
);

-- What somebody is to be told by mail, until it is told, read, or none of theirs any more.
CREATE TABLE notices (
    person_id TEXT NOT NULL,
    project_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    kind TEXT NOT NULL,
    ref_id TEXT NOT NULL,
    audience TEXT,
    at BIGINT NOT NULL,
    PRIMARY KEY (person_id, project_id, seq, kind)
);
CREATE INDEX notices_at ON notices (at);

-- Whom the postman calls on next, and what was brought: the day and number of the last mails, the day of the last digest.
CREATE TABLE mail_rounds (
    person_id TEXT NOT NULL PRIMARY KEY,
    job_id TEXT,
    digest_at BIGINT,
    digest_on TEXT,
    sent_on TEXT,
    sent BIGINT NOT NULL
);

-- Up to where a digest has told somebody what happened in a project.
CREATE TABLE mail_told (
    person_id TEXT NOT NULL,
    project_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (person_id, project_id)
);

-- Days that somebody was reminded of.
CREATE TABLE mail_reminders (
    person_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    stage TEXT NOT NULL,
    due_on TEXT NOT NULL,
    PRIMARY KEY (person_id, item_id, stage)
);

-- Mail that did not leave, for the administrator of the firm that it is about. `id` is its job's.
CREATE TABLE mail_failures (
    id TEXT NOT NULL PRIMARY KEY,
    firm_id TEXT NOT NULL,
    address TEXT NOT NULL,
    kind TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX mail_failures_firm ON mail_failures (firm_id, id);
CREATE INDEX mail_failures_last ON mail_failures (last_at);

-- The last event of each record that was looked at. What is there already is nobody's news.
CREATE TABLE notice_positions (
    scope TEXT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL
);
INSERT INTO notice_positions (scope, seq) SELECT scope, seq FROM heads WHERE kind = 'project';
INSERT INTO mail_told (person_id, project_id, seq)
    SELECT members.person_id, members.project_id, heads.seq FROM members JOIN heads ON heads.scope = members.project_id;

-- Each worker asks for its own kinds.
CREATE INDEX jobs_kind ON jobs (kind, state, run_at);
