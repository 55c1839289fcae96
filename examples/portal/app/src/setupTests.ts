import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// The whole portal is drawn, on machines that do other things as well.
jest.setTimeout(120_000);
configure({ asyncUtilTimeout: 30_000 });
