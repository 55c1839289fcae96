// Its tests search what the real plugin holds; what is published knows its common package only.
module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: {
    '@backstage/no-mixed-plugin-imports': [
      'warn',
      {
        excludedTargetPackages: [
          '@backstage-orchestrator/plugin-orchestrator-backend',
        ],
      },
    ],
  },
});
