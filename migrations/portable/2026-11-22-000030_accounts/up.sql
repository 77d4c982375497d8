-- Links that give a new password. Their secret is derived and stored nowhere.
CREATE TABLE password_resets (
    id TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL,
    status TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX password_resets_person ON password_resets (person_id, created_at);

-- Who supplies whom in a cluster.
CREATE TABLE supply_links (
    id TEXT NOT NULL PRIMARY KEY,
    cluster_id TEXT NOT NULL,
    supplier_firm_id TEXT NOT NULL,
    customer_firm_id TEXT NOT NULL,
    goods TEXT NOT NULL,
    goods_key TEXT NOT NULL,
    joined_seq BIGINT NOT NULL
);
CREATE UNIQUE INDEX supply_links_goods ON supply_links (cluster_id, supplier_firm_id, customer_firm_id, goods_key);
CREATE INDEX supply_links_place ON supply_links (cluster_id, joined_seq);

-- A business number is what a firm or its inviter says: who names another firm's number must neither learn that it is
-- here nor keep it from coming. One cluster still has each number once; the commands see to it.
DROP INDEX firms_business_number;
CREATE INDEX firms_business_number ON firms (business_number);
