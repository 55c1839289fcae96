/** A node of a condition, with its place in the text. */
export type ConditionNode = { position: number } & (
  | { kind: 'literal'; value: string | number | boolean | null }
  | { kind: 'name'; name: string }
  | { kind: 'list'; items: ConditionNode[] }
  | { kind: 'member'; object: ConditionNode; member: string }
  | { kind: 'index'; object: ConditionNode; index: ConditionNode }
  | { kind: 'call'; callee: string; args: ConditionNode[] }
  | { kind: 'unary'; operator: string; operand: ConditionNode }
  | {
      kind: 'binary';
      operator: string;
      left: ConditionNode;
      right: ConditionNode;
    }
  | {
      kind: 'choice';
      test: ConditionNode;
      whenTrue: ConditionNode;
      whenFalse: ConditionNode;
    }
);
