/**
 * Who caused an event.
 *
 * @remarks
 * A `user` carries an entity reference (`user:default/ana`), a `service` the subject of a
 * service-to-service call (`plugin:scaffolder`), and `system` a part of the orchestrator
 * itself (`system:worker`, `system:timer`).
 *
 * @public
 */
export interface Actor {
  kind: 'user' | 'service' | 'system';
  ref: string;
}

/** The orchestrator itself, acting on its own accord. @public */
export const SYSTEM_ACTOR: Actor = {
  kind: 'system',
  ref: 'system:orchestrator',
};
