DROP INDEX messages_place;
CREATE UNIQUE INDEX messages_place ON messages (project_id, seq);
