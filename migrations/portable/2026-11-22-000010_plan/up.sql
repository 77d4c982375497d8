-- A phase of the project's own has a name, and any phase may have a day.
ALTER TABLE phases ADD COLUMN name TEXT;
ALTER TABLE phases ADD COLUMN due_on TEXT;

-- Milestones, actions, questions, decisions, ideas: `kind` says which.
CREATE TABLE plan_items (
    id TEXT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT,
    message_id TEXT,
    state TEXT NOT NULL,
    reason TEXT,
    due_on TEXT,
    owner_party TEXT,
    owner_person TEXT,
    asker_party TEXT,
    asker_person TEXT,
    author_person TEXT NOT NULL,
    author_name TEXT NOT NULL,
    author_firm TEXT NOT NULL,
    author_department TEXT,
    created_at BIGINT NOT NULL,
    created_seq BIGINT NOT NULL,
    closed_seq BIGINT,
    ball_party TEXT,
    ball_person TEXT,
    ball_since BIGINT,
    answer_count BIGINT NOT NULL,
    last_answer TEXT
);
CREATE INDEX plan_items_kind ON plan_items (project_id, kind, created_seq);
CREATE INDEX plan_items_closed ON plan_items (project_id, closed_seq, kind);
CREATE INDEX plan_items_ball_person ON plan_items (ball_person);
CREATE INDEX plan_items_ball_party ON plan_items (ball_party, ball_person);

CREATE TABLE answers (
    id TEXT NOT NULL PRIMARY KEY,
    question_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    body TEXT NOT NULL,
    author_person TEXT NOT NULL,
    author_name TEXT NOT NULL,
    author_firm TEXT NOT NULL,
    author_department TEXT,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX answers_place ON answers (question_id, seq);
