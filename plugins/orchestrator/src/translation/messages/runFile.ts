export const runFileMessages = {
  export: {
    menu: 'Export as a file',
    title: 'Export "{{title}}" as a file?',
    what: 'The file has all of the run: its events, diffs, logs and evidence. Once the run has ended, another portal can take the file in, as history that can be read.',
    secrets:
      'Secrets in diffs and logs, which the pages mask, are in the file as they are. Keep it like a backup. Your export is recorded.',
    action: 'Export',
    done: 'The file is saved.',
  },
  import: {
    button: 'Import a file',
    title: 'Import a sweep or a train from a file',
    what: 'It comes in as history: it can be read, and nothing else. It is in the archive from the start and can not be restored.',
    trust:
      'The file is checked for damage, but not for who wrote it: it can claim that anybody approved anything. Import files from those whom you trust.',
    file: 'File of a sweep or a train (.jsonl.gz)',
    missing: 'Choose a file that an export has made.',
    empty: '{{name}} is empty.',
    tooLarge:
      '{{name}} has {{size}} MiB; a file of a run has {{most}} MiB at most.',
    underWay: 'The file is sent and checked. Closing this stops it.',
    action: 'Import',
  },
} as const;
