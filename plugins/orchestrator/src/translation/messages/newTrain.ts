export const newTrainMessages = {
  title: 'New train',
  plan: 'Plan the train',
  planned: 'The train is planned.',
  from: 'Start from',
  example: {
    small: 'A small train: two products, one gate, two waves',
    full: 'A whole train: rehearsals, metrics, messages, success',
  },
  preview: {
    title: 'What would follow',
    invalid: 'Shown as soon as the manifest has no mistakes.',
    departs_one: '{{count}} product departs',
    departs_other: '{{count}} products depart',
    dates: 'Dates',
    departures: 'Next departures',
    departure: 'Departure',
    deadline: '{{title}} (deadline)',
    gate: 'Gate {{id}} opens',
    wave: 'Wave {{id}}, not before',
    order: 'Order of activation',
  },
  forecast: {
    title: 'Forecast',
    waits: 'Shown as soon as it is known what would follow.',
  },
} as const;
