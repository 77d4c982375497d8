DROP TABLE clock_totals;
DROP TABLE clock_marks;
DROP TABLE clock_spells;
ALTER TABLE members DROP COLUMN time_zone;
