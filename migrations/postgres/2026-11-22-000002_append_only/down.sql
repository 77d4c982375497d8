DROP TRIGGER events_never_change ON events;
DROP FUNCTION refuse_change();
