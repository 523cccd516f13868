/** Where a store on a ClickHouse server is, as one address: `http://user:password@host:8123/database`. */

export interface ServerPlace {
  /** Scheme, host and port, without user, password and database. */
  url: string;
  database: string;
  user: string;
  password: string;
  /** Name of a cluster of the server's configuration; null: the tables are on that server alone. */
  cluster: string | null;
}

const example = 'http://user:password@host:8123/database';
const namePattern = /^[A-Za-z_]\w{0,63}$/;

/**
 * Reads an address. Defaults: port 8123 (https: 8443), database `tracenest`, user `default` without
 * a password. Gives a sentence where it cannot be read; a password is never part of it.
 */
export function readServerPlace(text: string, cluster: string | null): ServerPlace | string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return `is no address; expected one such as ${example}.`;
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return `begins with ${url.protocol}//; expected the address of ClickHouse's HTTP interface, such as ${example}.`;
  }
  if (url.port === '9000' || url.port === '9440') {
    return `names port ${url.port}, that of ClickHouse's own protocol; expected its HTTP port (8123, or 8443 for https).`;
  }
  if (url.search !== '' || url.hash !== '') return `has something behind the database; expected ${example}.`;
  const database = url.pathname.replace(/^\/|\/$/g, '') || 'tracenest';
  if (!namePattern.test(database)) {
    return `names the database ${JSON.stringify(database)}; expected letters, digits and underscores, such as tracenest.`;
  }
  if (cluster !== null && !namePattern.test(cluster)) {
    return `is for the cluster ${JSON.stringify(cluster)}; expected letters, digits and underscores, as in system.clusters.`;
  }
  const port = url.port || (url.protocol === 'https:' ? '8443' : '8123');
  return {
    url: `${url.protocol}//${url.hostname}:${port}`,
    database,
    user: unescape(url.username) || 'default',
    password: unescape(url.password),
    cluster,
  };
}

/** For people and logs: without user and password. */
export function nameOfPlace({ url, database, cluster }: ServerPlace): string {
  return `${url}/${database}${cluster === null ? '' : ` (cluster ${cluster})`}`;
}

/** A password may hold a bare percent sign. */
function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
