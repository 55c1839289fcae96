import type jsep from 'jsep';
import { ConditionError } from './ConditionError';
import type { ConditionNode } from './ConditionNode';
import { ELEMENT, ELEMENT_STAND_IN } from './element';
import { MAX_DEPTH } from './limits';

// jsep makes regular expressions only where a plugin teaches it to.
type PlainLiteral = jsep.Literal & {
  value: string | number | boolean | null;
};

const BINARY_OPERATORS = new Set(
  '|| && == === != !== < <= > >= + - * / %'.split(' '),
);
const UNARY_OPERATORS = new Set(['!', '-', '+']);

/**
 * Walks jsep's tree in the order of the text. Between one name or literal and
 * the next there is only punctuation, so a search from the end of the last one
 * finds the place that jsep doesn't record.
 */
export class Translation {
  readonly #expression: string;
  readonly #source: string;
  #cursor = 0;

  constructor(expression: string, source: string) {
    this.#expression = expression;
    this.#source = source;
  }

  translate(node: jsep.Expression, depth: number): ConditionNode {
    if (depth > MAX_DEPTH) {
      throw this.#refuse(`nested deeper than ${MAX_DEPTH}`);
    }
    const inner = (child: unknown) =>
      this.translate(child as jsep.Expression, depth + 1);

    switch (node.type) {
      case 'Literal': {
        const { value, raw } = node as PlainLiteral;
        const position = this.#take(raw);
        if (typeof value === 'number' && !Number.isFinite(value)) {
          throw this.#refuse('a number too large to hold', position);
        }
        return { kind: 'literal', value, position };
      }
      case 'Identifier':
        return this.#name(node as jsep.Identifier);
      case 'ThisExpression':
        this.#take('this');
        throw this.#refuse('"this" is not a name here');
      case 'ArrayExpression': {
        const position = this.#take('[');
        const { elements } = node as jsep.ArrayExpression;
        if (elements.some(element => !element)) {
          throw this.#refuse('a list with an empty place');
        }
        return { kind: 'list', items: elements.map(inner), position };
      }
      case 'MemberExpression':
        return this.#member(node as jsep.MemberExpression, inner);
      case 'CallExpression': {
        const {
          callee,
          arguments: args,
          optional,
        } = node as jsep.CallExpression;
        if (callee.type !== 'Identifier' || optional) {
          inner(callee);
          throw this.#refuse('a call of something that is no function');
        }
        const { name, position } = this.#name(callee as jsep.Identifier);
        return { kind: 'call', callee: name, args: args.map(inner), position };
      }
      case 'UnaryExpression': {
        const { operator, argument } = node as jsep.UnaryExpression;
        const position = this.#operator(operator, UNARY_OPERATORS);
        return { kind: 'unary', operator, operand: inner(argument), position };
      }
      case 'BinaryExpression': {
        const { operator, left, right } = node as jsep.BinaryExpression;
        const leftNode = inner(left);
        const position = this.#operator(operator, BINARY_OPERATORS);
        return {
          kind: 'binary',
          operator,
          left: leftNode,
          right: inner(right),
          position,
        };
      }
      case 'ConditionalExpression': {
        const { test, consequent, alternate } =
          node as jsep.ConditionalExpression;
        const testNode = inner(test);
        const position = this.#find('?');
        return {
          kind: 'choice',
          test: testNode,
          whenTrue: inner(consequent),
          whenFalse: inner(alternate),
          position,
        };
      }
      default:
        return this.#refuseCompound(node as jsep.Compound, inner);
    }
  }

  #name(node: jsep.Identifier): ConditionNode & { kind: 'name' } {
    const position = this.#take(node.name);
    const name = node.name.replaceAll(ELEMENT_STAND_IN, ELEMENT);
    if (name !== ELEMENT && name.includes(ELEMENT)) {
      throw this.#refuse(`"${name}", "#" must stand alone`, position);
    }
    return { kind: 'name', name, position };
  }

  #member(
    node: jsep.MemberExpression,
    inner: (child: unknown) => ConditionNode,
  ): ConditionNode {
    const object = inner(node.object);
    if (node.optional) {
      throw this.#refuse(
        '"?." is not known, write default(value, fallback) around it',
        this.#find('?.'),
      );
    }
    if (node.computed) {
      const position = this.#take('[');
      return { kind: 'index', object, index: inner(node.property), position };
    }
    const { name, position } = this.#name(node.property as jsep.Identifier);
    if (name === ELEMENT) {
      throw this.#refuse('"#" means an element and is no member', position);
    }
    return { kind: 'member', object, member: name, position };
  }

  #operator(operator: string, known: Set<string>): number {
    const position = this.#find(operator);
    if (!known.has(operator)) {
      throw this.#refuse(
        `the operator "${operator}", accepted are ${[...known].join(' ')}`,
        position,
      );
    }
    this.#cursor = position + operator.length;
    return position;
  }

  #refuseCompound(
    node: jsep.Compound,
    inner: (child: unknown) => ConditionNode,
  ): never {
    if (Array.isArray(node.body) && node.body.length) {
      inner(node.body[0]);
    }
    throw this.#refuse('found more than one expression');
  }

  /** The place of a text, after which the search goes on. */
  #take(text: string): number {
    const position = this.#find(text);
    this.#cursor = position + text.length;
    return position;
  }

  #find(text: string): number {
    return Math.max(this.#source.indexOf(text, this.#cursor), 0);
  }

  #refuse(problem: string, position: number = this.#cursor): ConditionError {
    return new ConditionError(this.#expression, position, problem);
  }
}
