import {
  changeDigest,
  type TrainParts,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { ReadTable, TableRows } from '../store/readTables';
import { gateRow, labelRows, productRow, trainRow } from './rows';

const RUNS: ReadTable = {
  name: 'runs',
  runColumn: 'id',
  key: ['id'],
  json: ['state'],
};
const RUN_LABELS: ReadTable = {
  name: 'run_labels',
  runColumn: 'run_id',
  key: ['run_id', 'key'],
  json: [],
};
const TRAIN_PRODUCTS: ReadTable = {
  name: 'train_products',
  runColumn: 'run_id',
  key: ['run_id', 'id'],
  json: ['state'],
};
const TRAIN_GATES: ReadTable = { ...TRAIN_PRODUCTS, name: 'train_gates' };

/** The read tables of trains, with the rows that come of the states of one. */
export function trainTables({
  train,
  products,
  gates,
}: TrainParts): TableRows[] {
  return [
    { table: RUNS, rows: [trainRow(train, changeDigest(train.manifest))] },
    { table: RUN_LABELS, rows: labelRows(train) },
    { table: TRAIN_PRODUCTS, rows: [...products.values()].map(productRow) },
    { table: TRAIN_GATES, rows: [...gates.values()].map(gateRow) },
  ];
}
