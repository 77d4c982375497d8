ALTER TABLE approvals DROP COLUMN charter;
DROP TABLE clause_acceptances;
DROP TABLE charters;
