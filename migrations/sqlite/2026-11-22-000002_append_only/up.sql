-- The record is append-only: not even this program changes what happened.
CREATE TRIGGER events_never_change BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;
-- REPLACE deletes without asking the trigger on DELETE.
CREATE TRIGGER events_never_come_back BEFORE INSERT ON events
WHEN EXISTS (SELECT 1 FROM events WHERE scope = NEW.scope AND seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;
CREATE TRIGGER events_never_go BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;
