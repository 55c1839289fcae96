export { EventList } from './EventList';
export { EventPages } from './EventPages';
export { isEventOf } from './isEventOf';
export { EVENT_TYPES, sentenceOf } from './sentences';
export { Timeline } from './Timeline';
export { TRAIN_EVENT_TYPES } from './trainSentences';
