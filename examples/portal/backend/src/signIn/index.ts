export { exampleUsersModule } from './exampleUsersModule';
