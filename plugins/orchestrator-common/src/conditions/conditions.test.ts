import fc from 'fast-check';
import { ConditionError } from './ConditionError';
import {
  compileCondition,
  evaluateCondition,
  testCondition,
} from './conditions';

const values = {
  result: [0.99, 2, 5],
  name: 'payments',
  count: 3,
  nothing: null,
  yes: true,
  entity: {
    kind: 'Component',
    spec: { type: 'service', 'x/y': 1 },
    tags: ['java', 'tier-1'],
  },
  pods: [
    { cpu: 1, ports: [80, 443] },
    { cpu: 4, ports: [] },
  ],
  nan: Number.NaN,
};

const errorOf = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('it was accepted');
};

const problemOf = (expression: string, names: object = values) => {
  const error = errorOf(() =>
    evaluateCondition(expression, names as Record<string, unknown>),
  );
  if (error instanceof ConditionError) {
    return error;
  }
  throw error;
};

describe('evaluateCondition', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['7 % 4 - 10 / 4', 0.5],
    ['-count + +1', -2],
    ['-(-count)', 3],
    ['"a" + \'b\'', 'ab'],
    ['1.5e3', 1500],
    ['true', true],
    ['null', null],
    ['[1, name, [true]]', [1, 'payments', [true]]],
    ['[]', []],
    ['count == 3', true],
    ['count === 3', true],
    ['count != 3', false],
    ['count !== 4', true],
    ['name == "payments"', true],
    ['nothing == null', true],
    ['name != null', true],
    ['null == 0', false],
    ['yes == true', true],
    ['1 < 2', true],
    ['2 <= 2', true],
    ['2 > 2', false],
    ['2 >= 2', true],
    ['"a" < "b"', true],
    ['"b" <= "a"', false],
    ['"b" > "a"', true],
    ['"b" >= "c"', false],
    ['nan > 1', false],
    ['nan == nan', false],
    ['!yes', false],
    ['yes && count > 2', true],
    ['false && missing', false],
    ['true || missing', true],
    ['false || yes', true],
    ['true && false', false],
    ['count > 2 ? "many" : "few"', 'many'],
    ['count > 9 ? missing : "few"', 'few'],
    ['result[0] >= 0.95', true],
    ['result[len(result) - 1]', 5],
    ['entity.spec.type', 'service'],
    ['entity["spec"]["x/y"]', 1],
    ['entity . kind', 'Component'],
    ['len(result)', 3],
    ['len(name)', 8],
    ['len(entity)', 3],
    ['isNaN(nan)', true],
    ['isNaN(count)', false],
    ['isNaN(0 / 0)', true],
    ['default(missing, 1)', 1],
    ['default(entity.missing.deeper, "x")', 'x'],
    ['default(result[9], 0)', 0],
    ['default(result[-1], 0)', 0],
    ['default(result[0.5], 0)', 0],
    ['default(nothing, 7)', 7],
    ['default(nothing.member, 7)', 7],
    ['default(count[0], 7)', 7],
    ['default(count, 7)', 3],
    ['default(missing, default(gone, 2))', 2],
    ['all(result, # > 0.5)', true],
    ['all(result, # > 1)', false],
    ['any(result, # > 4)', true],
    ['any(result, # > 9)', false],
    ['all([], # > 1)', true],
    ['any([], # > 1)', false],
    ['all(pods, #.cpu < 5)', true],
    ['all(pods, pod, pod.cpu < 5)', true],
    ['any(pods, any(#.ports, # == 443))', true],
    ['any(pods, pod, any(pod.ports, port, port == 443 && pod.cpu == 1))', true],
    ['any(pods, pod, any(pod.ports, # > pod.cpu))', true],
    ['all(pods, count, count.cpu > 0)', true],
    ['any(entity.tags, # == "#")', false],
    ['"#" == \'#\'', true],
    ['"a\\"#" == name', false],
    ['"it\'s #" == name', false],
  ])('works %s out', (expression, answer) => {
    expect(evaluateCondition(expression, values)).toEqual(answer);
  });

  it.each([
    ['missing', 0, /there is no "missing", there are: result, name/],
    ['count > 2 && missing', 13, /there is no "missing"/],
    ['entity.spec.typo', 12, /there is no "typo" in an object/],
    ['result[3]', 6, /there is no \[3\] in a list of 3/],
    ['name[0]', 4, /there is no \[0\] in a text/],
    ['nothing.x', 8, /there is no "x" in null/],
    ['count.x', 6, /there is no "x" in a number/],
    ['result.length', 7, /there is no "length" in a list/],
    ['result[true]', 6, /a boolean between \[ and \]/],
    ['1 == "1"', 2, /"==" between a number and a text/],
    ['result == result', 7, /"==" between a list and a list/],
    ['entity != 1', 7, /"!=" between an object and a number/],
    ['1 < "2"', 2, /"<" between a number and a text/],
    ['"a" - "b"', 4, /"-" between a text and a text/],
    ['"a" + 1', 4, /"\+" between a text and a number/],
    ['true > false', 5, /">" between a boolean and a boolean/],
    ['nothing > 1', 8, /">" between null and a number/],
    ['!count', 1, /a number for !, accepted is true or false/],
    ['1 && true', 0, /a number for &&/],
    ['true && 1', 8, /a number for &&/],
    ['false || name', 9, /a text for \|\|/],
    ['-name', 1, /a text for -, accepted is a number/],
    ['count ? 1 : 2', 0, /a number for the part before "\?"/],
    ['len(count)', 4, /len of a number/],
    ['len(nothing)', 4, /len of null/],
    ['isNaN(name)', 6, /a text for isNaN/],
    ['all(name, # > 1)', 4, /all over a text, accepted is a list/],
    ['any(result, # + 1)', 14, /a number for what any asks/],
    ['default(1 + name, 2)', 10, /"\+" between a number and a text/],
    ['(("x" == name) || (  miss ))', 21, /there is no "miss"/],
  ])('refuses %s at position %d', (expression, position, problem) => {
    const error = problemOf(expression);
    expect(error.problem).toMatch(problem);
    expect(error.position).toBe(position);
    expect(error.expression).toBe(expression);
    expect(error.message).toBe(
      `Condition "${expression}", position ${position}: ${error.problem}`,
    );
  });

  it('says so when there are no names at all', () => {
    expect(problemOf('x', {}).problem).toBe(
      'there is no "x", there are: no names',
    );
  });
});

describe('a condition stays within its data', () => {
  class Odd {
    own = 1;
    method() {
      return 1;
    }
  }
  const odd = {
    odd: new Odd(),
    fn: () => 1,
    big: BigInt(1),
    undef: undefined,
    holes: Array(2),
    getter: Object.defineProperty({}, 'run', {
      get() {
        throw new Error('was run');
      },
      enumerable: true,
    }),
    own: JSON.parse('{"__proto__": {"x": 1}, "constructor": 1}'),
    key: 'constructor',
  };

  it.each([
    ['odd.method', /there is no "method"/],
    ['odd.toString', /there is no "toString"/],
    ['toString', /there is no "toString"/],
    ['hasOwnProperty', /there is no "hasOwnProperty"/],
    ['undef', /there is no "undef"/],
    ['holes[0]', /there is no \[0\]/],
    ['getter.run', /there is no "run"/],
    ['fn', /a function, which is no data/],
    ['big', /a bigint, which is no data/],
    ['odd.__proto__', /the name "__proto__" is refused/],
    ['odd.constructor', /the name "constructor" is refused/],
    ['odd["prototype"]', /the name "prototype" is refused/],
    ['odd["const" + "ructor"]', /the name "constructor" is refused/],
    ['own[key]', /the name "constructor" is refused/],
    ['default(own[key], 1)', /the name "constructor" is refused/],
    ['own.__proto__.x', /refused/],
    ['__proto__', /refused/],
    ['default(constructor, 1)', /refused/],
    ['any(holes, prototype, true)', /refused/],
  ])('refuses %s', (expression, problem) => {
    expect(problemOf(expression, odd).problem).toMatch(problem);
  });

  it('reads own members of an instance', () => {
    expect(evaluateCondition('odd.own', odd)).toBe(1);
  });
});

describe('compileCondition', () => {
  it('lists the names that a condition reads', () => {
    expect(
      compileCondition(
        'all(result, x, x > limit) && default(entity.a, b) == steps["c"]',
      ).names,
    ).toEqual(['b', 'entity', 'limit', 'result', 'steps']);
  });

  it('lists what it reads of them', () => {
    expect(
      compileCondition(
        'all(result.list, x, x.size > limit) && default(entity.a.b, b) == steps["c"][0] + steps[d]',
      ).reads,
    ).toEqual([
      { name: 'result', member: 'list' },
      { name: 'limit' },
      { name: 'entity', member: 'a' },
      { name: 'b' },
      { name: 'steps', member: 'c' },
      { name: 'steps' },
      { name: 'd' },
    ]);
  });

  const ofMembers = (expression: string) =>
    compileCondition(expression, {
      names: ['of', 'other'],
      members: { of: ['shop', 'seller-portal'] },
    });

  it.each([
    'of.shop + of["seller-portal"]',
    'default(of.gone, other)',
    'other.gone',
  ])('takes %s, as the members are known', expression => {
    expect(ofMembers(expression).expression).toBe(expression);
  });

  it.each([
    [
      'other + of.gone',
      'there is no "gone" in "of", there are: shop, seller-portal',
    ],
    [
      'of["gone"]',
      'there is no "gone" in "of", there are: shop, seller-portal',
    ],
    [
      'of[other]',
      '"of" is read with a member that is written out, one of: shop, seller-portal',
    ],
    ['len(of)', '"of" is read with a member that is written out'],
  ])('refuses %s, as the members are known', (expression, problem) => {
    expect(() => ofMembers(expression)).toThrow(problem);
  });

  it('can be asked many times', () => {
    const condition = compileCondition('result > 1');
    expect([0, 2].map(result => condition.evaluate({ result }))).toEqual([
      false,
      true,
    ]);
  });

  it('refuses a name that there won’t be, unless it stands in default', () => {
    const names = ['result', 'entity'];
    expect(() => compileCondition('result > 1', { names })).not.toThrow();
    expect(() =>
      compileCondition('default(typo, 1) > 1', { names }),
    ).not.toThrow();
    expect(() =>
      compileCondition('result > 1 && resutl < 3', { names }),
    ).toThrow(
      'Condition "result > 1 && resutl < 3", position 14: there is no "resutl", there are: result, entity',
    );
  });

  it.each([
    ['', 0, /empty/],
    ['  ', 0, /empty/],
    ['a b', 1, /more than one expression/],
    ['a; b', 1, /more than one expression/],
    ['(a b)', 0, /more than one expression/],
    ['a = 1', 2, /Unexpected "="/],
    ['a +', 3, /Expected expression after \+/],
    ['(a', 2, /Unclosed \(/],
    ['"abc', 4, /Unclosed quote/],
    ['"abc\\', 5, /Unclosed quote/],
    ['a ?? b', 2, /the operator "\?\?", accepted are/],
    ['a | b', 2, /the operator "\|"/],
    ['a ** 2', 2, /the operator "\*\*"/],
    ['~a', 0, /the operator "~"/],
    ['a?.b', 1, /"\?\." is not known, write default/],
    ['this.a', 4, /"this" is not a name/],
    ['[1,,2]', 1, /an empty place/],
    ['a.b()', 3, /a call of something that is no function/],
    ['a[0](1)', 3, /a call of something/],
    ['eval("1")', 0, /the function "eval", accepted are len, isNaN, default/],
    ['toString()', 0, /the function "toString"/],
    ['len()', 0, /len with 0 part\(s\), accepted is len\(list\)/],
    ['len(a, b)', 0, /len with 2/],
    ['default(a)', 0, /accepted is default\(value, fallback\)/],
    ['all(a)', 0, /accepted is all\(list, # > 3\)/],
    ['all(a, x > 3)', 9, /says nothing about "#"; accepted are all\(list/],
    ['any(a, any(b, # > 1))', 7, /says nothing about "#"/],
    ['any(a, "x", # > 1)', 7, /a new name, as in any\(list, x, x > 3\)/],
    ['any(a, #, # > 1)', 7, /a new name/],
    ['any(a, x, # > 1)', 10, /"#" means an element/],
    ['# > 1', 0, /"#" means an element/],
    ['all(a, #b > 1)', 7, /"#b", "#" must stand alone/],
    ['a.#', 2, /"#" means an element and is no member/],
    ['1e999', 0, /too large/],
    ['\uE000', 0, /private use/],
    ['all(a, # # 1)', 9, /./],
  ])('refuses %j', (expression, position, problem) => {
    const error = errorOf(() => compileCondition(expression));
    expect(error).toBeInstanceOf(ConditionError);
    expect(error).toMatchObject({
      position,
      problem: expect.stringMatching(problem),
    });
  });

  it('refuses what is no text', () => {
    expect(() => compileCondition(true as unknown as string)).toThrow(/empty/);
  });

  it('never lets an error other than ConditionError out, whatever the text', () => {
    const piece = fc.constantFrom(
      ...'a b # . [ ] ( ) , "x" 1 > && ! - + ? : all any len default == __proto__ constructor'.split(
        ' ',
      ),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece, { maxLength: 12 }).map(pieces => pieces.join(' ')),
        ),
        text => {
          const outcome = () => {
            try {
              evaluateCondition(text, { a: [1], b: { x: 1 } });
              return 'an answer';
            } catch (error) {
              return error instanceof ConditionError ? 'refused' : error;
            }
          };
          expect(['an answer', 'refused']).toContain(outcome());
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('a condition ends soon', () => {
  it.each([
    ['a long text', `1${' + 1'.repeat(600)}`, /characters, accepted are 2000/],
    ['many operators', `1${'+1'.repeat(600)}`, /nested deeper than 500/],
    ['many brackets', `${'('.repeat(51)}1${')'.repeat(51)}`, /brackets nested/],
    ['many lists', `${'['.repeat(51)}1${']'.repeat(51)}`, /brackets nested/],
    ['many signs', `${'!'.repeat(1_500)}true`, /nested deeper/],
  ])('by refusing %s', (_, expression, problem) => {
    expect(problemOf(expression).problem).toMatch(problem);
  });

  it('by limiting the list', () => {
    expect(
      problemOf('all(list, # > 0)', { list: Array(10_001).fill(1) }).problem,
    ).toMatch(/all over a list of 10001/);
  });

  it('by limiting the steps', () => {
    const list = Array(1_000).fill(1);
    expect(
      problemOf('all(list, x, all(list, # + x > 0))', { list }).problem,
    ).toBe('more than 200000 steps');
  });

  it('by limiting the texts that it puts together', () => {
    const text = 'x'.repeat(60_000);
    expect(problemOf('len(text + text)', { text }).problem).toMatch(
      /longer than 100000/,
    );
  });

  it('while it shortens what it quotes', () => {
    expect(problemOf(`missing + ${'1 + '.repeat(100)}1`).message).toMatch(
      /^Condition "missing .{150,}…", position 0:/,
    );
  });
});

describe('testCondition', () => {
  it('takes true and false only', () => {
    expect(testCondition('count > 1', values)).toBe(true);
    expect(testCondition('count > 5', values)).toBe(false);
    expect(() => testCondition('count', values)).toThrow(
      'Condition "count", position 0: it answers a number, accepted is true or false',
    );
  });
});
