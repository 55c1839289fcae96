import { trainBoardMessages } from './trainBoard';
import { trainClosingMessages } from './trainClosing';
import { trainForecastMessages } from './trainForecast';
import { trainPlanMessages } from './trainPlan';
import { trainReplayMessages } from './trainReplay';
import { trainRunbookMessages } from './trainRunbook';
import { trainWavesMessages } from './trainWaves';

export const trainMessages = {
  tabs: 'Parts of the train',
  tab: {
    board: 'Board',
    boardCount: 'Board ({{count}} open)',
    timeline: 'Timeline',
    waves: 'Waves',
    incidents: 'Incidents',
    incidentsCount: 'Incidents ({{count}} open)',
    communications: 'Communications',
    report: 'Report',
    events: 'Events',
    manifest: 'Manifest',
    replay: 'Replay',
  },
  owner: 'Owner',
  createdBy: 'Planned by',
  departs: 'Departs',
  departed: 'Departed',
  yourTime: 'your time',
  planRevision: 'Plan {{revision}}',
  paused: 'Paused: {{reason}}',
  rollingBack: 'Being rolled back: {{reason}}',
  overridden: 'Closed windows are passed until {{until}}: {{reason}}',
  archived: 'In the archive: it can be read, and nothing else. Archived',
  imported: 'Imported from a file: it can be read, and nothing else. Imported',
  notNow: 'This is not possible now.',
  ended: 'The train has ended.',
  questions: {
    title: 'What is open',
    none: 'Nothing is in the way.',
    ofGate: '{{gate}} asks:',
    more_one: 'One more',
    more_other: '{{count}} more',
    obstacles: 'In the way:',
    goesAway: 'goes away by itself',
  },
  action: {
    sign: 'Sign off',
    depart: 'Depart',
    pause: 'Pause',
    resume: 'Resume',
    halt: 'Halt the wave',
    resumeWave: 'Resume the wave',
    stopHere: 'Stop here',
    rollback: 'Roll back',
    cancel: 'Cancel the train',
    close: 'Close the train',
    overrideWindow: 'Override the window',
    giveVerdict: 'Give a verdict',
    openIncident: 'Open an incident',
    seeCommunications: 'See the messages',
    seeGate: 'See the gate',
    seeIncidents: 'See the incidents',
    seePlan: 'See the plan',
    seeReport: 'See the report',
    seeWaves: 'See the waves',
  },
  done: {
    depart: 'The train departs.',
    pause: 'The train is paused.',
    resume: 'The train goes on.',
    halt: 'The wave is halted.',
    resumeWave: 'The wave goes on.',
    stopHere: 'The train stops here.',
    rollback: 'The rollback has started.',
    cancel: 'The train is cancelled.',
    close: 'The train is closed.',
    overrideWindow: 'Closed windows are passed.',
    giveVerdict: 'The verdict is given.',
    openIncident: 'The incident is open.',
  },
  ask: {
    depart: 'Depart with {{title}}?',
    departWhat_one:
      'It starts with the wave {{wave}}, and activates {{count}} product.',
    departWhat_other:
      'It starts with the wave {{wave}}, and activates {{count}} products.',
    pause: 'Pause the train?',
    pauseWhat:
      'What would start by itself waits, messages too. What is under way goes on. A rollback and kill switches work all the same.',
    resume: 'Go on?',
    halt: 'Halt {{wave}}?',
    haltWhat_one:
      'No further step starts in this wave. {{count}} product is active in it and stays so.',
    haltWhat_other:
      'No further step starts in this wave. {{count}} products are active in it and stay so.',
    resumeWave: 'Resume {{wave}}?',
    resumeWaveWhat_one:
      '{{count}} product that is not active is activated from its first step.',
    resumeWaveWhat_other:
      '{{count}} products that are not active are activated from their first step.',
    stopHere: 'Stop the train here?',
    stopHereWhat_one:
      '{{count}} wave is left out. What is active stays active, and the train is closed with what it has.',
    stopHereWhat_other:
      '{{count}} waves are left out. What is active stays active, and the train is closed with what it has.',
    cancel: 'Cancel {{title}}?',
    cancelWhat_one:
      '{{count}} product loses this departure. Nothing has been activated.',
    cancelWhat_other:
      '{{count}} products lose this departure. Nothing has been activated.',
    close: 'Close {{title}}?',
    closeWhat_one:
      'The report is final then. {{count}} follow-up is open and goes over to the next train.',
    closeWhat_other:
      'The report is final then. {{count}} follow-ups are open and go over to the next train.',
    overrideWindow: 'Pass closed windows?',
    overrideWindowWhat:
      'Waves start in closed windows and freezes until it ends. Your name and reason stand in the log.',
    expiresAfter: 'It ends after',
    expiresAfterHelp: 'A duration such as 30m or 4h.',
    rollback: {
      title: 'Roll back?',
      scope: 'Take back',
      wave: 'The wave {{wave}}',
      train: 'All waves of the train',
      products: 'Only these products, with what is coupled to them',
      productsHelp: 'None chosen: all.',
      nothing: 'Nothing of this is there (any more): the wave only stops.',
      what_one:
        'This takes back {{count}} product, in this order: {{products}}.',
      what_other:
        'This takes back {{count}} products, in this order: {{products}}.',
      waves: 'Waves, the newest first: {{waves}}.',
      coupled:
        'These go along, because they need the chosen ones or are coupled to them: {{products}}.',
    },
  },
  board: trainBoardMessages,
  forecast: trainForecastMessages,
  plan: trainPlanMessages,
  waves: trainWavesMessages,
  closing: trainClosingMessages,
  replay: trainReplayMessages,
  runbook: trainRunbookMessages,
} as const;
