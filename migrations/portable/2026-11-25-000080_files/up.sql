-- Files, on their way (`arriving`, `storing`) and stored. `received` counts bytes that are on disk; `checks` are sums of
-- its stretches; `proved_at` is when the stored content was last read to its end, `broken` what was wrong with it then.
CREATE TABLE files (
    id TEXT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL,
    name TEXT NOT NULL,
    metadata TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    received BIGINT NOT NULL,
    state TEXT NOT NULL,
    sha256 TEXT,
    checks TEXT,
    media_type TEXT,
    uploader_person TEXT NOT NULL,
    uploader_name TEXT NOT NULL,
    uploader_firm TEXT NOT NULL,
    uploader_department TEXT,
    created_at BIGINT NOT NULL,
    touched_at BIGINT NOT NULL,
    proved_at BIGINT,
    broken TEXT
);
CREATE INDEX files_content ON files (sha256);
CREATE INDEX files_state ON files (state, touched_at);
CREATE INDEX files_proved ON files (state, proved_at);
CREATE INDEX files_uploader ON files (uploader_person, state);
CREATE INDEX files_broken ON files (broken);

-- What shows a file, and to which parties; none named means everyone in the project.
CREATE TABLE file_links (
    file_id TEXT NOT NULL,
    ref_id TEXT NOT NULL,
    audience TEXT,
    PRIMARY KEY (file_id, ref_id)
);
CREATE INDEX file_links_ref ON file_links (ref_id);

-- Bytes of a project's files, those on their way too.
CREATE TABLE project_storage (
    project_id TEXT NOT NULL PRIMARY KEY,
    bytes BIGINT NOT NULL
);
