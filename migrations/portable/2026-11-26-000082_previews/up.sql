-- Lighter forms of heavy files, one each at most: which file is shown in the place of which, who made it, and when.
CREATE TABLE previews (
    file_id TEXT NOT NULL PRIMARY KEY,
    preview_id TEXT NOT NULL,
    maker_person TEXT NOT NULL,
    maker_name TEXT NOT NULL,
    maker_firm TEXT NOT NULL,
    maker_department TEXT,
    made_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX previews_preview ON previews (preview_id);
