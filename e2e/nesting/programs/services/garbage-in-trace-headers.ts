/** Garbage where ids should be: no error, no phantom parent. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'server' };

export default async ({ traced, continued }: Kit): Promise<void> => {
  const serve = traced('server', async () => {});
  const sent = {
    'langsmith-trace': "'; drop table runs; --",
    traceparent: '00-zzzz-0000-01',
    tracestate: '=,=',
    baggage: '%',
  };
  await continued(sent, () => serve());
};
