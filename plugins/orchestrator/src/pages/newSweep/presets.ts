/** A manifest to start from. */
export interface Preset {
  id: 'replaceText' | 'editJson' | 'addFile' | 'runCommand';
  source: string;
}

const head = (name: string, title: string) => `apiVersion: orchestrator/v1
kind: Sweep
metadata:
  name: ${name}
  title: ${title}
spec:
  # Who answers for this sweep.
  owner: group:default/platform
  targets:
    # The catalog's own filter.
    filter:
      kind: component
      spec.type: service
`;

const ROLLOUT = `  rollout:
    # A few first; a person looks at them before the rest follows.
    canary:
      min: 3
      max: 5
      percent: 10
      approval: true
    batches:
      initial: 10
      factor: 2
      max: 50
    maxParallel: 10
`;

/** Manifests to start from, each for one kind of change. */
export const PRESETS: Preset[] = [
  {
    id: 'replaceText',
    source: `${head('replace-text', 'Replace a text')}  change:
    title: Use the new address of the registry
    commitMessage: 'chore: use the new address of the registry'
    body: |
      The registry has moved. This change puts its new address in.
    steps:
      - replace:
          files: ['**/*.yaml', '**/*.yml']
          find: registry.old.example.com
          with: registry.example.com
${ROLLOUT}`,
  },
  {
    id: 'editJson',
    source: `${head('set-node-version', 'Set the Node.js version')}  change:
    title: Ask for Node.js 22
    commitMessage: 'chore: ask for Node.js 22'
    steps:
      - json:
          file: package.json
          set:
            # A JSON pointer into the file.
            /engines/node: '>=22'
${ROLLOUT}`,
  },
  {
    id: 'addFile',
    source: `${head('add-file', 'Add a file')}  change:
    title: Say who owns this module
    commitMessage: 'docs: say who owns this module'
    steps:
      - template:
          overwrite: false
          files:
            # Path and content are templates.
            OWNERS.md: |
              # \${{ target.title }}

              Owned by \${{ target.owner }}.
${ROLLOUT}`,
  },
  {
    id: 'runCommand',
    source: `${head('run-formatter', 'Run a command')}  change:
    title: Format the code
    commitMessage: 'style: format the code'
    steps:
      - run:
          # Program and arguments; no shell sees them. The operator's settings say which programs may run.
          command: [npx, prettier, --write, .]
          timeout: 5m
  gates:
    - id: tests
      title: Tests
      run:
        command: [npm, test]
${ROLLOUT}`,
  },
];

/** The preset of a name; the first one where there is none such. */
export function presetOf(id: string | undefined): Preset {
  return PRESETS.find(preset => preset.id === id) ?? PRESETS[0];
}
