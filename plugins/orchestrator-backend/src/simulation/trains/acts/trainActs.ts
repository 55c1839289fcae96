import type { Act } from './Act';
import * as aftermath from './aftermath';
import * as driving from './driving';
import * as evidence from './evidence';
import * as messages from './messages';
import * as planning from './planning';
import * as signing from './signing';
import * as steps from './steps';

/** All that people and pipelines do, with how often in comparison. */
export const TRAIN_ACTS: [weight: number, act: Act][] = [
  [9, evidence.report],
  [4, evidence.tick],
  [5, signing.sign],
  [1, signing.signAsAuthor],
  [0.5, signing.reject],
  [4, signing.signCriterion],
  [0.7, signing.withdraw],
  [1.5, signing.reopen],
  [1.5, evidence.waive],
  [0.4, evidence.revokeWaiver],
  [1, evidence.giveVerdict],
  [0.7, evidence.refresh],
  [2, planning.confirmReady],
  [1, planning.grantException],
  [0.3, planning.dropProduct],
  [1, planning.rehearse],
  [3, driving.depart],
  [0.7, driving.overrideWindow],
  [1, driving.pause],
  [4, driving.resume],
  [0.05, driving.cancel],
  [0.8, driving.halt],
  [3, driving.resumeWave],
  [0.2, driving.stopHere],
  [0.8, driving.rollback],
  [2, driving.takeBackOne],
  [3, driving.decideWave],
  [0.8, aftermath.openIncident],
  [1, aftermath.noteOrResolveIncident],
  [2, messages.approveMessage],
  [0.7, messages.editMessage],
  [1, messages.retryOrCancelMessage],
  [0.3, aftermath.followUp],
  [0.5, aftermath.recordPostMortem],
  [0.5, aftermath.recordSuccess],
  [0.7, aftermath.close],
  [0.8, planning.revise],
  [6, steps.byHand],
  [2, steps.repair],
];
