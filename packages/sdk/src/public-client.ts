/** The client as the entry `tracenest/client` has it. */
export type { LangSmithTracingClientInterface } from './official-run.js';
export { Client, type Anonymizer, type ClientConfig, type FlushOptions, type Hide } from './client.js';
