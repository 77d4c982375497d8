ALTER TABLE firms DROP COLUMN video_template;
DROP INDEX plan_items_meeting;
ALTER TABLE plan_items DROP COLUMN meeting_id;
DROP TABLE meeting_pages;
DROP TABLE meetings;
