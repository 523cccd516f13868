/**
 * Clients from 0.11 on may send a run to an agent in an environment instead of a project. There is no
 * registry of agents here: each agent has a project for each of its environments.
 */

const address =
  /^lrn:agents\/([a-z](?:[a-z0-9-]{0,61}[a-z0-9])?)\/environments\/(local|development|staging|production)$/i;

/** The name of the project. `environment`: in any case. */
export function projectOfAgent(id: string, environment: string): string {
  return `${id}/${environment.toLowerCase()}`;
}

/** Null where the text is no address of an agent. */
export function projectOfAddress(text: string): string | null {
  const [, id, environment] = address.exec(text) ?? [];
  return id === undefined || environment === undefined ? null : projectOfAgent(id, environment);
}
