export {
  assessBurn,
  BURN_RULES,
  budgetUsed,
  burnRate,
  type BurnAssessment,
  type BurnRule,
} from './burnRate';
