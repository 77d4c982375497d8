CREATE TABLE previews (
    file_id TEXT NOT NULL PRIMARY KEY,
    preview_id TEXT NOT NULL,
    maker_person TEXT NOT NULL,
    maker_name TEXT NOT NULL,
    maker_firm TEXT NOT NULL,
    maker_department TEXT,
    made_at BIGINT NOT NULL
);
INSERT INTO previews (file_id, preview_id, maker_person, maker_name, maker_firm, maker_department, made_at)
    SELECT file_id, preview_id, maker_person, maker_name, maker_firm, maker_department, made_at FROM file_previews WHERE kind = 'form';
DROP TABLE file_previews;
CREATE UNIQUE INDEX previews_preview ON previews (preview_id);
