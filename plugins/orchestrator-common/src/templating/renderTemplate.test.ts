import fc from 'fast-check';
import {
  checkTemplate,
  compileTemplate,
  renderTemplate,
} from './renderTemplate';
import { TemplateError } from './TemplateError';

const values = {
  parameters: { node: 22, strict: true, empty: '' },
  entity: {
    metadata: { name: 'payments-api', labels: { 'a/b': 'c' }, tags: ['x'] },
  },
  nested: '${{ parameters.node }}',
  nothing: null,
};

describe('renderTemplate', () => {
  it.each([
    ['plain text', 'plain text'],
    ['', ''],
    ['Node ${{ parameters.node }}', 'Node 22'],
    ['${{parameters.strict}}', 'true'],
    ['[${{ parameters.empty }}]', '[]'],
    [
      '${{ entity.metadata.name }}/${{ entity.metadata.labels["a/b"] }}',
      'payments-api/c',
    ],
    ['${{ parameters.node + 2 }}', '24'],
    ['${{ default(parameters.other, "none") }}', 'none'],
    ["${{ \"}}\" }} and ${{ 'a\\'}}' }}", "}} and a'}}"],
    ['two\nlines ${{ parameters.node }}\n', 'two\nlines 22\n'],
    // What a value holds is not a template.
    ['${{ nested }}', '${{ parameters.node }}'],
    // GitHub's own expressions.
    ['node-version: $${{ matrix.node }}', 'node-version: ${{ matrix.node }}'],
    ['$${{ a }}${{ parameters.node }}$${{ b }}', '${{ a }}22${{ b }}'],
    ['$$${{ a }}', '$${{ a }}'],
    ['${{ "$" }}${{ parameters.node }}', '$22'],
    ['$ {{ }} $HOME ${HOME} }}', '$ {{ }} $HOME ${HOME} }}'],
  ])('%j renders %j', (template, text) => {
    expect(renderTemplate(template, values)).toBe(text);
  });

  it.each([
    [
      'a\nb ${{ entity }}',
      'Template, line 2, column 3, ${{ entity }}: it answers an object, accepted is a text, a number, true or false',
    ],
    [
      '${{ entity.metadata.tags }}',
      'Template, line 1, column 1, ${{ entity.metadata.tags }}: it answers a list, accepted is a text, a number, true or false',
    ],
    [
      '${{ nothing }}',
      'Template, line 1, column 1, ${{ nothing }}: it answers null, accepted is a text, a number, true or false',
    ],
    [
      '${{ 1 / 0 }}',
      'Template, line 1, column 1, ${{ 1 / 0 }}: it answers Infinity, accepted is a text, a number, true or false',
    ],
    ['x ${{ }}', 'Template, line 1, column 3, ${{ }}: the expression is empty'],
    [
      'x ${{ a',
      'Template, line 1, column 3, ${{ a: found no }} at the end of the expression; a ${{ that is meant as it stands is written $${{',
    ],
    [
      '${{ "a }}',
      'Template, line 1, column 1, ${{ "a }}: found no }} at the end of the expression; a ${{ that is meant as it stands is written $${{',
    ],
  ])('refuses %j', (template, message) => {
    expect(() => renderTemplate(template, values)).toThrow(TemplateError);
    expect(() => renderTemplate(template, values)).toThrow(message);
  });

  it('tells what is missing, and where', () => {
    expect(() => renderTemplate('a ${{ entity.spec }}', values)).toThrow(
      /^Template, line 1, column 3, \$\{\{ entity\.spec \}\}: .*spec/,
    );
  });

  it('shortens what it quotes', () => {
    expect(() => renderTemplate(`\${{ ${'+'.repeat(300)} }}`, values)).toThrow(
      /\+…: /,
    );
  });

  it('passes on an error that is not about the expression', () => {
    const trap = new Proxy(
      {},
      {
        getOwnPropertyDescriptor() {
          throw new RangeError('trap');
        },
      },
    );
    expect(() => renderTemplate('${{ trap.x }}', { trap })).toThrow(
      new RangeError('trap'),
    );
  });

  it('bounds the template, its expressions and its output', () => {
    expect(() => renderTemplate('x'.repeat(1_000_001), {})).toThrow(
      'it has 1000001 characters, accepted are 1000000',
    );
    expect(() => renderTemplate('${{ 1 }}'.repeat(1_001), {})).toThrow(
      'more than 1000 expressions',
    );
    const long = 'x'.repeat(90_000);
    expect(() => renderTemplate('${{ long }}'.repeat(20), { long })).toThrow(
      'the text grows beyond 1000000 characters',
    );
    expect(() =>
      renderTemplate(`\${{ long }}${'y'.repeat(950_000)}`, { long }),
    ).toThrow('the text grows beyond 1000000 characters');
  });

  it('leaves every text alone in which brackets are escaped', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom('$', '{', '}', '{{', '}}', 'a', ' ', '\n', '"'),
        ),
        pieces => {
          const text = pieces.join('');
          const template = text.split('${{').join('$${{');
          expect(renderTemplate(template, {})).toBe(text);
        },
      ),
    );
  });
});

describe('checkTemplate', () => {
  it('knows the names that there will be', () => {
    expect(() =>
      checkTemplate('${{ entity.kind }}', { names: ['entity'] }),
    ).not.toThrow();
    expect(() => checkTemplate('${{ foo }}', { names: ['entity'] })).toThrow(
      '${{ foo }}: there is no "foo", there are: entity',
    );
    expect(() => checkTemplate('${{ a = 1 }}')).toThrow(TemplateError);
  });
});

describe('compileTemplate', () => {
  it('lists the names that are read, once each', () => {
    expect(
      compileTemplate('${{ b.c }} ${{ a }} ${{ b }} $${{ d }}').names,
    ).toEqual(['a', 'b']);
  });

  it('lists what is read of them, and knows which members there will be', () => {
    expect(compileTemplate('${{ b.c }} ${{ a }} ${{ b["d"] }}').reads).toEqual([
      { name: 'b', member: 'c' },
      { name: 'a' },
      { name: 'b', member: 'd' },
    ]);
    expect(() =>
      compileTemplate('x ${{ b.c }}', { members: { b: ['d'] } }),
    ).toThrow(
      'line 1, column 3, ${{ b.c }}: there is no "c" in "b", there are: d',
    );
  });

  it('encodes answers, and nothing else, by what stands before them', () => {
    const seen: string[] = [];
    const rendered = compileTemplate('a${{ x }}b${{ 1 }}').render(
      { x: 'y z' },
      (answer, before) => {
        seen.push(before);
        return encodeURIComponent(answer);
      },
    );
    expect(rendered).toBe('ay%20zb1');
    expect(seen).toEqual(['a', 'ay%20zb']);
  });

  it('tells the place of an answer that can not be encoded', () => {
    expect(() =>
      compileTemplate('a ${{ x }}').render({ x: 'y' }, () => {
        throw new Error('it stands outside of quotes');
      }),
    ).toThrow(
      'Template, line 1, column 3, ${{ x }}: it stands outside of quotes',
    );
  });
});
