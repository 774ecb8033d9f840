/**
 * One statement that says everything of many datasets. Parameters, as arrays of equal length: schemas, names, and the OIDs that
 * were behind the names the last time (null for none). It reads the catalog tables and not `information_schema`, which hides what the
 * role may not read, so that "no permission" would look like "dropped". Leaves are found by inheritance, which partitions are too;
 * counts of a parent alone say nothing. `reltuples` is -1 until the first ANALYZE, which is no count.
 */
export const CATALOG_STATEMENT = `
SELECT
  asked.position,
  n.oid IS NOT NULL AS schema_exists,
  has_schema_privilege(n.oid, 'USAGE') AS may_enter,
  c.oid,
  c.relkind::text AS kind,
  has_any_column_privilege(c.oid, 'SELECT') AS may_read,
  (SELECT json_agg(json_build_array(
      a.attname,
      format_type(coalesce(nullif(t.typbasetype, 0), a.atttypid), CASE WHEN t.typbasetype = 0 THEN a.atttypmod ELSE t.typtypmod END),
      t.typtype,
      NOT (a.attnotnull OR t.typnotnull),
      has_column_privilege(c.oid, a.attnum, 'SELECT')
    ) ORDER BY a.attnum)
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS fields,
  leaves.estimate,
  CASE WHEN NOT pg_is_in_recovery() THEN leaves.changes END AS changes,
  (SELECT format('%I.%I', kn.nspname, k.relname)
    FROM pg_class k JOIN pg_namespace kn ON kn.oid = k.relnamespace
    WHERE c.oid IS NULL AND k.oid = asked.known) AS renamed_to,
  (SELECT json_agg(near.relname) FROM (
    SELECT o.relname FROM pg_class o
    WHERE c.oid IS NULL AND o.relnamespace = n.oid AND o.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT o.relispartition
    ORDER BY abs(length(o.relname) - length(asked.name)), o.relname LIMIT 100) AS near) AS neighbours,
  CAST(floor(extract(epoch FROM statement_timestamp()) * 1000) AS bigint) AS now
FROM unnest($1::text[], $2::text[], $3::oid[]) WITH ORDINALITY AS asked (schema, name, known, position)
LEFT JOIN pg_namespace n ON n.nspname = asked.schema
LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = asked.name AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
LEFT JOIN LATERAL (
  WITH RECURSIVE tree (oid) AS (
    SELECT c.oid
    UNION ALL
    SELECT i.inhrelid FROM pg_inherits i JOIN tree ON i.inhparent = tree.oid
  )
  SELECT
    CASE WHEN min(leaf.reltuples) >= 0 THEN sum(leaf.reltuples) END AS estimate,
    sum(pg_stat_get_tuples_inserted(leaf.oid) + pg_stat_get_tuples_updated(leaf.oid) + pg_stat_get_tuples_deleted(leaf.oid)) AS changes
  FROM tree JOIN pg_class leaf ON leaf.oid = tree.oid AND leaf.relkind IN ('r', 'm')
) AS leaves ON true
ORDER BY asked.position`

/** Everything that could be registered in a schema; $1 is its name. */
export const DISCOVER_STATEMENT = `
SELECT c.relname AS name
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
  AND has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT')
ORDER BY 1`
