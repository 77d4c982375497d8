DROP INDEX jobs_kind;
DROP TABLE notice_positions;
DROP TABLE mail_failures;
DROP TABLE mail_reminders;
DROP TABLE mail_told;
DROP TABLE mail_rounds;
DROP TABLE notices;
DROP TABLE mail_preferences;
