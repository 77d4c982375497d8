DROP TRIGGER published_markups_never_go ON markups;
DROP TRIGGER published_markups_never_change ON markups;
DROP FUNCTION refuse_published();
