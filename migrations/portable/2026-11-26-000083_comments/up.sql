-- What people say on revisions, each a point to settle. `number` counts in the design; `audience` is the design's;
-- `closer` is who made it, while they are a member; `anchor`, `answers` and `closure` are JSON. `origin` is the BCF topic that it was made of, `carried_to` the later revision that it came along to.
CREATE TABLE comments (
    id TEXT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL,
    design_id TEXT NOT NULL,
    revision_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    body TEXT NOT NULL,
    blocking BOOLEAN NOT NULL,
    anchor TEXT,
    origin TEXT,
    party_id TEXT NOT NULL,
    author_person TEXT NOT NULL,
    author_name TEXT NOT NULL,
    author_firm TEXT NOT NULL,
    author_department TEXT,
    closer TEXT,
    created_at BIGINT NOT NULL,
    created_seq BIGINT NOT NULL,
    state TEXT NOT NULL,
    answers TEXT NOT NULL,
    closure TEXT,
    carried_to TEXT,
    closed_seq BIGINT,
    ball_party TEXT,
    ball_person TEXT,
    ball_since BIGINT
);
CREATE UNIQUE INDEX comments_number ON comments (design_id, number);
CREATE INDEX comments_closed ON comments (project_id, closed_seq);
CREATE INDEX comments_ball_person ON comments (ball_person, id);
CREATE INDEX comments_ball_party ON comments (ball_party, ball_person, id);
