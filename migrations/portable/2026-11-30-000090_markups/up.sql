-- What people draw over files of revisions. `camera` and `shapes` are JSON. Without `published_seq` it is a draft, which is
-- its author's alone.
CREATE TABLE markups (
    id TEXT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL,
    design_id TEXT NOT NULL,
    revision_id TEXT NOT NULL,
    file_id TEXT NOT NULL,
    page BIGINT,
    camera TEXT,
    shapes TEXT NOT NULL,
    party_id TEXT NOT NULL,
    author_person TEXT NOT NULL,
    author_name TEXT NOT NULL,
    author_firm TEXT NOT NULL,
    author_department TEXT,
    created_at BIGINT NOT NULL,
    published_at BIGINT,
    published_seq BIGINT
);
CREATE INDEX markups_revision ON markups (revision_id, id);
CREATE INDEX markups_author ON markups (author_person, project_id, published_seq);
