/** How feedback of a key is to be read, and addresses under which it may be given without a key. */
import { randomUUID } from 'node:crypto';
import { jsonText } from 'tracenest/wire';
import type { Json } from 'tracenest/wire';
import { bind, joinSql, sql, uuid, type Sql } from '../store/sql.js';
import type { Reader, Store } from '../store/store.js';

export interface FeedbackConfig {
  key: string;
  /** JSON object. */
  config: string;
  lower_is_better: boolean;
  /** Microseconds since 1970. */
  changed: number;
}

export interface FeedbackConfigAsk {
  keys?: readonly string[];
  nameContains?: string;
  limit: number;
  offset: number;
}

/** In order of their keys. */
export function listFeedbackConfigs(reader: Reader, ask: FeedbackConfigAsk): Promise<FeedbackConfig[]> {
  const where: Sql[] = [sql`NOT gone`];
  if (ask.keys !== undefined) where.push(sql`key IN ${bind('Array(String)', ask.keys)}`);
  if (ask.nameContains !== undefined) where.push(sql`positionCaseInsensitiveUTF8(key, ${ask.nameContains}) > 0`);
  return reader.query<FeedbackConfig>(
    sql`SELECT key, config, lower_is_better, changed FROM feedback_configs FINAL
        WHERE ${joinSql(where, ' AND ')} ORDER BY key LIMIT ${ask.limit} OFFSET ${ask.offset}`,
  );
}

/** Makes it, or the new state of it; what is not said stays. */
export async function saveFeedbackConfig(
  store: Store,
  said: { key: string; config?: Record<string, Json>; lowerIsBetter?: boolean },
  nowMs: number,
): Promise<FeedbackConfig> {
  const [known] = await listFeedbackConfigs(store, { keys: [said.key], limit: 1, offset: 0 });
  const next: FeedbackConfig = {
    key: said.key,
    config: said.config === undefined ? (known?.config ?? '{}') : jsonText(said.config),
    lower_is_better: said.lowerIsBetter ?? known?.lower_is_better ?? false,
    changed: Math.max((known?.changed ?? 0) + 1, nowMs * 1000),
  };
  await store.insert('feedback_configs', [{ ...next, gone: false }]);
  return next;
}

/** False if there is none of this key. */
export async function deleteFeedbackConfig(store: Store, key: string, nowMs: number): Promise<boolean> {
  const [known] = await listFeedbackConfigs(store, { keys: [key], limit: 1, offset: 0 });
  if (known === undefined) return false;
  await store.insert('feedback_configs', [
    { ...known, changed: Math.max(known.changed + 1, nowMs * 1000), gone: true },
  ]);
  return true;
}

export interface FeedbackToken {
  token: string;
  run_id: string;
  key: string;
  /** Milliseconds since 1970. */
  expires: number;
}

export async function makeFeedbackTokens(
  store: Store,
  wishes: readonly Omit<FeedbackToken, 'token'>[],
): Promise<FeedbackToken[]> {
  const tokens = wishes.map((wish) => ({ ...wish, token: randomUUID() }));
  await store.insert('feedback_tokens', tokens);
  return tokens;
}

/** Those of a run, the one that lasts longest first. */
export function feedbackTokensOf(
  reader: Reader,
  ask: { runId: string; limit: number; offset: number },
): Promise<FeedbackToken[]> {
  return reader.query<FeedbackToken>(
    sql`SELECT token, run_id, key, expires FROM feedback_tokens FINAL WHERE run_id = ${uuid(ask.runId)}
        ORDER BY expires DESC, token LIMIT ${ask.limit} OFFSET ${ask.offset}`,
  );
}

/** Null if there is none. It may be past its time. */
export async function feedbackToken(reader: Reader, token: string): Promise<FeedbackToken | null> {
  const rows = await reader.query<FeedbackToken>(
    sql`SELECT token, run_id, key, expires FROM feedback_tokens FINAL WHERE token = ${uuid(token)} LIMIT 1`,
  );
  return rows[0] ?? null;
}
