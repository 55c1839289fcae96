/** A manifest of a train to start from. */
export interface TrainExample {
  id: 'small' | 'full';
  source: string;
}

const DAY_MS = 86_400_000;

/** Ten in the morning in four weeks, on a Tuesday: as good a departure as any to start from. */
function someTuesday(now: Date): string {
  const day = new Date(now.getTime() + 28 * DAY_MS);
  const untilTuesday = (2 - day.getUTCDay() + 7) % 7;
  const tuesday = new Date(day.getTime() + untilTuesday * DAY_MS);
  return `${tuesday.toISOString().slice(0, 10)}T10:00`;
}

const head = (
  name: string,
  title: string,
  departure: string,
) => `# What each field means: the reference of the train manifest.
apiVersion: orchestrator/v1
kind: Train
metadata:
  name: ${name}
  title: ${title}
spec:
  # Who answers for this train.
  owner: group:default/commerce
  timezone: Europe/Berlin
  # A local time of the zone.
  departure: '${departure}'
`;

const small = (departure: string) => `${head(
  'two-products',
  'Two products together',
  departure,
)}  milestones:
    # A product that nobody says is ready by a deadline misses the train, or takes an exception.
    - { id: code-freeze, title: Everything is merged, at: D-3, days: working, deadline: true }
  products:
    - id: payments
      entity: component:default/payments-api
      version: 3.0.0
      criticality: medium
      activation:
        - { id: switch-on, flag: { key: payments-new, set: 'on' } }
      rollback:
        - { id: switch-off, flag: { key: payments-new, set: 'off' } }
    - id: checkout
      entity: component:default/checkout-api
      version: 2.9.0
      criticality: medium
      activation:
        - { id: switch-on, flag: { key: checkout-new, set: 'on' } }
      rollback:
        - { id: switch-off, flag: { key: checkout-new, set: 'off' } }
  dependencies:
    # Checkout is activated after payments, and taken back before it.
    - { from: checkout, to: payments, reason: 'One offer, one price' }
  gates:
    - id: go-no-go
      title: Go or no-go
      opens: D-2
      criteria:
        - id: readiness
          title: Ready to release
          checklist:
            items:
              - { id: notes, title: Release notes are written }
        - { id: on-call, title: Somebody is on call, onCall: {} }
      signOffs:
        - { id: release, title: Release managers, from: [group:default/commerce] }
  waves:
    - id: pilot
      title: Pilot customers
      segment: { customers: [acme] }
      soak: 1h
    - { id: everywhere, title: Everywhere, soak: 1h }
`;

const full = (departure: string) => `${head(
  'spring-release',
  'Spring release',
  departure,
)}  calendar:
    holidays: []
  milestones:
    - { id: scope-freeze, title: Scope is fixed, at: D-20, days: working }
    - { id: code-freeze, title: Everything is merged, at: D-5, days: working, deadline: true }
    - { id: announce, title: Customers are told, at: D-1, time: '09:00' }
  windows:
    - kind: allow
      rrule: FREQ=WEEKLY;BYDAY=TU,WE,TH;BYHOUR=9;BYMINUTE=0;BYSECOND=0
      duration: 7h
      reason: Somebody is in the office
  products:
    - id: payments
      entity: component:default/payments-api
      version: 3.0.0
      criticality: critical
      scope: [Charges in instalments]
      risks:
        - id: load
          title: The load on the database doubles
          owner: group:default/team-payments
          likelihood: medium
          impact: high
          mitigation: A load test with twice the traffic
          due: D-10
      activation:
        - id: migrate
          title: Watch the migration
          manual: { runbook: migrate }
        - { id: switch-on, title: Turn instalments on, flag: { key: instalments, set: 'on' } }
      rollback:
        - { id: switch-off, title: Turn instalments off, flag: { key: instalments, set: 'off' } }
      runbooks:
        - id: migrate
          title: Migrate open charges
          owner: group:default/team-payments
          steps:
            - { id: backup, title: See that the backup is younger than an hour, timer: 2m }
            - id: start
              title: Start the migration
              instructions: Run the job \`migrate-charges\` and watch its log.
              timer: 10m
      dashboards:
        - { title: Payments, url: 'https://grafana.example.com/d/payments' }
    - id: shop
      entity: component:default/web-shop
      version: 11.4.0
      criticality: medium
      activation:
        - { id: switch-on, flag: { key: shop-instalments, set: 'on' } }
      rollback:
        - { id: switch-off, flag: { key: shop-instalments, set: 'off' } }
  dependencies:
    - { from: shop, to: payments, reason: The shop offers what payments can charge }
  coupled:
    # Only ever taken back together.
    - [shop, payments]
  rehearsals:
    - { id: staging, title: Rehearsal in staging, environment: staging, due: D-7 }
  gates:
    - id: go-no-go
      title: Go or no-go
      opens: D-3
      expiresAfter: 5d
      criteria:
        - id: readiness
          title: Ready to release
          checklist:
            items:
              - { id: notes, title: Release notes are written }
              - { id: support, title: Support has been shown }
        - { id: checks, title: Risks and checks are cleared, checks: {} }
        - id: owner
          title: The owner agrees
          criticality: [critical, high]
          signOff: { from: [group:default/team-payments] }
        - { id: on-call, title: Somebody is on call, onCall: {} }
        - id: rehearsed
          title: Rehearsed
          criticality: [critical]
          rehearsal: { rehearsals: [staging] }
        - id: kill-switch
          title: The kill switch works
          criticality: [critical]
          flagsTested: { flags: [instalments] }
        - { id: dashboards, title: Dashboards answer, criticality: [critical, high], dashboards: {} }
        - id: messages
          title: Messages are approved
          scope: train
          communications: { communications: [customers-before] }
      signOffs:
        - id: release
          title: Release managers
          from: [group:default/commerce, group:default/technology]
          required: 2
          roles:
            business: [group:default/commerce]
            platform: [group:default/technology]
  waves:
    - id: pilot
      title: Pilot customers
      segment: { customers: [acme, globex] }
      soak: 2h
      onFailure: rollback
      analysis:
        during:
          - name: payment-errors
            title: Failed payments
            product: payments
            interval: 1m
            failureLimit: 2
            failureCondition: result[0] > 0.05
            prometheus:
              query: sum(rate(http_errors_total{service="payments"}[5m]))
    - { id: everywhere, title: Everywhere, soak: 1d }
  communications:
    - id: customers-before
      persona: customers
      moment: before
      milestone: announce
      channels: [{ kind: statusPage, to: [public] }]
      subject: Pay in instalments from tomorrow
      body: From \${{ milestones.departure }} on you can pay in instalments.
      approvers: [group:default/commerce]
  success:
    - id: adoption
      title: Orders paid in instalments
      kind: adoption
      product: payments
      target: '>=3'
      unit: '%'
      measure: D+7
`;

/** Manifests to start from, with a departure that is ahead. */
export function trainExamples(now = new Date()): TrainExample[] {
  const departure = someTuesday(now);
  return [
    { id: 'small', source: small(departure) },
    { id: 'full', source: full(departure) },
  ];
}
