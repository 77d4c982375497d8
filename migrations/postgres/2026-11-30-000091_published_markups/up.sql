-- A published markup never changes: not even this program draws in it.
CREATE FUNCTION refuse_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a published markup never changes'; END $$;
CREATE TRIGGER published_markups_never_change BEFORE UPDATE OR DELETE ON markups
FOR EACH ROW WHEN (OLD.published_seq IS NOT NULL) EXECUTE FUNCTION refuse_published();
CREATE TRIGGER published_markups_never_go BEFORE TRUNCATE ON markups
FOR EACH STATEMENT EXECUTE FUNCTION refuse_published();
