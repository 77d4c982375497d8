-- What a message became. `mentions`, `reactions` and `deletion` are JSON as on the wire; a deleted message has no words.
ALTER TABLE messages ADD COLUMN mentions TEXT;
ALTER TABLE messages ADD COLUMN reactions TEXT;
ALTER TABLE messages ADD COLUMN edited_seq BIGINT;
ALTER TABLE messages ADD COLUMN edited_at BIGINT;
ALTER TABLE messages ADD COLUMN changed_seq BIGINT;
ALTER TABLE messages ADD COLUMN deletion TEXT;

-- Events after the first one that carry the words of a message.
CREATE TABLE message_events (
    message_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (message_id, seq)
);

-- Words that were replaced by later ones.
CREATE TABLE message_versions (
    message_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (message_id, seq)
);

-- Persons and parties that a message names; `seq` is the event that named them.
CREATE TABLE message_mentions (
    message_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    project_id TEXT NOT NULL,
    author TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (message_id, subject)
);
CREATE INDEX message_mentions_place ON message_mentions (project_id, subject, seq);

-- Events whose resources are not shown any more, what stands in their place, and the event that said so.
CREATE TABLE withheld (
    scope TEXT NOT NULL,
    seq BIGINT NOT NULL,
    by_seq BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (scope, seq)
);
CREATE INDEX withheld_by ON withheld (scope, by_seq);

-- Who has read up to where in a project.
CREATE INDEX read_markers_project ON read_markers (project_id);

-- What is searched for: messages, titles and people of a project. Ids grow with the record.
CREATE TABLE search_documents (
    id BIGINT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    ref_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    person_id TEXT,
    department_id TEXT,
    audience TEXT,
    body TEXT NOT NULL
);
CREATE UNIQUE INDEX search_documents_ref ON search_documents (project_id, kind, ref_id);
CREATE INDEX search_documents_at ON search_documents (project_id, at);

-- The last event of each record that the search knows; the row without scope counts the ids.
CREATE TABLE search_positions (
    scope TEXT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL
);
