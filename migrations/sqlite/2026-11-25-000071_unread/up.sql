-- What is unread is counted in the index alone: a row of the table is as long as what was said. PostgreSQL takes no
-- index row of a long audience, and keeps its pages between reads.
DROP INDEX messages_place;
CREATE INDEX messages_place ON messages (project_id, seq, author_person, audience, deletion);
