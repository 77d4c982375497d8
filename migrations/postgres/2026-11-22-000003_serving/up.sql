-- The one server whose lanes write here: others see it and keep away.
CREATE TABLE serving (
    server TEXT NOT NULL PRIMARY KEY
);
