-- Files that came with a message, as JSON; none once it is deleted.
ALTER TABLE messages ADD COLUMN files TEXT;
