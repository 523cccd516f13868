/**
 * What a reader without a key is told: the runs that are shared as they were recorded, and nothing that
 * the server knows of other traces, of other projects or of the machines. A finding that names what is
 * not shared is left out whole: its sentence would tell the name.
 */
import type { ExplainedFinding, LinkAnswer, PackedTrace, RunDetail } from 'tracenest/wire';

/** Their words name other traces or projects, also where no id stands beside the name. */
const ABOUT_OTHERS: ReadonlySet<string> = new Set([
  'batch-shared',
  'exited-with-runs',
  'headers-disagree',
  'other-project',
  'shared-worker',
  'split-trace',
]);

/** `isWhole`: the root is shared, and with it what is said of the trace. */
export function sharedTrace(trace: PackedTrace, isWhole: boolean): PackedTrace {
  const { table } = trace;
  const known = new Set([trace.trace_id, ...table.ids].map(bareId));
  const findings = isWhole ? trace.findings.filter((finding) => isAboutKnown(finding, known)) : [];
  const codes = new Set(findings.map(({ code }) => code));
  return {
    ...trace,
    splits: [],
    joins: [],
    processes: [],
    findings,
    table: {
      ...table,
      looks: table.looks.map((look) => ({ ...look, findings: look.findings.filter((code) => codes.has(code)) })),
      links: withinTrace(table.links),
      linked_from: withinTrace(table.linked_from),
    },
  };
}

/** Its findings are told with the trace, which knows the names in them. */
export function sharedRun(run: RunDetail): RunDetail {
  return { ...run, findings: [], placement: { ...run.placement, remote: null, process: null, links: [] } };
}

function isAboutKnown({ code, run_id, evidence, sentence }: ExplainedFinding, known: ReadonlySet<string>): boolean {
  if (ABOUT_OTHERS.has(code)) return false;
  const ids = JSON.stringify([run_id, evidence, sentence]).match(ANY_ID) ?? [];
  return ids.every((id) => known.has(bareId(id)));
}

/** With dashes and without. */
const ANY_ID = /[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}/giu;

function bareId(id: string): string {
  return id.replaceAll('-', '').toLowerCase();
}

type Links = PackedTrace['table']['links'];

/** Of each row the links to rows of the same trace; a row that keeps none has none. */
function withinTrace({ at, is }: Links): Links {
  const kept: Links = { at: [], is: [] };
  let row = 0;
  let before = 0;
  is.forEach((links: LinkAnswer[], entry) => {
    row += at[entry] ?? 0;
    const inside = links.filter((link) => link.row >= 0);
    if (inside.length === 0) return;
    kept.at.push(row - before);
    kept.is.push(inside);
    before = row;
  });
  return kept;
}
