-- Comments are found from now on: projects that have some are read again from the event before the first one.
DELETE FROM search_index WHERE rowid IN (
    SELECT d.id FROM search_documents d
    WHERE d.seq >= (SELECT min(c.created_seq) FROM comments c WHERE c.project_id = d.project_id)
);
DELETE FROM search_documents
    WHERE seq >= (SELECT min(c.created_seq) FROM comments c WHERE c.project_id = search_documents.project_id);
UPDATE search_positions SET seq = min(seq, (SELECT min(c.created_seq) - 1 FROM comments c WHERE c.project_id = scope))
    WHERE scope IN (SELECT project_id FROM comments);
