-- Who stands in for whom, from when until when. `ends_at` is the end of its last day, or when it was ended before that.
CREATE TABLE deputies (
    id TEXT NOT NULL PRIMARY KEY,
    firm_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    deputy_id TEXT NOT NULL,
    from_on TEXT NOT NULL,
    until_on TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    from_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    ended_at BIGINT,
    created_at BIGINT NOT NULL,
    created_seq BIGINT NOT NULL
);
CREATE INDEX deputies_firm ON deputies (firm_id, ends_at);
CREATE INDEX deputies_person ON deputies (person_id, ends_at);
CREATE INDEX deputies_deputy ON deputies (deputy_id, ends_at);
