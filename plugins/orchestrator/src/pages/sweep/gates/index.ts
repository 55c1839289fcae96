export { ApprovalEvidence } from './ApprovalEvidence';
export { GatesTab } from './GatesTab';
