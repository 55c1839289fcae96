/** `<code host>:<repository>`, e.g. `local:payments-api`; wins over the locations that Backstage records. */
export const REPOSITORY_ANNOTATION = 'orchestrator/repository';
/** Path of the module inside its repository; wins over the path of a location. */
export const PATH_ANNOTATION = 'orchestrator/path';
/** `true` keeps orchestrated changes away from an entity. */
export const ARCHIVED_ANNOTATION = 'orchestrator/archived';
/** Versions of interfaces that an entity needs: `api:default/payments@^2.1.0`, several with commas between them. */
export const NEEDS_ANNOTATION = 'orchestrator/needs';
/** `<organization>/<repository>` at GitHub, as other plugins of Backstage have it. */
export const PROJECT_SLUG_ANNOTATION = 'github.com/project-slug';
