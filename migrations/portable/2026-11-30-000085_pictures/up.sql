-- Besides its lighter form (`form`) a file may have a small picture for lists (`picture`), one each at most.
CREATE TABLE file_previews (
    file_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    preview_id TEXT NOT NULL,
    maker_person TEXT NOT NULL,
    maker_name TEXT NOT NULL,
    maker_firm TEXT NOT NULL,
    maker_department TEXT,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (file_id, kind)
);
INSERT INTO file_previews (file_id, kind, preview_id, maker_person, maker_name, maker_firm, maker_department, made_at)
    SELECT file_id, 'form', preview_id, maker_person, maker_name, maker_firm, maker_department, made_at FROM previews;
DROP TABLE previews;
CREATE UNIQUE INDEX file_previews_preview ON file_previews (preview_id);
