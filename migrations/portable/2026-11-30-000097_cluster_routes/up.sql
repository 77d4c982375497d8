-- Routes that projects of a cluster take over; `route` is JSON, as the API tells it.
CREATE TABLE cluster_routes (
    id TEXT NOT NULL PRIMARY KEY,
    cluster_id TEXT NOT NULL,
    created_seq BIGINT NOT NULL,
    route TEXT NOT NULL
);
CREATE INDEX cluster_routes_cluster ON cluster_routes (cluster_id, created_seq);
