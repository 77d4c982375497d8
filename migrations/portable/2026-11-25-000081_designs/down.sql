DROP TABLE openings;
DROP TABLE revisions;
DROP TABLE designs;
