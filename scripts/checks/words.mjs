/**
 * What no linter knows: our glossary's one banned word, files that grew too long, and promises left
 * in comments instead of issues.
 */
import { readTracked } from './tracked-files.mjs';

const SOURCES =
  /^(packages|e2e|bench|examples|scripts|docs|\.ci)\/.*\.(ts|tsx|mjs|cjs|css|html|sql|md|json)$|^[A-Z]+\.md$/;
const CODE = /\.(ts|tsx|mjs|cjs|css|sql)$/;
const MOST_LINES = 500;

/** LangSmith's API calls a project a session. Its words may stand only where that API is spoken. */
const SPEAKS_LANGSMITH = [
  /^packages\/sdk\/src\/reads\.ts$/,
  /^packages\/server\/src\/(http|ingest)\/langsmith\//,
  /^packages\/sdk\/src\/wire\/record\.ts$/,
  /^e2e\//,
  /^bench\/corpus-questions\.ts$/,
  /^docs\/compatibility\.md$/,
  /^scripts\/checks\/words\.mjs$/,
  /\.(test|fixture|test-fixture)\.tsx?$/,
];
/** Names that others gave: fields, paths, a variable and a sentence of LangSmith's, a setting of ClickHouse, a call of Playwright. */
const FOREIGN_NAMES =
  /\b(session_name|session_id|session_timezone|LANGCHAIN_SESSION|Session already exists|newCDPSession)\b|\/sessions\b/g;

/** @type {import('../check.mjs').Check} */
export const words = {
  name: 'words',
  rule: `no "session" outside LangSmith's dialect, no open promises in comments, no file over ${MOST_LINES} lines`,
  run: async () => {
    const files = await readTracked(SOURCES);
    return { problems: files.flatMap(findProblems), note: `${files.length} files` };
  },
};

/**
 * @param {{ path: string, text: string }} file
 * @returns {string[]}
 */
export function findProblems({ path, text }) {
  const problems = [];
  const lines = text.split('\n');
  if (CODE.test(path) && lines.length > MOST_LINES) {
    problems.push(`${path}: ${lines.length} lines; split it by idea, ${MOST_LINES} is the most`);
  }
  lines.forEach((line, index) => {
    const place = `${path}:${index + 1}`;
    if (/\b(TODO|FIXME|XXX)\b/.test(line) && !path.startsWith('scripts/checks/')) {
      problems.push(`${place}: an open promise; do it, or write an issue: ${line.trim()}`);
    }
    const isExempt = !CODE.test(path) || SPEAKS_LANGSMITH.some((exempt) => exempt.test(path));
    if (!isExempt && /session/i.test(line.replace(FOREIGN_NAMES, ''))) {
      problems.push(`${place}: say project or thread; "session" means two things: ${line.trim()}`);
    }
  });
  return problems;
}
