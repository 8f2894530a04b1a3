-- casefile: systems of which records are stored that the matcher has not judged yet
CREATE TABLE unlinked (
  source TEXT NOT NULL PRIMARY KEY
);
