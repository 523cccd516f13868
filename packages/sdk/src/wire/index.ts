export type * from './record.js';
export type * from './api.js';
