/** A manifest that is right, for tests to change one thing of. */
export const VALID_SWEEP = `apiVersion: orchestrator/v1
kind: Sweep
metadata:
  name: node-22
spec:
  owner: group:default/platform
  targets:
    filter: { kind: Component }
  change:
    title: Node \${{ parameters.node }}
    commitMessage: Run on Node 22
    steps:
      - id: engines
        json:
          file: package.json
          set: { /engines/node: ">=22" }
  parameters: { node: 22 }
`;
