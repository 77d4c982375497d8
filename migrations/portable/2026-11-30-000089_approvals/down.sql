ALTER TABLE revisions DROP COLUMN contributors;
DROP TABLE approval_responses;
DROP TABLE approval_turns;
DROP TABLE approval_subjects;
DROP TABLE approvals;
DROP TABLE routes;
