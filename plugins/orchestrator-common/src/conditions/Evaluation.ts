import { ConditionError } from './ConditionError';
import { MAX_LIST_LENGTH, MAX_STEPS } from './limits';
import type { ConditionNode } from './ConditionNode';
import { ELEMENT } from './element';
import { OperandError, applyOperator } from './operators';
import { MISSING, describeType, isRefusedName, readOwn } from './values';

/** A name or member that isn't there: the one error that `default` catches. */
class MissingError extends ConditionError {}

interface Scope {
  name: string;
  value: unknown;
  outer?: Scope;
}

type Quantifier = ConditionNode & { kind: 'call' };

/** One evaluation of a checked condition over one set of values. */
export class Evaluation {
  readonly #expression: string;
  readonly #names: object;
  #stepsLeft = MAX_STEPS;

  constructor(expression: string, names: object) {
    this.#expression = expression;
    this.#names = names;
  }

  /** @throws ConditionError where there is no answer */
  evaluate(node: ConditionNode, scope?: Scope): unknown {
    this.#stepsLeft -= 1;
    if (this.#stepsLeft < 0) {
      throw this.#error(node, `more than ${MAX_STEPS} steps`);
    }
    switch (node.kind) {
      case 'literal':
        return node.value;
      case 'name':
        return this.#name(node, scope);
      case 'list':
        return node.items.map(item => this.evaluate(item, scope));
      case 'member':
        return this.#member(
          node,
          this.evaluate(node.object, scope),
          node.member,
        );
      case 'index':
        return this.#index(
          node,
          this.evaluate(node.object, scope),
          this.evaluate(node.index, scope),
        );
      case 'call':
        return this.#call(node, scope);
      case 'unary':
        return this.#unary(node, scope);
      case 'binary':
        return this.#binary(node, scope);
      default:
        return this.#boolean(node.test, 'the part before "?"', scope)
          ? this.evaluate(node.whenTrue, scope)
          : this.evaluate(node.whenFalse, scope);
    }
  }

  #name(node: ConditionNode & { kind: 'name' }, scope?: Scope): unknown {
    for (let at = scope; at; at = at.outer) {
      if (at.name === node.name) {
        return at.value;
      }
    }
    const value = readOwn(this.#names, node.name);
    if (value === MISSING) {
      throw this.#missing(
        node,
        `there is no "${node.name}", there are: ${
          Object.keys(this.#names).join(', ') || 'no names'
        }`,
      );
    }
    return this.#data(node, value);
  }

  #member(node: ConditionNode, object: unknown, member: string): unknown {
    if (isRefusedName(member)) {
      throw this.#error(node, `the name "${member}" is refused`);
    }
    const value = isObject(object) ? readOwn(object, member) : MISSING;
    if (value === MISSING) {
      throw this.#missing(
        node,
        `there is no "${member}" in ${describeType(object)}`,
      );
    }
    return this.#data(node, value);
  }

  #index(node: ConditionNode, object: unknown, index: unknown): unknown {
    if (typeof index === 'string') {
      return this.#member(node, object, index);
    }
    if (typeof index !== 'number') {
      throw this.#error(
        node,
        `${describeType(
          index,
        )} between [ and ], accepted is a number or a text`,
      );
    }
    const value = Array.isArray(object)
      ? readOwn(object, String(index))
      : MISSING;
    if (value === MISSING) {
      const where = Array.isArray(object)
        ? `a list of ${object.length}`
        : describeType(object);
      throw this.#missing(node, `there is no [${index}] in ${where}`);
    }
    return this.#data(node, value);
  }

  #call(node: Quantifier, scope?: Scope): unknown {
    const [first, second] = node.args;
    switch (node.callee) {
      case 'len':
        return this.#length(first, this.evaluate(first, scope));
      case 'isNaN':
        return Number.isNaN(this.#number(first, 'isNaN', scope));
      case 'default':
        return this.#default(first, second, scope);
      default:
        return this.#quantify(node, scope);
    }
  }

  #length(node: ConditionNode, value: unknown): number {
    if (typeof value === 'string' || Array.isArray(value)) {
      return value.length;
    }
    if (typeof value === 'object' && value !== null) {
      return Object.keys(value).length;
    }
    throw this.#error(
      node,
      `len of ${describeType(value)}, accepted is a list, a text or an object`,
    );
  }

  #default(value: ConditionNode, fallback: ConditionNode, scope?: Scope) {
    try {
      const found = this.evaluate(value, scope);
      if (found !== null) {
        return found;
      }
    } catch (error) {
      if (!(error instanceof MissingError)) {
        throw error;
      }
    }
    return this.evaluate(fallback, scope);
  }

  #quantify(node: Quantifier, outer?: Scope): boolean {
    const { callee, args } = node;
    const list = this.evaluate(args[0], outer);
    if (!Array.isArray(list) || list.length > MAX_LIST_LENGTH) {
      const found = Array.isArray(list)
        ? `a list of ${list.length}`
        : describeType(list);
      throw this.#error(
        args[0],
        `${callee} over ${found}, accepted is a list of at most ${MAX_LIST_LENGTH}`,
      );
    }
    const predicate = args[args.length - 1];
    const name = args.length === 3 && args[1].kind === 'name' && args[1].name;
    const deciding = callee === 'any';
    for (let i = 0; i < list.length; i += 1) {
      const value = this.#index(args[0], list, i);
      const scope = { name: name || ELEMENT, value, outer };
      if (this.#boolean(predicate, `what ${callee} asks`, scope) === deciding) {
        return deciding;
      }
    }
    return !deciding;
  }

  #unary(node: ConditionNode & { kind: 'unary' }, scope?: Scope): unknown {
    const { operator, operand } = node;
    if (operator === '!') {
      return !this.#boolean(operand, '!', scope);
    }
    const value = this.#number(operand, operator, scope);
    return operator === '-' ? -value : value;
  }

  #binary(node: ConditionNode & { kind: 'binary' }, scope?: Scope): unknown {
    const { operator } = node;
    if (operator === '&&' || operator === '||') {
      const left = this.#boolean(node.left, operator, scope);
      return left === (operator === '||')
        ? left
        : this.#boolean(node.right, operator, scope);
    }
    try {
      return applyOperator(
        operator,
        this.evaluate(node.left, scope),
        this.evaluate(node.right, scope),
      );
    } catch (error) {
      throw error instanceof OperandError
        ? this.#error(node, error.message)
        : error;
    }
  }

  #boolean(node: ConditionNode, where: string, scope?: Scope): boolean {
    const value = this.evaluate(node, scope);
    if (typeof value !== 'boolean') {
      throw this.#error(
        node,
        `${describeType(value)} for ${where}, accepted is true or false`,
      );
    }
    return value;
  }

  #number(node: ConditionNode, where: string, scope?: Scope): number {
    const value = this.evaluate(node, scope);
    if (typeof value !== 'number') {
      throw this.#error(
        node,
        `${describeType(value)} for ${where}, accepted is a number`,
      );
    }
    return value;
  }

  /** Refuses what is no data, such as a function that came in with the values. */
  #data(node: ConditionNode, value: unknown): unknown {
    if (!['string', 'number', 'boolean', 'object'].includes(typeof value)) {
      throw this.#error(node, `${describeType(value)}, which is no data`);
    }
    return value;
  }

  #missing(node: ConditionNode, problem: string): ConditionError {
    return new MissingError(this.#expression, node.position, problem);
  }

  #error(node: ConditionNode, problem: string): ConditionError {
    return new ConditionError(this.#expression, node.position, problem);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
