DROP INDEX search_documents_at;
CREATE INDEX search_documents_at ON search_documents (project_id, at);
