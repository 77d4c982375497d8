-- Words of what is searched for, by the id of their document. The program makes the words: no parser and no dictionary
-- touches them, which is what the configuration `simple` would do to words it does not split.
CREATE TABLE search_index (
    id BIGINT NOT NULL PRIMARY KEY,
    words TSVECTOR NOT NULL
);
CREATE INDEX search_index_words ON search_index USING gin (words);
