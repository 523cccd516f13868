/**
 * The findings of one row: of merging, of the tree and of the SDK, each code once, sorted by code
 * (contract §4.9). Those of the SDK were sent by the traced program and are read with care.
 */
import { canonicalJson } from 'tracenest/wire';
import type { Finding, Severity } from 'tracenest/wire';
import { findingEntry } from './findings.js';
import type { TreeNode } from './nodes.js';

const SEVERITIES: readonly Severity[] = ['info', 'hint', 'warning', 'error'];

/** What is to be known about a row. */
export function findingsOf({ run, findings }: TreeNode): Finding[] {
  if (run === null) return [];
  const sent: unknown = run.tracenest?.findings;
  if (!Array.isArray(sent) && run.findings.length + findings.length < 2) return run.findings.concat(findings);
  const byCode = new Map<string, Finding>();
  for (const finding of [...run.findings, ...findings, ...readFindings(sent)]) {
    const held = byCode.get(finding.code);
    byCode.set(finding.code, held === undefined ? finding : weightier(held, finding));
  }
  return [...byCode.values()].toSorted((a, b) => (a.code < b.code ? -1 : 1));
}

/** What the SDK of a run found, as far as it can be read. */
function readFindings(sent: unknown): Finding[] {
  return Array.isArray(sent) ? sent.flatMap(readFinding) : [];
}

function readFinding(sent: unknown): Finding[] {
  if (typeof sent !== 'object' || sent === null) return [];
  const { code, severity, evidence } = sent as Partial<Record<keyof Finding, unknown>>;
  if (typeof code !== 'string' || code === '') return [];
  const known = SEVERITIES.find((one) => one === severity) ?? findingEntry(code)?.severity ?? 'info';
  return [isRecord(evidence) ? { code, severity: known, evidence } : { code, severity: known }];
}

function isRecord(value: unknown): value is NonNullable<Finding['evidence']> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Of two findings of one code the graver; else the one with the smaller text, whatever came first. */
function weightier(a: Finding, b: Finding): Finding {
  const bySeverity = SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity);
  if (bySeverity !== 0) return bySeverity < 0 ? a : b;
  return canonicalJson(a.evidence ?? {}) <= canonicalJson(b.evidence ?? {}) ? a : b;
}
