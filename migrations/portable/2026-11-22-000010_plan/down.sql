DROP TABLE answers;
DROP TABLE plan_items;
ALTER TABLE phases DROP COLUMN due_on;
ALTER TABLE phases DROP COLUMN name;
