import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// Whole pages are drawn, on machines that do other things as well.
jest.setTimeout(120_000);
configure({ asyncUtilTimeout: 20_000 });
