import { ConditionError } from './ConditionError';
import type { ConditionNode } from './ConditionNode';
import { ELEMENT } from './element';
import { isRefusedName } from './values';

type Call = ConditionNode & { kind: 'call' };

/** How each function is written, and how many parts it takes. */
const FUNCTIONS: ReadonlyMap<string, { parts: number[]; form: string }> =
  new Map([
    ['len', { parts: [1], form: 'len(list)' }],
    ['isNaN', { parts: [1], form: 'isNaN(number)' }],
    ['default', { parts: [2], form: 'default(value, fallback)' }],
    ['all', { parts: [2, 3], form: 'all(list, # > 3)' }],
    ['any', { parts: [2, 3], form: 'any(list, # > 3)' }],
  ]);

interface Surroundings {
  /** Whether `#` means something here. */
  element: boolean;
  /** Names that `all` and `any` gave to their elements. */
  bound: ReadonlySet<string>;
  /** Inside the first part of `default`, where a name may be missing. */
  optional: boolean;
}

/** What a condition reads of a name from outside. @public */
export interface ConditionRead {
  name: string;
  /**
   * The member, where it is written out: `name.member` or `name["member"]`. Absent: the name as it is, or a member that
   * only the evaluation tells.
   */
  member?: string;
}

/** The names from outside that a condition reads. */
export interface ConditionNames {
  /** Names that must be there. */
  required: Map<string, number>;
  /** All names, those with a `default` included. */
  all: Set<string>;
  /** Each place that reads one; `required`: it stands in no `default`. */
  reads: (ConditionRead & { position: number; required: boolean })[];
}

/**
 * Finds the mistakes that can be seen without any values: unknown functions,
 * wrong numbers of parts, `#` outside of `all` and `any`, refused names.
 *
 * @returns the names that the condition reads
 * @throws ConditionError for the first mistake
 */
export function checkCondition(
  expression: string,
  root: ConditionNode,
): ConditionNames {
  const names: ConditionNames = {
    required: new Map(),
    all: new Set(),
    reads: [],
  };
  const refuse = (node: ConditionNode, problem: string) =>
    new ConditionError(expression, node.position, problem);

  function refuseName(node: ConditionNode, name: string) {
    if (isRefusedName(name)) {
      throw refuse(node, `the name "${name}" is refused`);
    }
  }

  function checkName(
    node: ConditionNode & { kind: 'name' },
    at: Surroundings,
    member?: string,
  ) {
    const { name, position } = node;
    refuseName(node, name);
    if (name === ELEMENT) {
      if (!at.element) {
        throw refuse(node, '"#" means an element, inside all and any only');
      }
    } else if (!at.bound.has(name)) {
      names.all.add(name);
      names.reads.push({
        name,
        ...(member !== undefined && { member }),
        position,
        required: !at.optional,
      });
      if (!at.optional && !names.required.has(name)) {
        names.required.set(name, position);
      }
    }
  }

  function checkCall(node: Call, at: Surroundings) {
    const { callee, args } = node;
    const known = FUNCTIONS.get(callee);
    if (!known) {
      throw refuse(
        node,
        `the function "${callee}", accepted are ${[...FUNCTIONS.keys()].join(
          ', ',
        )}`,
      );
    }
    if (!known.parts.includes(args.length)) {
      throw refuse(
        node,
        `${callee} with ${args.length} part(s), accepted is ${known.form}`,
      );
    }
    if (callee === 'all' || callee === 'any') {
      checkQuantifier(node, at);
    } else if (callee === 'default') {
      check(args[0], { ...at, optional: true });
      check(args[1], at);
    } else {
      check(args[0], at);
    }
  }

  function checkQuantifier({ callee, args }: Call, at: Surroundings) {
    check(args[0], at);
    const predicate = args[args.length - 1];
    if (args.length === 2) {
      if (!mentionsElement(predicate)) {
        throw refuse(
          predicate,
          `it says nothing about "#"; accepted are ${callee}(list, # > 3) and ${callee}(list, x, x > 3)`,
        );
      }
      check(predicate, { ...at, element: true });
      return;
    }
    const name = args[1];
    if (name.kind !== 'name' || name.name === ELEMENT) {
      throw refuse(
        name,
        `the second of three parts is a new name, as in ${callee}(list, x, x > 3)`,
      );
    }
    refuseName(name, name.name);
    check(predicate, {
      ...at,
      element: false,
      bound: new Set([...at.bound, name.name]),
    });
  }

  function checkOwner(
    owner: ConditionNode,
    member: string | undefined,
    at: Surroundings,
  ): void {
    if (owner.kind === 'name') {
      checkName(owner, at, member);
    } else {
      check(owner, at);
    }
  }

  function check(node: ConditionNode, at: Surroundings): void {
    switch (node.kind) {
      case 'name':
        checkName(node, at);
        break;
      case 'member':
        refuseName(node, node.member);
        checkOwner(node.object, node.member, at);
        break;
      case 'index':
        checkOwner(
          node.object,
          node.index.kind === 'literal' && typeof node.index.value === 'string'
            ? node.index.value
            : undefined,
          at,
        );
        check(node.index, at);
        break;
      case 'call':
        checkCall(node, at);
        break;
      default:
        childrenOf(node).forEach(child => check(child, at));
    }
  }

  check(root, { element: false, bound: new Set(), optional: false });
  return names;
}

/** Whether a predicate uses the `#` that belongs to it, not that of a quantifier inside it. */
function mentionsElement(node: ConditionNode): boolean {
  if (node.kind === 'name') {
    return node.name === ELEMENT;
  }
  const isQuantifier =
    node.kind === 'call' && (node.callee === 'all' || node.callee === 'any');
  const children = isQuantifier ? node.args.slice(0, 1) : childrenOf(node);
  return children.some(mentionsElement);
}

function childrenOf(node: ConditionNode): ConditionNode[] {
  switch (node.kind) {
    case 'list':
      return node.items;
    case 'member':
      return [node.object];
    case 'index':
      return [node.object, node.index];
    case 'call':
      return node.args;
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'choice':
      return [node.test, node.whenTrue, node.whenFalse];
    default:
      return [];
  }
}
