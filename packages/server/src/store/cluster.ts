/**
 * The statements of the schema for a cluster: of each table a replicated one on every node
 * (`runs_local`), and above them a distributed one that bears the name, so that all other SQL stays
 * as it is. A pure function of the text that the embedded store runs: there is one schema.
 */

/**
 * By what the rows of a table are spread: the first column that they are sorted by, but for these.
 * Rows that replace each other, or are read together, must lie on one node, and those of one project
 * or of one moment must not.
 */
const spreadBy: Readonly<Record<string, string>> = {
  traces: 'trace_id',
  changes: 'trace_id',
  trace_findings: 'trace_id',
  trace_heads: 'trace_id',
};

/** A statement that changes tables and has no form for a cluster yet. */
export class NotForClusters extends Error {
  override readonly name = 'NotForClusters';
  constructor(statement: string) {
    super(`No form for a cluster is known of: ${statement.trim().slice(0, 200)}. Add it to store/cluster.ts.`);
  }
}

const createPattern = /^\s*CREATE TABLE IF NOT EXISTS (\w+)\s*\(([\s\S]*)\)\s*ENGINE = (\w*MergeTree)\b([\s\S]*)$/;
const alterPattern = /^\s*ALTER TABLE (\w+) ([\s\S]*)$/;
const deletePattern = /^\s*DELETE FROM (\w+) ([\s\S]*)$/;
const wholePattern = /^\s*(TRUNCATE TABLE|OPTIMIZE TABLE|DROP TABLE) (\w+)\b([\s\S]*)$/;

/** What to run, in order, instead of a statement of the schema or a command. Throws NotForClusters. */
export function forCluster(statement: string, cluster: string): string[] {
  const on = `ON CLUSTER '${cluster}'`;
  const create = createPattern.exec(statement);
  if (create !== null) {
    const [, table = '', columns = '', engine = '', rest = ''] = create;
    return [
      `CREATE TABLE IF NOT EXISTS ${local(table)} ${on} (${columns})\nENGINE = Replicated${engine}${rest}`,
      `CREATE TABLE IF NOT EXISTS ${table} ${on} AS ${local(table)}\n` +
        `ENGINE = Distributed('${cluster}', currentDatabase(), '${local(table)}', cityHash64(${keyOf(table, rest)}))`,
    ];
  }
  const alter = alterPattern.exec(statement);
  if (alter !== null) {
    const [, table = '', change = ''] = alter;
    const changes = [`ALTER TABLE ${local(table)} ${on} ${change}`];
    // What queries can name, the table above must know, too; indexes and settings are the nodes' alone.
    if (/^\s*(ADD|DROP|MODIFY|RENAME) COLUMN\b/.test(change)) changes.push(`ALTER TABLE ${table} ${on} ${change}`);
    return changes;
  }
  const remove = deletePattern.exec(statement);
  if (remove !== null) return [`DELETE FROM ${local(remove[1] ?? '')} ${on} ${remove[2] ?? ''}`];
  const whole = wholePattern.exec(statement);
  if (whole !== null) return [`${whole[1] ?? ''} ${local(whole[2] ?? '')} ${on}${whole[3] ?? ''}`];
  // The table above passes the rows on to their nodes.
  if (/^\s*INSERT INTO\b/.test(statement)) return [statement];
  throw new NotForClusters(statement);
}

function local(table: string): string {
  return `${table}_local`;
}

function keyOf(table: string, engine: string): string {
  const first = /\bORDER BY \(?(\w+)/.exec(engine)?.[1];
  const key = spreadBy[table] ?? first;
  if (key === undefined) throw new NotForClusters(`the table ${table}: it has no ORDER BY`);
  return key;
}
