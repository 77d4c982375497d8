-- Meetings. `parties` names who is invited, none means everyone; `closed_seq` is the event that settled one.
CREATE TABLE meetings (
    id TEXT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL,
    title TEXT NOT NULL,
    agenda TEXT,
    starts_at BIGINT NOT NULL,
    minutes BIGINT NOT NULL,
    time_zone TEXT NOT NULL,
    video_url TEXT,
    parties TEXT,
    state TEXT NOT NULL,
    reason TEXT,
    author_person TEXT NOT NULL,
    author_name TEXT NOT NULL,
    author_firm TEXT NOT NULL,
    author_department TEXT,
    created_at BIGINT NOT NULL,
    created_seq BIGINT NOT NULL,
    closed_seq BIGINT,
    sequence BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    started_at BIGINT,
    ended_at BIGINT,
    summary TEXT,
    counts TEXT,
    page_sha256 TEXT,
    confirmations TEXT NOT NULL
);
CREATE INDEX meetings_start ON meetings (project_id, starts_at, id);
CREATE INDEX meetings_closed ON meetings (project_id, closed_seq);

-- The page of a closed meeting, byte for byte what was hashed.
CREATE TABLE meeting_pages (
    meeting_id TEXT NOT NULL PRIMARY KEY,
    body TEXT NOT NULL
);

ALTER TABLE plan_items ADD COLUMN meeting_id TEXT;
CREATE INDEX plan_items_meeting ON plan_items (meeting_id, created_seq);

-- How addresses of a firm's video service are made.
ALTER TABLE firms ADD COLUMN video_template TEXT;
