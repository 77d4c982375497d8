DROP TRIGGER events_never_go;
DROP TRIGGER events_never_come_back;
DROP TRIGGER events_never_change;
