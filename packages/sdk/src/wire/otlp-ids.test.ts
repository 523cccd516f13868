import { describe, expect, test } from 'vitest';

import { otlpIds } from './otlp-ids.js';
import { readVectors } from './vectors.fixture.js';

describe('the ids of an OTLP span', () => {
  test.each(readVectors().otlp)('$title', ({ span, expect: expected }) => {
    expect(otlpIds(span)).toMatchObject(expected);
  });

  test.each([
    { trace_id: '4bf92f3577b34da6a3ce929d0e0e4736', span_id: '0000000000000000' },
    { trace_id: '00000000000000000000000000000000', span_id: '00f067aa0ba902b7' },
    { trace_id: 'nonsense', span_id: '00f067aa0ba902b7' },
  ])('$trace_id $span_id is no span', (span) => {
    expect(otlpIds(span)).toBeNull();
  });

  test('attributes that cannot be read count as absent', () => {
    const span = { trace_id: '4bf92f3577b34da6a3ce929d0e0e4736', span_id: '00f067aa0ba902b7' };
    const attributes = {
      'langsmith.span.id': 7,
      'langsmith.trace.id': 'x',
      'langsmith.span.parent_id': '',
      'langsmith.span.dotted_order': 'nonsense',
    };
    expect(otlpIds({ ...span, attributes })).toEqual(otlpIds(span));
  });
});
