import { NODE_22, NEW_INFO, node, library } from './kinds.mjs';

/** Modules of the storefront share one workflow and one CODEOWNERS file, at the root. */
const inStorefront = module => ({
  ...module,
  layers: module.layers.filter(layer => layer !== 'node-ci'),
});

/** The modules of the monorepo. */
export const STOREFRONT = {
  'web-shop': inStorefront(
    library({
      version: '7.14.0',
      private: true,
      page: true,
      feature: 'Show prices as shoppers write them',
    }),
  ),
  'seller-portal': inStorefront(
    library({
      version: '3.3.0',
      private: true,
      page: true,
      feature: 'Sum the sales of a seller',
    }),
  ),
  cart: inStorefront(
    node({
      port: 8401,
      version: '2.2.0',
      logger: '^9.1.0',
      feature: 'Join the baskets of a shopper who signs in',
      settings: ['baskets:', '  keep_days: 60'],
    }),
  ),
  wishlist: inStorefront(
    node({
      port: 8402,
      version: '1.3.1',
      runtime: NODE_22,
      logger: '^9.5.0',
      log: NEW_INFO,
      feature: 'Find price drops on a wishlist',
    }),
  ),
  recommendations: inStorefront(
    node({
      port: 8403,
      version: '0.8.0',
      logger: '^8.16.0',
      feature: 'Find products that are bought together',
    }),
  ),
  'ui-kit': inStorefront(
    library({ version: '4.6.1', feature: 'Join class names and offer pages' }),
  ),
  'i18n-messages': inStorefront(
    library({
      version: '2.1.0',
      feature: 'Use the plural forms of each language',
    }),
  ),
};
