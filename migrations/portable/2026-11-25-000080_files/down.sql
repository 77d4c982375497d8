DROP TABLE project_storage;
DROP TABLE file_links;
DROP TABLE files;
