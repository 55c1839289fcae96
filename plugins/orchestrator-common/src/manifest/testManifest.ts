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

/** The smallest train that is right. */
export const VALID_TRAIN = `apiVersion: orchestrator/v1
kind: Train
metadata:
  name: spring
spec:
  owner: group:default/commerce
  timezone: Europe/Berlin
  departure: '2030-03-26T10:00'
  products:
    - id: payments
      entity: component:default/payments-api
      version: 3.0.0
      criticality: high
      activation: [{ id: on, flag: { key: x, set: 'on' } }]
      rollback: [{ id: off, flag: { key: x, set: 'off' } }]
  gates:
    - { id: go-no-go, criteria: [{ id: modules, sweep: { name: node-22 } }] }
  waves: [{ id: all }]
`;
