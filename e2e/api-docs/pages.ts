/** The reference as pages for people. */
import { errorTable, type ErrorEntry } from '../../packages/server/src/errors.js';
import { refusedAddresses } from '../../packages/server/src/http/langsmith/out-of-scope.js';
import { PARTS, type Parameter, type Part, type Reference, type Route } from './routes.js';
import { NAMED, type Schema } from './schemas.js';

const MADE = 'This page is made by `npm run api-docs`; a test fails if it is not current.';

/** Name of the file → its text. */
export function pagesOf(reference: Reference): Map<string, string> {
  const pages = new Map(PARTS.map((part) => [part.page, partPage(part, reference)]));
  pages.set('README.md', indexPage(reference));
  pages.set('types.md', typesPage(reference));
  pages.set('errors.md', errorsPage());
  pages.set('out-of-scope.md', outOfScopePage());
  return new Map([...pages].map(([name, text]) => [name, `${text.trim()}\n`]));
}

function indexPage({ routes }: Reference): string {
  const parts = PARTS.map((part) => {
    const count = routes.filter((route) => route.part === part).length;
    const also = part.alsoAt.map((prefix) => code(prefix === '' ? '/' : prefix)).join(', ');
    return [`[${part.title}](${part.page})`, code(part.prefix === '' ? '/' : part.prefix), also, String(count)];
  });
  return `# API reference

${table(['Part', 'Address', 'Also at', 'Routes'], parts)}

- [openapi.json](openapi.json): the same as an OpenAPI 3.1 document; a running server gives its own at \`/api/openapi.json\`
- [types.md](types.md): every type that a route takes or answers
- [errors.md](errors.md): every error, and what to do about it
- [out-of-scope.md](out-of-scope.md): what LangSmith has and Tracenest has not, and what to use instead

**Key.** A server that was started with \`TRACENEST_API_KEY\` wants it with every request, as \`x-api-key\` or as \`Authorization: Bearer …\`. Routes that are marked *open* need none.

**Bodies** are JSON in UTF-8, whatever their content type says, and may come with \`Content-Encoding: gzip\`. At most 128 MiB when decompressed.

**Ids** are 32 hexadecimal digits, with or without dashes, in any case; answers have them in lower case and with dashes. **Times** are ISO 8601.

**Filters** are calls such as \`and(eq(run_type, "llm"), gt(latency, "5s"))\`. An error names the character at which one cannot be read, and what was expected there.

**Live changes.** The page opens one WebSocket at \`/api/app/live\`, sends a [LiveWatch](types.md#livewatch) for what it looks at, and is sent a [LiveChange](types.md#livechange) at most four times a second.

The routes, what they take and what they answer are types in the source of the server (\`packages/server/src/http/reference\`, \`packages/server/src/http/langsmith\`). Tests hold the table of routes and the answers of a running server against them.

${MADE}`;
}

function partPage(part: Part, { routes }: Reference): string {
  const mine = routes.filter((route) => route.part === part);
  const also =
    part.alsoAt.length === 0
      ? ''
      : `The same routes answer below ${part.alsoAt.map((prefix) => code(prefix === '' ? '/' : prefix)).join(' and ')}.\n\n`;
  return `# ${part.title}

${also}[Keys, bodies, ids and filters](README.md) · [types](types.md) · [errors](errors.md)

${mine.map(routeSection).join('\n\n')}

${MADE}`;
}

function routeSection(route: Route): string {
  const facts = [
    route.isOpen ? 'Open: needs no key.' : '',
    route.body === null
      ? ''
      : `Body${route.bodyMedia === 'application/json' ? '' : ` (${code(route.bodyMedia)})`}: ${typeText(route.body)}`,
    answerText(route),
    route.errors.length === 0
      ? ''
      : `Errors of its own: ${route.errors.map((name) => `[${name}](errors.md#${name})`).join(', ')}`,
  ];
  const list = facts.filter((fact) => fact !== '').map((fact) => `- ${fact}`);
  return [
    `## ${route.method} ${route.path}`,
    route.summary,
    route.details,
    list.join('\n'),
    route.query.length === 0 ? '' : parameterTable(route.query),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

function answerText({ status, answer, also, errors }: Route): string {
  const media = also === null ? [] : [code(also)];
  const kinds = [...media, ...(answer === null ? [] : [typeText(answer)])];
  if (kinds.length > 0) return `Answer, ${status}: ${kinds.join(' or ')}`;
  return status === 200 && errors.length > 0 ? '' : `Answer, ${status}: no body`;
}

function parameterTable(query: readonly Parameter[]): string {
  const rows = query.map(({ name, isRequired, schema }) => [
    code(name) + (isRequired ? ', must be there' : ''),
    typeText(schema),
    schema.description ?? '',
  ]);
  return table(['In the address', 'Type', ''], rows);
}

function typesPage({ schemas }: Reference): string {
  const sections = [...schemas]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, schema]) => {
      const { description = '', ...rest } = schema;
      const body = rest.properties === undefined ? typeText(rest) : fieldTable(rest);
      return [`## ${name}`, oneLine(description), body].filter((text) => text !== '').join('\n\n');
    });
  return `# Types

What routes take and answer. A field with *may be absent* need not be there.

${sections.join('\n\n')}

${MADE}`;
}

function fieldTable(schema: Schema): string {
  const { properties = {}, required = [], additionalProperties } = schema;
  const rows = Object.entries(properties).map(([name, field]) => [
    code(name),
    typeText(field),
    [required.includes(name) ? '' : '*May be absent.*', oneLine(field.description ?? '')].filter(Boolean).join(' '),
  ]);
  if (typeof additionalProperties === 'object') rows.push(['any other', typeText(additionalProperties), '']);
  return table(['Field', 'Type', ''], rows);
}

/** A schema as a reader of TypeScript would write it, with links to the types that have names. */
function typeText(schema: Schema): string {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice(NAMED.length);
    return `[${name}](types.md#${name.toLowerCase()})`;
  }
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeText).join(' or ');
  if (schema.enum !== undefined) return schema.enum.map((value) => code(JSON.stringify(value))).join(', ');
  if ('const' in schema) return code(JSON.stringify(schema.const));
  if (schema.items !== undefined) return `list of ${typeText(schema.items)}`;
  if (schema.properties !== undefined) {
    const fields = Object.entries(schema.properties).map(
      ([name, field]) => `${name}${schema.required?.includes(name) === true ? '' : '?'}: ${typeText(field)}`,
    );
    return `{ ${fields.join(', ')} }`;
  }
  if (typeof schema.additionalProperties === 'object') return `{ name: ${typeText(schema.additionalProperties)} }`;
  if (schema.type === 'object') return 'object';
  return schema.type === undefined ? 'any JSON' : [schema.type].flat().join(' or ');
}

function errorsPage(): string {
  const byStatus = Object.entries(errorTable).toSorted(([, a], [, b]) => a.status - b.status);
  const section = ([name, { status, message, remedy }]: [string, ErrorEntry]): string =>
    `## ${name}\n\n${status}. ${sentence(message)}\n\n**What to do:** ${sentence(remedy)}`;
  return `# Errors

Every error has a code, a sentence and what to do about it. Words in braces are filled in. The shape is that of the API that was asked:

- below \`/api/app\`: \`{ "error": { "code", "message", "remedy" } }\`
- LangSmith's version 1: \`{ "error", "detail", "code", "remedy" }\`, where \`error\` and \`detail\` are the sentence; \`no-run-taken\` has \`details\` too, the list of what could not be taken
- LangSmith's version 2: problem details, \`{ "type", "title", "status", "detail", "instance", "remedy" }\`, where \`title\` is the code

An answer with 503 has \`Retry-After\`: seconds after which to send the same request again.

${byStatus.map(section).join('\n\n')}

${MADE}`;
}

/** A sentence that is filled in as a whole has nothing to show but its name. */
function sentence(text: string): string {
  return /^\{\w+\}$/u.test(text) ? 'The answer says it.' : text.replaceAll(/\{\w+\}/gu, (name) => code(name));
}

function outOfScopePage(): string {
  const entries = new Map<string, { what: string; instead: string; addresses: string[] }>();
  for (const [beginning, what, instead] of refusedAddresses) {
    const key = JSON.stringify([what, instead]);
    const entry = entries.get(key) ?? { what, instead, addresses: [] };
    entry.addresses.push(code(`/${beginning}`));
    entries.set(key, entry);
  }
  const rows = [...entries.values()].map(({ what, instead, addresses }) => [what, instead, addresses.join(', ')]);
  return `# What is not here

Tracenest stores and shows traces. What LangSmith has beside that answers 404 with the code [out-of-scope](errors.md#out-of-scope), a sentence that says so, and what to use instead: at each of these addresses and all below them, under every prefix and for every method. The first that fits counts.

${table(['Not here', 'Instead', 'Addresses'], rows)}

Questions in words (\`POST /runs/generate-query\`) are refused in the same way. Every method of the official clients that leads to one of these is in [the table of compatibility](../compatibility.md).

${MADE}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/gu, ' ');
}
