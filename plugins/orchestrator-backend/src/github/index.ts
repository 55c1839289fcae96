export { readCommitChecks } from './commitChecks';
export { GithubApi } from './GithubApi';
export { GithubFailure } from './GithubFailure';
export {
  GITHUB,
  GITHUB_HOST,
  githubRepository,
  githubRepositoryAt,
  pacedHostOf,
  pageOf,
  type GithubRepository,
} from './repositories';
export {
  cancelRun,
  conclusionOf,
  findRun,
  startWorkflow,
  type FoundRun,
  type WorkflowSender,
  type WorkflowStart,
} from './workflowRuns';
