/** Who is on call, as users and groups: `user:default/ana, group:default/night-shift`. */
export const ON_CALL_ANNOTATION = 'orchestrator/on-call';
/** Id of a service in PagerDuty; the annotation of Backstage's own plugin for it. */
export const PAGERDUTY_SERVICE_ANNOTATION = 'pagerduty.com/service-id';
/** Id of a schedule in PagerDuty; it wins over the service. */
export const PAGERDUTY_SCHEDULE_ANNOTATION = 'orchestrator/pagerduty-schedule';
