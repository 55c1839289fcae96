import { z } from 'zod/v4';
import { dateTimeSchema } from '../manifest/trainFields';
import { TRAIN_PHASES } from '../model';
import { list, page, paging } from './parts';
import { defineRoute } from './route';
import { jsonValueSchema } from './schemas';
import { trainForecastSchema } from './trainForecastSchemas';
import * as s from './trainSchemas';

const trainId = z.string().describe('Id of the train');
const manifest = z
  .union([z.string(), z.record(z.string(), jsonValueSchema)])
  .describe('YAML or JSON text, or an object');
const departure = dateTimeSchema
  .optional()
  .describe('Which departure, for a train with a schedule; absent: the next');

const segment = z
  .string()
  .optional()
  .describe('Readers: id of a wave, or a persona; absent: all notes');

/** Routes of release trains. */
export const trainRoutes = {
  listTrains: defineRoute({
    method: 'get',
    path: '/trains',
    summary: 'Release trains, the next departure first, then those that ended',
    tag: 'trains',
    query: z.object({
      phase: list(z.enum(TRAIN_PHASES)),
      owner: list(z.string()),
      entity: z
        .string()
        .optional()
        .describe('Entity that is a product of the train'),
      label: list(z.string().describe('key=value')),
      mine: z
        .stringbool()
        .optional()
        .describe('Trains that the caller owns, or a product of which'),
      archived: z
        .stringbool()
        .optional()
        .describe(
          'Only trains in the archive; false: only those outside of it',
        ),
      q: z.string().max(200).optional().describe('Part of the name or title'),
      ...paging,
    }),
    response: page(s.trainSummarySchema),
  }),
  createTrain: defineRoute({
    method: 'post',
    path: '/trains',
    summary: 'Plan a release train from a manifest',
    tag: 'trains',
    status: 201,
    body: z.object({
      manifest,
      departure,
      idempotencyKey: z
        .string()
        .max(200)
        .optional()
        .describe(
          "A second call with the same key answers with the first one's train",
        ),
    }),
    response: s.trainDetailSchema,
  }),
  previewTrain: defineRoute({
    method: 'post',
    path: '/trains/preview',
    summary: 'What would follow from a manifest: dates, order, problems',
    tag: 'trains',
    body: z.object({ manifest, departure }),
    response: s.trainPreviewSchema,
  }),
  forecastTrain: defineRoute({
    method: 'post',
    path: '/trains/forecast',
    summary: 'When a train would do what, if it were planned now',
    tag: 'trains',
    body: z.object({ manifest, departure }),
    response: z.object({ forecast: trainForecastSchema }),
  }),
  getTrain: defineRoute({
    method: 'get',
    path: '/trains/:trainId',
    summary: 'A release train with its board',
    tag: 'trains',
    params: z.object({ trainId }),
    response: s.trainDetailSchema,
  }),
  getTrainForecast: defineRoute({
    method: 'get',
    path: '/trains/:trainId/forecast',
    summary: 'When a train does what, from how earlier trains went',
    tag: 'trains',
    params: z.object({ trainId }),
    response: z.object({
      forecast: trainForecastSchema
        .optional()
        .describe('Absent where nothing is foreseen, as after the end'),
    }),
  }),
  getTrainMetrics: defineRoute({
    method: 'get',
    path: '/trains/:trainId/metrics',
    summary: 'Samples of the metrics of its waves',
    tag: 'trains',
    params: z.object({ trainId }),
    query: z.object({ wave: z.string().optional() }),
    response: z.object({ items: z.array(s.metricSeriesSchema) }),
  }),
  getTrainReport: defineRoute({
    method: 'get',
    path: '/trains/:trainId/report.md',
    summary: 'Report of a release train as Markdown',
    tag: 'trains',
    params: z.object({ trainId }),
    response: z.string(),
    responseType: 'text/markdown',
  }),
  getTrainPostMortem: defineRoute({
    method: 'get',
    path: '/trains/:trainId/post-mortem.md',
    summary:
      'The beginning of the post-mortem of a release train as Markdown, from the record',
    tag: 'trains',
    params: z.object({ trainId }),
    response: z.string(),
    responseType: 'text/markdown',
  }),
  getTrainNotes: defineRoute({
    method: 'get',
    path: '/trains/:trainId/notes',
    summary: 'Notes of the products of a release train',
    tag: 'trains',
    params: z.object({ trainId }),
    query: z.object({ segment, product: z.string().optional() }),
    response: z.object({ items: z.array(s.productNotesSchema) }),
  }),
  getTrainNotesText: defineRoute({
    method: 'get',
    path: '/trains/:trainId/notes.md',
    summary: 'Notes of the products of a release train as Markdown',
    tag: 'trains',
    params: z.object({ trainId }),
    query: z.object({ segment, product: z.string().optional() }),
    response: z.string(),
    responseType: 'text/markdown',
  }),
  commandTrain: defineRoute({
    method: 'post',
    path: '/trains/:trainId/commands',
    summary: 'Ask something of a train',
    tag: 'trains',
    params: z.object({ trainId }),
    body: z.object({ command: s.trainCommandSchema }),
    response: s.trainDetailSchema,
  }),
  getProductOnCall: defineRoute({
    method: 'get',
    path: '/trains/:trainId/products/:productId/on-call',
    summary: 'Who is on call now for a product of a train',
    tag: 'trains',
    params: z.object({ trainId, productId: z.string() }),
    response: z.object({
      people: z.array(
        z.object({
          name: z.string(),
          ref: z
            .string()
            .optional()
            .describe('Of a person in the catalog, where they are one'),
        }),
      ),
    }),
  }),
  commandProduct: defineRoute({
    method: 'post',
    path: '/trains/:trainId/products/:productId/commands',
    summary: 'Ask something of a product of a train',
    tag: 'trains',
    params: z.object({ trainId, productId: z.string() }),
    body: z.object({ command: s.productCommandSchema }),
    response: s.trainDetailSchema,
  }),
  commandGate: defineRoute({
    method: 'post',
    path: '/trains/:trainId/gates/:gateId/commands',
    summary: 'Ask something of a gate of a train',
    tag: 'trains',
    params: z.object({ trainId, gateId: z.string() }),
    body: z.object({ command: s.gateCommandSchema }),
    response: s.trainDetailSchema,
  }),
  getTrainInbox: defineRoute({
    method: 'get',
    path: '/inbox/trains',
    summary: 'What release trains wait for from the caller, oldest first',
    tag: 'inbox',
    response: z.object({ items: z.array(s.trainInboxItemSchema) }),
  }),
  listCalendarFeeds: defineRoute({
    method: 'get',
    path: '/calendar/feeds',
    summary: 'iCalendar feeds that the caller has made',
    tag: 'trains',
    response: z.object({ items: z.array(s.calendarFeedSchema) }),
  }),
  createCalendarFeed: defineRoute({
    method: 'post',
    path: '/calendar/feeds',
    summary:
      'Make an iCalendar feed of one train, of one product, or of all that the caller owns a part of',
    tag: 'trains',
    status: 201,
    body: z.object({
      trainId: z.string().optional(),
      entityRef: z.string().optional(),
    }),
    response: s.calendarFeedSchema,
  }),
  deleteCalendarFeed: defineRoute({
    method: 'delete',
    path: '/calendar/feeds/:feedId',
    summary:
      'Take an iCalendar feed back: its address leads nowhere from then on',
    tag: 'trains',
    params: z.object({ feedId: z.string() }),
    response: z.object({ deleted: z.literal(true) }),
  }),
  getCalendar: defineRoute({
    method: 'get',
    path: '/calendar',
    summary:
      'Departures, milestones, gates and windows of a time, and what of it does not go together',
    tag: 'trains',
    query: z.object({
      from: z.iso.datetime(),
      to: z.iso.datetime(),
    }),
    response: z.object({
      items: z.array(s.calendarEntrySchema),
      conflicts: z
        .array(s.calendarConflictSchema)
        .describe('Trains of the time that are in the way of each other'),
    }),
  }),
};
