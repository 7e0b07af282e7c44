SELECT * FROM read_text('/etc/passwd')
SELECT * FROM read_blob('/etc/passwd')
SELECT * FROM read_csv('{outside}/secret.csv')
SELECT * FROM sniff_csv('{outside}/secret.csv')
SELECT * FROM read_json('{outside}/secret.csv')
SELECT * FROM read_parquet('{release}/parquet/countries.parquet')
SELECT * FROM parquet_metadata('{release}/parquet/countries.parquet')
SELECT * FROM '{outside}/secret.csv'
SELECT * FROM 'http://127.0.0.1:9/x.csv'
SELECT * FROM read_csv('https://example.org/x.csv')
SELECT * FROM glob('/etc/*')
SELECT size FROM read_blob('{release}/profiles.duckdb')
SELECT size FROM read_blob('{release}/profiles.duckdb.wal')
SELECT * FROM read_duckdb('{release}/profiles.duckdb', table_name = 'countries')
SELECT * FROM query('SELECT * FROM read_text(''/etc/passwd'')')
SELECT * FROM query_table('{outside}/secret.csv')
SELECT * FROM json_execute_serialized_sql(json_serialize_sql('FROM read_text(''/etc/passwd'')'))
SELECT getenv('HOME')
SELECT * FROM sample
SELECT * FROM release
COPY countries TO '{outside}/out.csv'
COPY countries TO '{release}/profiles.duckdb'
COPY countries TO '{release}/profiles.duckdb.wal' (FORMAT csv)
EXPLAIN ANALYZE COPY countries TO '{release}/profiles.duckdb.wal' (FORMAT csv)
SELECT 1; COPY countries TO '{release}/profiles.duckdb.wal' (FORMAT csv)
COPY countries FROM '{outside}/secret.csv'
EXPORT DATABASE '{outside}/out'
IMPORT DATABASE '{outside}'
ATTACH '{outside}/new.duckdb' AS other
ATTACH '{release}/profiles.duckdb' AS other
ATTACH ':memory:' AS other
DETACH profiles
USE memory
INSTALL httpfs
LOAD httpfs
LOAD '{outside}/evil.duckdb_extension'
SET enable_external_access = true
SET GLOBAL allowed_directories = ['/']
SET lock_configuration = false
RESET lock_configuration
SET temp_directory = '{outside}'
PRAGMA enable_external_access
PRAGMA enable_profiling
PRAGMA profiling_output = '{outside}/out.json'
SELECT * FROM enable_profiling(save_location = '{outside}/out.json')
SELECT * FROM enable_logging(storage = 'file', storage_config = {{'path': '{outside}'}})
CALL enable_logging()
CREATE SECRET (TYPE s3)
CREATE TABLE mine AS SELECT 1
CREATE TEMP TABLE mine AS SELECT 1
CREATE OR REPLACE VIEW yearly_attendance AS SELECT 1
INSERT INTO countries SELECT * FROM countries
WITH gone AS (DELETE FROM countries RETURNING *) FROM gone
UPDATE countries SET name = 'x'
DELETE FROM countries
DROP TABLE countries
VACUUM
CHECKPOINT
FORCE CHECKPOINT
BEGIN
PREPARE q AS SELECT 1
SET VARIABLE x = 1
PIVOT countries ON iso3
