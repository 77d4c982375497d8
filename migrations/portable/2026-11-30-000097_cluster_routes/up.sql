-- Routes that projects of a cluster take over; `steps` is JSON, as the API tells it.
CREATE TABLE cluster_routes (
    id TEXT NOT NULL PRIMARY KEY,
    cluster_id TEXT NOT NULL,
    name TEXT NOT NULL,
    steps TEXT NOT NULL,
    author_person TEXT NOT NULL,
    author_name TEXT NOT NULL,
    author_firm TEXT NOT NULL,
    author_department TEXT,
    created_at BIGINT NOT NULL,
    created_seq BIGINT NOT NULL
);
CREATE INDEX cluster_routes_cluster ON cluster_routes (cluster_id, created_seq);
