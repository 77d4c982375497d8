DROP INDEX members_person;
CREATE INDEX members_person ON members (person_id);
