-- The projects of a person are paged by their ids.
DROP INDEX members_person;
CREATE INDEX members_person ON members (person_id, project_id);
