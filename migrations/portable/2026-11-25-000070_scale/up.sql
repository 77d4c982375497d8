-- The first and the last document of a time are one look-up each.
DROP INDEX search_documents_at;
CREATE INDEX search_documents_at ON search_documents (project_id, at, id);
