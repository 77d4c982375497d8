ALTER TABLE messages DROP COLUMN files;
