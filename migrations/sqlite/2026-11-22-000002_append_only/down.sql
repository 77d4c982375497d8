DROP TRIGGER events_never_go;
DROP TRIGGER events_never_change;
