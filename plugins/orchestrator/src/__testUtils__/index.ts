export * from './fakeApi';
export * from './fixtures';
export * from './forecastFixtures';
export * from './flagFixtures';
export * from './layout';
export * from './renderPage';
export * from './trainFixtures';
export * from './TrainStory';
