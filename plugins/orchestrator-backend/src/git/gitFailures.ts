import type { Failure } from '@backstage-orchestrator/plugin-orchestrator-common';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';

/** What went wrong, told by git's words (its messages are asked for in English). First match wins. */
const KNOWN_FAILURES: {
  pattern: RegExp;
  failure: Pick<Failure, 'class' | 'code'>;
  advice: string;
}[] = [
  {
    pattern: /transport '.*' not allowed|is not allowed in this context/i,
    failure: { class: 'permanent', code: 'protocolNotAllowed' },
    advice: 'The protocol of the repository is not allowed',
  },
  {
    pattern:
      /protected branch|pre-receive hook declined|GH006|not allowed to push|deny updating/i,
    failure: { class: 'permanent', code: 'pushForbidden' },
    advice: 'The code host does not allow to push this branch',
  },
  {
    pattern:
      /authentication failed|could not read (username|password)|terminal prompts disabled|permission denied|invalid (username|credentials)|error: 40[13]\b|host key verification failed|access denied|write access .* not granted/i,
    failure: { class: 'permanent', code: 'authFailed' },
    advice: 'The code host refused our credentials',
  },
  {
    pattern:
      /couldn't find remote ref|remote branch .* not found|unknown revision/i,
    failure: { class: 'permanent', code: 'branchMissing' },
    advice: 'The branch does not exist',
  },
  {
    pattern: /not our ref|unadvertised object/i,
    failure: { class: 'permanent', code: 'commitMissing' },
    advice: 'The repository does not have the commit',
  },
  {
    pattern:
      /repository .*not found|does not appear to be a git repository|repository .* does not exist|error: 404\b/i,
    failure: { class: 'permanent', code: 'repositoryNotFound' },
    advice: 'The repository does not exist, or our credentials do not show it',
  },
  {
    pattern:
      /fsck error|fsck_error|badTree|invalid path '|error in (tree|object|blob|commit)/i,
    failure: { class: 'permanent', code: 'repositoryUnsafe' },
    advice:
      'The repository has objects that git refuses as damaged or dangerous',
  },
  {
    pattern:
      /stale info|non-fast-forward|fetch first|cannot lock ref|reference already exists|failed to update ref|remote ref updated/i,
    failure: { class: 'transient', code: 'pushRejected' },
    advice: 'The branch has changed meanwhile',
  },
];

/**
 * Sorts a failed call of git.
 *
 * @param what - code and beginning of the message where git's words are not known, e.g. `cloneFailed`
 * @param words - what git wrote, secrets redacted
 */
export function gitFailure(
  what: { code: string; message: string },
  words: string,
): FailureError {
  const known = KNOWN_FAILURES.find(entry => entry.pattern.test(words));
  const said = firstLines(words);
  return new FailureError(
    known
      ? { ...known.failure, message: `${known.advice}${said && `: ${said}`}` }
      : {
          class: 'transient',
          code: what.code,
          message: `${what.message}${said && `: ${said}`}`,
        },
  );
}

function firstLines(words: string): string {
  return words
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('hint:'))
    .slice(0, 4)
    .join(' ')
    .slice(0, 500);
}
