DELETE FROM search_index WHERE rowid IN (SELECT id FROM search_documents WHERE kind = 'comment');
DELETE FROM search_documents WHERE kind = 'comment';
