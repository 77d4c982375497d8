DELETE FROM search_index WHERE id IN (SELECT id FROM search_documents WHERE kind = 'comment');
DELETE FROM search_documents WHERE kind = 'comment';
