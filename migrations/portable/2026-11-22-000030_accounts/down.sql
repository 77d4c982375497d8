DROP INDEX firms_business_number;
CREATE UNIQUE INDEX firms_business_number ON firms (business_number);
DROP TABLE supply_links;
DROP TABLE password_resets;
