-- Words of what is searched for, by the id of their document. The program makes the words; the tokenizer only splits
-- them at spaces.
CREATE VIRTUAL TABLE search_index USING fts5 (words, content = '', contentless_delete = 1, detail = 'none', tokenize = 'ascii');
