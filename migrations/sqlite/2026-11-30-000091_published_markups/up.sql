-- A published markup never changes: not even this program draws in it.
CREATE TRIGGER published_markups_never_change BEFORE UPDATE ON markups WHEN OLD.published_seq IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a published markup never changes'); END;
-- REPLACE deletes without asking the trigger on DELETE.
CREATE TRIGGER published_markups_never_come_back BEFORE INSERT ON markups
WHEN EXISTS (SELECT 1 FROM markups WHERE id = NEW.id AND published_seq IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'a published markup never changes'); END;
CREATE TRIGGER published_markups_never_go BEFORE DELETE ON markups WHEN OLD.published_seq IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a published markup never changes'); END;
