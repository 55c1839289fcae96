// Run by the launcher as a program of its own, on the Node that the product needs:
//   node createRepositories.mjs <target folder>
import { createRepositories } from '../../examples/repositories/create.mjs';

await createRepositories({
  targetFolder: process.argv[2],
  log: line => process.stdout.write(`${line}\n`),
});
