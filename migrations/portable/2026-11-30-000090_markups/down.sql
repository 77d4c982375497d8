DROP TABLE markups;
