import { z } from 'zod/v4';
import { describeInput } from './describeInput';

it.each([
  [
    { limit: 'many' },
    'query.limit: found "many", accepted is a whole number from 1 to 500',
  ],
  [
    { limit: 5, limmit: 5 },
    'query.limmit: found a field that is not known here, accepted is limit; did you mean limit?',
  ],
  [[], 'query: found [], accepted is a mapping'],
])('%j: %s', (input, message) => {
  const schema = z.strictObject({
    limit: z.coerce.number().int().min(1).max(500).default(50),
  });
  const { error } = schema.safeParse(input);
  expect(
    describeInput(schema, input, error?.issues ?? [], ['query']).map(
      issue => issue.message,
    ),
  ).toEqual([message]);
});

it('stands alone without a prefix', () => {
  const schema = z.object({ a: z.object({ b: z.boolean() }) });
  const { error } = schema.safeParse({ a: { b: 1 } });
  expect(describeInput(schema, { a: { b: 1 } }, error?.issues ?? [])).toEqual([
    {
      path: 'a.b',
      found: '1',
      accepted: 'true or false',
      message: 'a.b: found 1, accepted is true or false',
    },
  ]);
});

it('knows the fields of one of several shapes', () => {
  const schema = z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('sign'), comment: z.string() }),
    z.strictObject({ type: z.literal('wait') }),
  ]);
  const input = { type: 'sign', comment: 'Go', coment: 'Go' };
  const { error } = schema.safeParse(input);
  expect(
    describeInput(schema, input, error?.issues ?? []).map(
      issue => issue.message,
    ),
  ).toEqual([
    'coment: found a field that is not known here, accepted is one of type, comment; did you mean comment?',
  ]);
});
